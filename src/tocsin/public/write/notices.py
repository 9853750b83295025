"""What is said at the head of the page: the time left, that the action has changed, that it is too late from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.publishing.standing import Deadline, moment_of
from tocsin.appeals.matter import Matter
from tocsin.delivery.kinds import Why
from tocsin.public import saying, times
from tocsin.public.frame import Link
from tocsin.public.reader import Reader


@dataclass(frozen=True, slots=True)
class Notice:
    heading: str
    sentences: tuple[SafeString, ...]
    link: Link | None = None
    is_loud: bool = True


def time_left(matter: Matter, country: str, reader: Reader) -> SafeString:
    """“21 days left, until Monday 14 December 2026, Nairobi time (UTC+3).”"""
    deadline = matter.deadline_for(country)
    if deadline is None:
        return SafeString(_("This action gives no last day. Write as soon as you can."))
    left = times.time_left(deadline.day, deadline.zone, deadline.at, reader.now)
    said = _("{left}, until the end of {day}.")
    return format_html(said, left=times.left_in_words(left, reader.words), day=_day(deadline, reader))


def changed(matter: Matter, reader: Reader) -> Notice:
    """The action has another edition than the one that was read."""
    published = moment_of(matter.edition["published_at"])
    heading = _("This action was updated after you began")
    if published is not None:
        day = times.day_and_month(times.day_of(published, matter.standing.zone), reader.words)
        heading = _("This action was updated on %(day)s, after you began") % {"day": day}
    return Notice(
        heading,
        (
            SafeString(_("Nothing was sent. Your text is as you left it.")),
            *saying.changes(matter.edition, reader.words),
            SafeString(_("Read your letter once more; then it can be sent.")),
        ),
        Link(_("See what changed"), reader.to(f"/actions/{matter.slug}/#editions")),
    )


def look_again() -> Notice:
    """Something was changed after the letters were shown."""
    return Notice(
        _("Look at your letters once more"),
        (
            SafeString(_("They are not as they were last shown to you. Nothing was sent, and your text stands below.")),
            SafeString(_("If they are right now, press the last button again.")),
        ),
        Link(_("To the letters"), "#letters"),
    )


def too_late(matter: Matter, country: str, reader: Reader) -> Notice:
    """The deadline has passed for this country, and a section elsewhere gives its own writers more time."""
    return Notice(_("Too late from this country"), tuple(_too_late(matter, country, reader)))


def _too_late(matter: Matter, country: str, reader: Reader) -> Iterator[SafeString]:
    deadline = matter.deadline_for(country)
    if deadline is not None:
        yield format_html(_("The last day was {day}."), day=_day(deadline, reader))
    for one in matter.standing.extended:
        if one.country:
            said = _("For writers of the section in {country}: until <strong>{day}</strong>")
            yield format_html(said, country=saying.country(one.country, reader), day=_day(one.deadline, reader))
    yield SafeString(_("If you write from there, choose it as your country. Else ask your section before you write."))


def why_closed(why: Why) -> tuple[str, tuple[str, ...]]:
    """Heading and sentences where nobody may write any more."""
    if why is Why.DEADLINE:
        return _("The deadline has passed"), (
            _("Letters are no longer sent from here. Ask your section before you write on your own."),
        )
    return _("Please do not write any more"), (
        _("This action was stopped or closed. If you have a letter ready, please do not send it."),
    )


def _day(deadline: Deadline, reader: Reader) -> SafeString:
    """Monday 14 December 2026, Nairobi time (UTC+3)."""
    day = times.full_day(deadline.day, reader.words)
    zone = times.zone_in_words(deadline.zone, deadline.at - timedelta(minutes=1), reader.words)
    return format_html(_('<time datetime="{iso}">{day}</time>, {zone}'), iso=day.iso, day=day.words, zone=zone)
