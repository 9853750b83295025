"""The line that answers: may I still write, until when, what instead. It stands first where one may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.actions.publishing.standing import Deadline, Extended, Standing, moment_of
from tocsin.actions.states import EditionState
from tocsin.public import saying, times
from tocsin.public.frame import Link
from tocsin.public.reader import Reader

MOST_TICKS: Final = 120

type Kind = Literal["open", "passed", "stopped", "closed", "older"]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A tick a day from publication to the deadline, as paths for SVG: those gone, today, those left."""

    width: str
    gone: str
    today: str
    left: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """left: the loudest words. mark: `end` for a death. hint: beside the button."""

    kind: Kind
    left: SafeString
    sentences: tuple[SafeString, ...]
    ticks: Ticks | None = None
    button: Link | None = None
    hint: str | None = None
    mark: str = ""

    @property
    def is_first(self) -> bool:
        """Whether it stands before the headline."""
        return self.kind != "open"


def state_lines(
    record: CaseRecord, edition: EditionRecord, standing: Standing, reader: Reader
) -> tuple[StateLine, ...]:
    """How the case stands, and, over an edition that is not the newest, that it is not."""
    older = [_older(record, edition, reader)] if edition["n"] != record["live"] else []
    match standing.state:
        case EditionState.STOPPED:
            return (_stopped(record, standing, reader), *older)
        case EditionState.CLOSED:
            return (_closed(record, standing, reader), *older)
        case EditionState.EXPIRED:
            return (_passed(record, standing, reader, writes=not older), *older)
    return tuple(older) or (_open(record, edition, standing, reader),)


def write_link(record: CaseRecord, reader: Reader) -> Link:
    """To the page of writing."""
    return Link(_("Write now"), reader.to(f"/actions/{record['slug']}/write/"))


def _open(record: CaseRecord, edition: EditionRecord, standing: Standing, reader: Reader) -> StateLine:
    button = write_link(record, reader)
    deadline = standing.deadline
    if deadline is None:
        said = SafeString(_("This action gives no last day. Write as soon as you can."))
        return StateLine("open", SafeString(_("Open")), (said,), button=button)
    left = times.time_left(deadline.day, deadline.zone, deadline.at, reader.now)
    return StateLine(
        "open",
        times.left_in_words(left, reader.words),
        (*_until(deadline, left, reader), *_extensions(standing.extended, reader)),
        ticks=ticks(date.fromisoformat(edition["issued"]), deadline, reader),
        button=button,
    )


def _until(deadline: Deadline, left: times.Left, reader: Reader) -> Iterator[SafeString]:
    said = (
        _("Write before the end of <strong>{day}</strong>, {zone}")
        if left.length == "days"
        else _("Write before the end of <strong>today, {day}</strong>, {zone}")
    )
    yield _dated(said, deadline, reader)
    if left.length != "days":
        yield SafeString(_("A letter by post would come too late now: e-mail or fax can still arrive in time."))


def _extensions(extended: tuple[Extended, ...], reader: Reader) -> Iterator[SafeString]:
    for one in extended:
        if one.country:
            said = _("For writers of the section in {country}: until <strong>{day}</strong>")
            yield _dated(said, one.deadline, reader, country=saying.country(one.country, reader))
        else:
            said = _("For writers of the section {name}: until <strong>{day}</strong>")
            yield _dated(said, one.deadline, reader, name=one.section)


def _passed(record: CaseRecord, standing: Standing, reader: Reader, *, writes: bool) -> StateLine:
    said = (
        [_dated(_("The last day was <strong>{day}</strong>, {zone}."), standing.deadline, reader)]
        if standing.deadline
        else []
    )
    said += [
        SafeString(_("Letters are no longer sent from here. Ask your section before you write on your own.")),
        *_extensions(standing.extended, reader),
    ]
    may = writes and standing.may_write
    return StateLine(
        "passed",
        SafeString(_("Deadline passed")),
        tuple(said),
        button=write_link(record, reader) if may else None,
        hint=_("Only for writers of a section that gives more time") if may else None,
    )


def _stopped(record: CaseRecord, standing: Standing, reader: Reader) -> StateLine:
    moment = moment_of(record["stopped_at"])
    words = times.moment_in_words(moment, standing.zone, reader.words) if moment else None
    said = [format_html(_("Stopped on <strong>{moment}</strong>."), moment=words)] if words else []
    said.append(SafeString(_("If you have a letter ready, please do not send it.")))
    return StateLine("stopped", SafeString(_("Please do not write any more")), tuple(said))


def _closed(record: CaseRecord, standing: Standing, reader: Reader) -> StateLine:
    moment, death = moment_of(record["closed_at"]), saying.death(record["outcome"])
    said = [format_html("{}", death)] if death else []
    if moment:
        day = times.day(times.day_of(moment, standing.zone), reader.words)
        said.append(
            format_html(
                _('Closed on <strong><time datetime="{iso}">{day}</time></strong>.'), iso=day.iso, day=day.words
            )
        )
    said.append(SafeString(_("Please send no more letters. What is known stands below.")))
    left = format_html("{}", saying.outcome(record["outcome"]))
    return StateLine("closed", left, tuple(said), mark="end" if death else "")


def _older(record: CaseRecord, edition: EditionRecord, reader: Reader) -> StateLine:
    newest = record["live"]
    left = format_html(_("Edition {n} of {newest}"), n=edition["n"], newest=newest)
    button = Link(_("Read edition %(n)s") % {"n": newest}, reader.to(f"/actions/{record['slug']}/"))
    said = SafeString(
        _("You are reading an older edition. It no longer holds: addresses, dates and people may have changed.")
    )
    return StateLine("older", left, (said,), button=button)


def _dated(said: str, deadline: Deadline, reader: Reader, **more: str) -> SafeString:
    """A sentence with a deadline in it."""
    day = times.full_day(deadline.day, reader.words)
    # The end of that day is the first moment of the next: the zone's distance from UTC is told as of the day itself.
    zone = times.zone_in_words(deadline.zone, deadline.at - timedelta(minutes=1), reader.words)
    return format_html(said, day=format_html('<time datetime="{}">{}</time>', day.iso, day.words), zone=zone, **more)


def ticks(issued: date, deadline: Deadline, reader: Reader) -> Ticks | None:
    """One for each day; None where they would be too many to be told apart."""
    days = (deadline.day - issued).days + 1
    if not 1 < days <= MOST_TICKS:
        return None
    now = min((times.day_of(reader.now, deadline.zone) - issued).days, days - 1)
    return Ticks(
        f"{days - 0.38:.2f}",
        "".join(f"M{x} 3h.62v6h-.62z" for x in range(now)),
        f"M{max(now, 0)} 0h.62v12h-.62z",
        "".join(f"M{x} 3h.62v6h-.62z" for x in range(max(now, 0) + 1, days)),
    )
