"""Planning a wave, page by page: each page is one transaction that makes its chunks and turns and moves the cursor, so
that a crash repeats nothing and skips nobody.

Who changes their section while a wave is planned may be met by two waves, or by none of them; that is a matter of
seconds, and the message would be the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction

from tocsin.alerts.models import AlertKind, Chunk, Turn, Wave, WaveState
from tocsin.alerts.planning.announcing import TURN
from tocsin.alerts.planning.chunks import make_chunks
from tocsin.alerts.planning.hearers import Hearers, facts_of
from tocsin.alerts.planning.rules import AT_ONCE, Facts, Matched, goes_at_once, is_for, next_after
from tocsin.members.models import Member, MemberState, Profile
from tocsin.records.turns import take_turn

PAGE: Final = 10_000

type Row = tuple[int, int, date | None, datetime | None]
"""Of a member: id, profile, pause, `next_at`."""


@dataclass(slots=True)
class Plan:
    """What one process remembers while it plans a wave."""

    wave: int
    section: str
    facts: Facts
    hearers: Hearers
    _profiles: dict[int, Matched] = field(default_factory=dict)

    @classmethod
    def of(cls, wave: Wave) -> Plan:
        kind = AlertKind(wave.alert.kind)
        hearers = Hearers.of(kind, wave.alert.slug, wave.alert.n)
        return cls(wave.pk, wave.section, facts_of(kind, wave.alert.slug), hearers)

    def matched(self, profiles: set[int]) -> dict[int, Matched]:
        """Each profile is held against the case once."""
        unknown = profiles - self._profiles.keys()
        for number, wishes in Profile.objects.filter(pk__in=unknown).values_list("pk", "wishes"):
            self._profiles[number] = self.facts.matched(wishes)
        return self._profiles


@dataclass(slots=True)
class Page:
    """Whom a page found. capped: by cap, those whose next alert may not go before a while."""

    places: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    capped: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def plan_wave(number: int, now: datetime) -> None:
    """To its end, or until it is held or recalled. Safe to run by several at once, and again."""
    wave = Wave.objects.select_related("alert").filter(pk=number, state=WaveState.PLANNING).first()
    if wave is None or wave.alert.kind == AlertKind.DIGEST:
        return
    plan = Plan.of(wave)
    while plan_page(plan, now):
        pass


@transaction.atomic
def plan_page(plan: Plan, now: datetime) -> bool:
    """The next page of a wave; whether there may be more."""
    take_turn(TURN)
    wave = Wave.objects.select_for_update().filter(pk=plan.wave, state=WaveState.PLANNING).first()
    if wave is None:
        return False
    rows: list[Row] = []
    if wave.planned_at is None:
        members = Member.objects.filter(state=MemberState.ACTIVE, section=wave.section, pk__gt=wave.cursor)
        rows = list(members.order_by("pk").values_list("pk", "profile_id", "paused_until", "next_at")[:PAGE])
    page = _sorted_out(plan, rows, now)
    _keep(wave, page, now)
    wave.cursor = rows[-1][0] if rows else wave.cursor
    wave.audience += len(page.places) + len(page.turns)
    if len(rows) < PAGE:
        _end(wave, now)
    wave.save(update_fields=["cursor", "audience", "planned_at", "state"])
    return wave.state == WaveState.PLANNING


def _sorted_out(plan: Plan, rows: list[Row], now: datetime) -> Page:
    page = Page()
    kind, known, today = plan.facts.kind, plan.hearers.known, now.date()
    profiles = plan.matched({row[1] for row in rows})
    simple = kind is AlertKind.NEW
    for member, profile, paused_until, next_at in rows:
        matched = profiles[profile]
        if paused_until is not None and paused_until > today:
            continue
        if not (matched.wants if simple else is_for(kind, matched, known(member, plan.section))):
            continue
        if not goes_at_once(kind, matched, next_at, now):
            page.turns.append(member)
            continue
        page.places.append(member)
        if matched.cap is not None and kind not in AT_ONCE:
            page.capped[matched.cap].append(member)
    return page


def _keep(wave: Wave, page: Page, now: datetime) -> None:
    make_chunks(wave.pk, page.places)
    Turn.objects.bulk_create(Turn(wave_id=wave.pk, member=member) for member in page.turns)
    spend(page.capped, now)


def spend(capped: dict[int, list[int]], now: datetime) -> None:
    """An alert goes to these, by their cap: the next one later."""
    for cap, members in capped.items():
        Member.objects.filter(pk__in=members).update(next_at=next_after(cap, now))


def _end(wave: Wave, now: datetime) -> None:
    wave.planned_at = wave.planned_at or now
    wave.state = WaveState.SENDING if Chunk.objects.filter(wave=wave).exists() else WaveState.DONE


def plan_waiting(now: datetime) -> int:
    """Plan what no task has planned; how many waves. For the sweeper: a lost task is found here."""
    waves = list(Wave.objects.filter(state=WaveState.PLANNING).values_list("pk", flat=True))
    for number in waves:
        plan_wave(number, now)
    return len(waves)
