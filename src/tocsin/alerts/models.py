"""Alerts and their ledger: to whom an edition goes, and what became of each of them.

The ledger is kept by chunks and not by rows of one member each: a million rows an edition would be what the fan-out
waits for. Every member of an alert's audience stands in exactly one place: in a chunk, or among those who wait for
their turn.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from tocsin.records.fields import SealedField, desk


class AlertKind(StrEnum):
    NEW = "new"
    UPDATE = "update"
    STOP = "stop"
    OUTCOME = "outcome"
    DIGEST = "digest"
    """The week's actions for those who want them once a week; slug is empty."""


class WaveState(StrEnum):
    HELD = "held"
    """By the section, to adapt it, until `hold_until` at the latest."""
    PLANNING = "planning"
    SENDING = "sending"
    DONE = "done"
    RECALLED = "recalled"


class ChunkState(StrEnum):
    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"


class End(StrEnum):
    """What became of one member of a chunk: one byte each in `Chunk.ends`."""

    WAITS = "."
    HANDED = "h"
    BOUNCED = "b"
    """A bounce came after hand-over."""
    REFUSED = "r"
    """The mail server refused the address, or the message, for good."""
    GONE = "g"
    """Left, paused or failing when their turn came."""
    RECALLED = "x"
    """The case was stopped, superseded or taken down before, or its deadline had passed."""
    GIVEN_UP = "u"
    """Tried until it made no sense any more."""
    DIGEST = "d"
    """Told of the edition by a weekly digest, which was handed over."""
    MOVED = "m"
    """Tried again in a later chunk: it counts there."""


class Alert(models.Model):
    """One message to members: about one edition, or a week's digest.

    made_at: when the edition went live. first_at, last_at: the first and the last hand-over.
    """

    kind = desk(models.CharField(max_length=8, choices=[(one.value, one.value) for one in AlertKind]))
    slug = desk(models.CharField(max_length=40, default=""))
    n = desk(models.PositiveIntegerField())
    """Of the edition; of a digest, year and ISO week: 202648."""
    is_test = desk(models.BooleanField(default=False))
    """Made in test mode: it goes to nobody, also once delivery is live."""
    paused = desk(models.BooleanField(default=False))
    paused_by = desk(models.BigIntegerField(null=True))
    made_at = desk(models.DateTimeField())
    first_at = desk(models.DateTimeField(null=True))
    last_at = desk(models.DateTimeField(null=True))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "slug", "n"], name="one_alert_an_edition"),)

    def __str__(self) -> str:
        return f"alert:{self.pk}"


class Wave(models.Model):
    """An alert's part for one section (`""`: members of none). Planned in pages: `cursor` is the last member's id that
    a page has looked at, moved in the transaction that makes the page's chunks: a crash repeats and skips nobody.

    audience: how many members it goes to, those who wait for a turn included.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="waves")
    section = desk(models.CharField(max_length=8, default=""))
    state = desk(models.CharField(max_length=8, default=WaveState.PLANNING))
    hold_until = desk(models.DateTimeField(null=True))
    held_by = desk(models.BigIntegerField(null=True))
    held_at = desk(models.DateTimeField(null=True))
    released_at = desk(models.DateTimeField(null=True))
    released_by = desk(models.BigIntegerField(null=True))
    words = SealedField(null=True)
    """`{language: text}`: what the section says at the head of its members' alert, approved by a second person."""
    words_by = desk(models.BigIntegerField(null=True))
    words_approved_by = desk(models.BigIntegerField(null=True))
    cursor = desk(models.BigIntegerField(default=0))
    audience = desk(models.PositiveIntegerField(default=0))
    planned_at = desk(models.DateTimeField(null=True))
    """When its last page was planned."""
    passed = desk(models.PositiveIntegerField(default=0))
    """Of the audience: whose turn never came while the case was open."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["alert", "section"], name="one_wave_a_section"),)

    def __str__(self) -> str:
        return f"wave:{self.pk}"


class Chunk(models.Model):
    """Up to 500 members of a wave, handed over by one worker at a time.

    members: their ids, 8 bytes each, big endian, ascending. ends: one `End` a member. A worker that claims it writes
    what it did into the journal, and closes the chunk with all of it in one transaction.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="chunks")
    members = desk(models.BinaryField())
    ends = desk(models.BinaryField())
    size = desk(models.PositiveSmallIntegerField())
    state = desk(models.CharField(max_length=8, default=ChunkState.READY))
    attempt = desk(models.PositiveSmallIntegerField(default=0))
    """Of how many chunks before this one its members are left over."""
    not_before = desk(models.DateTimeField(null=True))
    reserved = desk(models.BooleanField(default=False))
    """Its members have their place under their provider's ceiling, at `not_before`: it is not asked again."""
    worker = desk(models.CharField(max_length=40, default=""))
    lease_until = desk(models.DateTimeField(null=True))
    claims = desk(models.PositiveIntegerField(default=0))
    """How often it was claimed: who claimed it before may write no more."""
    closed_at = desk(models.DateTimeField(null=True))

    class Meta:
        indexes = (
            models.Index(fields=["state", "not_before"], name="chunks_due", condition=~Q(state=ChunkState.DONE)),
            models.Index(fields=["wave", "state"], name="chunks_of_wave"),
        )

    def __str__(self) -> str:
        return f"chunk:{self.pk}"


