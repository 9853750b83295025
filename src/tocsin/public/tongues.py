"""In which language somebody reads: the one that the address fixes, else what the browser wishes.

`/fr/actions/…` fixes French. Any tag of BCP 47 may be fixed: the interface is then English where it does not speak that
language, and the texts are in it where there is a translation. The prefix is taken off before the address is looked up,
so no view knows of it; links keep it (`Reader.to`). No cookie, no session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tocsin.typesetting import fonts_for

LONGEST_HEADER: Final = 400
MOST_WISHES: Final = 8
LAST_WISH: Final = "en"

_TAG = r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,2}"
_PREFIX = re.compile(rf"/(?!me/)({_TAG})(?=/)")
# No language has the tag “me”: /me/… is a member's own page.
_WISH = re.compile(rf"\s*({_TAG})\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{{0,3}})?|1(?:\.0{{0,3}})?)\s*)?")
_RENAMED = {"iw": "he", "in": "id", "no": "nb"}
_TRADITIONAL = frozenset({"tw", "hk", "mo"})


class PublicRequest(HttpRequest):
    """A request as the views see it, after LanguageMiddleware."""

    fixed_language: str | None
    wishes: tuple[str, ...]
    tongue: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the interface. code: as in settings.LANGUAGES. tag: as in `lang`. prefix: as in addresses."""

    code: str
    tag: str
    prefix: str
    name: str
    direction: str


def normal(tag: str) -> str:
    """`ZH-hans-cn` as `zh-Hans-CN`."""
    first, *rest = tag.split("-")
    forms = {4: str.title, 2: str.upper}
    return "-".join([first.lower(), *(forms.get(len(part), str.lower)(part) for part in rest)])


# Tags come from outside: the memory of what they mean has an end.
@lru_cache(maxsize=1024)
def family(tag: str) -> str:
    """What two tags share when who reads the one reads the other; the two ways of writing Chinese are kept apart."""
    parts = tag.lower().split("-")
    name = _RENAMED.get(parts[0], parts[0])
    if name not in {"zh", "yue"}:
        return name
    by_place = name == "yue" or bool(_TRADITIONAL & set(parts))
    return "zh-hant" if "hant" in parts or ("hans" not in parts and by_place) else "zh-hans"


def serves(available: Collection[str], wish: str) -> str | None:
    """The language of those available that serves a wish: itself, else the first of its family."""
    exact = normal(wish)
    own = family(wish)
    near = None
    for one in available:
        if normal(one) == exact:
            return one
        near = near or (one if family(one) == own else None)
    return near


def choose(wishes: Collection[str], available: Collection[str], source: str) -> str:
    """Which of the languages of a text somebody reads; its source where no wish can be met."""
    return next(filter(None, (serves(available, wish) for wish in wishes)), source)


def relevant(wishes: Collection[str], available: Collection[str]) -> tuple[str | None, ...]:
    """All that a choice among these languages can rest on: the wishes that can be met, and whether the first can."""
    met = [serves(available, wish) for wish in wishes]
    return (met[0] if met else None, *dict.fromkeys(filter(None, met)))


def wishes_in(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the dearest first. What cannot be understood is passed over."""
    if len(header) > LONGEST_HEADER:
        header = header[:LONGEST_HEADER].rpartition(",")[0]
    found = sorted(_weighed(header), key=lambda wish: -wish[0])
    return tuple(dict.fromkeys(normal(tag) for weight, tag in found if weight > 0))[:MOST_WISHES]


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for part in header.split(","):
        match = _WISH.fullmatch(part)
        if match:
            yield float(match[2] or 1), match[1]


def split_address(path: str) -> tuple[str | None, str]:
    """The language that an address fixes, and the address without it."""
    match = _PREFIX.match(path)
    return (normal(match[1]), path[match.end() :]) if match else (None, path)


@lru_cache(maxsize=1)
def tongues() -> tuple[Tongue, ...]:
    """The languages that the interface speaks."""
    return tuple(
        Tongue(code, normal(code), code.partition("-")[0], str(name), fonts_for(code).direction)
        for code, name in settings.LANGUAGES
    )


def tongue_of(wishes: Collection[str]) -> Tongue:
    """The interface's language for somebody with these wishes: the first that it speaks, else English."""
    spoken = {family(tongue.tag): tongue for tongue in tongues()}
    return next(filter(None, (spoken.get(family(wish)) for wish in wishes)), tongues()[0])


class LanguageMiddleware:
    """Leaves `fixed_language`, `wishes` and `tongue` on the request, and speaks that tongue while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast("PublicRequest", request)
        asked.fixed_language, asked.path_info = split_address(request.path_info)
        first = (
            (asked.fixed_language,) if asked.fixed_language else wishes_in(request.headers.get("Accept-Language", ""))
        )
        asked.wishes = tuple(dict.fromkeys((*first, LAST_WISH)))
        asked.tongue = tongue_of(asked.wishes).code
        translation.activate(asked.tongue)
        try:
            response = self.get_response(request)
        finally:
            translation.deactivate()
        if asked.fixed_language is None:
            patch_vary_headers(response, ["Accept-Language"])
        return response
