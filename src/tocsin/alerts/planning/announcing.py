"""From an edition to its alert: in the transaction that publishes it, and what went before is called back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from tocsin.actions.models import Case, Edition
from tocsin.actions.publishing.heralds import News
from tocsin.alerts import tasks
from tocsin.alerts.models import Alert, AlertKind, Intervention, StandingHold, Turn, Wave, WaveState
from tocsin.alerts.planning.rules import AT_ONCE
from tocsin.alerts.queueing import enqueue
from tocsin.alerts.sending.ledger import end_wave
from tocsin.casefile import Kind
from tocsin.directory.models import Section
from tocsin.members.models import Member, MemberState
from tocsin.records.turns import take_turn

TURN: Final = "alerts planned"
"""Of the transactions that give members places or take their turns away: one at a time, or somebody stands twice."""

_ENDED: Final = (WaveState.DONE, WaveState.RECALLED)

HOLD_WORDS: Final = (Wave, Intervention)
"""The tables that hold words which people wrote."""


def herald(case: Case, news: News, now: datetime) -> None:
    """What alerts do about it; called in the transaction of the change."""
    slug = str(case.slug)
    if news is News.TAKEN_DOWN:
        recall(slug)
        # Nothing of a case that was taken down stays: a section's words are of it, and a reason may tell of it.
        Wave.objects.filter(alert__slug=slug).update(words=None)
        Intervention.objects.filter(alert__slug=slug).update(reason=None)
        return
    newest = Edition.objects.filter(case=case).order_by("-n").values_list("n", "kind").first()
    if newest is not None:
        n, kind = newest
        announce(slug, n, AlertKind.STOP if news is News.STOPPED else _kind_of(n, kind), now)


def _kind_of(n: int, kind: str) -> AlertKind:
    if kind in {Kind.STOP, Kind.OUTCOME}:
        return AlertKind(kind)
    return AlertKind.NEW if n == 1 else AlertKind.UPDATE


def announce(slug: str, n: int, kind: AlertKind, now: datetime) -> Alert:
    """Make the alert of an edition, in the transaction that publishes it; earlier ones of the case are called back."""
    recall(slug, closes=kind in AT_ONCE)
    is_test = not settings.ENVIRONMENT.is_live
    alert = Alert.objects.create(kind=kind, slug=slug, n=n, made_at=now, is_test=is_test)
    holds = {} if kind in AT_ONCE else {one.section: one for one in StandingHold.objects.all()}
    waves = Wave.objects.bulk_create(_wave(alert, section, holds.get(section), now) for section in sections())
    enqueue(tasks.plan, [wave.pk for wave in waves if wave.state == WaveState.PLANNING])
    return alert


def _wave(alert: Alert, section: str, hold: StandingHold | None, now: datetime) -> Wave:
    if hold is None:
        return Wave(alert=alert, section=section)
    until = now + timedelta(hours=hold.hours)
    return Wave(alert=alert, section=section, state=WaveState.HELD, hold_until=until, held_by=hold.by, held_at=now)


def recall(slug: str, *, closes: bool = True) -> None:
    """Nothing of a case that is on its way goes any more. closes: nor does any turn come; else a later edition takes
    over those who wait.
    """
    take_turn(TURN)
    waves = Wave.objects.filter(alert__slug=slug)
    waves.exclude(state__in=_ENDED).update(state=WaveState.RECALLED)
    if closes:
        close_turns(list(waves.filter(turns__isnull=False).distinct()))


def close_turns(waves: list[Wave]) -> int:
    """Whoever still waits for a turn in these waves gets none; how many. What a digest has taken is settled with it."""
    done = 0
    for wave in waves:
        passed, _ = Turn.objects.filter(wave=wave, digest=None).delete()
        Wave.objects.filter(pk=wave.pk).update(passed=wave.passed + passed)
        end_wave(wave.pk)
        done += passed
    return done


def sections() -> list[str]:
    """Codes of the sections that are active, of those that are not and still have members, and of none."""
    active = Section.objects.filter(active=True).values_list("code", flat=True)
    return sorted({"", *active, *_sections_of_members()})


def _sections_of_members() -> Iterator[str]:
    """One step in the index for each, whatever the number of members."""
    members = Member.objects.filter(state=MemberState.ACTIVE).order_by("section").values_list("section", flat=True)
    last = members.first()
    while last is not None:
        yield last
        last = members.filter(section__gt=last).first()
