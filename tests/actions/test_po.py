"""Texts for translators: out as PO, as their own tools read it, and in again, whatever became of them on the way."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.network import NOW, case_file
from tocsin.actions.translating.memory import Memory
from tocsin.actions.translating.po import MAX_BYTES, export_po, read_po
from tocsin.actions.translating.segments import segments_of, tidy
from tocsin.actions.translating.tags import language_of, language_tag
from tocsin.casefile import Person
from tocsin.records.errors import BadInput

CASE = case_file(model_letter="Your Excellency,\n\nFree her today.")
HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=120).filter(
    lambda text: bool(text.strip())
)


def exported(memory: Memory | None = None, language: str = "fr") -> polib.POFile:
    return polib.pofile(export_po(CASE, segments_of(CASE), memory or {}, language, NOW))


def entry(msgid: str, msgstr: str, *, context: str | None = None, before: str = "") -> str:
    quoted = [polib.escape(one) for one in (msgid, msgstr)]
    head = f'msgctxt "{context}"\n' if context else ""
    return f'{before}{head}msgid "{quoted[0]}"\nmsgstr "{quoted[1]}"\n\n'


def read(*entries: str, head: str = HEAD) -> dict[str, str]:
    return read_po((head + "".join(entries)).encode(), "fr")


# --- out ------------------------------------------------------------------------------------------------------------


def test_every_text_has_its_place_as_context_and_a_note_for_the_translator() -> None:
    file = exported()
    assert [one.msgctxt for one in file] == [one.path for one in segments_of(CASE)]
    assert all(one.comment for one in file)
    notes = {one.msgctxt: one.comment for one in file}
    assert notes["calls.0"].startswith("CALL to the authorities")
    assert notes["targets.0.salutation"].startswith("SALUTATION")
    assert "Minister of the Interior" in notes["targets.0.salutation"]
    assert notes["people.0.name"].startswith("NAME of a person at risk")
    assert file.metadata["Language"] == "fr"
    assert "charset=UTF-8" in file.metadata["Content-Type"]


def test_a_group_that_is_described_in_words_is_not_marked_as_a_name() -> None:
    case = case_file(people=(Person("Nine fishermen", group=True),))
    (group,) = (one for one in segments_of(case) if one.path == "people.0.name")
    assert "NAME" not in group.note
    assert not group.optional


def test_nothing_that_is_not_to_be_translated_stands_in_the_file() -> None:
    text = export_po(CASE, segments_of(CASE), {}, "fr", NOW)
    for unwanted in ("minister@interior.example.org", "+12025550141", "4 Harbour Gate", "2026-12-14"):
        assert unwanted not in text


def test_a_text_that_stands_twice_is_translated_once() -> None:
    case = replace(CASE, background=(CASE.body[0], *CASE.background))
    assert [one.source for one in segments_of(case)].count(CASE.body[0]) == 1


def test_what_is_translated_comes_with_it_and_a_text_that_changed_with_its_old_one_marked_fuzzy() -> None:
    old = CASE.calls[0].replace("without delay", "at once")
    memory: Memory = {
        CASE.calls[1]: {"text": "donnez-lui de l'insuline", "by": 1, "read_by": 2},
        old: {"text": "dites aussitôt où elle est", "by": 1, "read_by": 2},
    }
    entries = {one.msgctxt: one for one in exported(memory)}
    assert (entries["calls.1"].msgstr, entries["calls.1"].fuzzy) == ("donnez-lui de l'insuline", False)
    assert (entries["calls.0"].msgstr, entries["calls.0"].fuzzy) == ("dites aussitôt où elle est", True)
    assert entries["calls.0"].previous_msgid == old
    assert not entries["headline"].msgstr


def test_a_fuzzy_text_is_not_taken_in_until_its_mark_is_off() -> None:
    memory: Memory = {CASE.calls[0] + " now": {"text": "dites où elle est", "by": 1, "read_by": 2}}
    file = exported(memory)
    for one in file:
        one.msgstr = one.msgstr or f"« {one.msgid} »"
    assert CASE.calls[0] not in read_po(str(file).encode(), "fr")
    for one in file:
        one.flags = []
    assert read_po(str(file).encode(), "fr")[CASE.calls[0]] == "dites où elle est"


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5, unique_by=lambda pair: pair[0]))
def test_any_text_goes_through_a_translators_file_unchanged(pairs: list[tuple[str, str]]) -> None:
    case = case_file(body=tuple(source for source, _ in pairs), people=(), calls=(), background=())
    memory: Memory = {source: {"text": text, "by": 1, "read_by": None} for source, text in pairs}
    file = export_po(case, [one for one in segments_of(case) if one.path.startswith("body")], memory, "fr", NOW)
    assert read_po(file.encode(), "fr") == {source: text for source, text in pairs if source.strip()}


# --- in -------------------------------------------------------------------------------------------------------------


def test_what_is_empty_fuzzy_obsolete_or_plural_is_left_out() -> None:
    words = read(
        entry("done", "fait"),
        entry("empty", ""),
        entry("blank", "  \n "),
        entry("unsure", "peut-être", before="#, fuzzy\n"),
        '#~ msgid "gone"\n#~ msgstr "parti"\n\n',
        'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "un"\nmsgstr[1] "des"\n\n',
    )
    assert words == {"done": "fait"}


@pytest.mark.parametrize(
    "way",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: f"# Jean Petit <jean@example.org>\n#\n{text}".encode(),
        lambda text: text.replace("Language: fr", "Language: fr_FR").encode(),
        lambda text: text.replace('"Language: fr\\n"\n', "").encode(),
        lambda text: f"#, fuzzy\n{text}".encode(),
    ],
    ids=["mark of UTF-8", "Windows", "no last line end", "comments", "with a region", "no language", "fuzzy header"],
)
def test_what_a_translators_tool_changes_about_the_file_does_not_matter(way: object) -> None:
    assert callable(way)
    assert read_po(way(HEAD + entry("Free her", "Libérez-la")), "fr") == {"Free her": "Libérez-la"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n", b"hello", b"\0" * 1_000, b"%PDF-1.7", b"PK\x03\x04", HEAD.encode(), b'msgid "a"\nmsgstr "b',
        b'msgstr "b"\n', b'msgid "a" "b"\n', b"msgid\n", b'msgid "a"\nmsgstr[x] "b"\n', b"#~\n", b"#|\n",
        HEAD.encode() + 'msgid "é"\nmsgstr "é"\n'.encode("latin-1"), (HEAD + entry("a", "b")).encode("utf-16"),
        b'msgctxt "a"\nmsgctxt "b"\nmsgid "c"\nmsgstr "d"\n', b'{"msgid": "a"}', b'"a"\n' * 10,
    ],
)  # fmt: skip
def test_what_is_no_po_file_in_utf8_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(BadInput) as raised:
        read_po(content, "fr")
    assert str(raised.value).startswith(("This is not a PO file in UTF-8", "Nothing in the file is translated"))


def test_a_file_that_names_another_file_does_not_bring_that_one_in(tmp_path: Path) -> None:
    other = tmp_path / "other.po"
    other.write_text(HEAD + entry("secret", "caché"))
    for name in (str(other), f"{other}\n", f"\n{other}"):
        with pytest.raises(BadInput):
            read_po(name.encode(), "fr")


def test_a_file_in_another_language_is_refused_for_the_hurried() -> None:
    content = (HEAD.replace("Language: fr", "Language: es_MX") + entry("Free her", "Libérenla")).encode()
    with pytest.raises(BadInput, match="says that it is in “es”, and “fr” was asked for"):
        read_po(content, "fr")
    assert read_po(content, "es")


def test_one_text_translated_in_two_ways_is_refused_and_in_one_way_taken() -> None:
    twice = [entry("Free her", "Libérez-la", context=context) for context in ("headline", "calls.0")]
    assert read(*twice) == {"Free her": "Libérez-la"}
    with pytest.raises(BadInput, match="in two ways: “Free her”"):
        read(*twice, entry("Free her", "Qu'on la libère", context="calls.1"))


def test_characters_that_part_lines_elsewhere_do_not_part_them_here() -> None:
    for odd in "\u2028\u2029\x85\x0b\x0c\x1c\x1e":
        assert read(f'msgid "a{odd}b"\nmsgstr "c{odd}d"\n') == {f"a{odd}b": f"c{odd}d"}


HOSTILE = {
    "a text of many lines": 'msgid "a"\nmsgstr ""\n' + '"aaaa"\n' * 70_000,
    "many texts": entry("a", "b") * 19_000,
    "many comments": "#. x\n" * 95_000 + entry("a", "b"),
    "many places": "#: x:1 y:2\n" * 42_000 + entry("a", "b"),
    "backslashes": entry("a", "\\" * 200_000),
    "quotation marks": 'msgid "a"\nmsgstr ' + '"' * 450_000 + "\n",
    "a number": 'msgid "a"\nmsgid_plural "b"\nmsgstr[' + "9" * 450_000 + '] "c"\n',
    "header": HEAD + '"Content-Type:' + " " * 450_000 + '"\n',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_answered_in_seconds(what: str) -> None:
    content = (HEAD + HOSTILE[what]).encode()
    assert len(content) <= MAX_BYTES
    begun = time.process_time()
    with suppress(BadInput):
        read_po(content, "fr")
    assert time.process_time() - begun < 10


def test_a_larger_file_is_refused_at_once() -> None:
    with pytest.raises(BadInput, match="larger than 500 kB"):
        read_po(b"#" * (MAX_BYTES + 1), "fr")


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (HEAD + text).encode("utf-8", "replace")))
def test_no_bytes_whatever_are_a_crash(content: bytes) -> None:
    with suppress(BadInput):
        assert all(map(str.strip, read_po(content, "fr").values()))


LINES = (
    'msgid "a"', 'msgid "', 'msgstr "b"', "msgstr[0]", 'msgid_plural "e"', "msgctxt", 'msgctxt "f"', '"c"', '"', "\\",
    "", "#", "#, fuzzy", "#~ msgid", "#~|", '#| msgid "d"',
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_no_order_of_lines_is_a_crash(lines: list[str]) -> None:
    with suppress(BadInput):
        read_po((HEAD + "\n".join(lines)).encode(), "fr")


# --- texts and languages --------------------------------------------------------------------------------------------


def test_a_translation_is_tidied_as_its_source_is() -> None:
    assert tidy("  Une ligne\r\nqui suit \n", "One line") == "Une ligne qui suit"
    assert tidy("Une\r\nDeux\r", "One\nTwo") == "Une\nDeux"
    assert tidy("\u202bحرروها\u202c", "Free her") == "حرروها"
    assert tidy("\u2067\u200fحرروها\u2069", "Free her") == "\u2067\u200fحرروها\u2069"
    assert tidy(" \n ", "Free her") == ""


@pytest.mark.parametrize(
    ("given", "tag"),
    [("FR", "fr"), ("pt_br", "pt-BR"), ("fra", "fr"), ("zh-hans", "zh-Hans"), ("es-419", "es-419"), (" ar ", "ar")],
)
def test_a_language_has_one_tag(given: str, tag: str) -> None:
    assert language_tag(given) == language_tag(tag) == tag


@pytest.mark.parametrize(
    "given",
    ["", "xx", "qqq", "french", "fr-", "fr--CA", "fr\n", "f", "fr-" + "a" * 40, "fr/../en", "ｆｒ", "x" * 5_000],
)
def test_what_is_no_language_is_refused(given: str) -> None:
    if given.strip() == "fr":
        assert language_tag(given) == "fr"
        return
    with pytest.raises(BadInput, match="language") as raised:
        language_tag(given)
    assert len(str(raised.value)) < 120


def test_the_language_of_a_tools_file_is_read_from_its_locale() -> None:
    said = {"fr_CA.UTF-8": "fr", "sr@latin": "sr", "zh_Hans": "zh", "fra": "fr", "": "", "LANGUAGE": ""}
    assert {one: language_of(one) for one in said} == said
