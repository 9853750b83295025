"""What a reviewer looks at beside the text, as sentences; and what the people at risk, or their families, agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.consent import PERSONAL_FIELDS, personal_fields_of
from tocsin.actions.models import Case
from tocsin.actions.reviewed import Agreed, Language, Reviewed, agreements_of, languages_of, troubled_contacts
from tocsin.appeals.drafts import letters_in_draft
from tocsin.casefile.checking.findings import ENDED, check_case
from tocsin.desk.advice import in_words
from tocsin.desk.reviewing.naming import field_name, zone_name
from tocsin.desk.reviewing.words import rule_in_words
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.times import When, day
from tocsin.desk.tongues import language_name
from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Way:
    """Where it is mended; empty where there is no such page."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence. passed: nothing to do."""

    passed: bool
    text: str
    way: Way | None = None


def checks_of(case: Case, seen: Reviewed, now: datetime, remarks: int) -> tuple[Check, ...]:
    return (
        *_of_text(case, seen, now),
        *_of_remarks(remarks),
        _deadline(case, seen),
        *_of_recipients(seen),
        *_of_letters(case),
        *(check_of(one) for one in languages_of(case, seen.composed, now)),
    )


_MENDED: Final = {
    "no-consent": ("desk-consent", gettext_noop("Consent")),
    "unconsented-name": ("desk-consent", gettext_noop("Consent")),
}


def obstacles_of(case: Case, seen: Reviewed) -> Iterator[Check]:
    """What publication waits for."""
    for one in seen.obstacles:
        where, words = _MENDED.get(one.code, ("desk-edit", gettext_noop("Edit")))
        said = rule_in_words(one.code) or one.message
        named = _("%(field)s: %(what)s") % {"field": field_name(one.field), "what": said} if one.field else said
        yield Check(False, named, way_to(where, case, _(words)))


def way_to(name: str, case: Case, words: str) -> Way | None:
    try:
        return Way(reverse(name, args=[case.pk]), words)
    except NoReverseMatch:
        return None


def _of_text(case: Case, seen: Reviewed, now: datetime) -> Iterator[Check]:
    yield from obstacles_of(case, seen)
    warnings = seen.composed.whole.warnings
    edit = way_to("desk-edit", case, _("Edit"))
    if warnings:
        said = ngettext(
            "%d warning of the reading is open.", "%d warnings of the reading are open.", len(warnings)
        ) % len(warnings)
        yield Check(False, said, edit)
    findings = check_case(seen.composed.whole, now.date())
    for finding in findings:
        name = field_name(finding.field) if finding.field else ""
        what = in_words(finding.message)
        said = _("%(field)s: %(what)s") % {"field": name, "what": what} if name else what
        yield Check(False, said, edit)
    if not (warnings or findings or seen.obstacles):
        yield Check(True, _("Reads in one piece: no field is missing, no warning is open."))


def _of_remarks(number: int) -> Iterator[Check]:
    if number:
        yield Check(False, ngettext("%d remark is not settled.", "%d remarks are not settled.", number) % number)


def _deadline(case: Case, seen: Reviewed) -> Check:
    whole, zone, before = seen.composed.whole, seen.composed.zone or "", seen.before
    if whole.deadline is None:
        return Check(whole.kind in ENDED, _("No deadline."))
    told = {"day": day(whole.deadline).words, "zone": zone_name(zone)}
    if before is None or before.deadline is None:
        return Check(True, _("Deadline: %(day)s, end of the day in %(zone)s.") % told)
    if (before.deadline, before.deadline_zone) == (whole.deadline, seen.composed.zone):
        return Check(True, _("Deadline unchanged: %(day)s, end of the day in %(zone)s.") % told)
    told["was"] = day(before.deadline).words
    said = _("The deadline moves from %(was)s to %(day)s, end of the day in %(zone)s.") % told
    return Check(False, said, way_to("desk-edit", case, _("Edit")))


