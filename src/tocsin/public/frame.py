"""What stands round every page: name, ways to other pages, languages, and that this is a test where it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from tocsin.public.reader import Reader, Words
from tocsin.public.tongues import family, tongues


@dataclass(frozen=True, slots=True)
class Link:
    """here: whether it leads to the page that one is on."""

    label: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class TongueLink:
    name: str
    tag: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """title: what the page is called in a window's head; its language may be another than the page's.

    feed: address of the feed that belongs to the page. outbox: of what would have been sent, in test mode alone.
    """

    title: Words
    network: str
    language: str
    direction: str
    is_test: bool
    home: str
    ways: tuple[Link, ...]
    tongues: tuple[TongueLink, ...]
    about: str
    feed: str
    outbox: str = ""


_WAYS: Final = ("/", "/join/", "/outcomes/", "/check/", "/about/")


def frame_for(reader: Reader, title: Words | str, feed: str = "/") -> Frame:
    """title: without the network's name. feed: the path under which the page's own feed lies."""
    words = title if isinstance(title, Words) else Words(title)
    return Frame(
        title=words,
        network=settings.ENVIRONMENT.network,
        language=reader.tongue.tag,
        direction=reader.tongue.direction,
        is_test=settings.ENVIRONMENT.delivery == "test",
        home=reader.to("/"),
        ways=_ways(reader),
        tongues=_tongues(reader),
        about=reader.to("/about/"),
        feed=reader.to(f"{feed}feed/"),
        outbox=reader.to("/outbox/") if settings.ENVIRONMENT.shows_outbox else "",
    )


def _ways(reader: Reader) -> tuple[Link, ...]:
    labels = (_("Actions"), _("Get alerts"), _("Outcomes"), _("Check"), _("How it works"))
    return tuple(
        Link(label, reader.to(path), here=reader.path == path) for label, path in zip(labels, _WAYS, strict=True)
    )


def _tongues(reader: Reader) -> tuple[TongueLink, ...]:
    query = f"?{reader.query}" if reader.query else ""
    read, path = family(reader.fixed or reader.tongue.tag), escape_uri_path(reader.path)
    return tuple(
        TongueLink(one.name, one.tag, f"/{one.prefix}{path}{query}", family(one.tag) == read) for one in tongues()
    )
