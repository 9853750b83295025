"""What stands beside a case: consents, sealed notes, words of sections, translations."""

from __future__ import annotations

from django.db import models

from tocsin.actions.models.cases import Case
from tocsin.records.fields import SealedField, desk, public

STAFF = "staff.Person"
SECTION = "directory.Section"


class Consent(models.Model):
    """Somebody agreed to publication, or could not be asked.

    content: sealed `{"who", "how", "reason"}`. fields and uses: what it covers. until: last day (UTC).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    content = SealedField(null=True)
    impossible = desk(models.BooleanField(default=False))
    fields = desk(models.JSONField(default=list))
    uses = desk(models.JSONField(default=list))
    until = desk(models.DateField(null=True))
    recorded_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    recorded_at = desk(models.DateTimeField())
    confirmed_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = desk(models.DateTimeField(null=True))
    withdrawn_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"consent:{self.pk}"


class SealedNote(models.Model):
    """A note on sources or on who a pseudonym is. Opened by two people: one asks, the other opens."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_notes")
    about = desk(models.CharField(max_length=10, choices=[("source", "source"), ("identity", "identity")]))
    content = SealedField(null=True)
    written_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    written_at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"sealed note:{self.pk}"


class Opening(models.Model):
    """Somebody asked to open a sealed note; another person opened it, once."""

    note = models.ForeignKey(SealedNote, on_delete=models.CASCADE, related_name="openings")
    asked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    asked_at = desk(models.DateTimeField())
    reason = SealedField(null=True)
    opened_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"opening:{self.pk}"


class SectionNote(models.Model):
    """What a section tells its own readers on a case's page. Public once a second person has approved it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="section_notes")
    section = models.ForeignKey(SECTION, on_delete=models.PROTECT, related_name="+")
    language = desk(models.CharField(max_length=35))
    text = SealedField(null=True)
    text_hash = desk(models.CharField(max_length=64))
    written_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    written_at = desk(models.DateTimeField())
    approved_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = desk(models.DateTimeField(null=True))
    ended_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"section note:{self.pk}"


class Extension(models.Model):
    """A section gives its own writers more time. The last one of a section counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    section = models.ForeignKey(SECTION, on_delete=models.PROTECT, related_name="+")
    until = public(models.DateField())
    reason = SealedField(null=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = desk(models.DateTimeField())
    ended_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"extension:{self.pk}"


class Translation(models.Model):
    """A case's texts in one more language, by their source text, so that what did not change need not be done again.

    memory: sealed `{source: {"text", "by", "read_by"}}`; read_by is the second reader, null until they have approved.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="translations")
    language = desk(models.CharField(max_length=35))
    memory = SealedField(null=True)
    revision = desk(models.PositiveIntegerField(default=1))
    changed_at = desk(models.DateTimeField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "language"], name="one_translation_a_language"),)

    def __str__(self) -> str:
        return f"translation:{self.pk}"


class Term(models.Model):
    """How a name or a term is said in another language. case: whose it is; null for the whole network.

    content: sealed `{"source", "target", "note"}`.
    """

    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="terms")
    language = desk(models.CharField(max_length=35))
    content = SealedField(null=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = desk(models.DateTimeField())

    def __str__(self) -> str:
        return f"term:{self.pk}"
