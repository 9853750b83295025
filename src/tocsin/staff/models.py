"""Who works for the network."""

from __future__ import annotations

from django.db import models

from tocsin.records.fields import desk, personal
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
