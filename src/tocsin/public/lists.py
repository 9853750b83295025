"""Pages that list cases: the first page, those of a country and of a concern, and what became of the ended ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.publishing.shapes import CaseRecord
from tocsin.actions.publishing.standing import Standing, standing_of
from tocsin.letters.countries import is_country
from tocsin.public import published, saying, times
from tocsin.public.entries import (
    EndedEntry,
    OpenEntry,
    ended_entry,
    headline_for,
    languages_in,
    open_entry,
    split,
)
from tocsin.public.frame import frame_for
from tocsin.public.pages import Page, answer, rendered
from tocsin.public.published import Place
from tocsin.public.reader import Reader, Words
from tocsin.public.views import reading

FEW: Final = 5
"""Ended cases on the first page."""
MANY: Final = 40
"""Ended cases on one page of a list of them."""
LONGEST_CHOICE: Final = 80
LAST_PAGE: Final = 999


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template `list` shows. counted: how many are open. more: a way to the rest of the ended ones.

    only_ended: the page has no other list, so that list's heading is for those alone who hear the page.
    """

    heading: str | Words
    lead: str | None
    opened: tuple[OpenEntry, ...]
    ended: tuple[EndedEntry, ...]
    counted: str | None = None
    action: str = "/"
    countries: tuple[Option, ...] = ()
    concerns: tuple[Option, ...] = ()
    is_filtered: bool = False
    none_open: str | None = None
    ended_heading: str = ""
    only_ended: bool = False
    more: str | None = None
    outcomes: str = "/outcomes/"
    newer: str | None = None
    older: str | None = None
    feed: str | None = None
    calendar: str | None = None
    join: str = "/join/"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form on the first page asks for."""

    country: str = ""
    concern: str = ""

    @property
    def query(self) -> str:
        return urlencode(
            {name: value for name, value in (("country", self.country), ("concern", self.concern)) if value}
        )


@reading
def home(request: HttpRequest) -> HttpResponseBase:
    """Open cases by their nearest deadline, and the last of the ended ones."""
    choice = Choice(*(request.GET.get(name, "")[:LONGEST_CHOICE] for name in ("country", "concern")))
    return answer(request, lambda reader: _home(reader, choice), choice.query)


def _home(reader: Reader, choice: Choice) -> Page:
    pairs = split(published.open_records(reader.now, Place()), reader.now)
    ended = published.ended_records(reader.now, Place(), 0, FEW * 2)
    passed = _passed(ended.records, reader)[:FEW]
    countries = _countries([record for record, _standing in pairs], choice, reader)
    concerns = _concerns([record for record, _standing in pairs], choice, reader)
    shown = [(record, standing) for record, standing in pairs if _fits(record, choice)]
    page = ListPage(
        heading=_heading(sum(standing.is_open for _record, standing in pairs), reader),
        lead=_(
            "Each is about people in danger today, and about officials who can end it. Choose one, and write to them "
            "in your own words."
        ),
        opened=_opened(shown, reader),
        ended=passed,
        counted=_counted(len(shown), reader),
        action=reader.to("/"),
        countries=countries,
        concerns=concerns,
        is_filtered=bool(choice.query),
        none_open=_("No open action fits this choice.") if choice.query else None,
        ended_heading=_("What became of earlier actions"),
        more=_all_ended(ended.total, reader),
        outcomes=reader.to("/outcomes/"),
        join=reader.to("/join/"),
        feed=reader.to("/feed/"),
        calendar=reader.to("/calendar.ics"),
    )
    records = [*(record for record, _standing in pairs), *ended.records]
    # Whatever else somebody writes into the query is answered, and not kept.
    known = (not choice.country or any(one.chosen for one in countries)) and (
        not choice.concern or any(one.chosen for one in concerns)
    )
    body = rendered("list", frame=frame_for(reader, _("Urgent actions")), page=page)
    return Page(body, languages_in(records), keep=known)


@reading
def country(request: HttpRequest, code: str) -> HttpResponseBase:
    """All cases of a country, by its code in capitals."""
    if not re.fullmatch("[A-Z]{2}", code) or not is_country(code):
        raise Http404
    return answer(
        request, lambda reader: _of_place(reader, Place("countries", code), lambda _: saying.country(code, reader))
    )


@reading
def concern(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All cases with a concern, by the name that the record gives it in addresses."""
    place = Place("concerns", slug)
    if len(slug) > LONGEST_CHOICE or '"' in slug or not slug.isprintable():
        raise Http404
    return answer(request, lambda reader: _of_place(reader, place, lambda records: concern_name(records, slug, reader)))


