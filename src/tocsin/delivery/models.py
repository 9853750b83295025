"""The ledger: one row for every letter and notice, by whatever route; and the switches of the outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.states import LetterState
from tocsin.records.fields import SealedField, desk

LIVING = [LetterState.READY, LetterState.HELD, LetterState.FROZEN, LetterState.HANDED_OVER, LetterState.ACCEPTED,
          LetterState.UNKNOWN, LetterState.BOUNCED]  # fmt: skip
"""Confirmed and not held back: of these, one person has one for each official and edition."""


class Letter(models.Model):
    """One letter to one official by one route, or one notice to a writer.

    owner: id of the appeal that it belongs to; of a notice to a member, minus their id; of one to an operator, 0.
    key: which recipient of the case it goes to: `targets.0`, `copies.1`, `mission`; of a notice, what it tells, or to
    whom. content: sealed, what a notice says; a letter's words are the appeal's.
    """

    kind = desk(models.CharField(max_length=8, default=Kind.LETTER, choices=[(one.value, one.value) for one in Kind]))
    owner = desk(models.BigIntegerField(db_index=True))
    slug = desk(models.CharField(max_length=40))
    n = desk(models.PositiveIntegerField())
    """The edition."""
    key = desk(models.CharField(max_length=30))
    role = desk(models.CharField(max_length=10))
    route = desk(models.CharField(max_length=20, choices=[(one.value, one.value) for one in Route]))
    state = desk(models.CharField(max_length=12, default=LetterState.WRITTEN))
    why = desk(models.CharField(max_length=20, default="", choices=[(one.value, one.value) for one in Why]))

    recipient = desk(models.CharField(max_length=300, default=""))
    """What the official is called, as the edition prints it; empty for a notice."""
    contact = desk(models.CharField(max_length=254, default=""))
    """The official's address or number, as the edition prints it; empty for a notice."""
    country = desk(models.CharField(max_length=2, default=""))
    """Of the writer."""
    language = desk(models.CharField(max_length=35, default=""))
    section = desk(models.CharField(max_length=8, default=""))
    """Code of the writer's section, for its print queue."""
    person = desk(models.CharField(max_length=64, null=True))
    """Keyed hash of the writer's address, from confirmation on, for one appeal a person, official and edition."""
    target = desk(models.CharField(max_length=64, default=""))
    """By which the pace for one official is kept, whatever the action: hash of address or number."""
    domain = desk(models.CharField(max_length=64, default=""))
    """By which the pace for one domain is kept; of a notice, a keyed hash of it."""

    message_id = desk(models.CharField(max_length=120, unique=True))
    """Fixed when the row is made, so that a repeated hand-over can be recognised."""
    token_hash = desk(models.CharField(max_length=64, null=True, unique=True))
    """Of the token in its sender addresses (`delivery/incoming/tokens.py`)."""
    content = SealedField(null=True)

    attempts = desk(models.PositiveIntegerField(default=0))
    next_try = desk(models.DateTimeField(null=True))
    not_after = desk(models.DateTimeField(null=True))
    """The deadline for this writer (UTC instant); the pace rises as it nears."""
    lease_until = desk(models.DateTimeField(null=True))
    last_answer = desk(models.CharField(max_length=120, default=""))
    """Codes of the last answer, never its words."""
    reference = desk(models.CharField(max_length=16, default=""))
    """Of a frozen one: by which the error is found in the log."""
    count = desk(models.PositiveIntegerField(default=1))
    """Of a reported one: how many a group says that it sent."""

    said_failing_at = desk(models.DateTimeField(null=True))
    """When its writer said that the address or number does not work (`appeals/failing.py`); it goes with the words."""
    said_failing_as = desk(models.CharField(max_length=10, default=""))
    """How they know: a `SaidFailing`."""
    said_failing_of = desk(models.TextField(default=""))
    """What of the office they mean, as the directory keeps it (`ContactPoint.value`)."""

    is_test = desk(models.BooleanField(default=False))
    """Made in test mode: it never goes to anybody, also once delivery is live, and counts in no number then."""

    made_at = desk(models.DateTimeField())
    released_at = desk(models.DateTimeField(null=True))
    printed_at = desk(models.DateTimeField(null=True))
    handed_at = desk(models.DateTimeField(null=True))
    state_at = desk(models.DateTimeField())
    """When it came into its state."""
    closed_at = desk(models.DateTimeField(null=True))
    """When it came into an end state, the last time: 28 days later its words go."""

    class Meta:
        indexes = (
            models.Index(fields=["state", "next_try"], name="letters_due"),
            models.Index(fields=["slug", "state"], name="letters_of_case"),
            models.Index(fields=["target", "state"], name="letters_of_target"),
            models.Index(fields=["domain", "state"], name="letters_of_domain"),
            models.Index(fields=["kind", "state", "state_at"], name="letters_by_state"),
            models.Index(
                fields=["said_failing_at"], condition=Q(said_failing_at__isnull=False), name="letters_said_failing"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "slug", "n", "key"],
                condition=Q(person__isnull=False, kind=Kind.LETTER, state__in=LIVING),
                name="one_person_one_letter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class Switch(models.Model):
    """One row: whether the outbox hands over at all.

    held: by an operator, until released. paused_until: by the program itself, because its own carrier fails or errors
    pile up; null with `held` false means that all goes on.
    """

    held = desk(models.BooleanField(default=False))
    why = desk(models.CharField(max_length=20, default=""))
    since = desk(models.DateTimeField(null=True))
    paused_until = desk(models.DateTimeField(null=True))
    failures = desk(models.PositiveIntegerField(default=0))
    """How often in a row the carrier itself failed."""

    def __str__(self) -> str:
        return "outbox"

    @classmethod
    def row(cls) -> Switch:
        return cls.objects.get_or_create(pk=1)[0]


class Handling(models.Model):
    """What an operator did to one letter, or, without one, to the whole outbox. A table of its own: the public process
    writes the ledger, and has no business with what operators say.
    """

    letter = desk(models.BigIntegerField(null=True, db_index=True))
    deed = desk(models.CharField(max_length=10))
    """`hold`, `release`, `retry` or `pause`."""
    by = desk(models.BigIntegerField())
    """Id of somebody on the staff."""
    at = desk(models.DateTimeField(db_index=True))
    reason = SealedField(null=True)
    """As typed; 28 days later it goes."""

    def __str__(self) -> str:
        return f"handling:{self.pk}"


class Pace(models.Model):
    """How fast letters go to one official or one domain: a bucket that fills again."""

    key = desk(models.CharField(max_length=80, unique=True))
    tokens = desk(models.FloatField())
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"pace:{self.pk}"