def _of_recipients(seen: Reviewed) -> Iterator[Check]:
    contacts = troubled_contacts(seen.draft)
    failing = [one for one in contacts if one.state != ContactState.UNVERIFIED]
    for one in failing:
        told = {"value": isolated(one.value), "office": isolated(_office(one))}
        yield Check(False, _("An address of a recipient fails: %(value)s, %(office)s.") % told, _directory())
    untried = len(contacts) - len(failing)
    if untried:
        said = ngettext(
            "%d address of the recipients has not been tried.",
            "%d addresses of the recipients have not been tried.",
            untried,
        )
        yield Check(False, said % untried, _directory())
    if not contacts and seen.draft.links:
        yield Check(True, _("No address of a recipient is known to fail."))


def _directory() -> Way | None:
    try:
        return Way(reverse("desk-directory"), _("Directory"))
    except NoReverseMatch:
        return None


def _office(contact: ContactPoint) -> str:
    return contact.office.post or contact.office.organisation or ""


def _of_letters(case: Case) -> Iterator[Check]:
    number = letters_in_draft(case.slug) if case.slug else 0
    if number:
        said = ngettext(
            "%d letter in draft will be shown the new edition before it is sent.",
            "%d letters in draft will be shown the new edition before they are sent.",
            number,
        )
        yield Check(True, said % number)


def check_of(one: Language) -> Check:
    """How far a translation is, and whether it goes live with the text."""
    told = {
        "language": language_name(one.language),
        "done": one.texts - one.missing,
        "all": one.texts,
        "unread": one.unread,
    }
    match one.why:
        case "":
            return Check(True, _("%(language)s is translated and read: it goes live with the text.") % told)
        case "missing":
            said = _("%(language)s is at %(done)d of %(all)d texts: it goes live later.") % told
        case "unread":
            said = _("%(language)s waits for its second reader (%(unread)d unread): it goes live later.") % told
        case _:
            said = _("%(language)s says a name that nobody agreed to: it stays out until that is mended.") % told
    return Check(False, said)


@dataclass(frozen=True, slots=True)
class Covered:
    """Fields that say something of people and share an answer. goes: whether they are published. by: who agreed; until:
    their last day.
    """

    name: str
    goes: bool
    by: str
    until: When | None


@dataclass(frozen=True, slots=True)
class Consents:
    """people: names in the draft. waiting: that nobody could be asked, and a second person has not confirmed it."""

    people: tuple[str, ...]
    fields: tuple[Covered, ...]
    left_out: tuple[str, ...]
    waiting: bool


def consents_of(case: Case, seen: Reviewed, now: datetime) -> Consents:
    agreed = [one for one in agreements_of(case, now) if not one.ended]
    counting = [one for one in agreed if one.confirmed or not one.impossible]
    said = personal_fields_of(seen.composed.whole)
    covered = seen.composed.coverage.fields
    rows = [_covered(name, counting, goes=name in covered) for name in PERSONAL_FIELDS if name in said]
    return Consents(
        people=tuple(one.name for one in seen.composed.whole.people if one.name),
        fields=_together(rows),
        left_out=tuple(one.name for one in rows if not one.goes),
        waiting=len(counting) < len(agreed),
    )


def _covered(name: str, counting: list[Agreed], *, goes: bool) -> Covered:
    theirs = [one for one in counting if name in one.fields and "publish" in one.uses]
    by = listed(dict.fromkeys(one.who or _("Nobody could be asked; confirmed") for one in theirs))
    ends = [one.until for one in theirs if one.until is not None]
    return Covered(field_name(name), goes, by, day(max(ends)) if ends and len(ends) == len(theirs) else None)


def _together(rows: list[Covered]) -> tuple[Covered, ...]:
    """One row for all fields with the same answer."""
    names: dict[Covered, list[str]] = {}
    for one in rows:
        names.setdefault(replace(one, name=""), []).append(one.name)
    return tuple(replace(same, name=listed(theirs)) for same, theirs in names.items())
