"""Several documents made by `typeset`, joined into one that is still tagged and archivable.

A general library's page import leaves the structure tree behind, and with it PDF/A-2a and PDF/UA-1; one typst document
of thousands of pages takes memory without bound. Here pages, structure trees and outlines are hung under new roots and
every object is numbered anew (ISO 32000-1, 7.7.3, 12.3.3, 14.7). Fonts stay as they are in each of the documents.

Only what typst 0.15 writes is understood: objects numbered from 1 in the order in which they stand, one plain table of
references, no object streams. Anything else is a TypesettingError.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.typesetting.pages import TypesettingError

_HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
# Objects that there are once; the others follow.
_PAGES, _STRUCTURE, _OUTLINES, _DOCUMENT = 1, 2, 3, 4

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R(?![A-Za-z])")
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_STRUCT_PARENTS = re.compile(rb"/StructParents (\d+)")
_PAGE_COUNT = re.compile(rb"(NPages>)\d+(<)")
_CATALOG_KEYS = re.compile(
    rb"/(?:Type/Catalog|(?:Pages|Metadata|OutputIntents|StructTreeRoot|Outlines) \d+ 0 R|Lang\([\w-]+\)"
    rb"|(?:MarkInfo|ViewerPreferences)<<[^<>]*>>)"
)
_STRUCTURE_ROOT = re.compile(
    rb"<</Type/StructTreeRoot(?:/RoleMap<<(?P<roles>[^<>]*)>>)?/K\[(?P<document>\d+) 0 R\]"
    rb"/ParentTree<</Nums\[(?P<parents>[^\]]*)\]>>/ParentTreeNextKey (?P<next>\d+)>>"
)
# The one element that holds all others; a document without it would be another's.
_DOCUMENT_ELEMENT = re.compile(rb"<</Type/StructElem/S/Document/P \d+ 0 R/K\[((?:\d+ 0 R ?)*)\]>>")
_OUTLINE_ROOT = re.compile(rb"<</Type/Outlines/First (\d+) 0 R/Last (\d+) 0 R/Count (\d+)>>")
_EMPTY_OUTLINE = re.compile(rb"<</Type/Outlines(?:/Count 0)?>>")
_PAGE_ROOT = re.compile(rb"<</Type/Pages/Count (\d+)/Kids\[[^\]]*\]>>")


def join(documents: Iterable[bytes], target: BinaryIO) -> int:
    """Write the documents one behind the other as one, and say how many pages it has; one is in memory at a time.

    Title, language and dates are those of the first. Raises TypesettingError for what `typeset` did not make.
    """
    joined = _Joined(target)
    for document in documents:
        joined.add(_Source(document))
    return joined.finish()


class _Source:
    """One document's objects; `objects[n]` is what stands in object n, without its stream."""

    def __init__(self, content: bytes) -> None:
        try:
            table = int(content[content.rindex(b"startxref") :].split()[1])
            count = int(content[table:].split(None, 3)[2])
            first = content.index(b"\n", content.index(b"\n", table) + 1) + 1
            offsets = [int(content[first + 20 * number :][:10]) for number in range(1, count)]
            trailer = content[first + 20 * count :]
            self.root, self.info = (_number(name, trailer) for name in (b"Root", b"Info"))
        except (ValueError, IndexError) as error:
            raise _not_ours("no table of references") from error
        self.content = content
        self.objects: list[bytes] = [b""]
        self.streams: list[bytes] = [b""]
        for number, (start, end) in enumerate(zip(offsets, [*offsets[1:], table], strict=True), 1):
            body, stream = _body(content[start:end], number)
            self.objects.append(body)
            self.streams.append(stream)
        catalog = self.objects[self.root]
        if _CATALOG_KEYS.sub(b"", catalog) != b"<<>>":
            raise _not_ours("another catalog")
        self.pages, self.structure = (_number(name, catalog) for name in (b"Pages", b"StructTreeRoot"))
        self.metadata = _number(b"Metadata", catalog)
        self.outlines = _number(b"Outlines", catalog) if b"/Outlines " in catalog else None
        root = _STRUCTURE_ROOT.fullmatch(self.objects[self.structure])
        element = root and _DOCUMENT_ELEMENT.fullmatch(self.objects[int(root["document"])])
        if root is None or element is None:
            raise _not_ours("another structure tree")
        self.document, self.elements = int(root["document"]), element[1]
        self.roles = dict(re.findall(rb"/(\w+)/(\w+)", root["roles"] or b""))
        self.parents = [(int(key), parent) for key, parent in re.findall(rb"(\d+) (\d+ 0 R)", root["parents"])]
        self.next_key = int(root["next"])


