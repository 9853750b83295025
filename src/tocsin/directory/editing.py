"""Changing an office: who holds it, how it is reached, how it is addressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.directory.access import access_office_for
from tocsin.directory.assembling import current_holder, post_lines, post_value, recipient_of
from tocsin.directory.checked import (
    checked_by_language,
    checked_country,
    checked_email,
    checked_items,
    checked_language,
    checked_line,
    checked_lines,
    checked_web,
)
from tocsin.directory.health import move_contact
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState, Register
from tocsin.directory.models import GENDERS, ContactPoint, Holder, Office, Salutation
from tocsin.directory.recipients import as_dialled, check_recipient, with_line
from tocsin.directory.searching import keep_words
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.turns import take_turn
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


class BadField(BadInput):
    """What was given for one field cannot be used."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Change:
    """One change of several that are made together."""

    actor: Person
    office: Office
    value: object
    together: Mapping[str, object]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


@transaction.atomic
def edit_office(actor: Person, office_id: int, changes: Mapping[str, object], now: datetime) -> Office:
    """Change an office. Keys of changes:

    name (somebody new holds it; the term of the one before ends; None: vacant), since (their first day), gender,
    spelling (the name was misspelt), post, country, lines, email, fax, phone, social, web_form (lists),
    salutations (by language; None takes one away). Where there is no post, the name is the organisation's own.
    The postal block follows a change of name or post, unless lines are given too.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("directory")
    office = access_office_for(actor, office_id, for_change=True)
    unknown = next((key for key in changes if key not in _CHANGES), None)
    if unknown is not None:
        raise BadInput(_("An office has no “%(unknown)s” that can be changed.") % {"unknown": unknown[:40]})
    if not changes:
        raise BadInput(_("Nothing is named that should change."))
    for key, make_change in _CHANGES.items():
        if key in changes:
            _change(key, make_change, Change(actor, office, changes[key], changes, now))
    office.save(update_fields=["post", "organisation", "country"])
    check_recipient(recipient_of(office, "en", now.date()))
    keep_words([office.pk])
    history.note(now, actor.pk, "office changed", f"office:{office.pk}", fields=sorted(changes))
    return office


def _change(key: str, make_change: Callable[[Change], None], change: Change) -> None:
    """A fault is told with the field that it stands in."""
    try:
        make_change(change)
    except BadInput as error:
        raise BadField(key, str(error)) from None


# --- who ------------------------------------------------------------------------------------------------------------


def _change_country(change: Change) -> None:
    change.office.country = None if change.value is None else checked_country(change.value)


def _change_post(change: Change) -> None:
    new = _line_or_none(change.value, "post")
    _follow(change, change.office.post, new, place=0)
    change.office.post = new


def _change_name(change: Change) -> None:
    """Without a post there is no office to hold: the organisation is called otherwise."""
    new = _line_or_none(change.value, "name")
    office = change.office
    before = current_holder(office.holders.all(), change.today)
    shown = before.name if before else office.organisation
    if new == shown:
        return
    if before is None and office.post is None:
        office.organisation = new
    else:
        since = _first_day(change, before)
        if before is not None:
            _end_term(before, since)
        if new is not None:
            Holder.objects.create(office=office, name=new, since=since)
    _follow(change, shown, new, place=_place_of_name(office))


def _first_day(change: Change, before: Holder | None) -> date:
    since = change.together.get("since") or change.today
    if not isinstance(since, date):
        raise BadInput(_("The first day in office is a date, such as 2026-11-23."))
    if since > change.today:
        raise BadInput(_("That first day is still to come: enter the new holder when it has."))
    if before is not None and before.since is not None and since < before.since:
        raise BadInput(
            _("The one in office came later, on %(isoformat)s: give a first day after that.")
            % {"isoformat": before.since.isoformat()}
        )
    return since


def _end_term(holder: Holder, next_since: date) -> None:
    """The last day is the one before the successor's first, but never before the own first day."""
    last = next_since - timedelta(days=1)
    holder.until = last if holder.since is None else max(last, holder.since)
    holder.save(update_fields=["until"])


def _change_spelling(change: Change) -> None:
    office, new = change.office, checked_line(change.value, "name")
    holder = current_holder(office.holders.all(), change.today)
    old = holder.name if holder else office.organisation
    if holder is not None:
        holder.name = new
        holder.save(update_fields=["name"])
    elif office.organisation is not None:
        office.organisation = new
    else:
        raise Refused(_("Nobody holds this office: give the name of who does."), "vacant")
    _follow(change, old, new, place=_place_of_name(office))


def _change_gender(change: Change) -> None:
    if change.value is not None and change.value not in GENDERS:
        raise BadInput(_("The gender is m or f, or left out."))
    holder = current_holder(change.office.holders.all(), change.today)
    if holder is None:
        raise Refused(_("Nobody holds this office: give the name of who does."), "vacant")
    holder.gender = None if change.value is None else str(change.value)
    holder.save(update_fields=["gender"])


def _check_since(change: Change) -> None:
    if "name" not in change.together:
        raise BadInput(_("A first day belongs to a new holder: give the name too."))


# --- where ----------------------------------------------------------------------------------------------------------


def _post_contact(office: Office) -> ContactPoint | None:
    return office.contacts.filter(kind=ContactKind.POST).first()


def _place_of_name(office: Office) -> int:
    """Below the line of the post, else at the top."""
    contact = _post_contact(office)
    lines = post_lines(contact) if contact else ()
    return lines.index(office.post) + 1 if office.post in lines else 0


