"""Whatever the bytes are: extraction raises UnreadableDocument and the grammar NoActionFound, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casefile.reading.crafted import ACTION, good_docx, good_mail, good_pdf
from tocsin.casefile import NoActionFound, UnreadableDocument
from tocsin.casefile.reading import Reader
from tocsin.casefile.reading.extraction import extract
from tocsin.casefile.reading.grammar import read_text
from tocsin.casefile.reading.labels import languages
from tocsin.casefile.schema import problems_in

quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

STARTS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"From: a@example.org\nMIME-Version: 1.0\n",
    b"From a@example.org\nTo: b\nContent-Type: ",
    b"Subject: x\nContent-Type: multipart/mixed; boundary=",
    b"Subject: x\nContent-Type: text/plain; charset=",
    b"Format: tocsin-case/1\n",
    b"<html>",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\0\0",
)


def read_in_process(content: bytes, name: str = "") -> None:
    try:
        text = extract(content, name).text
    except UnreadableDocument:
        return
    read_text_in_process(text, name)


def read_text_in_process(text: str, name: str = "") -> None:
    """A reading keeps to the schema, and its places lie inside the text."""
    try:
        reading = read_text(text, name)
    except (NoActionFound, UnreadableDocument):
        return
    assert problems_in(reading.case.to_json()) == ()
    for ranges in reading.places.values():
        assert all(0 <= start <= end <= len(text) for start, end in ranges)


@quick
@given(st.sampled_from((b"", *STARTS)), st.binary(max_size=400))
def test_arbitrary_bytes(start: bytes, content: bytes) -> None:
    read_in_process(start + content)


@cache
def good(kind: str) -> bytes:
    return {"pdf": good_pdf, "docx": good_docx, "mail": good_mail, "text": ACTION.encode}[kind]()


Mutation = tuple[str, int, int, bytes]
mutation = st.tuples(
    st.sampled_from(["flip", "cut", "double", "put"]),
    st.integers(0, 10_000),
    st.integers(1, 400),
    st.binary(min_size=1, max_size=8),
)
mutations = st.lists(mutation, min_size=1, max_size=6)


def mutated(content: bytes, steps: list[Mutation]) -> bytes:
    for what, place, length, piece in steps:
        at = place % (len(content) + 1)
        match what:
            case "flip":
                content = content[:at] + bytes(byte ^ piece[0] for byte in content[at : at + 1]) + content[at + 1 :]
            case "cut":
                content = content[:at] + content[at + length :]
            case "double":
                content = content[: at + length] + content[at:]
            case _:
                content = content[:at] + piece + content[at:]
    return content


@quick
@given(st.sampled_from(["pdf", "docx", "mail", "text"]), mutations)
def test_good_documents_with_faults(kind: str, steps: list[Mutation]) -> None:
    read_in_process(mutated(good(kind), steps), f"a.{kind}")


def _words() -> Iterator[str]:
    """What stands in the patterns of the labels, without their marks."""
    for language in languages():
        sources = [source for found in language.labels.values() for source in found]
        sources += [source for found in language.contacts.values() for source in found]
        sources += [*language.header.values(), *language.urging, *language.openings, *language.closings]
        sources += [*language.and_others, *language.group_words, *language.ordinals, *language.genders]
        for source in sources:
            yield from (word for word in re.split(r"[^a-z' /-]+", source) if len(word) > 2)


WORDS = sorted({word.strip() for word in _words()} | set(ACTION.split()))
GLUE = (
    *("", " ", " ", "\n", "\n\n", ": ", ":\n", ", ", "; ", ". ", " (", ") ", "/", "- ", "\u2022 ", "    ", "\f"),
    *(" 1 ", " 1/20 ", " 21 July 2004 ", " ASA 31/118/2004 ", " (f) ", "@", "+", "\u00ad", "\u0301", ">", "[", "]"),
)
word = st.sampled_from(WORDS).flatmap(lambda text: st.sampled_from([text, text.upper(), text.title(), f"{text}:"]))
piece = st.one_of(word, word, st.sampled_from(GLUE), st.text(max_size=6))


@settings(quick, max_examples=300)
@given(st.lists(st.tuples(piece, st.sampled_from(GLUE)), max_size=60))
def test_words_of_labels_in_any_order(pieces: list[tuple[str, str]]) -> None:
    read_text_in_process("".join(text + glue for text, glue in pieces))


@settings(quick, max_examples=150)
@given(
    st.lists(st.one_of(st.sampled_from(ACTION.splitlines()), word), max_size=25),
    st.sampled_from(["\n", "\n\n", " ", "\n> "]),
)
def test_lines_of_a_document_in_any_order(lines: list[str], between: str) -> None:
    read_text_in_process(between.join(lines))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as started:
        yield started


@settings(quick, max_examples=25)
@given(st.sampled_from(["pdf", "docx", "mail", "text"]), mutations, st.text(max_size=20))
def test_through_the_real_child(reader: Reader, kind: str, steps: list[Mutation], name: str) -> None:
    try:
        told = reader.read(mutated(good(kind), steps), name).text
    except (UnreadableDocument, NoActionFound) as error:
        told = f"{error} {error.detail}"
    assert "stopped the reader" not in told
