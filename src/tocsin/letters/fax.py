"""Fax pages: a letter's PDF as TIFF class F (RFC 2306), Group 4, 1728 pixels wide, 204 x 196 dots an inch."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from functools import lru_cache

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

WIDTH = 1728
DPI_ACROSS, DPI_DOWN = 204, 196
_MARKS_MM = 12.0
"""The sheet's left edge, where only fold and punch marks stand: a fax is not folded."""
_WHITE = (255, 255, 255, 255)
_FILL_ORDER, _STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTE_COUNTS = 266, 273, 278, 279
_SHORT, _LONG, _RATIONAL = 3, 4, 5

# PDFium is not made for several threads at once, and they would draw on the same sheet.
_one_at_a_time = threading.Lock()


def fax_of_pdf(document: bytes) -> bytes:
    """All pages of a PDF as one TIFF; the same document gives the same bytes."""
    with _one_at_a_time:
        strips = list(_strips(document))
    return _tiff(strips)


def _strips(document: bytes) -> Iterator[tuple[int, bytes]]:
    pdf = pypdfium2.PdfDocument(document)
    try:
        for page in pdf:
            image = _drawn(page)
            yield image.height, _group4(image)
            page.close()
    finally:
        pdf.close()


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """Ink as 1 on 0 in the fax's own resolution: as many lines as the paper needs, centred across."""
    points_across, points_down = page.get_size()
    across, down = round(points_across / 72 * DPI_ACROSS), round(points_down / 72 * DPI_DOWN)
    left = (WIDTH - across) // 2
    bitmap = _sheet(down)
    bitmap.fill_rect(_WHITE, 0, 0, WIDTH, down)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, left, 0, across, down, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_PRINTING)
    bitmap.fill_rect(_WHITE, 0, 0, max(left, 0) + round(_MARKS_MM / 25.4 * DPI_ACROSS), down)
    grey = Image.frombuffer("L", (WIDTH, down), bitmap.buffer, "raw", "L", bitmap.stride, 1)
    return ImageChops.invert(grey).convert("1", dither=Image.Dither.NONE)


@lru_cache(maxsize=4)
def _sheet(lines: int) -> pypdfium2.PdfBitmap:
    """The bitmap that all pages of one height are drawn on in turn; a new one for each takes a third more time."""
    return pypdfium2.PdfBitmap.new_native(WIDTH, lines, pdfium.FPDFBitmap_Gray)


def _group4(image: Image.Image) -> bytes:
    """ITU-T T.6 bits of one page, white as 0, the least significant bit of each byte first."""
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression="group4", tiffinfo={_FILL_ORDER: 2, _ROWS_PER_STRIP: image.height})
    content = buffer.getvalue()
    tags = _numbers_in(content)
    return content[tags[_STRIP_OFFSETS] : tags[_STRIP_OFFSETS] + tags[_STRIP_BYTE_COUNTS]]


def _numbers_in(tiff: bytes) -> dict[int, int]:
    """Tags of a TIFF's first directory that hold one number."""
    order = "<" if tiff[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    entries = (struct.unpack_from(f"{order}HHI4s", tiff, at + 2 + 12 * number) for number in range(count))
    forms = {_SHORT: f"{order}H", _LONG: f"{order}I"}
    single = ((tag, kind, value) for tag, kind, many, value in entries if many == 1 and kind in forms)
    return {tag: struct.unpack_from(forms[kind], value)[0] for tag, kind, value in single}


def _tiff(strips: list[tuple[int, bytes]]) -> bytes:
    """Pages as a little-endian TIFF: each page's bits, its two resolutions and its tags, one after the other."""
    parts = [b"II*\0\0\0\0\0"]
    position, pointer_at = 8, 4
    links: list[tuple[int, int]] = []
    for number, (height, bits) in enumerate(strips):
        padded = bits + b"\0" * (len(bits) % 2)
        resolutions_at = position + len(padded)
        directory_at = resolutions_at + 16
        directory = _directory(height, len(bits), position, resolutions_at, (number, len(strips)))
        parts += [padded, struct.pack("<4I", DPI_ACROSS, 1, DPI_DOWN, 1), directory]
        links.append((pointer_at, directory_at))
        position = directory_at + len(directory)
        pointer_at = position - 4
    content = bytearray(b"".join(parts))
    for at, directory_at in links:
        struct.pack_into("<I", content, at, directory_at)
    return bytes(content)


def _directory(height: int, size: int, bits_at: int, resolutions_at: int, page: tuple[int, int]) -> bytes:
    entries = [
        (254, _LONG, 1, 2),  # NewSubfileType: one page of several
        (256, _LONG, 1, WIDTH),
        (257, _LONG, 1, height),
        (258, _SHORT, 1, 1),  # BitsPerSample
        (259, _SHORT, 1, 4),  # Compression: T.6
        (262, _SHORT, 1, 0),  # PhotometricInterpretation: min is white
        (_FILL_ORDER, _SHORT, 1, 2),  #  least significant bit first
        (_STRIP_OFFSETS, _LONG, 1, bits_at),
        (274, _SHORT, 1, 1),  # Orientation: top left
        (277, _SHORT, 1, 1),  # SamplesPerPixel
        (_ROWS_PER_STRIP, _LONG, 1, height),
        (_STRIP_BYTE_COUNTS, _LONG, 1, size),
        (282, _RATIONAL, 1, resolutions_at),
        (283, _RATIONAL, 1, resolutions_at + 8),
        (293, _LONG, 1, 0),  # T6Options: no uncompressed mode
        (296, _SHORT, 1, 2),  # ResolutionUnit: inch
        (297, _SHORT, 2, page[0] | page[1] << 16),  # PageNumber: this page, of how many
    ]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + body + struct.pack("<I", 0)
