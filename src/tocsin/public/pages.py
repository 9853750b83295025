"""Pages that were made, kept ready in this process until anything public changes or the minute ends.

One question to the database, for the version of everything public, stands before each answer: a stop shows at the next
load. The minute is part of it because words such as “7 hours left”, and whether a deadline has passed, are the clock's.

A page is kept under its address and what the choice of its language rested on, never under anything else that somebody
could make up. What is kept has a limit in bytes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from tocsin.public import published
from tocsin.public.reader import Reader, reader_of
from tocsin.public.tongues import relevant, tongues

HTML: Final = "text/html; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"
MOST_BYTES: Final = 32_000_000
_LEVEL: Final = 6
_OVERHEAD: Final = 600
"""Bytes that an entry costs besides its content."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page made for a reader. languages: those among which it chose one. keep: whether others may get it too."""

    body: bytes
    languages: tuple[str, ...] = ()
    keep: bool = True
    status: int = 200
    media_type: str = HTML


@dataclass(frozen=True, slots=True)
class Kept:
    """Ready to be handed out. packed: gzip, as nearly every browser takes it."""

    packed: bytes
    etag: str
    status: int
    media_type: str


type Maker = Callable[[Reader], Page]


class Shelf:
    """Pages of one stamp: a version of everything public, and a minute. Another stamp clears it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._stamp: Hashable = None
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._languages: dict[Hashable, tuple[str, ...]] = {}
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def find(self, stamp: Hashable, place: Hashable, reader: Reader) -> Kept | None:
        """The page of a place for such a reader, if it was made already."""
        with self._lock:
            if stamp != self._stamp:
                self._clear(stamp)
            languages = self._languages.get(place)
            if languages is None:
                return None
            key = _key(place, reader, languages)
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def put(self, stamp: Hashable, place: Hashable, reader: Reader, page: Page, kept: Kept) -> None:
        """Keep a page, unless something changed while it was made."""
        size = len(kept.packed) + _OVERHEAD
        with self._lock:
            if stamp != self._stamp or size > self._most_bytes:
                return
            key = _key(place, reader, page.languages)
            if key in self._pages:
                return
            self._languages[place] = page.languages
            self._pages[key] = kept
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.packed) + _OVERHEAD

    def _clear(self, stamp: Hashable) -> None:
        self._stamp = stamp
        self._pages.clear()
        self._languages.clear()
        self._bytes = 0


def _key(place: Hashable, reader: Reader, languages: tuple[str, ...]) -> Hashable:
    return place, reader.tongue.code, reader.fixed, relevant(reader.wishes, languages)


SHELF = Shelf()


def rendered(template: str, **context: Any) -> bytes:
    """A template with its typed contexts."""
    return get_template(f"public/{template}.html").render(context).encode()


def answer(request: HttpRequest, make: Maker, query: str = "") -> HttpResponseBase:
    """The page of this address, from the shelf or made now. query: what of the query counts, in its one usual form."""
    reader = reader_of(request, query)
    stamp = (published.version(), reader.now.replace(second=0, microsecond=0))
    place = (reader.path, query)
    kept = SHELF.find(stamp, place, reader)
    if kept is None:
        page = make(reader)
        kept = pack(page)
        if page.keep and _is_known(reader.fixed, page.languages):
            SHELF.put(stamp, place, reader, page, kept)
    return hand_out(request, kept)


def pack(page: Page) -> Kept:
    """The bytes as they go out, and the tag by which a browser asks whether they changed."""
    digest = hashlib.sha256(page.body).hexdigest()[:32]
    # A weak tag: it names the page, packed or not.
    return Kept(gzip.compress(page.body, _LEVEL, mtime=0), f'W/"{digest}"', page.status, page.media_type)


def hand_out(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    """The page, packed where the browser takes it so; 304 without it where the browser has it already."""
    response: HttpResponse
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if kept.status == 200 and (kept.etag in asked or "*" in asked):
        response = HttpResponseNotModified()
    elif _takes_gzip(request):
        response = HttpResponse(kept.packed, status=kept.status, content_type=kept.media_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(kept.packed), status=kept.status, content_type=kept.media_type)
    if response.status_code != 304:
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    """Nothing secret stands on these pages, so their packed length tells a listener nothing new."""
    offers = request.headers.get("Accept-Encoding", "")[:200].replace(" ", "").split(",")
    return any(offer == "gzip" or (offer.startswith("gzip;") and offer.strip("0.") != "gzip;q=") for offer in offers)


def _is_known(fixed: str | None, languages: tuple[str, ...]) -> bool:
    """Whether an address with this language is one that our own links lead to; there are too many others."""
    return fixed is None or fixed in languages or any(fixed in {one.prefix, one.tag} for one in tongues())
