"""A table of files that want to hurt the reader: name to maker. Made when asked for, some of them are large."""

from __future__ import annotations

import base64
import codecs
import random
import zlib
from collections.abc import Callable

from tests.casefile.reading.crafted import (
    ACTION,
    docx_of,
    encrypted,
    flate_bomb,
    good_docx,
    good_mail,
    good_paragraphs,
    good_pdf,
    mail,
    nested_zip,
    paragraph,
    pdf_objects,
    pdf_of,
    with_member_sizes,
    with_overlaps,
    zipped,
)

Maker = Callable[[], bytes]


def _noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


# --- archives and DOCX ---------------------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_LAUGHTER = f'<!DOCTYPE d [<!ENTITY l0 "laughter">{_LAUGHS}]>'
_PASSWORDS = '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE d [<!ENTITY % secret SYSTEM "file:///etc/passwd"> %secret;]>'
_REMOTE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">'
_QUADRATIC = f'<!DOCTYPE d [<!ENTITY long "{"x" * 100_000}">]>'


def _run(inside: str) -> str:
    return f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>"


def _nested(tag_begin: str, tag_end: str, depth: int, inside: str) -> str:
    return tag_begin * depth + inside + tag_end * depth


_CELL = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"

DOCX_FILES: dict[str, Maker] = {
    "docx, member of 100 MB": lambda: docx_of("", extra={"word/media/a.bin": bytes(100_000_000)}),
    "docx, document of 55 MB": lambda: docx_of("<w:p/>" * 9_000_000),
    "docx, one text of 20 MB": lambda: docx_of(_run("x" * 20_000_000)),
    "docx, 5,000 members": lambda: docx_of("", extra={f"word/{n}.xml": b"<a/>" for n in range(5_000)}),
    "docx, lying small sizes": lambda: with_member_sizes(docx_of("<w:p/>" * 100_000), 100, 100),
    "docx, lying large sizes": lambda: with_member_sizes(good_docx(), 0xFFFFFFF0, 0xFFFFFFF0),
    "docx, lying packed sizes": lambda: with_member_sizes(good_docx(), 0xFFFFFFF0, 1000),
    "docx, overlapping entries": lambda: with_overlaps(bytes(10_000_000), 5),
    "docx, many overlapping entries": lambda: with_overlaps(bytes(1_000_000), 3_000),
    "docx, encrypted": lambda: encrypted(good_docx()),
    "docx, billion laughs": lambda: docx_of(_run("&l11;"), doctype=_LAUGHTER),
    "docx, quadratic entities": lambda: docx_of(_run("&long;" * 10_000), doctype=_QUADRATIC),
    "docx, external entity": lambda: docx_of(_run("&secret;"), doctype=_PASSWORDS),
    "docx, parameter entity": lambda: docx_of(_run("x"), doctype=_PARAMETER),
    "docx, remote doctype": lambda: docx_of(_run("x"), doctype=_REMOTE),
    "docx, 100,000 nested tables": lambda: docx_of(_nested(*_CELL, 100_000, "<w:p/>")),
    "docx, 60 nested tables": lambda: docx_of(_nested(*_CELL, 60, paragraph("x"))),
    "docx, 100,000 tables": lambda: docx_of("".join(_CELL) * 100_000),
    "docx, 20,000 nested runs": lambda: docx_of(f"<w:p>{_nested('<w:ins>', '</w:ins>', 20_000, paragraph('x'))}</w:p>"),
    "docx, 200,000 cells": lambda: docx_of(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 200_000}</w:tr></w:tbl>"),
    "docx, 20,000 sections": lambda: docx_of("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" * 20_000),
    "docx, 200,000 attributes": lambda: docx_of(f"<w:p {' '.join(f'a{n}=""' for n in range(200_000))}/>"),
    "docx without its document": lambda: zipped({"word/documents.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
    "docx, document is no XML": lambda: zipped({"word/document.xml": _noise(1000)}),
    "docx, document only": lambda: zipped({"word/document.xml": b"<a/>"}),
    "docx, no text": lambda: docx_of("<w:p/>"),
    "zip of zips": lambda: nested_zip(20),
    "zip with nothing": lambda: zipped({}),
    "zip with strange names": lambda: zipped({"../../etc/passwd": b"x", "/word/document.xml": b"x", "": b""}),
    "zip end alone": lambda: b"PK\x05\x06" + bytes(18),
    "zip start, then noise": lambda: b"PK\x03\x04" + _noise(100_000),
}

# --- PDF -----------------------------------------------------------------------------------------------------------


def _pages(kids: bytes, count: int) -> dict[int, bytes]:
    return {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[" + kids + f"]/Count {count}>>".encode()}


def _deep_tree(depth: int) -> bytes:
    tree = {n: f"<</Type/Pages/Parent {n - 1} 0 R/Kids[{n + 1} 0 R]/Count 1>>".encode() for n in range(3, depth + 3)}
    return pdf_objects(_pages(b"3 0 R", 1) | tree | {depth + 3: b"<</Type/Page>>"})


def _object_stream(size: int) -> bytes:
    packed = flate_bomb(size, b"1 ")
    stream = f"<</Type/ObjStm/N 100000/First 10/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
    return pdf_objects(_pages(b"3 0 R", 1) | {4: stream + packed + b"\nendstream"})


def _form_loop() -> bytes:
    drawn = b"/Length 5>>stream\n/X Do\nendstream"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>" + drawn
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
    content = b"<<" + drawn
    return pdf_objects(_pages(b"3 0 R", 1) | {3: page, 4: form, 5: content})


def _repeated(before: bytes, unit: bytes, count: int) -> bytes:
    return zlib.compress(before + unit * count + b"ET", 9)


def _encrypted_pdf() -> bytes:
    keys = f"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{'12' * 32}>/U<{'34' * 32}>>>/ID[<00><00>]"
    return pdf_objects(_pages(b"3 0 R", 1) | {3: b"<</Type/Page/Parent 2 0 R>>"}, keys)


_SCRIPT = "/OpenAction<</S/JavaScript/JS(while(true){app.alert(1)})>>"

PDF_FILES: dict[str, Maker] = {
    "pdf, stream of 300 MB": lambda: pdf_of(flate_bomb(300_000_000), filters="/FlateDecode"),
    "pdf, stream of 2 GB": lambda: pdf_of(flate_bomb(2_000_000_000), filters="/FlateDecode"),
    "pdf, stream deflated twice": lambda: pdf_of(
        zlib.compress(flate_bomb(500_000_000)), filters="/FlateDecode/FlateDecode"
    ),
    "pdf, ten million operators": lambda: pdf_of(flate_bomb(40_000_000, b"q Q "), filters="/FlateDecode"),
    "pdf, five million letters": lambda: pdf_of(
        _repeated(b"BT /F1 1 Tf 9 9 Td ", b"(abcdefghijklmno) Tj ", 350_000), filters="/FlateDecode"
    ),
    "pdf, letters and spaces": lambda: pdf_of(
        _repeated(b"BT /F1 1 Tf 9 9 Td ", b"(a        b) Tj ", 30_000), filters="/FlateDecode"
    ),
    "pdf, 500,000 saved states": lambda: pdf_of(b"q " * 500_000),
    "pdf, 500,000 open brackets": lambda: pdf_of(b"[" * 500_000),
    "pdf, 100,000 nested dictionaries": lambda: pdf_objects(_pages(b"3 0 R", 1) | {3: b"<</A" * 100_000}),
    "pdf, forty filters": lambda: pdf_of(flate_bomb(1_000_000), filters="/FlateDecode" * 40),
    "pdf, a billion pages": lambda: pdf_objects(_pages(b"3 0 R", 1_000_000_000)),
    "pdf, 100,000 pages": lambda: pdf_objects(
        _pages(b"3 0 R " * 100_000, 100_000) | {3: b"<</Type/Page/Parent 2 0 R>>"}
    ),
    "pdf, minus one page": lambda: pdf_objects(_pages(b"3 0 R", -1)),
    "pdf, deep tree of pages": lambda: _deep_tree(20_000),
    "pdf, tree of pages is a loop": lambda: pdf_objects(_pages(b"2 0 R", 1)),
    "pdf, form draws itself": _form_loop,
    "pdf, enormous page": lambda: pdf_of(b"BT /F1 9 Tf 9 9 Td (x) Tj ET", box="[0 0 1e30 1e30]"),
    "pdf, page of no size": lambda: pdf_of(b"BT /F1 9 Tf 9 9 Td (x) Tj ET", box="[0 0 0 0]"),
    "pdf, strange numbers": lambda: pdf_of(b"BT /F1 1e38 Tf 99999999999999999999 -1e39 Td (x y) Tj ET"),
    "pdf, object stream of 200 MB": lambda: _object_stream(200_000_000),
    "pdf, encrypted": _encrypted_pdf,
    "pdf, script": lambda: pdf_of(b"", extra=_SCRIPT),
    "pdf, start, then noise": lambda: b"%PDF-1.7\n" + _noise(300_000),
    "pdf, only its first line": lambda: b"%PDF-1.7\n",
    "pdf, 100,000 cross references": lambda: (
        b"%PDF-1.7\n" + b"xref\n0 1\ntrailer<</Prev 9>>startxref\n9\n%%EOF\n" * 100_000
    ),
}


# --- mail and HTML -------------------------------------------------------------------------------------------------

_MIXED = "Content-Type: multipart/mixed; boundary=xx"


def _rfc822(depth: int) -> bytes:
    return mail("Content-Type: message/rfc822\n" + "\nFrom: a@example.org\nContent-Type: message/rfc822\n" * depth, "x")


def _boundaries(depth: int) -> bytes:
    parts = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(depth))
    return mail("Content-Type: multipart/mixed; boundary=b0", f"{parts}--b{depth}\n\ntext\n")


def _attached(content: bytes, name: str) -> bytes:
    coded = base64.encodebytes(content).decode()
    disposition = f"Content-Disposition: attachment; filename={name}\nContent-Transfer-Encoding: base64"
    return mail(
        _MIXED, f"--xx\n\nsee below\n--xx\nContent-Type: application/octet-stream\n{disposition}\n\n{coded}\n--xx--\n"
    )


def _mails_in_mails(depth: int) -> bytes:
    inner = good_mail()
    for _ in range(depth):
        inner = _attached(inner, "a.eml")
    return inner


MAIL_FILES: dict[str, Maker] = {
    "mail, 10,000 parts": lambda: mail(_MIXED, "--xx\nContent-Type: text/html\n\n<p>x</p>\n" * 10_000),
    "mail, 10,000 documents": lambda: mail(_MIXED, "--xx\nContent-Disposition: attachment\n\nx\n" * 10_000),
    "mail, 60 long parts": lambda: mail(_MIXED, f"--xx\n\n{'APPEALS TO: ' * 5_000}\n" * 60),
    "mail, 200 messages in each other": lambda: _rfc822(200),
    "mail, 5,000 messages in each other": lambda: _rfc822(5_000),
    "mail, 500 multiparts in each other": lambda: _boundaries(500),
    "mail, attached to each other": lambda: _mails_in_mails(8),
    "mail, base64 of 15 MB": lambda: _attached(b"A" * 15_000_000, "a.txt"),
    "mail, attached bomb": lambda: _attached(docx_of("", extra={"a": bytes(100_000_000)}), "a.docx"),
    "mail, attached pdf bomb": lambda: _attached(pdf_of(flate_bomb(300_000_000), filters="/FlateDecode"), "a.pdf"),
    "mail, unknown charset": lambda: mail("Content-Type: text/plain; charset=klingon-8", _noise(5000)),
    "mail, charset that is a codec": lambda: mail("Content-Type: text/plain; charset=zlib_codec", _noise(5000)),
    "mail, charset with a zero": lambda: mail("Content-Type: text/plain; charset=utf\0-8", "x"),
    "mail, charset idna": lambda: mail("Content-Type: text/plain; charset=idna", "x." * 50_000),
    "mail, charset punycode": lambda: mail("Content-Type: text/plain; charset=punycode", "abc-" * 20_000),
    "mail, charset unicode_escape": lambda: mail("Content-Type: text/plain; charset=unicode_escape", r"\udc80\ud800 x"),
    "mail, charset utf-16": lambda: mail("Content-Type: text/plain; charset=utf-16", b"odd"),
    "mail, missing boundary": lambda: mail("Content-Type: multipart/mixed", ACTION),
    "mail, boundary never found": lambda: mail("Content-Type: multipart/mixed; boundary=nowhere", ACTION),
    "mail, quoted-printable garbage": lambda: mail("Content-Transfer-Encoding: quoted-printable", "=X=" * 100_000),
    "mail, base64 garbage": lambda: mail("Content-Transfer-Encoding: base64", b"!=" * 100_000),
    "mail, uuencode garbage": lambda: mail("Content-Transfer-Encoding: x-uuencode", b"begin 666 x\n" + _noise(9999)),
    "mail, unknown encoding": lambda: mail("Content-Transfer-Encoding: 9bit", "x"),
    "mail, header of 1 MB": lambda: mail(f"X-Long: {'x' * 1_000_000}\nContent-Type: text/plain", "x"),
    "mail, 50,000 headers": lambda: mail("X-One: 1\n" * 50_000 + "Content-Type: text/plain", "x"),
    "mail, 20,000 parameters": lambda: mail(f"Content-Type: text/plain{'; a*0*=b' * 20_000}", "x"),
    "mail, 20,000 brackets in a header": lambda: mail(f"Content-Type: text/plain; charset={'(' * 20_000}", "x"),
    "mail, 20,000 encoded words": lambda: mail(
        f'Content-Disposition: attachment; filename="{"=?utf-8?q?x?= " * 20_000}"', "x"
    ),
    "mail, long file name": lambda: mail(f"Content-Disposition: inline; filename={'a/' * 50_000}", ACTION),
    "mail, strange parameters": lambda: mail(
        "Content-Type: text/plain; charset*=a'b'%ff%fe; format*=x''flowed", ACTION
    ),
    "mail, flowed for ever": lambda: mail("Content-Type: text/plain; format=flowed", "x \n" * 100_000),
    "html, 200,000 nested tags": lambda: b"<html>" + b"<div>" * 200_000 + b"x",
    "html, 200,000 silent tags": lambda: b"<html>" + b"<script><style>" * 100_000 + b"x",
    "html, open tag": lambda: b"<html>" + b"<a " * 100_000,
    "html, open comments": lambda: b"<html>" + b"<!--" * 100_000,
    "html, open declarations": lambda: b"<html>" + b"<!x" * 100_000,
    "html, open sections": lambda: b"<html>" + b"<![CDATA[" * 50_000,
    "html, open instructions": lambda: b"<html>" + b"<?x" * 100_000,
    "html, attributes": lambda: b"<html><p " + b"a='" * 100_000,
    "html, 300,000 ampersands": lambda: b"<html>" + b"&" * 300_000,
    "html, large references": lambda: b"<html>" + b"&#99999999999;&#xd800;&#0;" * 10_000,
    "html, 20 MB": lambda: b"<html>" + b"<p>x</p>" * 2_500_000,
}

# --- bytes that are no document ------------------------------------------------------------------------------------

BYTES_FILES: dict[str, Maker] = {
    "nothing": lambda: b"",
    "one zero": lambda: b"\0",
    "25 MB of zeros": lambda: bytes(25_000_000),
    "25 MB of spaces": lambda: b" " * 25_000_000,
    "25 MB of line ends": lambda: b"\n" * 25_000_000,
    "25 MB of returns": lambda: b"\r" * 25_000_000,
    "25 MB of letters": lambda: b"x" * 25_000_000,
    "25 MB of lines": lambda: b"word\n" * 5_000_000,
    "25 MB of form feeds and a letter": lambda: b"\f" * 24_999_999 + b"x",
    "25 MB of controls": lambda: b"abcdefghijklmnopqrstuvwxyz\x01" * 900_000,
    "25 MB of Latin-1": lambda: "café ".encode("latin-1") * 5_000_000,
    "24 MB of UTF-16": lambda: codecs.BOM_UTF16_LE + "x\n".encode("utf-16-le") * 6_000_000,
    "24 MB of UTF-32": lambda: codecs.BOM_UTF32_LE + "x\n".encode("utf-32-le") * 3_000_000,
    "100 MB of zeros": lambda: bytes(100_000_000),
    "noise": lambda: _noise(1_000_000),
    "noise of high bytes": lambda: bytes(byte | 0x80 for byte in _noise(300_000)),
    "zeros between noise": lambda: b"".join(bytes([byte, 0]) for byte in _noise(100_000)),
    "UTF-16, odd": lambda: codecs.BOM_UTF16_LE + "UA 1/20".encode("utf-16-le") + b"x",
    "UTF-16, half characters": lambda: codecs.BOM_UTF16_LE + b"\x00\xd8" * 10_000,
    "UTF-16, no mark, odd": lambda: "Some text to read".encode("utf-16-le")[:-1],
    "UTF-16, the mark alone": lambda: codecs.BOM_UTF16_LE,
    "UTF-32, out of range": lambda: codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f" * 1_000,
    "UTF-8 cut in a character": lambda: "Voilà à".encode()[:-1],
    "UTF-8 of half characters": lambda: b"\xed\xa0\x80" * 10_000,
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "old Word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
}


PASSWORD_FILES: dict[str, Maker] = {
    "entity": lambda: docx_of(f"{good_paragraphs()}{_run('&secret;')}", doctype=_PASSWORDS),
    "parameter entity": lambda: docx_of(good_paragraphs(), doctype=_PARAMETER),
}
"""Good documents that ask for the system's file of users beside."""

SLOW = frozenset(
    {
        "docx, document of 55 MB",
        "docx, 100,000 tables",
        "docx, 200,000 cells",
        "pdf, stream of 2 GB",
        "pdf, stream deflated twice",
        "pdf, object stream of 200 MB",
        "mail, 10,000 parts",
        "mail, 10,000 documents",
        "mail, 60 long parts",
        "mail, flowed for ever",
        "mail, attached pdf bomb",
        "mail, base64 of 15 MB",
        "html, 200,000 nested tags",
        "25 MB of letters",
        "25 MB of controls",
        "25 MB of returns",
        "24 MB of UTF-32",
    }
)
"""Those that take more than a second, or whose making does."""


def cut(kind: str) -> list[bytes]:
    """One good document ended too early, at many places."""
    whole = {"pdf": good_pdf, "docx": good_docx, "mail": good_mail}[kind]()
    return [whole[:length] for length in range(0, len(whole), max(len(whole) // 25, 1))]
