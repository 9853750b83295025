"""What is asked before every message: may this alert still go? And before it: is this member still there?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from time import monotonic
from typing import Final

from django.conf import settings

from tocsin.actions.models import PublicRecord, PublicVersion
from tocsin.actions.states import EditionState
from tocsin.alerts.models import AlertKind, Wave, WaveState
from tocsin.alerts.sending.ledger import LEASE, MARGIN, RENEW_AFTER, Claim, renew
from tocsin.appeals.matter import matter_at
from tocsin.delivery import switching
from tocsin.directory.models import Section
from tocsin.records.errors import NotThere

NEVER: Final = float("-inf")
LOOK_EVERY_SECONDS: Final = 1.0
"""A stop is told within so long to each worker: five times as often as it has to be."""


class Standing(StrEnum):
    GOES = "goes"
    WAITS = "waits"
    """Paused or held: what is left of it stays."""
    RECALLED = "recalled"
    EXPIRED = "expired"


def standing_of(wave: int, now: datetime) -> Standing:
    """Whether this part of an alert may be handed over at this moment."""
    row = Wave.objects.filter(pk=wave).values_list(
        "state", "section", "alert__paused", "alert__kind", "alert__slug", "alert__n", "alert__is_test"
    )
    found = row.first()
    if found is None or found[0] == WaveState.RECALLED:
        return Standing.RECALLED
    state, section, paused, kind, slug, n, is_test = found
    if is_test and settings.ENVIRONMENT.is_live:
        # Made while somebody tried the network out: no member gets it because it went live meanwhile.
        return Standing.RECALLED
    if kind != AlertKind.DIGEST:
        wanted = _of_case(kind, slug, n, section, now)
        if wanted is not Standing.GOES:
            return wanted
    if paused or state == WaveState.HELD or switching.shut(now) is not None:
        return Standing.WAITS
    return Standing.GOES


def _of_case(kind: str, slug: str, n: int, section: str, now: datetime) -> Standing:
    row = PublicRecord.objects.filter(slug=slug).values_list("state", "visible_until", "record__live").first()
    if row is None or row[0] == EditionState.TAKEN_DOWN or (row[1] is not None and row[1] <= now) or row[2] != n:
        return Standing.RECALLED
    if kind not in {AlertKind.NEW, AlertKind.UPDATE}:
        return Standing.GOES
    if row[0] in {EditionState.STOPPED, EditionState.CLOSED}:
        return Standing.RECALLED
    try:
        country = Section.objects.filter(code=section).values_list("country", flat=True).first() or ""
        return Standing.EXPIRED if matter_at(slug, now).closed_for(country, now) else Standing.GOES
    except NotThere:
        return Standing.RECALLED


@dataclass(slots=True)
class Gate:
    """One claim's gate. Asks the database once a second, and keeps the lease while it does.

    seconds: a clock that nobody sets back, for how long ago something was. looked: when, by it, the same worker was
    last told that this part goes; what it was told then holds for the second that it would hold within one claim.
    """

    held: Claim
    clock: Callable[[], datetime]
    seconds: Callable[[], float] = monotonic
    standing: Standing = Standing.GOES
    version: int | None = None
    """Of what is public, where the messages hold only while that is unchanged: a digest tells of many cases."""
    looked: float = NEVER
    _leased: float = field(default=0.0)

    def __post_init__(self) -> None:
        self._leased = self.seconds()

    def may_go(self) -> bool:
        """Raises NotOurs where somebody else has the chunk by now."""
        at = self.seconds()
        if at - self.looked < LOOK_EVERY_SECONDS:
            return self.standing is Standing.GOES
        if at - self._leased > (LEASE - MARGIN).total_seconds():
            # Whoever slept so long, or could not reach the database, asks for the chunk anew.
            self.standing = Standing.WAITS
            return False
        now = self.clock()
        self.standing = standing_of(self.held.chunk.wave_id, now)
        if self.standing is Standing.GOES and self.version is not None and self.version != PublicVersion.current():
            self.standing = Standing.WAITS
        if at - self._leased >= RENEW_AFTER.total_seconds():
            renew(self.held, now)
            self._leased = self.seconds()
        self.looked = self.seconds()
        return self.standing is Standing.GOES
