"""Sections, invented states, offices with their holders and contact points, missions, and lists of them that wait.

Offices are for the desk: those of a draft would give away what is being prepared. What an edition says of them is
copied into the edition. Who did what stands in the history, not here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tocsin.directory.kinds import ContactKind, ContactState, Register, Source
from tocsin.records.fields import desk, public

GENDERS = ("m", "f")


class Section(models.Model):
    """A national office of the network.

    shown: what pages say of it, as a second person approved it; null until then. worded_by: id of the person on the
    staff who changed the words last, who cannot be that second person.
    """

    code = public(models.CharField(max_length=8, unique=True))
    """Two to eight capital letters or digits; never changed, for index numbers and links hold it."""
    country = public(models.CharField(max_length=2))
    name = public(models.CharField(max_length=200))
    languages = public(models.JSONField(default=list))
    """BCP 47, its main one first."""
    email = public(models.CharField(max_length=254, default=""))
    web = public(models.CharField(max_length=500, default=""))
    address = public(models.JSONField(default=list))
    """Lines of its postal address."""
    after_deadline = public(models.JSONField(default=dict))
    """By language: what its writers read once the deadline has passed."""
    letters = public(models.JSONField(default=dict))
    """What its writers should know of sending: `postage_home` and `postage_abroad` (as printed: “€1.25”), `no_post_to`
    (states to which no post goes, alpha-2), `prints` (its volunteers print and post letters), `office_hours` (letters
    of its writers leave spread over the office hours at their target)."""
    active = public(models.BooleanField(default=True))
    shown = public(models.JSONField(null=True))
    worded_by = desk(models.BigIntegerField(null=True))

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"section:{self.code}"


class InventedState(models.Model):
    """A state that does not exist, for demonstrations and exercises: codes XC to XZ without XK."""

    code = public(models.CharField(max_length=2, unique=True))
    names = public(models.JSONField())
    """By language, English at least."""
    formal_name = public(models.CharField(max_length=200))
    zone = public(models.CharField(max_length=60))
    """IANA."""
    language = public(models.CharField(max_length=35))

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"state:{self.code}"


class Office(models.Model):
    """An office that is written to. Its holder stands apart, for the office outlives them.

    Without a post there is no office to hold: then `organisation` is whoever the address names.
    """

    post = desk(models.TextField(null=True))
    """The title as printed."""
    organisation = desk(models.TextField(null=True))
    country = desk(models.CharField(max_length=2, null=True))
    words = desk(models.TextField(null=True))
    """What it is found by, folded (`searching.py`); null where that was not made yet."""
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="doubles")
    """The office that this one turned out to be; whoever has the old id is led there."""

    class Meta:
        indexes = (models.Index(fields=["country"], name="office_of_country"),)

    def __str__(self) -> str:
        return f"office:{self.pk}"


class Holder(models.Model):
    """Somebody in an office. Days are whole: `since` the first, `until` the last; None where not known or not over.

    The name of an official in their office is on every edition, so it is kept like the office itself.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="holders")
    name = desk(models.TextField())
    since = desk(models.DateField(null=True))
    until = desk(models.DateField(null=True))
    gender = desk(models.CharField(max_length=1, null=True, choices=[(gender, gender) for gender in GENDERS]))

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"holder:{self.pk}"


class ContactPoint(models.Model):
    """One way to reach an office, and how well it works."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="contacts")
    kind = desk(models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ContactKind]))
    value = desk(models.TextField())
    """As printed. Of kind post: the lines as a JSON list."""
    position = desk(models.PositiveSmallIntegerField(default=0))
    """Its place among those of its kind."""
    state = desk(
        models.CharField(
            max_length=10,
            default=ContactState.UNVERIFIED.value,
            choices=[(state.value, state.value) for state in ContactState],
        )
    )
    state_since = desk(models.DateTimeField())
    checked_at = desk(models.DateTimeField(null=True))
    """When something was last learned of it, also where that changed nothing."""
    settled_at = desk(models.DateTimeField(null=True))
    """When a person last said what is true of it: what writers reported before is dealt with."""
    note = desk(models.TextField(default=""))

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"contact:{self.pk}"


class Salutation(models.Model):
    """The prescribed form of address, verbatim: it may be bilingual."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="salutations")
    language = desk(models.CharField(max_length=35))
    """Language of the document that prescribes it (BCP 47)."""
    register = desk(
        models.CharField(
            max_length=10, default=Register.FORMAL.value, choices=[(item.value, item.value) for item in Register]
        )
    )
    text = desk(models.TextField())

    class Meta:
        ordering = ("language", "register")
        constraints = (
            models.UniqueConstraint(fields=["office", "language", "register"], name="one_salutation_a_language"),
        )

    def __str__(self) -> str:
        return f"salutation:{self.pk}"


class Mission(models.Model):
    """A diplomatic mission, as `letters.missions.Mission` has it."""

    key = public(models.CharField(max_length=64, unique=True))
    """SHA-256 of all that is said of it, and of the source: the same row twice is one."""
    source = public(models.CharField(max_length=10, choices=[(source.value, source.value) for source in Source]))
    position = public(models.PositiveIntegerField())
    """Its place in the list that it came from."""
    sending_state = public(models.CharField(max_length=2))
    seat = public(models.CharField(max_length=2))
    hosts = public(models.JSONField())
    """Every state to which it is accredited."""
    recipient = public(models.JSONField())
    salutation_language = public(models.CharField(max_length=35, null=True))
    rank = public(models.SmallIntegerField(default=0))

    class Meta:
        indexes = (models.Index(fields=["sending_state"], name="missions_of_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(source__in=[source.value for source in Source]), name="mission_source"),
        )

    def __str__(self) -> str:
        return f"mission:{self.pk}"


class MissionList(models.Model):
    """A list of missions that somebody brought in. It counts once a second person has put it in force, and is then
    gone from here; what it holds never changes, so that whoever confirms it confirms what they have read.
    """

    source = desk(models.CharField(max_length=10, choices=[(source.value, source.value) for source in Source]))
    missions = desk(models.JSONField())
    """As `directory.missions.mission_to_json` has them, in the order of the list."""
    count = desk(models.PositiveIntegerField())
    digest = desk(models.CharField(max_length=64))
    """SHA-256 of all of them in their order."""
    base = desk(models.CharField(max_length=64))
    """Digest of the list that was in force when this one came; what it changes was told by that."""
    brought_by = desk(models.BigIntegerField())
    """Id of the person on the staff, who cannot be the second one."""
    brought_at = desk(models.DateTimeField())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"missions:{self.pk}"
