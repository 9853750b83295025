"""A section holds its part of an alert for a while, to put words of its own at the head; a second person approves them.

Nobody waits for ever: after a day at the latest the part goes, with the words where they are approved, else without.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.alerts import tasks
from tocsin.alerts.models import Alert, AlertKind, StandingHold, Wave, WaveState
from tocsin.alerts.operating import ENDED, write_down
from tocsin.alerts.planning.rules import AT_ONCE
from tocsin.alerts.queueing import enqueue
from tocsin.directory.checked import checked_verbatim
from tocsin.directory.models import Section
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

MOST_HOURS: Final = 24
LONGEST_WORDS: Final = 1_000


def may_adapt(person: Person, section: str) -> bool:
    """Whether this person coordinates the section; members of none are nobody's to hold back."""
    found = Section.objects.filter(code=section).first()
    return found is not None and may(person, Deed.LOCALISE, found.pk)


def require_adapting(person: Person, section: str) -> None:
    found = Section.objects.filter(code=section).first()
    if found is None:
        raise NotThere("section")
    require(person, Deed.LOCALISE, found.pk)


def _locked(alert: Alert, section: str) -> Wave:
    wave = Wave.objects.select_for_update().filter(alert=alert, section=section).first()
    if wave is None:
        raise NotThere("part of an alert")
    return wave


@transaction.atomic
def hold(person: Person, alert: Alert, section: str, hours: int, now: datetime, reason: str = "") -> datetime:  # noqa: PLR0913, PLR0917
    """Hold a section's part back; until when. What went before stays with those who got it."""
    require_adapting(person, section)
    wave = _locked(alert, section)
    if AlertKind(alert.kind) in {*AT_ONCE, AlertKind.DIGEST}:
        raise Refused(_("A stop, an outcome and a digest are not held back."), "alert-kind")
    if wave.state in ENDED:
        raise Refused(_("This part of the alert has ended already."), "alert-ended")
    if not 1 <= hours <= MOST_HOURS:
        raise BadInput(_("A section holds an alert for 1 to %(most)s hours.") % {"most": MOST_HOURS})
    begun = wave.held_at or now
    until = min(now + timedelta(hours=hours), begun + timedelta(hours=MOST_HOURS))
    if until <= now:
        raise Refused(_("This part was held for a day already: it goes now."), "held-long")
    wave.state, wave.hold_until, wave.held_by, wave.held_at = WaveState.HELD, until, person.pk, begun
    wave.released_at = wave.released_by = None
    wave.save(update_fields=["state", "hold_until", "held_by", "held_at", "released_at", "released_by"])
    write_down(person, alert, section, "held", now, reason)
    return until


@transaction.atomic
def release(person: Person, alert: Alert, section: str, now: datetime, reason: str = "") -> None:
    """Let a held part go."""
    require_adapting(person, section)
    wave = _locked(alert, section)
    if wave.state != WaveState.HELD:
        raise Refused(_("This part of the alert is not held."), "not-held")
    _let_go(wave, person.pk, now)
    write_down(person, alert, section, "released", now, reason)


def _let_go(wave: Wave, by: int | None, now: datetime) -> None:
    wave.state, wave.released_at, wave.released_by = WaveState.PLANNING, now, by
    if wave.words_approved_by is None:
        wave.words = wave.words_by = None
    wave.save(update_fields=["state", "released_at", "released_by", "words", "words_by"])
    enqueue(tasks.plan, [wave.pk])


@transaction.atomic
def release_due(now: datetime) -> int:
    """Let go what was held as long as it may be; how many parts. For the sweeper."""
    due = list(Wave.objects.select_for_update().filter(state=WaveState.HELD, hold_until__lte=now).order_by("pk"))
    for wave in due:
        _let_go(wave, None, now)
    return len(due)


@transaction.atomic
def write_words(person: Person, alert: Alert, section: str, words: Mapping[str, str], now: datetime) -> None:
    """What the section says at the head of its members' alert, by language; empty texts are left out."""
    require_adapting(person, section)
    wave = _locked(alert, section)
    if wave.state != WaveState.HELD:
        raise Refused(_("Hold this part of the alert first: words are written while it waits."), "not-held")
    said = {}
    for language, text in words.items():
        if text.strip():
            said[language] = checked_verbatim(text.strip(), language, LONGEST_WORDS)
    wave.words = Sealed.of(Wave, "words", said) if said else None
    wave.words_by, wave.words_approved_by = person.pk if said else None, None
    wave.save(update_fields=["words", "words_by", "words_approved_by"])
    write_down(person, alert, section, "worded", now)


def words_of(wave: Wave) -> dict[str, str]:
    """By language; empty where there are none. Needs the desk key."""
    return dict(wave.words.open()) if wave.words is not None else {}


def hash_of(words: Mapping[str, str]) -> str:
    """By which an approval counts for exactly these words."""
    return hashlib.sha256(json.dumps(dict(words), sort_keys=True).encode()).hexdigest()


def may_approve(person: Person, wave: Wave) -> bool:
    """A second person: a coordinator of the section, or a reviewer of it or of the whole network."""
    section = Section.objects.filter(code=wave.section).first()
    if section is None or wave.words is None or wave.words_by == person.pk or wave.words_approved_by is not None:
        return False
    return may(person, Deed.LOCALISE, section.pk) or may(person, Deed.APPROVE, section.pk)


@transaction.atomic
def approve_words(person: Person, alert: Alert, section: str, seen: str, now: datetime) -> None:
    """seen: hash of the words as this person read them."""
    wave = _locked(alert, section)
    if wave.state != WaveState.HELD or wave.words is None:
        raise Refused(_("There are no words that wait for approval."), "no-words")
    if wave.words_by == person.pk:
        raise Refused(_("Somebody else approves what you wrote."), "four-eyes")
    if not may_approve(person, wave):
        raise Refused(_("Your role does not allow this."), "role")
    if hash_of(words_of(wave)) != seen:
        raise Refused(_("The words changed since you read them: read them again."), "changed")
    wave.words_approved_by = person.pk
    wave.save(update_fields=["words_approved_by"])
    write_down(person, alert, section, "words approved", now)


@transaction.atomic
def hold_always(person: Person, section: str, hours: int, now: datetime) -> None:
    """Hold each new alert and update of a section for so long; 0: none."""
    require_adapting(person, section)
    if not 0 <= hours <= MOST_HOURS:
        raise BadInput(_("A section holds an alert for 1 to %(most)s hours.") % {"most": MOST_HOURS})
    StandingHold.objects.filter(section=section).delete()
    if hours:
        StandingHold.objects.create(section=section, hours=hours, by=person.pk, at=now)
    write_down(person, None, section, "always held" if hours else "no longer held", now)
