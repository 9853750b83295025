"""The HTML document of a case, through `write_html`, read back with a parser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from tocsin.casefile.model import CaseFile, Family, Kind, Origin, ReadingWarning
from tocsin.casefile.writing.html import write_html
from tocsin.typesetting import clean
from tocsin.typesetting.characters import texts_in

from .cases import case_files
from .made_up import ARABIC, CHINESE, DAM_INSPECTOR, MINISTER

VOID = {"meta", "br", "wbr"}
KNOWN = {
    *(
        "html",
        "head",
        "title",
        "meta",
        "body",
        "main",
        "article",
        "aside",
        "header",
        "section",
        "h1",
        "h2",
        "h3",
        "p",
        "br",
        "wbr",
    ),
    *("strong", "code", "time", "data", "address", "ol", "ul", "li", "dl", "div", "dt", "dd", "a", "bdi", "blockquote"),
}
PHRASING_ONLY = {"p", "h1", "h2", "h3", "dt", "address", "strong", "code", "time", "data", "a", "bdi", "title"}
PHRASING = {"strong", "code", "time", "data", "a", "bdi", "br", "wbr"}
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Reader(HTMLParser):
    """Reads a document, and fails where elements are not closed or stand where HTML does not allow them."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(document)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        assert not (self.open and self.open[-1] in PHRASING_ONLY) or tag in PHRASING, (self.open, tag)
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag in VOID:
            self.texts.append("" if tag == "wbr" else "\n")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def told(case: CaseFile) -> list[str]:
    """Every string of the case that the document has to hold as it is."""
    in_words = {"format", "kind", "language", "countries", "write_in", "issued", "deadline"}
    fields = {name: value for name, value in case.to_json().items() if name not in in_words}
    return [
        line
        for place, text in texts_in(fields)
        if not place.endswith((".country", ".gender"))
        for line in clean(text).split("\n")
    ]


@quick
@given(case_files())
def test_any_case_gives_a_sound_document_that_holds_every_field(case: CaseFile) -> None:
    document = write_html(case)
    reader = Reader(document)
    assert not [text for text in told(case) if text not in reader.text]
    values = {attributes["value"] for attributes in reader.named("data")}
    assert values >= {case.kind.value, case.language, *case.countries, *case.write_in.languages}
    days = {attributes["datetime"] for attributes in reader.named("time")}
    assert days == {day.isoformat() for day in (case.issued, case.deadline) if day}


@quick
@given(case_files())
def test_nothing_in_a_case_becomes_markup_script_or_a_request(case: CaseFile) -> None:
    reader = Reader(write_html(case, for_editors=True))
    for tag, attributes in reader.elements:
        assert not {"style", "src", "srcset", "action", "onclick"} & attributes.keys(), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")]
        href = attributes.get("href")
        assert href is None or re.match(r"(https?://|mailto:|tel:\+)", href)


@quick
@given(case_files())
def test_headings_stand_in_order_and_name_their_sections(case: CaseFile) -> None:
    reader = Reader(write_html(case))
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["aria-labelledby"] for attributes in reader.named("section")} <= set(ids)
    assert len(reader.named("main")) == 1


@pytest.mark.parametrize(
    ("case", "language", "direction"), [(DAM_INSPECTOR, "en", "ltr"), (ARABIC, "ar", "rtl"), (CHINESE, "zh", "ltr")]
)
def test_the_document_says_its_language_and_direction(case: CaseFile, language: str, direction: str) -> None:
    reader = Reader(write_html(case))
    assert reader.named("html") == [{"lang": language, "dir": direction}]
    assert reader.named("address")[0]["dir"] == "ltr"


def test_words_of_the_network_in_another_language_are_marked() -> None:
    reader = Reader(write_html(replace(DAM_INSPECTOR, language="he")))
    assert reader.named("html") == [{"lang": "he", "dir": "rtl"}]
    assert all(heading["lang"] == "en" and heading["dir"] == "ltr" for heading in reader.named("h2"))
    assert "lang" not in reader.named("h1")[0]


def test_addresses_and_numbers_are_links_where_that_is_sensible() -> None:
    target = replace(
        MINISTER,
        email=("minister@interior.example.org", "ü@exämple.org", "x?bcc=a@example.org"),
        phone=("+99925550141", "555"),
    )
    hrefs = [link["href"] for link in Reader(write_html(replace(DAM_INSPECTOR, targets=(target,)))).named("a")]
    assert hrefs == [
        "mailto:minister@interior.example.org",
        "mailto:%C3%BC@ex%C3%A4mple.org",
        "tel:+99925550141",
        "https://network.example.org/ua-84-26/editions/1/",
    ]


def test_long_addresses_can_break_and_several_stand_apart() -> None:
    target = replace(MINISTER, email=("minister@interior.example.org", "office@x.org"))
    document = write_html(replace(DAM_INSPECTOR, targets=(target,), headline="Verschwindenlassen" * 2))
    assert "<p><a href=" in document
    assert "<bdi>minister@<wbr>interior<wbr>.example<wbr>.org</bdi></a></p>" in document
    assert "<bdi>office@x.org</bdi>" in document
    assert "wbr" not in document.partition("</title>")[0]


def test_calls_are_an_ordered_list_and_postal_blocks_are_addresses() -> None:
    document = write_html(DAM_INSPECTOR)
    assert "<ol>\n<li>say without delay where Mirela Dovan is</li>" in document
    assert "Minister of the Interior<br>Radomir Estel<br>Ministry of the Interior<br>4 Harbour Gate" in document
    assert '<time datetime="2026-12-14">14 December 2026</time>' in document


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.OUTCOME])
def test_a_document_that_ends_an_action_says_so_first_and_has_no_link_to_write(kind: Kind) -> None:
    reader = Reader(write_html(replace(DAM_INSPECTOR, kind=kind), link="https://network.example.org/ua-84-26"))
    assert reader.text.index("Do not send any letter") < reader.text.rindex("Dam inspector held in secret")
    assert "Write before" not in reader.text
    assert not [link for link in reader.named("a") if not str(link["href"]).startswith("https://network.example.org/")]


def test_warnings_and_origin_are_shown_to_editors_only() -> None:
    warning = ReadingWarning("missing-number", "number", "No <number> was found.")
    case = replace(
        DAM_INSPECTOR, warnings=(warning,), origin=Origin("from a friend.pdf", "application/pdf", "0" * 64, Family.B)
    )
    for secret in ("No <number> was found.", "from a friend.pdf"):
        assert secret not in Reader(write_html(case)).text
        assert secret in Reader(write_html(case, for_editors=True)).text
    elements = [tag for tag, _ in Reader(write_html(case, for_editors=True)).elements]
    assert elements.index("aside") < elements.index("main")


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "ar", "zh"])
def test_every_language_has_every_phrase(language: str) -> None:
    from tocsin.casefile.writing.wording import wording_for

    def keys(value: object, prefix: str = "") -> set[str]:
        return (
            {key for name, item in value.items() for key in keys(item, f"{prefix}.{name}")}
            if isinstance(value, dict)
            else {prefix}
        )

    assert keys(wording_for(language).phrases) - {".first_of_month"} == keys(wording_for("en").phrases)