class Entry(models.Model):
    """A line of a worker's journal: what became of a few members of its chunk, on disk before the next message begins.

    done: two bytes of position and one of `End` for each. Deleted when the chunk is closed.
    """

    chunk = models.ForeignKey(Chunk, on_delete=models.CASCADE, related_name="entries")
    claim = desk(models.PositiveIntegerField())
    worker = desk(models.CharField(max_length=40))
    done = desk(models.BinaryField())
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"entry:{self.pk}"


class Turn(models.Model):
    """A member with a monthly cap, or of the weekly digest, waits for an edition's turn.

    Deleted when the turn comes (then they stand in a chunk) or the case closes (then `Wave.passed` counts them).
    digest: the digest's wave in which their turn came. The row stays until that wave is done, for it says of which
    editions this member's digest tells; then they stand in a closed chunk of the edition's wave (`End.DIGEST`).
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="turns")
    member = desk(models.BigIntegerField())
    digest = models.ForeignKey(Wave, null=True, on_delete=models.SET_NULL, related_name="told", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member", "wave"], name="one_turn_a_wave"),)
        indexes = (
            models.Index(fields=["digest", "member"], name="turns_of_digest", condition=Q(digest__isnull=False)),
        )

    def __str__(self) -> str:
        return f"turn:{self.pk}"


class StandingHold(models.Model):
    """How long a section holds each new alert and update back from its members, to adapt it. Stops and outcomes never
    wait. hours: 1 to 24.
    """

    section = desk(models.CharField(max_length=8, unique=True))
    hours = desk(models.PositiveSmallIntegerField())
    by = desk(models.BigIntegerField())
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"standing hold:{self.pk}"


class Intervention(models.Model):
    """Somebody paused, held, resumed or slowed down an alert. alert: null for all of them, or for a mail domain.

    section: of a wave; empty for the whole. reason: sealed, in their words; may be left out.
    """

    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="interventions")
    section = desk(models.CharField(max_length=8, default=""))
    deed = desk(models.CharField(max_length=20))
    reason = SealedField(null=True)
    by = desk(models.BigIntegerField())
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"intervention:{self.pk}"


class Ceiling(models.Model):
    """How many alerts a minute go to one provider. key: keyed hash of the domain (`records.persons.domain_of`).

    free_at: the first moment that nobody has reserved yet; whoever sends there reserves theirs by moving it on.
    """

    key = desk(models.CharField(max_length=64, unique=True))
    domain = desk(models.CharField(max_length=254))
    a_minute = desk(models.PositiveIntegerField())
    free_at = desk(models.DateTimeField(null=True))
    at = desk(models.DateTimeField())
    by = desk(models.BigIntegerField())

    def __str__(self) -> str:
        return f"ceiling:{self.pk}"
