"""What people do to alerts: look, pause, resume, end, and slow down what goes to one mail domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.models import Case
from tocsin.alerts.models import Alert, Ceiling, Intervention, Wave, WaveState
from tocsin.alerts.planning.announcing import TURN, close_turns
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.records.persons import domain_of
from tocsin.records.turns import take_turn
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST_REASON: Final = 500
MOST_A_MINUTE: Final = 1_000_000
ENDED: Final = (WaveState.DONE, WaveState.RECALLED)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did. section: code; empty for the whole. reason: as they typed it."""

    deed: str
    section: str
    by: str
    at: datetime
    reason: str


def alerts_for(person: Person, most: int = 20) -> list[Alert]:
    """The newest first. Everybody on the staff sees them: they are of public editions."""
    require(person, Deed.SEE, anywhere=True)
    return list(Alert.objects.order_by("-made_at", "-pk")[:most])


def alert_for(person: Person, number: int) -> Alert:
    require(person, Deed.SEE, anywhere=True)
    found = Alert.objects.filter(pk=number).first()
    if found is None:
        raise NotThere("alert")
    return found


def alert_called(person: Person, name: str) -> Alert:
    """By its number, or the newest one of a case by the case's slug. Raises NotThere."""
    if name.isascii() and name.isdigit():
        return alert_for(person, int(name[:18]))
    require(person, Deed.SEE, anywhere=True)
    found = Alert.objects.filter(slug=name).exclude(slug="").order_by("-n", "-pk").first()
    if found is None:
        raise NotThere(f"alert of {name}")
    return found


def going(slug: str | None = None) -> list[Alert]:
    """Alerts that are not done, of one case or of all; NotThere where the case never had one."""
    alerts = Alert.objects.order_by("pk")
    if slug is not None:
        alerts = alerts.filter(slug=slug)
        if not alerts.exists():
            raise NotThere(f"alert of {slug}")
    return list(alerts.filter(waves__in=Wave.objects.exclude(state__in=ENDED)).distinct())


@transaction.atomic
def pause(person: Person, alerts: Iterable[Alert], now: datetime, reason: str = "") -> int:
    """Nothing of them goes until somebody resumes them; how many were not paused already."""
    require(person, Deed.LESSEN, anywhere=True)
    return _turn(person, alerts, now, reason, paused=True)


@transaction.atomic
def resume(person: Person, alerts: Iterable[Alert], now: datetime, reason: str = "") -> int:
    """They go on where they stopped; how many were paused."""
    require(person, Deed.ALERTS, anywhere=True)
    return _turn(person, alerts, now, reason, paused=False)


def _turn(person: Person, alerts: Iterable[Alert], now: datetime, reason: str, *, paused: bool) -> int:
    rows = Alert.objects.select_for_update().filter(pk__in=[one.pk for one in alerts], paused=not paused)
    changed = list(rows.order_by("pk"))
    for alert in changed:
        alert.paused, alert.paused_by = paused, person.pk if paused else None
        alert.save(update_fields=["paused", "paused_by"])
        write_down(person, alert, "", "paused" if paused else "resumed", now, reason)
    return len(changed)


@transaction.atomic
def end(person: Person, alert: Alert, now: datetime, reason: str = "") -> int:
    """Whoever has not got it never will; the action stays as it is. How many sections' parts that ended."""
    require(person, Deed.ALERTS, anywhere=True)
    take_turn(TURN)
    waves = Wave.objects.filter(alert=alert).exclude(state__in=ENDED)
    count = waves.update(state=WaveState.RECALLED)
    turns = close_turns(list(Wave.objects.filter(alert=alert)))
    if not count and not turns:
        raise Refused(_("This alert has ended already."), "alert-ended")
    write_down(person, alert, "", "ended", now, reason)
    return count


def write_down(  # noqa: PLR0913, PLR0917 - a line of the log
    person: Person, alert: Alert | None, section: str, deed: str, now: datetime, reason: str = ""
) -> None:
    """Who did what, and why as they said it; in the transaction of the thing itself."""
    said = reason.strip()
    if len(said) > LONGEST_REASON or "\0" in said:
        raise BadInput(_("A reason has at most %(longest_reason)s characters.") % {"longest_reason": LONGEST_REASON})
    sealed = Sealed.of(Intervention, "reason", said) if said else None
    Intervention.objects.create(alert=alert, section=section, deed=deed, reason=sealed, by=person.pk, at=now)
    case = Case.objects.filter(slug=alert.slug).values_list("pk", flat=True).first() if alert and alert.slug else None
    subject = f"case:{case}" if case else f"alert:{alert.pk}" if alert else "alerts:all"
    detail = {"section": section} if section else {}
    history.note(now, person.pk, f"alert {deed}", subject, **detail)


def acts_on(person: Person, alert: Alert | None) -> list[Act]:
    """What people did to an alert, or to mail domains; the newest first."""
    require(person, Deed.SEE, anywhere=True)
    rows = list(Intervention.objects.filter(alert=alert).order_by("-pk")[:50])
    names = dict(Person.objects.filter(pk__in={one.by for one in rows}).values_list("pk", "name"))
    return [
        Act(one.deed, one.section, names.get(one.by, ""), one.at, str(one.reason.open()) if one.reason else "")
        for one in rows
    ]


def ceilings_for(person: Person) -> list[Ceiling]:
    require(person, Deed.SEE, anywhere=True)
    return list(Ceiling.objects.order_by("domain"))


@transaction.atomic
def set_ceiling(person: Person, domain: str, a_minute: int | None, now: datetime, reason: str = "") -> None:
    """At most so many alerts a minute to one mail domain. None: as many as it takes."""
    require(person, Deed.ALERTS, anywhere=True)
    name = domain.strip().lower().removeprefix("@")
    if not name or "." not in name or len(name) > 254 or any(one.isspace() or one == "@" for one in name):
        raise BadInput(_("A mail domain looks like example.org."))
    if a_minute is None:
        if not Ceiling.objects.filter(domain=name).delete()[0]:
            raise NotThere(f"ceiling for {name}")
        write_down(person, None, "", "unlimited", now, reason)
        return
    if not 1 <= a_minute <= MOST_A_MINUTE:
        raise BadInput(_("At least one alert a minute goes, and at most a million."))
    kept = {"domain": name, "a_minute": a_minute, "free_at": None, "at": now, "by": person.pk}
    Ceiling.objects.update_or_create(key=domain_of(f"x@{name}"), defaults=kept)
    write_down(person, None, "", "limited", now, reason)
