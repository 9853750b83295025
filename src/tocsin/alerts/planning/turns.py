"""Turns: a member with a monthly cap, or of the weekly digest, waits until theirs comes, and which edition then wins is
decided so that every case gets enough writers.

Cases whose last day comes within the same seven days stand together, and those that end sooner come first; among them
the one with the fewest writers, counting as writers those whom the same round has sent there; then the nearer deadline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.clock import state_at
from tocsin.actions.states import EditionState
from tocsin.alerts.models import AlertKind, Turn, Wave, WaveState
from tocsin.alerts.planning.announcing import TURN, close_turns
from tocsin.alerts.planning.chunks import make_chunks
from tocsin.alerts.planning.pages import spend
from tocsin.alerts.sending.ledger import end_wave
from tocsin.appeals.models import Appeal
from tocsin.members.models import Member, MemberState, Profile
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.records.turns import take_turn

PAGE: Final = 5_000
WEEK: Final = timedelta(days=7)


@dataclass(slots=True)
class Standing:
    """Of an open case: how pressing it is, and how many write on it. writers: with those sent there in this round."""

    deadline: datetime | None
    writers: int

    def order(self, now: datetime) -> tuple[int, int, float]:
        """The least wins."""
        if self.deadline is None:
            return (1_000, self.writers, 0.0)
        left = self.deadline - now
        return (left // WEEK, self.writers, left.total_seconds())


@dataclass(slots=True)
class Round:
    """waves: slug by the number of each wave whose case is open. wishes: of the profiles met so far."""

    now: datetime
    cases: dict[str, Standing]
    waves: dict[int, str]
    wishes: dict[int, Wishes] = field(default_factory=dict)

    @classmethod
    def of(cls, now: datetime) -> Round:
        cases = dict(open_cases(now))
        waves = Wave.objects.filter(alert__kind__in=[AlertKind.NEW, AlertKind.UPDATE], alert__slug__in=cases)
        waves = waves.filter(alert__paused=False).exclude(state__in=[WaveState.RECALLED, WaveState.HELD])
        if settings.ENVIRONMENT.is_live:
            # Made in test mode: it would go to nobody, and a turn would be spent on it.
            waves = waves.filter(alert__is_test=False)
        known = waves.values_list("pk", "alert__slug", "alert__n")
        numbers = {pk: slug for pk, slug, n in known if cases[slug][0] == n}
        return cls(now, {slug: standing for slug, (_n, standing) in cases.items()}, numbers)

    def wishes_of(self, profiles: set[int]) -> dict[int, Wishes]:
        unknown = profiles - self.wishes.keys()
        for number, value in Profile.objects.filter(pk__in=unknown).values_list("pk", "wishes"):
            self.wishes[number] = Wishes.of(value)
        return self.wishes

    def winner(self, waves: Iterable[int]) -> int:
        """Of the open waves in which a member waits; they count as a writer of it from now on."""
        best = min(waves, key=lambda wave: (*self.cases[self.waves[wave]].order(self.now), wave))
        self.cases[self.waves[best]].writers += 1
        return best


def open_cases(now: datetime) -> Iterator[tuple[str, tuple[int, Standing]]]:
    """Slug, number of the newest edition, and standing of each case on which letters are wanted."""
    rows = PublicRecord.objects.filter(state=EditionState.LIVE).filter(
        Q(visible_until__isnull=True) | Q(visible_until__gt=now)
    )
    known = list(rows.values_list("slug", "deadline_at", "state", "record__live"))
    wrote = writers_of([slug for slug, *_ in known])
    for slug, deadline, state, n in known:
        if state_at(state, deadline, now) is EditionState.LIVE:
            yield slug, (int(n), Standing(deadline, wrote.get(slug, 0)))


def writers_of(slugs: Iterable[str]) -> dict[str, int]:
    """How many people confirmed letters, by case."""
    counted = Appeal.objects.filter(slug__in=list(slugs), person__isnull=False, confirmed_at__isnull=False)
    rows = counted.order_by().values("slug").annotate(people=Count("person", distinct=True))
    return dict(rows.values_list("slug", "people"))


def give_turns(now: datetime) -> int:
    """Everybody who waits with a cap and is free gets the edition that wins; how many. Safe to run by several at once:
    each page is a transaction, and one gives turns at a time.
    """
    close_ended(now)
    return page_by_page(_page, now)


def page_by_page(page: Callable[[Round, int], tuple[int, int | None]], now: datetime) -> int:
    """All who wait for a turn; to how many one was given. page: of those above a member's number: how many of them got
    one, and the last that was looked at, None where there was none.
    """
    at_hand, cursor, done = Round.of(now), 0, 0
    while True:
        given, last = page(at_hand, cursor)
        done += given
        if last is None:
            return done
        cursor = last


@transaction.atomic
def _page(at_hand: Round, cursor: int) -> tuple[int, int | None]:
    """Those with numbers above the cursor; how many got a turn, and the last that was looked at."""
    take_turn(TURN)
    rows = turns_after(at_hand.waves, cursor)
    if not rows:
        return 0, None
    waits = {member: [wave for _, wave in some] for member, some in groupby(rows, key=itemgetter(0))}
    won: dict[int, list[int]] = defaultdict(list)
    capped: dict[int, list[int]] = defaultdict(list)
    for member, wishes in free_among(at_hand, list(waits)):
        if wishes.rhythm is Rhythm.WEEKLY:
            continue
        won[at_hand.winner(waits[member])].append(member)
        if wishes.most_a_month is not None:
            capped[wishes.most_a_month].append(member)
    for wave, members in sorted(won.items()):
        Turn.objects.filter(wave=wave, member__in=members, digest=None).delete()
        make_chunks(wave, members)
        Wave.objects.filter(pk=wave, state=WaveState.DONE).update(state=WaveState.SENDING)
    spend(capped, at_hand.now)
    return sum(map(len, won.values())), rows[-1][0]


def turns_after(waves: Iterable[int], cursor: int) -> list[tuple[int, int]]:
    """Member and wave of those who wait, in the order of the members; all turns of the last one are there."""
    turns = Turn.objects.filter(wave__in=list(waves), digest=None).order_by("member", "wave")
    rows = list(turns.filter(member__gt=cursor).values_list("member", "wave")[:PAGE])
    if len(rows) == PAGE:
        last = rows[-1][0]
        rows = [row for row in rows if row[0] < last]
        rows += turns.filter(member=last).values_list("member", "wave")
    return rows


def free_among(at_hand: Round, members: list[int]) -> list[tuple[int, Wishes]]:
    """Those of these members whose next alert may go now, and what they wish."""
    free = Q(next_at__isnull=True) | Q(next_at__lte=at_hand.now)
    pausing = Q(paused_until__isnull=True) | Q(paused_until__lte=at_hand.now.date())
    rows = Member.objects.filter(free, pausing, pk__in=members).order_by("pk")
    # Asked for the active ones, SQLite goes through all of them instead of these.
    found = [
        (pk, profile)
        for pk, profile, state in rows.values_list("pk", "profile_id", "state")
        if state == MemberState.ACTIVE
    ]
    wishes = at_hand.wishes_of({profile for _, profile in found})
    return [(pk, wishes[profile]) for pk, profile in found]


@transaction.atomic
def close_ended(now: datetime) -> int:
    """Turns that cannot come any more: the case has ended or has a newer edition, or the member left; how many."""
    take_turn(TURN)
    live = {slug: n for slug, (n, _) in open_cases(now)}
    waiting = Wave.objects.filter(Exists(Turn.objects.filter(wave=OuterRef("pk"), digest=None)))
    over = [
        wave
        for wave in waiting.select_related("alert")
        if live.get(wave.alert.slug) != wave.alert.n and not _is_taken_over(wave)
    ]
    done = close_turns(over)
    here = Member.objects.filter(pk=OuterRef("member")).exclude(state=MemberState.LEAVING)
    left = Turn.objects.filter(~Exists(here), digest=None)
    for wave in Wave.objects.filter(pk__in=list(left.values_list("wave", flat=True).distinct())):
        gone, _ = left.filter(wave=wave).delete()
        Wave.objects.filter(pk=wave.pk).update(passed=wave.passed + gone)
        end_wave(wave.pk)
        done += gone
    return done


def _is_taken_over(wave: Wave) -> bool:
    """Whether a newer edition's alert is not planned yet: it takes over those who wait here, and has to find them."""
    newer = Wave.objects.filter(alert__slug=wave.alert.slug, alert__n__gt=wave.alert.n, planned_at=None)
    return newer.filter(state__in=[WaveState.PLANNING, WaveState.HELD]).exists()
