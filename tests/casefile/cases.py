"""Case files for property tests: any valid one, of normalised strings.

A normalised string is NFC, without control characters and line breaks, and without outer spaces. Strings that look like
labels, bullets, quotes or numbers are drawn on purpose: a writer has to cope with them.
"""

from __future__ import annotations

import string
import unicodedata
from datetime import date

from hypothesis import strategies as st

from tocsin.casefile.model import CaseFile, Kind, Person, Recipient, WriteIn

NASTY = (
    *("Fax:", "Fax: +41 22 555 01 10", "Salutation: x", "Salutation:", "Email:", "E-mail: a@example.org", "Phone: 1"),
    *(
        "URGENT ACTION",
        "U R G E N T  A C T I O N",
        "ADDITIONAL INFORMATION",
        "BACKGROUND INFORMATION",
        "Name:",
        "Name: Group",
    ),
    *(
        "Gender m/f: both",
        "PLEASE SEND APPEALS BEFORE 14 DECEMBER 2026 TO:",
        "And copies to:",
        "COPIES TO:",
        "Headline: x",
    ),
    *(
        "Please write immediately in English or your own language:",
        "NAME AND PRONOUN: x (she/her)",
        "LINK TO PREVIOUS UA: N/A",
    ),
    *(
        "• x",
        "•",
        "- x",
        "-- ",
        "--",
        "---",
        "* x",
        "■ x",
        "n",
        "1) x",
        "1.",
        "(a) x",
        "> quoted",
        ">",
        ">>",
        "Page 2 of UA 1/20",
    ),
    *("UA 1/20", "UA: 229/14", "EXTRA 19/92", "AU 1/20", "Index: ASA 17/6709/2017", "ASA 17/6709/2017", "AI Index: X"),
    *(
        "14 December 2026",
        "2026-12-14",
        "14.12.2026",
        "null",
        "none",
        "true",
        "N/A",
        "[]",
        "{}",
        "''",
        '""',
        "=",
        "=x",
        "|",
        "| x",
    ),
    *(
        "https://example.org/a?b=c&d=e#f",
        "mailto:a@example.org",
        "a@example.org",
        "@handle",
        "Dear Minister,",
        "Yours sincerely,",
    ),
    *(
        "\\",
        "\\n",
        "\\\\",
        "\\ x",
        "x\\",
        "#",
        "# x",
        "## x",
        "#panic()",
        "$x$",
        "_x_",
        "*x*",
        "`x`",
        "<x>",
        "<script>alert(1)</script>",
    ),
    *(
        "&amp;",
        "]]>",
        '#include "x"',
        "//",
        "/* x */",
        "x:",
        ": x",
        ":",
        ";",
        "a;b",
        "a, b",
        "x  y",
        "x\u00a0y",
        "e\u0301",
        "Name : x",
    ),
    *(
        "مرحبا: x",
        "שלום",
        "致 部长：",
        "称呼：阁下",
        "Formule d'appel : x",
        "Tratamiento: x",
        "Anrede: x",
        "KOPIEN AN",
        "ﬁ",
        "Å",
        "İ",
        "ß",
        "😀",
        "👩‍👧",
    ),
)

LANGUAGES = (
    "en",
    "fr",
    "es",
    "de",
    "ar",
    "zh",
    "zh-Hant",
    "he",
    "fa",
    "ur",
    "ja",
    "ko",
    "th",
    "pt-BR",
    "es-419",
    "und",
    "tlh",
)
COUNTRIES = ("CN", "US", "PE", "TD", "CM", "HN", "EG", "XC", "XZ", "XK", "GB", "AA")


def normalised(text: str) -> str:
    """NFC without outer spaces; stripping can uncover nothing that NFC would change, so one round is enough."""
    return unicodedata.normalize("NFC", text).strip()


_characters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
_words = st.lists(st.text(string.ascii_letters + "éüñß:;.,-'", min_size=1, max_size=9), min_size=1, max_size=8).map(
    " ".join
)
_any = st.one_of(st.sampled_from(NASTY), _words, st.text(_characters, max_size=30))
_glued = st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map(" ".join)

lines = st.one_of(_any, _glued).map(normalised).filter(bool)
"""One line that is not empty."""

optional_lines = st.none() | lines


def several(of: st.SearchStrategy[str] = lines, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(of, max_size=most).map(tuple)


_paragraphs = st.lists(lines, min_size=1, max_size=3).map("\n".join)
model_letters = st.lists(_paragraphs, min_size=1, max_size=4).map("\n\n".join)
numbers = st.builds(
    "{} {}/{:02}".format, st.sampled_from(("UA", "EXTRA", "MA", "NSA")), st.integers(1, 999_999), st.integers(0, 99)
)
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
people = st.builds(
    Person,
    name=optional_lines,
    group=st.booleans(),
    gender=st.sampled_from((None, "m", "f", "mixed")),
    pronouns=optional_lines,
    detail=optional_lines,
)


@st.composite
def recipients(draw: st.DrawFn) -> Recipient:
    """A recipient whose name and post are lines of the postal block, as the format asks."""
    block = draw(several(most=8))
    one_of_them = st.none() | st.sampled_from(block) if block else st.none()
    return Recipient(
        name=draw(one_of_them),
        post=draw(one_of_them),
        lines=block,
        country=draw(st.none() | st.sampled_from(COUNTRIES)),
        email=draw(several(most=2)),
        fax=draw(several(most=2)),
        phone=draw(several(most=2)),
        social=draw(several(most=2)),
        salutation=draw(optional_lines),
    )


def case_files(language: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[CaseFile]:
    """Any valid case file of normalised strings, without warnings and origin."""
    languages = language or st.sampled_from(LANGUAGES)
    return st.builds(
        CaseFile,
        kind=st.sampled_from(Kind),
        number=st.none() | numbers,
        update=st.integers(0, 12),
        index=optional_lines,
        issued=st.none() | days,
        countries=several(st.sampled_from(COUNTRIES)),
        language=languages,
        concerns=several(),
        headline=st.just("") | lines,
        summary=optional_lines,
        body=several(),
        people=st.lists(people, max_size=3).map(tuple),
        write_in=st.builds(WriteIn, several(st.sampled_from(LANGUAGES)), st.booleans()),
        calls=several(),
        model_letter=st.none() | model_letters,
        deadline=st.none() | days,
        targets=st.lists(recipients(), max_size=3).map(tuple),
        copies=st.lists(recipients(), max_size=2).map(tuple),
        diplomatic_copies=st.booleans(),
        after_deadline=optional_lines,
        background=several(),
        previous=optional_lines,
        warnings=st.just(()),
        origin=st.none(),
    )
