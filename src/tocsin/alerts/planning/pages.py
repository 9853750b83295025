"""Planning a wave, page by page: each page is one transaction that makes its chunks and turns and moves the cursor, so
that a crash repeats nothing and skips nobody.

Who changes their section after an alert was made is met where they were then, in that section's wave and no other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from tocsin.alerts.models import Alert, AlertKind, Chunk, Wave, WaveState
from tocsin.alerts.planning.announcing import TURN
from tocsin.alerts.planning.audience import reachable
from tocsin.alerts.planning.bulk import make_turns, set_next
from tocsin.alerts.planning.chunks import make_chunks
from tocsin.alerts.planning.hearers import Hearers, facts_of
from tocsin.alerts.planning.rules import AT_ONCE, Facts, Matched, goes_at_once, is_for, next_after
from tocsin.alerts.sending.ledger import end_wave, in_hand
from tocsin.members.models import Member, Profile
from tocsin.records.turns import take_turn

PAGE: Final = 10_000
MOST: Final = (1 << 63) - 1
"""The largest id."""

type Row = tuple[int, int]
"""Of a member: id and profile. Nothing else is read of a million members, for that is what takes the time."""


@dataclass(slots=True)
class Plan:
    """What one process remembers while it plans the waves of an alert: read once, whatever the number of sections."""

    facts: Facts
    hearers: Hearers
    _profiles: dict[int, Matched] = field(default_factory=dict)

    @classmethod
    def of(cls, alert: Alert) -> Plan:
        kind = AlertKind(alert.kind)
        return cls(facts_of(kind, alert.slug), Hearers.of(kind, alert.slug, alert.n))

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


def plan_wave(number: int, now: datetime) -> bool:
    """To its end, or until it is held or recalled, and all others of its alert that are to be planned as well; False
    where it has to wait a moment. Safe to run by several at once, and again.
    """
    wave = Wave.objects.select_related("alert").filter(pk=number, state=WaveState.PLANNING).first()
    if wave is None or wave.alert.kind == AlertKind.DIGEST:
        return True
    if _is_somebody_at_work(wave, now):
        return False
    plan = Plan.of(wave.alert)
    together = Wave.objects.filter(alert=wave.alert_id, state=WaveState.PLANNING).order_by("pk")
    for one in [number, *together.exclude(pk=number).values_list("pk", flat=True)]:
        while plan_page(plan, one, now):
            pass
    return True


def _is_somebody_at_work(wave: Wave, now: datetime) -> bool:
    """Whether an earlier alert of the case may still reach somebody: they would have to be told of this one too, and
    the ledger does not know of them yet. It is called back, so that this is a matter of a second.
    """
    earlier = Chunk.objects.filter(in_hand(now), wave__alert__slug=wave.alert.slug, wave__alert__n__lte=wave.alert.n)
    return earlier.exclude(wave__alert=wave.alert_id).exists()


@transaction.atomic
def plan_page(plan: Plan, number: int, now: datetime) -> bool:
    """The next page of a wave; whether there may be more."""
    take_turn(TURN)
    wave = (
        Wave.objects.select_for_update(of=("self",))
        .select_related("alert")
        .filter(pk=number, state=WaveState.PLANNING)
        .first()
    )
    if wave is None:
        return False
    rows = [] if wave.planned_at else _rows(wave, now)
    is_last = len(rows) < PAGE
    upto = MOST if is_last else rows[-1][0]
    page = _sorted_out(plan, wave.section, [] if wave.planned_at else _as_they_were(wave, rows, upto, now), now)
    _keep(wave, page, now)
    wave.cursor = rows[-1][0] if rows else wave.cursor
    wave.audience += len(page.places) + len(page.turns)
    if is_last:
        _end(wave, now)
    wave.save(update_fields=["cursor", "audience", "planned_at", "state"])
    if wave.planned_at:
        # All of it may have been handed over before its last page came.
        end_wave(wave.pk)
    return wave.state == WaveState.PLANNING


def _rows(wave: Wave, now: datetime) -> list[Row]:
    members = reachable(now).filter(section=wave.section, pk__gt=wave.cursor)
    return list(members.order_by("pk").values_list("pk", "profile_id")[:PAGE])


def _as_they_were(wave: Wave, rows: list[Row], upto: int, now: datetime) -> list[Row]:
    """A page without those who came to the section after the alert was made, and with those who left it since."""
    # With the bare id SQLite would go through the page's rows instead of the few that the index of the moved holds.
    recent = Member.objects.filter(moved_at__gt=wave.alert.made_at).annotate(number=F("pk") + 0)
    here = recent.filter(number__gt=wave.cursor, number__lte=upto)
    if not here.exists():
        return rows
    moved = reachable(now).filter(pk__in=here.values("pk"))
    known = {pk: (before, profile) for pk, before, profile in moved.values_list("pk", "moved_from", "profile_id")}
    stayed = [row for row in rows if row[0] not in known]
    return sorted(stayed + [(pk, profile) for pk, (before, profile) in known.items() if before == wave.section])


def _sorted_out(plan: Plan, section: str, rows: list[Row], now: datetime) -> Page:
    page = Page()
    kind, known = plan.facts.kind, plan.hearers.known
    profiles = plan.matched({profile for _, profile in rows})
    simple = kind is AlertKind.NEW
    waits = _who_waits([member for member, profile in rows if profiles[profile].cap is not None], now)
    for member, profile in rows:
        matched = profiles[profile]
        if not (matched.wants if simple else is_for(kind, matched, known(member, section))):
            continue
        if not goes_at_once(kind, matched, member not in waits):
            page.turns.append(member)
            continue
        page.places.append(member)
        if matched.cap is not None and kind not in AT_ONCE:
            page.capped[matched.cap].append(member)
    return page


def _who_waits(capped: list[int], now: datetime) -> set[int]:
    """Those of these members whose next alert may not go yet."""
    return set(Member.objects.filter(pk__in=capped, next_at__gt=now).values_list("pk", flat=True))


def _keep(wave: Wave, page: Page, now: datetime) -> None:
    make_chunks(wave.pk, page.places)
    make_turns(wave.pk, page.turns)
    spend(page.capped, now)


def spend(capped: dict[int, list[int]], now: datetime) -> None:
    """An alert goes to these, by their cap: the next one later."""
    for cap, members in capped.items():
        set_next(members, next_after(cap, now))


def _end(wave: Wave, now: datetime) -> None:
    wave.planned_at = wave.planned_at or now
    wave.state = WaveState.SENDING if Chunk.objects.filter(wave=wave).exists() else WaveState.DONE


def plan_waiting(now: datetime) -> int:
    """Plan what no task has planned; how many waves. For the sweeper: a lost task is found here."""
    waves = list(Wave.objects.filter(state=WaveState.PLANNING).values_list("pk", flat=True))
    for number in waves:
        plan_wave(number, now)
    return len(waves)
