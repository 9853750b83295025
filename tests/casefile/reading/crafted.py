"""Documents made for the tests: small good ones, and files that want to hurt the reader."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

ACTION = """PUBLIC AI Index: ASA 99/118/2004
9 June 2004
UA 187/04         Fear of torture
XANADU            Rosa Example (f), aged 24
Rosa Example was led away by soldiers.
RECOMMENDED ACTION: Please send appeals in English or your own language:
- asking for news of her;
- calling for her release.
APPEALS TO:
Minister of Justice
1 Example Street
Xanadu
Fax: +44 20 7946 0000
E-mail: office@example.org
Salutation: Dear Minister
PLEASE SEND APPEALS IMMEDIATELY. Check with your section office, if sending appeals after 21 July 2004.
"""


def good_pdf(lines: Sequence[str] = tuple(ACTION.splitlines())) -> bytes:
    shown = "\n".join(f"({line.replace(chr(92), '').replace('(', '[').replace(')', ']')}) Tj T*" for line in lines)
    return pdf_of(f"BT /F1 10 Tf 12 TL 40 800 Td\n{shown}\nET".encode())


def pdf_of(content: bytes, *, filters: str = "", box: str = "[0 0 595 842]", extra: str = "") -> bytes:
    """A page with one content stream. filters: names of those that are applied to it, `/FlateDecode` for one."""
    return pdf_objects(
        {
            1: f"<</Type/Catalog/Pages 2 0 R{extra}>>".encode(),
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".encode(),
            4: f"<</Length {len(content)}{f'/Filter[{filters}]' if filters else ''}>>stream\n".encode()
            + content
            + b"\nendstream",
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        }
    )


def pdf_objects(objects: dict[int, bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        used = number in places
        out += f"{places.get(number, 0):010d} {0 if used else 65535:05d} {'n' if used else 'f'} \n".encode()
    return bytes(out) + f"trailer <</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


def flate_bomb(size: int, unit: bytes = b"\0") -> bytes:
    """`size` bytes of `unit` deflated, made without ever holding them."""
    packer = zlib.compressobj(9)
    piece = unit * (1_000_000 // len(unit))
    packed = [packer.compress(piece) for _ in range(size // len(piece))]
    return b"".join([*packed, packer.flush()])


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx_of(body: str, *, doctype: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A DOCX with this XML as the body of its document, and other members beside it."""
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES.encode(),
            "_rels/.rels": _RELATIONS.encode(),
            "word/document.xml": document.encode(),
            **(extra or {}),
        }
    )


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:p><w:r><w:t xml:space="preserve">{plain}</w:t></w:r></w:p>'


def good_paragraphs() -> str:
    return "".join(map(paragraph, ACTION.splitlines()))


def good_docx() -> bytes:
    return docx_of(good_paragraphs())


def good_mail() -> bytes:
    return (
        "From: Bo <bo@example.org>\r\nTo: desk@example.org\r\nSubject: urgent\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{ACTION}\r\n--xx\r\nContent-Type: text/html\r\n\r\n<p>See above</p>\r\n--xx--\r\n"
    ).encode()


def mail(head: str, body: str | bytes = b"") -> bytes:
    """A message with these lines added to its header."""
    start = f"From: bo@example.org\nTo: desk@example.org\nSubject: urgent\nMIME-Version: 1.0\n{head}\n\n"
    return start.encode() + (body.encode() if isinstance(body, str) else body)


def with_member_sizes(archive: bytes, packed: int, unpacked: int) -> bytes:
    """The same archive, its directory claiming other sizes for every member."""
    out = bytearray(archive)
    place = out.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<II", out, place + 20, packed, unpacked)
        place = out.find(b"PK\x01\x02", place + 4)
    return bytes(out)


def with_overlaps(member: bytes, count: int) -> bytes:
    """An archive in which many directory entries point to the same packed bytes."""
    archive = zipped({"word/document.xml": member})
    place, end = archive.find(b"PK\x01\x02"), archive.find(b"PK\x05\x06")
    entry = archive[place:end]
    finish = bytearray(archive[end:])
    struct.pack_into("<HHI", finish, 8, count, count, len(entry) * count)
    return archive[:place] + entry * count + bytes(finish)


def encrypted(archive: bytes) -> bytes:
    """The same archive, every member marked as encrypted."""
    out = bytearray(archive)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = out.find(mark)
        while place >= 0:
            out[place + offset] |= 1
            place = out.find(mark, place + 4)
    return bytes(out)


def nested_zip(depth: int) -> bytes:
    inner = zipped({"zero.bin": bytes(1_000_000)})
    for number in range(depth):
        inner = zipped({f"{number}.zip": inner})
    return inner
