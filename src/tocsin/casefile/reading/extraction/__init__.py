"""Bytes of any document to text. Runs in the limited child process; raises UnreadableDocument alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from tocsin.casefile.errors import UnreadableDocument
from tocsin.casefile.reading.extraction.kinds import DocumentKind, kind_of

LONGEST = 2_000_000
"""Characters; what is longer is refused before any work is done on it. The grammar refuses far shorter texts."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a document; offsets elsewhere count its characters."""

    text: str
    media_type: str


def extract(content: bytes, name: str) -> Extract:
    """Find out what the bytes are, and take the text out. Pages are parted by form feeds."""
    kind = kind_of(content, name)
    text = _text_of(kind, content, name)
    if len(text) > LONGEST:
        raise UnreadableDocument(
            f"The document is too long: {len(text):,} characters; an urgent action has a few pages."
        )
    text = normalise(text)
    if not text.strip():
        raise UnreadableDocument(_NOTHING.get(kind, "The document holds no text."))
    return Extract(text, kind.value)


_NOTHING = {
    DocumentKind.PDF: "The PDF holds pictures of pages and no text: "
    "run it through text recognition first, or paste the text."
}


def _text_of(kind: DocumentKind, content: bytes, name: str) -> str:
    # Imported late: each format's library costs time and memory that the others do not need.
    match kind:
        case DocumentKind.PDF:
            from tocsin.casefile.reading.extraction.pdf import text_of_pdf

            return text_of_pdf(content)
        case DocumentKind.DOCX:
            from tocsin.casefile.reading.extraction.docx import text_of_docx

            return text_of_docx(content)
        case DocumentKind.MAIL:
            from tocsin.casefile.reading.extraction.mail import text_of_mail

            return text_of_mail(content)
        case DocumentKind.HTML:
            from tocsin.casefile.reading.extraction.html import text_of_html
            from tocsin.casefile.reading.extraction.plain import decode

            return text_of_html(decode(content))
        case DocumentKind.TEXT:
            from tocsin.casefile.reading.extraction.plain import decode

            return decode(content)


def warm_up() -> None:
    """Load every format's library, so that the first document is as quick as the next."""
    from tocsin.casefile.reading.extraction import docx, pdf  # noqa: F401

    for rehearsal in _REHEARSALS:
        extract(rehearsal, "")


_REHEARSALS = (
    "Café".encode("cp1252"),
    b"<html><p>text</p></html>",
    b"From: a@example.org\nSubject: =?utf-8?q?a?=\nMIME-Version: 1.0\n"
    b"Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\ntext \n",
)


def normalise(text: str) -> str:
    """One kind of line end, composed characters, no controls but tab, line feed and form feed."""
    text = (
        text.removeprefix("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x02\n", "-\n")
        .replace("\ufffe\n", "-\n")
    )
    text = (
        "".join(
            character if character in "\n\t\f" or unicodedata.category(character) not in ("Cc", "Cs") else " "
            for character in text
        )
        if _has_controls(text)
        else text
    )
    return unicodedata.normalize("NFC", text)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t\f" for character in set(text))
