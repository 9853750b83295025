"""Looking at the ledger of an alert, and playing the sender: whoever is in a chunk gets what the test says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tests.alerts.people import make_members
from tests.network import NOW
from tocsin.alerts.models import (
    Alert,
    AlertKind,
    Ceiling,
    Chunk,
    ChunkState,
    End,
    Entry,
    Intervention,
    StandingHold,
    Turn,
    Wave,
)
from tocsin.alerts.packing import unpacked
from tocsin.alerts.planning.announcing import announce
from tocsin.alerts.planning.pages import plan_waiting
from tocsin.alerts.sending.ledger import end_wave
from tocsin.members.wishes import Rhythm, Wishes


def planned(slug: str, kind: AlertKind, now: datetime = NOW) -> Alert:
    """The newest alert of this kind about a case, planned to its end."""
    plan_waiting(now)
    return Alert.objects.filter(slug=slug, kind=kind).order_by("-n")[0]


def placed(alert: Alert) -> list[int]:
    """Ids of all who have a place in a chunk of it, each as often as they have one."""
    chunks = Chunk.objects.filter(wave__alert=alert)
    return sorted(member for chunk in chunks for member in unpacked(chunk.members))


def waiting(alert: Alert) -> list[int]:
    return sorted(Turn.objects.filter(wave__alert=alert, digest=None).values_list("member", flat=True))


def hand_over(alert: Alert, ends: dict[int, End] | None = None, now: datetime = NOW) -> None:
    """As the sender does. ends: of members with another end than handed over."""
    for chunk in Chunk.objects.filter(wave__alert=alert).exclude(state=ChunkState.DONE):
        chunk.ends = "".join((ends or {}).get(one, End.HANDED) for one in unpacked(chunk.members)).encode()
        chunk.state, chunk.closed_at = ChunkState.DONE, now
        chunk.save()
    for wave in Wave.objects.filter(alert=alert):
        end_wave(wave.pk)


def adds_up(alert: Alert) -> bool:
    """Whether everybody in the audience of each wave stands in exactly one place."""
    for wave in Wave.objects.filter(alert=alert):
        places: Counter[int] = Counter(wave.turns.values_list("member", flat=True))
        for chunk in wave.chunks.all():
            moved = [code == ord(End.MOVED) for code in bytes(chunk.ends)]
            places.update(one for one, gone in zip(unpacked(chunk.members), moved, strict=True) if not gone)
        if any(often > 1 for often in places.values()) or len(places) + wave.passed != wave.audience:
            return False
    return True


def in_every_table(slug: str, now: datetime) -> None:
    """Rows of every table of the alerts, about a public case: for backups, which must bring all of them back."""
    make_members(2, section="DE")
    make_members(1, Wishes(rhythm=Rhythm.WEEKLY), first=10)
    announce(slug, 900, AlertKind.NEW, now)
    plan_waiting(now)
    chunk = Chunk.objects.latest("pk")
    Entry.objects.create(chunk=chunk, claim=1, worker="one", done=b"\x00\x01h", at=now)
    Intervention.objects.create(alert=chunk.wave.alert, deed="paused", by=1, at=now)
    StandingHold.objects.create(section="FR", hours=2, by=1, at=now)
    Ceiling.objects.create(key="k", domain="example.org", a_minute=60, at=now, by=1)
