"""One case as a list shows it: open ones by what is left to do, ended ones by what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.publishing.shapes import CaseRecord, Headline
from tocsin.actions.publishing.standing import Deadline, Standing, deadline_of, edition_of, moment_of, standing_of
from tocsin.actions.states import EditionState
from tocsin.casefile.writing.wording import wording_for
from tocsin.public import saying, times
from tocsin.public.reader import Reader, Words
from tocsin.public.tongues import choose

LONGEST_LEAD: Final = 260
SHORTEST_LEAD: Final = 100
UPDATED_FOR: Final = timedelta(days=21)
"""For how long a list says that a case was updated."""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """left: how much time, in words. is_near: little. flags: what is special about it."""

    href: str
    countries: str
    concerns: Words
    headline: Words
    lead: Words
    left: SafeString
    is_near: bool
    flags: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class EndedEntry:
    """mark: `done` where something is known to have become of it, `end` for a death, else empty."""

    href: str
    countries: str
    headline: Words
    state: str
    mark: str
    day: times.Day | None
    said: Words


def languages_in(records: Iterable[CaseRecord]) -> tuple[str, ...]:
    """All languages among which a list of these cases chooses."""
    return tuple(dict.fromkeys(language for record in records for language in record["headlines"]))


def headline_for(record: CaseRecord, reader: Reader) -> tuple[str, Headline]:
    """Language and headline that somebody reads."""
    language = choose(reader.wishes, record["headlines"], record["language"])
    return language, record["headlines"][language]


def address_of(record: CaseRecord, reader: Reader) -> str:
    return reader.to(f"/actions/{record['slug']}/")


def open_entry(record: CaseRecord, standing: Standing, reader: Reader) -> OpenEntry:
    language, headline = headline_for(record, reader)
    left = _left(_last(standing), reader.now)
    return OpenEntry(
        href=address_of(record, reader),
        countries=saying.countries(record, reader),
        concerns=reader.says(wording_for(language).listed(*headline["concerns"]), language),
        headline=reader.says(headline["headline"], language),
        lead=reader.says(shortened(headline["lead"]), language),
        left=times.left_in_words(left, reader.words) if left else SafeString(""),
        is_near=bool(left and left.is_near),
        flags=tuple(_flags(record, standing, left, reader)),
    )


def ended_entry(record: CaseRecord, standing: Standing, reader: Reader) -> EndedEntry:
    language, headline = headline_for(record, reader)
    state, mark, sentence = _ending(record, standing)
    # What is told of an outcome stands in its own edition: an older translation knows nothing of it yet.
    told = "" if headline["older"] else shortened(headline["lead"])
    ended = _ended_at(record, standing)
    return EndedEntry(
        href=address_of(record, reader),
        countries=saying.countries(record, reader),
        headline=reader.says(headline["headline"], language),
        state=state,
        mark=mark,
        day=times.day(times.day_of(ended, standing.zone), reader.words) if ended else None,
        said=Words(sentence) if sentence else reader.says(told, language),
    )


def shortened(text: str) -> str:
    """The beginning of a long text: whole sentences where they say enough, else whole words where a script parts them.

    A sentence ends at a full stop before a gap, or at one of the Chinese kind.
    """
    if len(text) <= LONGEST_LEAD:
        return text
    start = text[:LONGEST_LEAD]
    sentences = re.match(r".*(?:[.?؟۔।](?= )|[。？])", start, re.DOTALL)
    if sentences and len(sentences[0]) >= SHORTEST_LEAD:
        return sentences[0]
    return f"{(start.rpartition(' ')[0] if ' ' in start else start).rstrip(',;:.')} …"


def _last(standing: Standing) -> Deadline | None:
    """The last day for whoever may still write."""
    if standing.is_open:
        return standing.deadline
    return max((one.deadline for one in standing.extended), key=lambda deadline: deadline.at, default=None)


def _left(deadline: Deadline | None, now: datetime) -> times.Left | None:
    return times.time_left(deadline.day, deadline.zone, deadline.at, now) if deadline else None


def _flags(record: CaseRecord, standing: Standing, left: times.Left | None, reader: Reader) -> Iterator[SafeString]:
    if not standing.is_open:
        yield from (_only_for(one.country, reader) for one in standing.extended)
        return
    if left and left.is_near and standing.deadline:
        yield _ends(standing.deadline, left, reader)
    live = edition_of(record, record["live"])
    first, latest = (moment_of(text) for text in (record["first_published_at"], live["published_at"]))
    if first and times.day_of(first, standing.zone) == times.day_of(reader.now, standing.zone):
        yield SafeString(_("New today"))
    elif latest and live["n"] > 1 and reader.now - latest < UPDATED_FOR:
        day = times.day_and_month(times.day_of(latest, standing.zone), reader.words)
        yield format_html(_("Updated {day}"), day=day)


def _only_for(country: str, reader: Reader) -> SafeString:
    if not country:
        return SafeString(_("Only for the writers of one section"))
    return format_html(_("Only for writers of the section in {country}"), country=saying.country(country, reader))


def _ends(deadline: Deadline, left: times.Left, reader: Reader) -> SafeString:
    """“Ends Wednesday, 23:59 Port Amber time”."""
    words = reader.words
    zone = times.zone_in_words(deadline.zone, deadline.at - timedelta(minutes=1), words)
    said = _("Ends {weekday}, {clock} {zone}") if left.length == "days" else _("Ends today, {clock} {zone}")
    return format_html(said, weekday=times.weekday(deadline.day, words), clock=times.last_minute(words), zone=zone)


def _ending(record: CaseRecord, standing: Standing) -> tuple[str, str, str | None]:
    """The state in a word, its mark, and a sentence."""
    if standing.state is EditionState.STOPPED:
        return _("Stopped"), "", _("Please do not write any more.")
    if standing.state is EditionState.CLOSED:
        death = saying.death(record["outcome"])
        return saying.outcome(record["outcome"]), "end" if death else "done", death
    return _("Deadline passed"), "", _("Letters are no longer sent from here. Ask your section before you write.")


def _ended_at(record: CaseRecord, standing: Standing) -> datetime | None:
    if standing.state is EditionState.STOPPED:
        return moment_of(record["stopped_at"])
    if standing.state is EditionState.CLOSED:
        return moment_of(record["closed_at"])
    deadline = deadline_of(edition_of(record, record["live"]))
    return deadline.at - timedelta(minutes=1) if deadline else None


def split(records: Iterable[CaseRecord], now: datetime) -> list[tuple[CaseRecord, Standing]]:
    """Cases with how they stand, those alone for which somebody may write."""
    pairs = ((record, standing_of(record, now)) for record in records)
    return [(record, standing) for record, standing in pairs if standing.may_write]