def _follow(change: Change, old: str | None, new: str | None, place: int) -> None:
    """The postal block after a change of name or post: still the same place, so its health stays."""
    contact = _post_contact(change.office)
    if contact is None or "lines" in change.together:
        return
    contact.value = post_value(with_line(post_lines(contact), old, new, place))
    contact.save(update_fields=["value"])


def _change_lines(change: Change) -> None:
    lines = checked_lines(change.value, "address lines")
    contact = _post_contact(change.office)
    value = post_value(lines)
    if not lines:
        if contact is not None:
            contact.delete()
    elif contact is None:
        _new_contact(change, ContactKind.POST, value, 0)
    elif contact.value != value or contact.state == ContactState.DEAD:
        contact.value = value
        contact.save(update_fields=["value"])
        move_contact(change.actor, contact, ContactEvent.CORRECTED, change.now)


def _change_contacts(kind: ContactKind, check: Callable[[str, str | None], str]) -> Callable[[Change], None]:
    """Those still named keep their health; new ones are unverified; one given up and named again is tried anew."""

    def change_contacts(change: Change) -> None:
        there = list(change.office.contacts.filter(kind=kind))
        known = {contact.value: contact for contact in there}
        given = checked_items(change.value, f"entries of the kind {kind}")
        wanted = [
            value
            if isinstance(value, str) and value in known
            else check(checked_line(value, f"entry of the kind {kind}"), change.office.country)
            for value in given
        ]
        for position, value in enumerate(dict.fromkeys(wanted)):
            _place_contact(change, kind, known.get(value), value, position)
        kept = {known[value].pk for value in wanted if value in known}
        for contact in there:
            # One that was given up stays known as such; others that are not named any more go.
            if contact.state != ContactState.DEAD and contact.pk not in kept:
                contact.delete()

    return change_contacts


def _place_contact(change: Change, kind: ContactKind, known: ContactPoint | None, value: str, position: int) -> None:
    if known is None:
        _new_contact(change, kind, value, position)
        return
    known.position = position
    known.save(update_fields=["position"])
    if known.state == ContactState.DEAD:
        move_contact(change.actor, known, ContactEvent.CORRECTED, change.now)


def _new_contact(change: Change, kind: ContactKind, value: str, position: int) -> None:
    ContactPoint.objects.create(
        office=change.office, kind=kind.value, value=value, position=position, state_since=change.now
    )


# --- how it is addressed --------------------------------------------------------------------------------------------


def _change_salutations(change: Change) -> None:
    if not isinstance(change.value, Mapping):
        raise BadInput(_("Salutations are given by language, such as en=TEXT."))
    texts = checked_by_language({tag: text for tag, text in change.value.items() if text is not None}, "salutation")
    for tag in map(checked_language, change.value):
        formal = change.office.salutations.filter(language=tag, register=Register.FORMAL)
        if tag not in texts:
            formal.delete()
        elif not formal.update(text=texts[tag]):
            Salutation.objects.create(office=change.office, language=tag, text=texts[tag])


def _line_or_none(value: object, what: str) -> str | None:
    return None if value is None else checked_line(value, what)


# Who comes before where, so that lines which are given have the last word.
_CHANGES: Mapping[str, Callable[[Change], None]] = {
    "country": _change_country,
    "post": _change_post,
    "since": _check_since,
    "spelling": _change_spelling,
    "name": _change_name,
    "gender": _change_gender,
    "lines": _change_lines,
    "email": _change_contacts(ContactKind.EMAIL, lambda value, _: checked_email(value)),
    "fax": _change_contacts(ContactKind.FAX, as_dialled),
    "phone": _change_contacts(ContactKind.PHONE, as_dialled),
    "social": _change_contacts(ContactKind.SOCIAL, lambda value, _: value),
    "web_form": _change_contacts(ContactKind.WEB_FORM, lambda value, _: checked_web(value)),
    "salutations": _change_salutations,
}


@transaction.atomic
def merge_offices(actor: Person, keep_id: int, double_id: int, now: datetime) -> Office:
    """Two entries are one office: what the double has more is added, and its number leads to the one that is kept."""
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("directory")
    keep = access_office_for(actor, keep_id, for_change=True)
    double = access_office_for(actor, double_id, for_change=True)
    if keep.pk == double.pk:
        raise BadInput(_("These are the same office already."))
    _take_over_contacts(keep, double.contacts.exclude(kind=ContactKind.POST))
    languages = set(keep.salutations.values_list("language", "register"))
    for salutation in double.salutations.all():
        if (salutation.language, salutation.register) not in languages:
            salutation.office = keep
            salutation.save(update_fields=["office"])
    Office.objects.filter(merged_into=double).update(merged_into=keep)
    double.merged_into = keep
    double.save(update_fields=["merged_into"])
    keep_words([keep.pk])
    history.note(now, actor.pk, "office merged", f"office:{keep.pk}", double=double.pk)
    return keep


def _take_over_contacts(keep: Office, contacts: Iterable[ContactPoint]) -> None:
    there = {(one.kind, one.value): one for one in keep.contacts.all()}
    for contact in contacts:
        own = there.get((contact.kind, contact.value))
        if own is None:
            contact.office, contact.position = keep, len(there)
            contact.save(update_fields=["office", "position"])
        elif own.state == ContactState.UNVERIFIED:
            # What was learned of an address is not forgotten because it stood at the double.
            own.state, own.state_since, own.checked_at = contact.state, contact.state_since, contact.checked_at
            own.save(update_fields=["state", "state_since", "checked_at"])
