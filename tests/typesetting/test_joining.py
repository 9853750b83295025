"""Documents joined into one: every page as it was, still tagged, still archivable."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from ctypes import create_string_buffer
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tocsin.typesetting import TypesettingError, typeset
from tocsin.typesetting.joining import join

TITLE = r"A (b (c)) 7 0 R \\ ) é 国 ("


TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(font: ("Noto Sans", "Noto Sans CJK SC"))
#for t in d.texts { page({ if d.heading { heading(t) }; par(t); [- #t] }) }
"""


def document(folder: Path, *texts: str, title: str = TITLE, heading: bool = True) -> bytes:
    """A page for each text, with a heading if wished."""
    (folder / "template.typ").write_text(TEMPLATE)
    return typeset(folder / "template.typ", {"title": title, "texts": list(texts), "heading": heading})


def joined(documents: Iterable[bytes]) -> bytes:
    target = io.BytesIO()
    count = join(documents, target)
    assert count == len(pypdfium2.PdfDocument(target.getvalue()))
    return target.getvalue()


def objects(content: bytes) -> dict[int, bytes]:
    """Every object by its number, as the table of references has them; streams left out."""
    table = int(content[content.rindex(b"startxref") :].split()[1])
    rows = re.findall(rb"(\d{10}) (\d{5}) ([nf])[ \r]?\r?\n", content[table:])
    found = {}
    for number, (offset, _, kind) in enumerate(rows):
        if kind == b"n":
            text = content[int(offset) :]
            head = re.match(rb"(\d+) 0 obj\n", text)
            assert head
            assert int(head[1]) == number
            found[number] = re.split(rb"\nstream\n|\nendobj", text[head.end() : head.end() + 100_000], maxsplit=1)[0]
    return found


def tags(content: bytes) -> list[list[str]]:
    """The kinds of elements at the top of each page's structure tree, as a screen reader gets them."""
    pages = []
    for page in pypdfium2.PdfDocument(content):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        pages.append(
            [
                kind_of(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n))
                for n in range(pdfium.FPDF_StructTree_CountChildren(tree))
            ]
        )
        pdfium.FPDF_StructTree_Close(tree)
    return pages


def kind_of(element: object) -> str:
    children = pdfium.FPDF_StructElement_CountChildren(element)
    buffer = create_string_buffer(100)
    length = pdfium.FPDF_StructElement_GetType(element, buffer, 100)
    kind = buffer.raw[: length - 2].decode("utf-16-le")
    below = (pdfium.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(children))
    return f"{kind}({' '.join(kind_of(one) for one in below if one)})"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("parts")
    return [
        document(folder, "one (a", "two) 3 0 R"),
        document(folder, "three 国", title="Another"),
        document(folder, *(f"page {number}" for number in range(4, 19))),
    ]


def test_pages_come_one_behind_the_other_and_look_as_they_did(parts: list[bytes]) -> None:
    before = [page for part in parts for page in pypdfium2.PdfDocument(part)]
    after = list(pypdfium2.PdfDocument(joined(parts)))
    assert len(after) == 18
    for one, other in zip(before, after, strict=True):
        assert one.get_textpage().get_text_bounded() == other.get_textpage().get_text_bounded()
        assert one.render(scale=0.5).to_pil().tobytes() == other.render(scale=0.5).to_pil().tobytes()


def test_every_page_keeps_its_tags(parts: list[bytes]) -> None:
    before = [page for part in parts for page in tags(part)]
    assert tags(joined(parts)) == before
    assert all("H1" in str(page) for page in before)


def test_title_archival_form_and_number_of_pages_are_in_the_metadata(parts: list[bytes]) -> None:
    content = joined(parts)
    titles = [pypdfium2.PdfDocument(one).get_metadata_value("Title") for one in (content, parts[0])]
    assert titles == [TITLE, TITLE]
    assert content.count(b"<?xpacket begin") == 1
    assert b"NPages>18<" in content
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A<", content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    for body, stream in re.findall(rb"<<([^\n]*/Type/Metadata[^\n]*)>>\nstream\n(.*?)\nendstream", content, re.DOTALL):
        assert int(re.search(rb"/Length (\d+)", body)[1]) == len(stream)  # type: ignore[index]


def test_every_reference_leads_to_an_object_and_every_page_has_a_key_of_its_own(parts: list[bytes]) -> None:
    found = objects(joined(parts))
    for body in found.values():
        plain = re.sub(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)", b"", body)
        assert {int(number) for number in re.findall(rb"(\d+) 0 R", plain)} <= found.keys()
    keys = [int(key) for body in found.values() for key in re.findall(rb"/StructParents (\d+)", body)]
    assert sorted(keys) == list(range(18))


def test_the_outline_goes_through_all_of_them(parts: list[bytes]) -> None:
    titles = [entry.get_title() for entry in pypdfium2.PdfDocument(joined(parts)).get_toc()]
    assert titles == ["one (a", "two) 3 0 R", "three 国", *(f"page {number}" for number in range(4, 19))]


def test_documents_without_headings_are_joined_too(tmp_path: Path) -> None:
    content = joined(document(tmp_path, text, heading=False) for text in ("one", "two"))
    assert [len(page) for page in tags(content)] == [1, 1]


def test_one_alone_is_as_it_was_and_the_same_input_gives_the_same_bytes(parts: list[bytes]) -> None:
    assert joined(parts) == joined(parts)
    assert tags(joined(parts[:1])) == tags(parts[0])


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"%PDF-1.4\nstartxref\n0\n%%EOF", b"no document at all startxref 5"]
)
def test_what_is_not_ours_is_refused(content: bytes) -> None:
    with pytest.raises(TypesettingError):
        join([content], io.BytesIO())


@pytest.mark.parametrize("place", [b"/Type/Catalog", b"/Type/StructTreeRoot", b"/Type/Outlines", b"/Type/Pages"])
def test_a_form_that_is_not_known_is_refused(place: bytes, parts: list[bytes]) -> None:
    # As many bytes as before, so that the table of references stays true.
    other = parts[0].replace(place, place[:-1] + b"X")
    with pytest.raises(TypesettingError):
        join([other], io.BytesIO())


def test_nothing_to_join_is_refused() -> None:
    with pytest.raises(TypesettingError):
        join([], io.BytesIO())
