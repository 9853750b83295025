"""Appeals, officials' replies, and what is counted against floods. No text of a letter lies here unsealed."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from tocsin.records.fields import SealedField, desk


class AppealState(StrEnum):
    """Of an appeal as a whole; what became of each of its letters stands in the ledger."""

    DRAFT = "draft"
    """Kept for later."""
    WAITING = "waiting"
    """Some of its letters wait for confirmation."""
    SENT = "sent"
    """Confirmed, or all its letters are in the writer's own hands."""
    ERASED = "erased"


class Appeal(models.Model):
    """One writer's text on one edition.

    Everything that the writer said is sealed twice: `kept` to a key that only their private link makes (`tokens.py`),
    for their own page; `content` to the desk key, for handing over. Neither the public process nor a stolen database
    opens either.
    """

    slug = desk(models.CharField(max_length=40, db_index=True))
    n = desk(models.PositiveIntegerField())
    """The edition that the writer read."""
    state = desk(models.CharField(max_length=8, default=AppealState.DRAFT))
    token_hash = desk(models.CharField(max_length=64, unique=True))
    reader_key = desk(models.BinaryField(max_length=32))
    """Public half of the key that the private link makes."""
    kept = desk(models.BinaryField(null=True))
    content = SealedField(null=True)
    language = desk(models.CharField(max_length=35))
    country = desk(models.CharField(max_length=2))
    hears = desk(models.BooleanField(default=False))
    """Whether the writer wants to hear the outcome."""
    news = SealedField(null=True)
    """`{"to", "tongue"}`, from confirmation on, for whoever wants to hear the outcome (`outcomes.py`)."""
    person = desk(models.CharField(max_length=64, null=True, db_index=True))
    """Keyed hash of the confirmed address."""
    confirm_hash = desk(models.CharField(max_length=64, null=True))
    confirm_until = desk(models.DateTimeField(null=True))
    held = desk(models.BooleanField(default=False))
    """By a rule, until an operator has looked: its letters become `held` when confirmed."""
    made_at = desk(models.DateTimeField())
    touched_at = desk(models.DateTimeField())
    confirmed_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"appeal:{self.pk}"


class Reply(models.Model):
    """What an official answered. kept: sealed to the writer's link. content: the whole message, sealed to the desk."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="replies")
    letter = desk(models.BigIntegerField())
    kept = desk(models.BinaryField(null=True))
    content = SealedField(null=True)
    by_machine = desk(models.BooleanField(default=False))
    """It calls itself automatic: shown, and not passed on."""
    digest = desk(models.CharField(max_length=64))
    """Of the message, so that the same one twice is one."""
    received_at = desk(models.DateTimeField())
    looked_at = desk(models.DateTimeField(null=True))
    looked_by = desk(models.BigIntegerField(null=True))
    """Id of who of the staff has looked at it."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["letter", "digest"], name="reply_once"),)

    def __str__(self) -> str:
        return f"reply:{self.pk}"


class Shingle(models.Model):
    """A keyed hash of a few words in a row, and in how many letters on a case it stood: no letter is told from it."""

    slug = desk(models.CharField(max_length=40))
    value = desk(models.BigIntegerField())
    count = desk(models.PositiveIntegerField(default=1))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["slug", "value"], name="shingle_once"),)

    def __str__(self) -> str:
        return f"shingle:{self.pk}"


class Tally(models.Model):
    """How often somebody did something today. key: a hash with a salt that is thrown away at the day's end (UTC)."""

    day = desk(models.DateField())
    key = desk(models.CharField(max_length=64))
    count = desk(models.PositiveIntegerField(default=0))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "key"], name="tally_once"),)

    def __str__(self) -> str:
        return f"tally:{self.pk}"


class Salt(models.Model):
    """The salt of a day. When its row goes, nobody can tell any more who stands behind that day's tallies."""

    day = desk(models.DateField(unique=True))
    value = desk(models.BinaryField(max_length=32))

    def __str__(self) -> str:
        return f"salt:{self.pk}"


PUBLIC_WRITES = (Appeal, Shingle, Tally, Salt)
"""Tables that the public process writes, besides the ledger's letters."""
