"""Members, and the wishes that many of them share. An address lies here sealed; a member without one is no row."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from tocsin.records.fields import SealedField, desk, personal


class MemberState(StrEnum):
    """ASKED: somebody typed the address, and nobody pressed the button in the mail yet."""

    ASKED = "asked"
    ACTIVE = "active"
    LEAVING = "leaving"
    """They left: no mail goes any more, and the row is erased at the worker's next round."""
    FAILING = "failing"
    """Their mailbox refuses mail for good; nothing goes until they confirm again."""


class Profile(models.Model):
    """One combination of wishes. Members point to it, so that a question about a million of them is one about the few
    thousand combinations that occur. One that nobody has any more is deleted.

    wishes: `members.wishes.Wishes` as JSON. key: SHA-256 of that, in one order.
    """

    key = desk(models.CharField(max_length=64, unique=True))
    wishes = desk(models.JSONField())

    def __str__(self) -> str:
        return f"profile:{self.pk}"


class Member(models.Model):
    """Somebody who gets alerts.

    content: sealed `{"email", "link"}`: what an alert needs. kept: `{"email"}`, sealed by the private link alone, for
    their own page (docs/decisions/0019). person, domain: keyed hashes (`records.persons`).
    """

    content = personal(SealedField(null=True))
    kept = personal(models.BinaryField())
    person = personal(models.CharField(max_length=64, unique=True))
    domain = desk(models.CharField(max_length=64, default=""))
    link_hash = desk(models.CharField(max_length=64, unique=True))
    """Of the token of the private page, whose button pages change everything."""
    leave_hash = desk(models.CharField(max_length=64, unique=True))
    """Of the token that can do one thing: leave."""
    confirm_hash = desk(models.CharField(max_length=64, null=True, unique=True))
    confirm_until = desk(models.DateTimeField(null=True))
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="members")
    section = desk(models.CharField(max_length=8, default=""))
    """Code of their section; empty for none."""
    moved_at = desk(models.DateTimeField(null=True))
    """When they last left a section, `moved_from`: an alert made before that reaches them where they were."""
    moved_from = desk(models.CharField(max_length=8, default=""))
    group = personal(models.CharField(max_length=200, default=""))
    """What a local group or a class calls itself; empty for one person."""
    group_size = personal(models.PositiveIntegerField(default=0))
    state = desk(
        models.CharField(
            max_length=8, default=MemberState.ASKED, choices=[(one.value, one.value) for one in MemberState]
        )
    )
    origin = personal(models.CharField(max_length=120))
    """How the consent came: `page`, or what a section's list said of it."""
    consented_at = personal(models.DateTimeField(null=True))
    listed = desk(models.BooleanField(default=False))
    """They came by a section's list and have chosen nothing themselves since: the section's next list may change it."""
    asked_at = desk(models.DateTimeField())
    paused_until = personal(models.DateField(null=True))
    """The first day (UTC) on which alerts go again."""
    next_at = desk(models.DateTimeField(null=True))
    """Of one with a monthly cap: when the next alert may go. Null: at once."""
    soft_bounces = desk(models.PositiveSmallIntegerField(default=0))
    """How many alerts in a row their mailbox did not take, for reasons that may pass."""
    soft_since = desk(models.DateTimeField(null=True))
    """When the first of those came back."""
    soft_alert = desk(models.BigIntegerField(null=True))
    """The newest alert that counts among them."""

    class Meta:
        indexes = (
            # All that planning reads of a member: their rows are wide, and a million of them are not touched.
            models.Index(fields=["state", "section", "id", "paused_until", "profile"], name="members_to_alert"),
            models.Index(fields=["state", "asked_at"], name="members_asked"),
            models.Index(fields=["moved_at"], name="members_moved", condition=models.Q(moved_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"member:{self.pk}"


class Gone(models.Model):
    """Somebody left, or never wanted to be here: no list brings them back; they themselves may.

    person: keyed hash of the mailbox, which tells nobody who it was.
    """

    person = desk(models.CharField(max_length=64, unique=True))
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"gone:{self.pk}"


PUBLIC_WRITES = (Profile, Member, Gone)
"""Tables that the public process writes; every address in them is sealed to the desk."""
