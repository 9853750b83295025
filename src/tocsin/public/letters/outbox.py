"""Test mode: what would have been sent, so that a tester sees each message as its recipient would, and can press the
links in it. Live, there is no such page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default as usual
from functools import wraps
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.delivery.channels import outbox
from tocsin.public import errors, times
from tocsin.public.frame import frame_for
from tocsin.public.pages import rendered
from tocsin.public.posting import private
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, View, only
from tocsin.typesetting import clean

PAGE: Final = 50
MOST_PAGES: Final = 10_000
LONGEST_ADDRESS: Final = 254
LONGEST: Final = 200_000
"""Characters of a text that are shown."""

HEADERS: Final = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "X-Tocsin-Test-Mode"),
)
_LINK = re.compile(r"https?://[^\s<>\"'“”‘’]+[^\s<>\"'“”‘’.,;:!?)\]]")
_LEAVING = re.compile(r"<(https?://[^<>\s]+)>")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")
_SHOWN_TYPES = frozenset({"application/pdf", "image/tiff"})


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """One message in the list."""

    href: str
    to: str
    subject: str
    moment: SafeString


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """What the template `outbox` shows. to: by which recipients are chosen; empty for all. newer, older: addresses."""

    action: str
    to: str
    kept: tuple[KeptEntry, ...]
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FileOf:
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """What the template `outbox_message` shows. text: with its links. html: address of its HTML part. leave: where a
    mail program posts for somebody who wants no more of these. Either is empty where there is none.
    """

    heading: str
    headers: tuple[Header, ...]
    text: SafeString
    files: tuple[FileOf, ...]
    html: str
    leave: str
    outbox: str


def in_test_mode(view: View) -> View:
    """A view that does not exist where letters go out, nor where strangers come: what lies there is people's mail, and
    the links in it work.
    """

    @wraps(view)
    def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not settings.ENVIRONMENT.shows_outbox:
            return errors.not_found(request)
        return view(request, *arguments, **named)

    return answering


def folder() -> Path:
    return Path(settings.ENVIRONMENT.data) / "outbox"


@private
@only(*READS)
@in_test_mode
def listed(request: HttpRequest) -> HttpResponseBase:
    """The newest messages first, a page at a time (`?page=2`), or those to one recipient (`?to=`)."""
    reader = reader_of(request)
    number, to = _page_number(request.GET.get("page", "")), request.GET.get("to", "").strip()[:LONGEST_ADDRESS]
    kept = outbox.listed(folder(), PAGE + 1, (number - 1) * PAGE, to)
    action = reader.to("/outbox/")
    page = OutboxPage(
        action=action,
        to=to,
        kept=tuple(_entry(one, reader) for one in kept[:PAGE]),
        newer=_page_at(action, number - 1, to) if number > 1 else "",
        older=_page_at(action, number + 1, to) if len(kept) > PAGE else "",
    )
    return HttpResponse(rendered("outbox", frame=frame_for(reader, _("What would have been sent")), page=page))


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _page_at(action: str, number: int, to: str) -> str:
    return f"{action}?{urlencode({'page': number, **({'to': to} if to else {})})}"


def _entry(one: outbox.Kept, reader: Reader) -> KeptEntry:
    return KeptEntry(
        reader.to(f"/outbox/{one.name}"),
        clean(one.to),
        clean(one.subject) or _("(no subject)"),
        times.moment_in_words(one.kept_at, "UTC", reader.words),
    )


@private
@only(*READS)
@in_test_mode
def message(request: HttpRequest, name: str) -> HttpResponseBase:
    """One message: its headers, its text, its files."""
    found = _message(name)
    if found is None:
        return errors.not_found(request)
    reader = reader_of(request)
    heading = clean(str(found.get("Subject", ""))) or _("(no subject)")
    page = MessagePage(
        heading=heading,
        headers=tuple(_headers(found)),
        text=with_links(_text(found)),
        files=tuple(_files(found, name, reader)),
        html=reader.to(f"/outbox/{name}/html") if _html(found) else "",
        leave=_leaving(found),
        outbox=reader.to("/outbox/"),
    )
    return HttpResponse(rendered("outbox_message", frame=frame_for(reader, heading), page=page))


@private
@only(*READS)
@in_test_mode
def as_html(request: HttpRequest, name: str) -> HttpResponseBase:
    """The HTML part alone, as a mail program shows it: under a policy by which nothing in it runs, loads or posts."""
    found = _message(name)
    content = _html(found) if found else ""
    if not content:
        return errors.not_found(request)
    response = HttpResponse(content)
    response.headers["Content-Security-Policy"] = settings.MAIL_POLICY
    return response


@private
@only(*READS)
@in_test_mode
def attached(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """A file of a message, to be saved; never shown as something that a browser would run."""
    found = _message(name)
    parts = list(found.iter_attachments()) if found else []
    if not 0 <= number < len(parts):
        return errors.not_found(request)
    part = parts[number]
    content = part.get_payload(decode=True)
    kind = part.get_content_type()
    response = HttpResponse(
        content if isinstance(content, bytes) else b"",
        content_type=kind if kind in _SHOWN_TYPES else "application/octet-stream",
    )
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(part, number)}"'
    return response


def with_links(text: str) -> SafeString:
    """Plain text with its web addresses as links; everything else stays text."""
    parts: list[SafeString] = []
    end = 0
    for found in _LINK.finditer(text):
        parts.append(format_html("{}", text[end : found.start()]))
        parts.append(format_html('<a href="{}" rel="noreferrer">{}</a>', found[0], found[0]))
        end = found.end()
    parts.append(format_html("{}", text[end:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _message(name: str) -> EmailMessage | None:
    content = outbox.read(folder(), name)
    return None if content is None else BytesParser(EmailMessage, policy=usual).parsebytes(content)


def _headers(found: EmailMessage) -> Iterator[Header]:
    for name in HEADERS:
        if value := found.get(name):
            yield Header(name, clean(" ".join(str(value).split())))


def _text(found: EmailMessage) -> str:
    return clean(_part(found, "plain")[:LONGEST]).strip("\n")


def _html(found: EmailMessage) -> str:
    """Empty where there is none."""
    return _part(found, "html")[:LONGEST]


def _part(found: EmailMessage, kind: str) -> str:
    body = found.get_body((kind,))
    try:
        return str(body.get_content()) if body else ""
    except LookupError:
        # A charset that nobody knows: the octets as they are say more than nothing.
        octets = body.get_payload(decode=True) if body else b""
        return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else ""


def _leaving(found: EmailMessage) -> str:
    """Where one leaves by one click (RFC 8058): the path, for the page may stand under another name of this machine."""
    if str(found.get("List-Unsubscribe-Post", "")).strip() != "List-Unsubscribe=One-Click":
        return ""
    address = _LEAVING.search(str(found.get("List-Unsubscribe", "")))
    if address is None or not address[1].startswith(f"{settings.ENVIRONMENT.url}/"):
        return ""
    return urlsplit(address[1]).path


def _files(found: EmailMessage, name: str, reader: Reader) -> Iterator[FileOf]:
    for number, part in enumerate(found.iter_attachments()):
        yield FileOf(reader.to(f"/outbox/{name}/{number}"), _file_name(part, number))


def _file_name(part: Message, number: int) -> str:
    said = str(part.get_filename() or "")
    return said if _NAME.match(said) else f"file-{number + 1}"
