"""Cases and what belongs to them. What is being written is sealed to the desk; what is published stands beside it.

The public process reads four of these tables and no other: PublicRecord, Rendition, VerifyingKey and PublicVersion
(`PUBLIC_TABLES`). A draft cannot leak through them, for it is never in them.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tocsin.actions.states import OPEN_DRAFT, DraftState, EditionState, MentionNetwork, Outcome
from tocsin.records.fields import SealedField, desk, public

STAFF = "staff.Person"
SECTION = "directory.Section"


class Case(models.Model):
    """One matter, one number. `number` is null until it is published, unless the document brought one."""

    uid = public(models.UUIDField(default=uuid.uuid4, unique=True))
    section = models.ForeignKey(SECTION, on_delete=models.PROTECT, related_name="cases")
    number = public(models.CharField(max_length=20, null=True, unique=True))
    slug = public(models.CharField(max_length=40, null=True, unique=True))
    created_at = desk(models.DateTimeField())
    withdrawn_at = desk(models.DateTimeField(null=True))
    outcome = public(models.CharField(max_length=30, null=True, choices=[(one.value, one.value) for one in Outcome]))
    stopped_at = public(models.DateTimeField(null=True))
    taken_down_at = public(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"case:{self.pk}"


class Draft(models.Model):
    """A case file being edited. One open draft a case.

    content: sealed case file as JSON. links: which recipients are those of the directory, `{"targets.0": office id}`.
    submitted_hash: the text that was handed to review, by `submitter`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    state = desk(models.CharField(max_length=12, default=DraftState.DRAFT))
    content = SealedField(null=True)
    links = desk(models.JSONField(default=dict))
    deadline_zone = desk(models.CharField(max_length=64, null=True))
    mention_network = desk(models.CharField(max_length=10, default=MentionNetwork.OPTIONAL))
    outcome = desk(models.CharField(max_length=30, null=True))
    revision = desk(models.PositiveIntegerField(default=1))
    author = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    created_at = desk(models.DateTimeField())
    edited_at = desk(models.DateTimeField())
    submitted_hash = desk(models.CharField(max_length=64, null=True))
    submitter = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    publish_at = desk(models.DateTimeField(null=True))
    """When it goes live by itself, for `publish_by`, if its approval still counts then."""
    publish_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=[*OPEN_DRAFT]), name="one_open_draft_a_case"
            ),
        )

    def __str__(self) -> str:
        return f"draft:{self.pk}"


class DraftVersion(models.Model):
    """A draft as it was at one revision: what two editors started from, and who wrote what.

    content: sealed `{"casefile", "links", "zone", "mention_network", "outcome"}`.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    revision = desk(models.PositiveIntegerField())
    content = SealedField(null=True)
    editor = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = desk(models.DateTimeField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "revision"], name="one_version_a_revision"),)

    def __str__(self) -> str:
        return f"version {self.revision} of draft:{self.draft_id}"


class Aside(models.Model):
    """What somebody typed and could not be saved into the draft, for another had changed the same: kept until they
    have settled it. content: see `actions/editing/asides.py`.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="asides")
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    base = desk(models.PositiveIntegerField())
    """The revision that they saw."""
    content = SealedField(null=True)
    at = desk(models.DateTimeField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "person"], name="one_aside_a_person"),)

    def __str__(self) -> str:
        return f"aside:{self.pk}"


class Remark(models.Model):
    """What a reviewer says of one field of a draft. field: a path (`calls.1`); empty for the whole."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="remarks")
    field = desk(models.CharField(max_length=60, default=""))
    text = SealedField(null=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = desk(models.DateTimeField())
    settled_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"remark:{self.pk}"


class Lessening(models.Model):
    """One person stopped a case or took it down; another looks at it afterwards.

    reason: sealed, in the words of who did it; may be left out.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lessenings")
    deed = desk(models.CharField(max_length=20, choices=[("stopped", "stopped"), ("taken down", "taken down")]))
    reason = SealedField(null=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = desk(models.DateTimeField())
    reviewed_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"lessening:{self.pk}"


class Approval(models.Model):
    """Somebody approved exactly the text of this hash."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="approvals")
    text_hash = desk(models.CharField(max_length=64))
    approver = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    approved_at = desk(models.DateTimeField())
    void_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"approval:{self.pk}"


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


PUBLIC_TABLES = (PublicRecord, Rendition, VerifyingKey, PublicVersion)
"""The tables that the public process may read; in PostgreSQL it has no right on any other."""


class Serial(models.Model):
    """The last number given in a series, without gaps: `UA 26` for cases, `index NET 2026` for documents."""

    series = desk(models.CharField(max_length=60, unique=True))
    last = desk(models.PositiveIntegerField(default=0))

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


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


class Original(models.Model):
    """The document that a draft was read from, sealed, for the desk to look up where a field came from."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="original")
    content = SealedField(null=True)
    """`{"name", "base64"}`."""
    reading = SealedField(null=True)
    """What was read from it: `{"name", "text", "places", "number"}`; places: path to ranges of characters; number: the
    one that the document has, where it is that of another case. Apart, for a page that shows it has no time to open
    twenty megabytes."""

    def __str__(self) -> str:
        return f"original of draft:{self.draft_id}"
