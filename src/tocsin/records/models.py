"""The history of everything: who did what to which thing, and when. Written once, never changed."""

from __future__ import annotations

from django.db import models

from tocsin.records.fields import desk


class Entry(models.Model):
    """One thing done. Ids and codes alone: no name, no text. The database refuses to change or delete a row."""

    at = desk(models.DateTimeField())
    actor = desk(models.BigIntegerField(null=True))
    """Id of the person on the staff; None for the system itself."""
    verb = desk(models.CharField(max_length=60))
    subject = desk(models.CharField(max_length=80))
    """Kind and id: `case:5`."""
    detail = desk(models.JSONField(default=dict))

    class Meta:
        indexes = (models.Index(fields=["subject", "id"], name="history_of_subject"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.verb}"
