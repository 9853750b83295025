"""Cases, and what is being written about them: drafts, what their editors and reviewers leave in them, approvals."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tocsin.actions.states import OPEN_DRAFT, DraftState, MentionNetwork, Outcome
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


class Approval(models.Model):
    """Somebody approved exactly the text of this hash."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="approvals")
    text_hash = desk(models.CharField(max_length=64))
    approver = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    approved_at = desk(models.DateTimeField())
    void_at = desk(models.DateTimeField(null=True))

    def __str__(self) -> str:
        return f"approval:{self.pk}"


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
