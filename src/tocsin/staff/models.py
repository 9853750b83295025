"""Who works for the network."""

from __future__ import annotations

from django.db import models

from tocsin.records.fields import SealedField, desk, personal
from tocsin.staff.roles import Role


class Person(models.Model):
    """Somebody on the staff. Rows are never deleted: the history names their ids. Erasing empties name and address.

    `secret_set_by`: who set the secret, so that nobody approves their own text as somebody else whose secret they know.
    """

    email = personal(models.CharField(max_length=254, unique=True))
    """Lower case."""
    name = personal(models.CharField(max_length=120))
    section = models.ForeignKey("directory.Section", null=True, on_delete=models.PROTECT, related_name="staff")
    """None: of no section, and so of all (the international secretariat)."""
    secret = desk(models.CharField(max_length=256))
    secret_set_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    active = desk(models.BooleanField(default=True))
    joined_at = desk(models.DateTimeField())
    language = desk(models.CharField(max_length=10, default=""))
    """Of the desk's pages, for this person; empty: as their browser asks."""

    def __str__(self) -> str:
        return f"staff:{self.pk}"


class Grant(models.Model):
    """A role given to somebody. It counts once a second person has confirmed it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = desk(models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role]))
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = desk(models.DateTimeField())
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = desk(models.DateTimeField(null=True))
    ended_at = desk(models.DateTimeField(null=True))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="one_open_grant_a_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of staff:{self.person_id}"


class Authenticator(models.Model):
    """The program on somebody's telephone that shows six digits every half minute (TOTP, RFC 6238)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="authenticator")
    secret = SealedField(null=True)
    """In base32. The database alone, or the public process, cannot make a code."""
    since = desk(models.DateTimeField())
    last_step = desk(models.BigIntegerField(default=0))
    """The newest half minute whose code was taken: it and all before are never taken again."""

    def __str__(self) -> str:
        return f"authenticator of staff:{self.person_id}"


class RecoveryCode(models.Model):
    """What stands in for the authenticator once, when the telephone is lost."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = desk(models.CharField(max_length=64, unique=True))
    used_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"recovery code:{self.pk}"


class Session(models.Model):
    """Somebody at the desk, on one device. A session that ends is deleted; the history tells that it was.

    whole: whether the second factor was given. Before it was, it opens nothing but the next step of signing in.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    token_hash = desk(models.CharField(max_length=64, unique=True))
    whole = desk(models.BooleanField(default=False))
    offered = SealedField(null=True)
    """While an authenticator is set up: its secret, until a code proves that it arrived."""
    device = personal(models.CharField(max_length=20, default=""))
    """One word of a fixed list (`Linux`), so that somebody knows their own devices again."""
    started_at = desk(models.DateTimeField())
    seen_at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"session:{self.pk}"


class Tries(models.Model):
    """How often something was tried within a span of time. key: a hash whose salt is thrown away at the day's end."""

    begins = desk(models.DateTimeField())
    key = desk(models.CharField(max_length=64))
    count = desk(models.PositiveIntegerField(default=0))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["begins", "key"], name="tries_once"),)

    def __str__(self) -> str:
        return f"tries:{self.pk}"


class TriesSalt(models.Model):
    """The salt of a day (UTC), without which nobody can tell whom its tries were about."""

    day = desk(models.DateField(unique=True))
    value = desk(models.BinaryField(max_length=32))

    def __str__(self) -> str:
        return f"salt of tries:{self.pk}"