@dataclass(slots=True)
class _Joined:
    """The document that is being written, and what its new roots will hold."""

    target: BinaryIO
    offsets: dict[int, int] = field(default_factory=dict)
    next_number: int = 5
    position: int = 0
    page_count: int = 0
    page_roots: list[int] = field(default_factory=list)
    roles: dict[bytes, bytes] = field(default_factory=dict)
    elements: list[bytes] = field(default_factory=list)
    parents: list[bytes] = field(default_factory=list)
    next_key: int = 0
    outline_count: int = 0
    outline_ends: list[int] = field(default_factory=list)
    held: tuple[int, bytes] | None = None
    catalog: bytes = b""
    info: int = 0
    metadata: tuple[int, bytes, bytes] | None = None
    digest: bytes = b""

    def add(self, source: _Source) -> None:
        """Write one document's objects under numbers of this one."""
        if not self.position:
            self._write(_HEADER)
        self.digest = hashlib.sha256(self.digest + source.content).digest()
        numbers = self._numbers(source)

        def anew(body: bytes) -> bytes:
            return _renumbered(body, lambda number: numbers[number])

        if not self.catalog:
            self._take_from_first(source, anew, numbers)
        self.roles |= source.roles
        self.elements.append(anew(source.elements))
        self.parents += [b"%d %s" % (key + self.next_key, anew(parent)) for key, parent in source.parents]
        first, last = self._take_outline(source, numbers)
        apart = {source.root, source.structure, source.document, source.metadata, source.outlines}
        for number in range(1, len(source.objects)):
            if number in apart or number not in numbers:
                continue
            body = anew(source.objects[number])
            if number == source.pages:
                body = self._page_root(body, numbers[number])
            elif body.startswith(b"<</Type/Page/"):
                body = _STRUCT_PARENTS.sub(self._moved_key, body)
            if number == first and self.outline_ends[0] != numbers[number]:
                body = body[:-2] + b"/Prev %d 0 R>>" % self.outline_ends[1]
            if number == last:
                self._hold(numbers[number], body)
                continue
            self._object(numbers[number], body, source.streams[number])
        if last is not None:
            self.outline_ends[1:] = [numbers[last]]
        self.next_key += source.next_key

    def finish(self) -> int:
        """Write the roots and the table of references."""
        if not self.page_count or self.metadata is None:
            raise _not_ours("no pages")
        if self.held:
            self._object(*self.held)
        kids = b" ".join(b"%d 0 R" % number for number in self.page_roots)
        self._object(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self.page_count, kids))
        roles = b"".join(b"/%s/%s" % role for role in sorted(self.roles.items()))
        self._object(
            _STRUCTURE,
            b"<</Type/StructTreeRoot/RoleMap<<%s>>/K[%d 0 R]/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>"
            % (roles, _DOCUMENT, b" ".join(self.parents), self.next_key),
        )
        elements = b" ".join(self.elements)
        self._object(_DOCUMENT, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (_STRUCTURE, elements))
        self._object(_OUTLINES, self._outline_root())
        number, body, stream = self.metadata
        packet = _PAGE_COUNT.sub(rb"\g<1>%d\g<2>" % self.page_count, stream)
        self._object(number, body.replace(b"/Length %d" % _length(stream), b"/Length %d" % _length(packet)), packet)
        self._object(self.next_number, self.catalog)
        self._table(self.next_number)
        return self.page_count

    def _numbers(self, source: _Source) -> dict[int, int]:
        """New numbers by old ones: roots are one in all, the rest follow each other."""
        roots = {source.structure: _STRUCTURE, source.document: _DOCUMENT}
        if source.outlines:
            roots[source.outlines] = _OUTLINES
        gone = {source.root} | ({source.info, source.metadata} if self.catalog else set())
        numbers = dict(roots)
        for number in range(1, len(source.objects)):
            if number not in roots and number not in gone:
                numbers[number] = self.next_number
                self.next_number += 1
        return numbers

    def _take_from_first(self, source: _Source, anew: Callable[[bytes], bytes], numbers: dict[int, int]) -> None:
        catalog = source.objects[source.root].replace(b"/Pages %d 0 R" % source.pages, b"")
        catalog = re.sub(rb"/Outlines \d+ 0 R", b"", catalog)
        self.catalog = anew(catalog)[:-2] + b"/Pages %d 0 R/Outlines %d 0 R>>" % (_PAGES, _OUTLINES)
        self.info = numbers[source.info]
        self.metadata = (
            numbers[source.metadata], source.objects[source.metadata], source.streams[source.metadata],
        )  # fmt: skip

    def _take_outline(self, source: _Source, numbers: dict[int, int]) -> tuple[int | None, int | None]:
        """The first and last entry of this document's outline."""
        if source.outlines is None or _EMPTY_OUTLINE.fullmatch(source.objects[source.outlines]):
            return None, None
        match = _OUTLINE_ROOT.fullmatch(source.objects[source.outlines])
        if match is None:
            raise _not_ours("another outline")
        first, last, count = map(int, match.groups())
        self.outline_count += count
        if not self.outline_ends:
            self.outline_ends = [numbers[first], numbers[last]]
        elif self.held:
            number, body = self.held
            self._object(number, body[:-2] + b"/Next %d 0 R>>" % numbers[first])
            self.held = None
        return first, last

    def _hold(self, number: int, body: bytes) -> None:
        """The last entry of the outline waits until it is known whether another one follows."""
        self.held = number, body

    def _outline_root(self) -> bytes:
        if not self.outline_ends:
            return b"<</Type/Outlines>>"
        first, last = self.outline_ends
        return b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, self.outline_count)

    def _page_root(self, body: bytes, number: int) -> bytes:
        match = _PAGE_ROOT.fullmatch(body)
        if match is None:
            raise _not_ours("another tree of pages")
        self.page_count += int(match[1])
        self.page_roots.append(number)
        return body[:-2] + b"/Parent %d 0 R>>" % _PAGES

    def _moved_key(self, match: re.Match[bytes]) -> bytes:
        return b"/StructParents %d" % (int(match[1]) + self.next_key)

    def _object(self, number: int, body: bytes, stream: bytes = b"") -> None:
        self.offsets[number] = self.position
        self._write(b"%d 0 obj\n%s%s\nendobj\n" % (number, body, stream))

    def _table(self, root: int) -> None:
        start = self.position
        rows = (b"%010d 00000 n \n" % self.offsets[number] for number in range(1, root + 1))
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (root + 1) + b"".join(rows))
        identity = self.digest[:16].hex().encode()
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF"
            % (root + 1, root, self.info, identity, identity, start)
        )

    def _write(self, content: bytes) -> None:
        self.target.write(content)
        self.position += len(content)


