"""What kind of document some bytes are: by their content, not by their name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from tocsin.casefile.errors import UnreadableDocument


class DocumentKind(StrEnum):
    """Kinds that can be read; the value is the media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    MAIL = "message/rfc822"
    HTML = "text/html"
    TEXT = "text/plain"


_KNOWN_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript file"),
    (b"SQLite format 3", "a database"),
)

_MAIL_MARK = re.compile(
    rb"^(?:mime-version|content-type|content-transfer-encoding|received|message-id|return-path|delivered-to|x-mailer|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESSED = re.compile(rb"^(?:from|to|subject|date):", re.IGNORECASE | re.MULTILINE)
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)


def kind_of(content: bytes, name: str) -> DocumentKind:
    """The kind of a document; UnreadableDocument where it is none that can be read."""
    if not content.strip(b"\x00 \t\r\n\f"):
        raise UnreadableDocument("The file is empty.")
    head = content[:4096]
    if b"%PDF-" in content[:1024]:
        return DocumentKind.PDF
    if content.startswith(b"PK"):
        return _zip_kind(content)
    for mark, what in _KNOWN_OTHERS:
        if content.startswith(mark):
            raise UnreadableDocument(f"This is {what}: give a PDF, a DOCX, a text file or an e-mail.")
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return DocumentKind.HTML
    if _is_mail(content, name):
        return DocumentKind.MAIL
    return DocumentKind.TEXT


def _zip_kind(content: bytes) -> DocumentKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        raise UnreadableDocument("The DOCX file is damaged: it cannot be unpacked.") from None
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return DocumentKind.DOCX
    what = "an OpenDocument file" if "content.xml" in names else "an archive"
    raise UnreadableDocument(f"This is {what}: give a PDF, a DOCX, a text file or an e-mail.")


def _is_mail(content: bytes, name: str) -> bool:
    """A message as mail programs save it: it begins with header lines, and one of them is a machine's."""
    start = content[:65536].lstrip().replace(b"\r\n", b"\n")
    start = (
        start.split(b"\n", 1)[-1]
        if start.startswith(b"From ") and b":" not in start.split(b"\n", 1)[0].split(b" ")[0]
        else start
    )
    header = start.split(b"\n\n", 1)[0] + b"\n"
    if not re.match(rb"[A-Za-z][A-Za-z0-9-]{1,40}:", header) or len(_ADDRESSED.findall(header)) == 0:
        return False
    return bool(_MAIL_MARK.search(header)) or name.lower().endswith(".eml")
