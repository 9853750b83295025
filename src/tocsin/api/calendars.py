"""Deadlines for calendars (RFC 5545): one event a case.

The event is the hour before the deadline. Its end is the deadline itself, for an event's end is the first moment that
no longer belongs to it; and an hour stands at the right place of every reader's own day, where a whole last day would
lie across two of them far away from the zone of the deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText

from tocsin.actions.states import EditionState
from tocsin.api import clock
from tocsin.api.answers import Manner, answer_made, answered
from tocsin.api.cases import COLUMNS, PublicCase, moment, open_case, read_cases
from tocsin.api.kept import kept_or_made
from tocsin.api.places import Place, concern, country, must_be_known
from tocsin.api.readers import Reader, headline_for, reader_of
from tocsin.api.wording import lines_of, one_line, titled
from tocsin.letters.languages import locale_for

STAYS = timedelta(days=60)
LENGTH = timedelta(hours=1)
PRODUCT = "-//Tocsin//Deadlines//EN"


class Text(vText):
    """Text escaped by RFC 5545 §3.3.11. The library's own takes a backslash before a capital N for a line end."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return text.encode()


@answered
def calendar(request: HttpRequest) -> HttpResponseBase:
    return _answer_place(request, Place())


@answered
def country_calendar(request: HttpRequest, code: str) -> HttpResponseBase:
    return _answer_place(request, country(code))


@answered
def concern_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _answer_place(request, concern(slug))


@answered
def action_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The deadline of one action."""
    reader, at = reader_of(request), clock.now()
    content = kept_or_made(("calendar", slug, reader), at, lambda: write_action(slug, reader, at))
    return _answer(request, content, f"{slug}.ics")


def _answer_place(request: HttpRequest, place: Place) -> HttpResponseBase:
    reader, at = reader_of(request), clock.now()
    content = kept_or_made(("calendar", place, reader), at, lambda: write_place(place, reader, at))
    return _answer(request, content, "calendar.ics")


def _answer(request: HttpRequest, content: bytes, name: str) -> HttpResponseBase:
    return answer_made(request, Manner("text/calendar; charset=utf-8", name=name), content)


def write_action(slug: str, reader: Reader, at: datetime) -> bytes:
    """The calendar of one action. Raises NotHere or Gone."""
    case = open_case(slug, at)
    return write_calendar(case.record["number"], [case], reader, at)


def write_place(place: Place, reader: Reader, at: datetime) -> bytes:
    """The calendar of a place. Raises NotHere for a concern that no action names."""
    rows = place.cases().filter(recent_deadlines(at)).order_by("deadline_at", "pk")
    cases = read_cases(rows.values_list(*COLUMNS))
    if not cases:
        must_be_known(place, at)
    title = gettext("Deadlines of urgent actions")
    return write_calendar(f"{title} · {place.name(cases, reader)}" if place.kind else title, cases, reader, at)


def recent_deadlines(at: datetime) -> Q:
    """More rows than have an event, none fewer: a case cannot have ended after its last change."""
    since = at - STAYS
    ended = Q(state__in=[EditionState.STOPPED, EditionState.CLOSED, EditionState.TAKEN_DOWN], changed_at__gte=since)
    return Q(deadline_at__gte=since) | ended | Q(visible_until__gte=since, visible_until__lte=at)


def write_calendar(title: str, cases: Iterable[PublicCase], reader: Reader, at: datetime) -> bytes:
    """The events of cases that have one, for a reader. An empty calendar is one without events."""
    written = Calendar()
    written.add("prodid", PRODUCT)
    written.add("version", "2.0")
    written.add("calscale", "GREGORIAN")
    written.add("name", Text(one_line(title)))
    written.add("x-wr-calname", Text(one_line(title)))
    written.add("refresh-interval", vDuration(LENGTH), parameters={"VALUE": "DURATION"})
    written.add("x-published-ttl", vDuration(LENGTH))
    for case in cases:
        event = event_of(case, reader, at)
        if event is not None:
            written.add_component(event)
    return bytes(written.to_ical())


def event_of(case: PublicCase, reader: Reader, at: datetime) -> Event | None:
    """The event of a case; None where it has no deadline, or 60 days after the last that there was to say of it."""
    gone = case.gone_since(at)
    if gone is not None:
        return None if at >= gone + STAYS else _gone_event(case, gone)
    deadline, ended = deadline_of(case), case.ended_at()
    if deadline is None or at >= (ended or deadline) + STAYS:
        return None
    event = _bare_event(case, deadline, case.changed_at, case.sequence, is_cancelled=ended is not None)
    _, headline = headline_for(case.record, reader)
    # Not every calendar shows STATUS: the words say it too.
    event.add("summary", Text(titled(one_line(headline["headline"]), case.state)))
    event.add("description", Text(_description(case, lines_of(headline["lead"]), reader)))
    event.add("url", f"{settings.ENVIRONMENT.url}{reader.prefix}/actions/{case.record['slug']}/")
    return event


def deadline_of(case: PublicCase) -> datetime | None:
    """The first moment at which it is too late (UTC)."""
    edition = case.dated()
    return None if edition is None else moment(edition["deadline_at"])


def _gone_event(case: PublicCase, gone: datetime) -> Event:
    """The number alone, so that calendars overwrite the text that they hold.

    The end of a consent changes nothing in the database; it is a change all the same, hence the higher SEQUENCE.
    """
    is_lapsed = case.state is not EditionState.TAKEN_DOWN
    changed, sequence = (gone, case.sequence + 1) if is_lapsed else (case.changed_at, case.sequence)
    event = _bare_event(case, deadline_of(case) or gone, changed, sequence, is_cancelled=True)
    event.add("summary", Text(one_line(case.record["number"])))
    return event


def _bare_event(case: PublicCase, deadline: datetime, changed: datetime, sequence: int, is_cancelled: bool) -> Event:
    """Times, identity and status. Nothing depends on when it is asked for."""
    event = Event()
    event.add("uid", f"{case.record['uid']}@{settings.ENVIRONMENT.host}")
    event.add("sequence", sequence)
    event.add("dtstamp", _utc(changed))
    event.add("last-modified", _utc(changed))
    event.add("dtstart", _utc(deadline - LENGTH))
    event.add("dtend", _utc(deadline))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def _description(case: PublicCase, lead: str, reader: Reader) -> str:
    number = {"number": case.record["number"]}
    if case.state is EditionState.STOPPED:
        first = gettext("%(number)s is stopped: please write no more letters.") % number
    elif case.state is EditionState.CLOSED:
        first = gettext("%(number)s is closed: please write no more letters.") % number
    else:
        words = gettext("%(number)s: letters until the end of %(day)s, by the clocks of %(zone)s.")
        first = words % {**number, **_last_day(case, reader)}
    return f"{first}\n\n{lead}" if lead else first


def _last_day(case: PublicCase, reader: Reader) -> dict[str, str]:
    """The last day in the reader's words, and its zone."""
    edition = case.dated()
    if edition is None or edition["deadline"] is None or edition["deadline_zone"] is None:
        raise ValueError("a case without a deadline has no event")
    day = format_date(date.fromisoformat(edition["deadline"]), "long", locale_for(reader.tongue))
    return {"day": day, "zone": edition["deadline_zone"]}