def _number(name: bytes, body: bytes) -> int:
    match = re.search(rb"/%s (\d+) 0 R" % name, body)
    if match is None:
        raise _not_ours(f"no {name.decode()}")
    return int(match[1])


def _body(text: bytes, number: int) -> tuple[bytes, bytes]:
    """What stands between `obj` and `endobj`, its stream apart."""
    start, end = b"%d 0 obj\n" % number, b"\nendobj\n"
    if not text.startswith(start) or not text.rstrip().endswith(b"\nendobj"):
        raise _not_ours(f"object {number} is not where it should be")
    inside = text[len(start) : text.rindex(end[:-1])]
    body, mark, stream = inside.partition(b"\nstream\n")
    return body, mark + stream


def _length(stream: bytes) -> int:
    """Bytes between `stream` and `endstream`, without the line breaks that belong to these words."""
    return len(stream) - len(b"\nstream\n") - len(b"\nendstream")


def _renumbered(body: bytes, number: Callable[[int], int]) -> bytes:
    """References with new numbers; what stands in strings only looks like one."""

    def sub(text: bytes) -> bytes:
        return _REFERENCE.sub(lambda match: b"%d 0 R" % number(int(match[1])), text)

    if b"(" not in body:
        return sub(body)
    return b"".join(piece if is_string else sub(piece) for piece, is_string in _strings_apart(body))


def _strings_apart(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """Pieces in order, and whether each is a literal string; parentheses in a string are balanced or escaped."""
    done = depth = 0
    for match in _STRING_PART.finditer(body):
        if match[0] == b"(":
            if not depth:
                yield body[done : match.start()], False
                done = match.start()
            depth += 1
        elif match[0] == b")" and depth:
            depth -= 1
            if not depth:
                yield body[done : match.end()], True
                done = match.end()
    yield body[done:], False


def _not_ours(what: str) -> TypesettingError:
    return TypesettingError("The files could not be joined into one.", detail=what)
