"""What is published, and all that the public process may read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tocsin.actions.models.cases import Approval, Case, Draft
from tocsin.actions.states import EditionState
from tocsin.records.fields import desk, public

STAFF = "staff.Person"


class Edition(models.Model):
    """One published document. Written once: the database lets its state change and nothing else."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="editions")
    n = public(models.PositiveIntegerField())
    kind = public(models.CharField(max_length=12))
    number = public(models.CharField(max_length=20))
    index = public(models.CharField(max_length=60, unique=True))
    language = public(models.CharField(max_length=35))
    deadline = public(models.DateField(null=True))
    deadline_zone = public(models.CharField(max_length=64, null=True))
    mention_network = public(models.CharField(max_length=10))
    outcome = public(models.CharField(max_length=30, null=True))
    published_at = public(models.DateTimeField())
    state = public(models.CharField(max_length=12, default=EditionState.LIVE))
    text_sha256 = public(models.CharField(max_length=64, unique=True))
    previous_sha256 = public(models.CharField(max_length=64, null=True))
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="edition")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="+")
    publisher = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "n"], name="edition_once"),)

    def __str__(self) -> str:
        return f"edition:{self.pk}"


class Rendition(models.Model):
    """One edition in one language: the very bytes that are signed and handed out.

    A translation that is corrected is a new revision. A take-down empties the three contents; hashes and signature
    stay in the chain.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renditions")
    slug = public(models.CharField(max_length=40, db_index=True))
    n = public(models.PositiveIntegerField())
    language = public(models.CharField(max_length=35))
    is_source = public(models.BooleanField())
    revision = public(models.PositiveIntegerField(default=1))
    newest = public(models.BooleanField(default=True))
    text = public(models.TextField(null=True))
    casefile = public(models.BinaryField(null=True))
    sheet = public(models.BinaryField(null=True))
    text_sha256 = public(models.CharField(max_length=64, db_index=True))
    casefile_sha256 = public(models.CharField(max_length=64, db_index=True))
    sheet_sha256 = public(models.CharField(max_length=64, db_index=True))
    signature = public(models.TextField())
    key_id = public(models.CharField(max_length=16))
    published_at = public(models.DateTimeField())
    translator = desk(models.BigIntegerField(null=True))
    second_reader = desk(models.BigIntegerField(null=True))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["edition", "language", "revision"], name="rendition_once"),
            models.UniqueConstraint(
                fields=["edition", "language"], condition=Q(newest=True), name="one_newest_rendition"
            ),
        )

    def __str__(self) -> str:
        return f"rendition:{self.pk}"


class PublicRecord(models.Model):
    """All that the public side knows of one case, made anew in the transaction that changes any of it.

    record: see `actions/publishing/record.py`. sequence: raised with each change, for calendars.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="public_record")
    slug = public(models.CharField(max_length=40, unique=True))
    state = public(models.CharField(max_length=12))
    deadline_at = public(models.DateTimeField(null=True, db_index=True))
    changed_at = public(models.DateTimeField())
    sequence = public(models.PositiveIntegerField(default=0))
    visible_until = public(models.DateTimeField(null=True))
    """When the consent ends on which it rests; after it the case is answered as taken down."""
    record = public(models.JSONField())

    def __str__(self) -> str:
        return f"public record of case:{self.case_id}"


class PublicVersion(models.Model):
    """One row. Its number rises whenever anything public changes, so that pages made before it are known to be old."""

    version = public(models.BigIntegerField(default=0))

    def __str__(self) -> str:
        return f"version {self.version}"

    @classmethod
    def current(cls) -> int:
        return cls.objects.values_list("version", flat=True).first() or 0

    @classmethod
    def raise_it(cls) -> None:
        """In the transaction of the change. The row is made by the first migration."""
        if not cls.objects.update(version=F("version") + 1):
            cls.objects.create(version=1)


class VerifyingKey(models.Model):
    """The public half of a signing key, kept for good. endorsement: its file, signed by the key before it."""

    key_id = public(models.CharField(max_length=16, unique=True))
    public_key = public(models.TextField())
    made_at = public(models.DateTimeField())
    retired_at = public(models.DateTimeField(null=True))
    endorsement = public(models.TextField(null=True))

    def __str__(self) -> str:
        return f"key {self.key_id}"


class Serial(models.Model):
    """The last number given in a series, without gaps: `UA 26` for cases, `index NET 2026` for documents."""

    series = desk(models.CharField(max_length=60, unique=True))
    last = desk(models.PositiveIntegerField(default=0))

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


PUBLIC_TABLES = (PublicRecord, Rendition, VerifyingKey, PublicVersion)
"""The tables that the public process may read; in PostgreSQL it has no right on any other."""