def _of_place(reader: Reader, place: Place, name: Callable[[Sequence[CaseRecord]], Words | str]) -> Page:
    pairs = split(published.open_records(reader.now, place), reader.now)
    ended = published.ended_records(reader.now, place, 0, MANY)
    records = [*(record for record, _standing in pairs), *ended.records]
    if place.kind == "concerns" and not records:
        raise Http404
    called = name(records)
    path = f"/{place.kind}/{quote(place.code)}/"
    page = ListPage(
        heading=called,
        lead=None,
        opened=_opened(pairs, reader),
        ended=_passed(ended.records, reader),
        counted=_counted(len(pairs), reader) if pairs else None,
        none_open=_("No action is open here now."),
        ended_heading=_("Earlier actions"),
        outcomes=reader.to("/outcomes/"),
        join=reader.to("/join/"),
        feed=reader.to(f"{path}feed/"),
        calendar=reader.to(f"{path}calendar.ics"),
    )
    return Page(rendered("list", frame=frame_for(reader, called, path), page=page), languages_in(records))


@reading
def outcomes(request: HttpRequest) -> HttpResponseBase:
    """Everything that ended, some to a page."""
    asked = request.GET.get("page", "1")
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,2}", asked) else 1
    return answer(request, lambda reader: _outcomes(reader, number), f"page={number}" if number > 1 else "")


def _outcomes(reader: Reader, number: int) -> Page:
    ended = published.ended_records(reader.now, Place(), (number - 1) * MANY, MANY)
    if not ended.records and number > 1:
        raise Http404
    page = ListPage(
        heading=_("What became of earlier actions"),
        lead=_("We tell what happened. Whether letters had a part in it is not ours to say."),
        opened=(),
        ended=tuple(ended_entry(record, standing_of(record, reader.now), reader) for record in ended.records),
        none_open=None if ended.records else _("No action has ended yet."),
        ended_heading=_("Earlier actions"),
        only_ended=True,
        newer=reader.to(f"/outcomes/{_page(number - 1)}") if number > 1 else None,
        older=reader.to(f"/outcomes/{_page(number + 1)}") if number * MANY < ended.total else None,
    )
    return Page(rendered("list", frame=frame_for(reader, page.heading), page=page), languages_in(ended.records))


def _page(number: int) -> str:
    return f"?page={number}" if number > 1 else ""


def _opened(pairs: Sequence[tuple[CaseRecord, Standing]], reader: Reader) -> tuple[OpenEntry, ...]:
    """Those for everybody first; a case without a deadline after those that have one."""
    ordered = sorted(pairs, key=lambda pair: not pair[1].is_open)
    ordered.sort(key=lambda pair: (not pair[1].is_open, pair[1].deadline is None))
    return tuple(open_entry(record, standing, reader) for record, standing in ordered)


def _passed(records: Sequence[CaseRecord], reader: Reader) -> tuple[EndedEntry, ...]:
    """Ended ones, without those that a section still writes for: they stand among the open ones."""
    pairs = ((record, standing_of(record, reader.now)) for record in records)
    return tuple(ended_entry(record, standing, reader) for record, standing in pairs if not standing.may_write)


def _fits(record: CaseRecord, choice: Choice) -> bool:
    return (not choice.country or choice.country in record["countries"]) and (
        not choice.concern or choice.concern in record["concern_slugs"]
    )


def _countries(records: Sequence[CaseRecord], choice: Choice, reader: Reader) -> tuple[Option, ...]:
    codes = dict.fromkeys(code for record in records for code in record["countries"])
    named = sorted((saying.country(code, reader), code) for code in codes)
    return tuple(Option(code, name, code == choice.country) for name, code in named)


def _concerns(records: Sequence[CaseRecord], choice: Choice, reader: Reader) -> tuple[Option, ...]:
    slugs = {slug for record in records for slug in record["concern_slugs"] if slug}
    named = sorted((concern_name(records, slug, reader).text, slug) for slug in slugs)
    return tuple(Option(slug, name, slug == choice.concern) for name, slug in named)


def concern_name(records: Sequence[CaseRecord], slug: str, reader: Reader) -> Words:
    """What a concern is called, in the reader's own language where one of the cases is."""
    names = [_called(record, slug, reader) for record in records if slug in record["concern_slugs"]]
    return next((name for name in names if not name.marks), names[0])


def _called(record: CaseRecord, slug: str, reader: Reader) -> Words:
    """A concern's name in the language in which the case is read; its slug in words where the case has no such name."""
    language, headline = headline_for(record, reader)
    slugs, names = record["concern_slugs"], headline["concerns"]
    if slug in slugs and len(slugs) == len(names):
        name = reader.says(names[slugs.index(slug)], language)
        return replace(name, text=name.text[:1].upper() + name.text[1:])
    return Words(slug.replace("-", " "))


def _heading(number: int, reader: Reader) -> str:
    if not number:
        return _("No action is open now")
    said = ngettext("{number} action needs letters now", "{number} actions need letters now", number)
    return said.format(number=times.count(number, reader.words))


def _counted(number: int, reader: Reader) -> str:
    said = ngettext("{number} open", "{number} open, the nearest deadline first", number)
    return said.format(number=times.count(number, reader.words))


def _all_ended(total: int, reader: Reader) -> str | None:
    if total <= FEW:
        return None
    said = ngettext(
        "All {number} earlier action, with what happened", "All {number} earlier actions, with what happened", total
    )
    return said.format(number=times.count(total, reader.words))
