"""Known cases and offices that a draft may be about: compared side by side, and joined or kept apart by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.drafts import withdraw_draft
from tocsin.actions.importing import Which, differing, keep_apart, make_next_edition, settle_recipient
from tocsin.actions.likeness import LIKENESS_CODES, Following, Likeness, Why, likenesses_for
from tocsin.actions.models import Case, Draft
from tocsin.actions.originals import reading_of
from tocsin.actions.states import DraftState
from tocsin.casefile import CaseFile, Recipient, case_from
from tocsin.desk import clock, said, saying
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.importing.page import edit_address
from tocsin.desk.importing.wording import RECIPIENT_FIELDS
from tocsin.desk.importing.wording import said as in_words
from tocsin.desk.reviewing.naming import field_name, part_name
from tocsin.desk.scripts import listed
from tocsin.directory.names import country_name
from tocsin.directory.targets import near_offices, recipients_of
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

said.tell(
    {
        "importing.joined": gettext_noop("The document is the draft of the next edition of this case now."),
        "importing.dropped": gettext_noop("The draft that was read a second time is withdrawn. This is the case."),
        "importing.apart": gettext_noop("Kept as a case of its own."),
        "importing.settled": gettext_noop("The recipient is tied to the directory."),
    }
)

_MOST_OFFICES: Final = 3
_WHYS: Final = {
    Why.DOCUMENT: gettext_noop("the very same file"),
    Why.NUMBER: gettext_noop("the same number"),
    Why.INDEX: gettext_noop("the same index"),
    Why.PREVIOUS: gettext_noop("the document names it as the one before"),
    Why.PEOPLE: gettext_noop("the same name and state"),
    Why.HEADLINE: gettext_noop("a like headline, and the same state"),
}
_WHY_NOT: Final = {
    Following.NOT_PUBLIC: gettext_noop("Nothing of that case is published yet, so nothing can follow on it."),
    Following.OPEN_DRAFT: gettext_noop(
        "That case has an open draft. Publish or withdraw it first; then this can follow."
    ),
    Following.FOREIGN: gettext_noop("That case belongs to another section, which writes its next edition."),
}


@dataclass(frozen=True, slots=True)
class KnownCase:
    """why: what the two have in common. why_not: why the document cannot be its next edition; empty where it can."""

    id: int
    href: str
    name: str
    headline: str
    section: str
    state: str
    why: str
    offer: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a recipient, as the document and as the directory has it: not the same."""

    label: str
    document: str
    directory: str


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office of the directory that may be meant. rows: what differs. same: labels of what does not."""

    id: int
    href: str
    title: str
    rows: tuple[Compared, ...]
    same: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A recipient that the directory knows otherwise. offices: empty where none of them is like it any more."""

    path: str
    label: str
    title: str
    offices: tuple[KnownOffice, ...]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """title: of the draft. warned: whether the draft warns of a known case. fault: what was not done, and why."""

    revision: int
    number: str
    cases: tuple[KnownCase, ...]
    warned: bool
    recipients: tuple[Unsettled, ...]
    may_correct: bool
    in_review: bool
    onward: str
    fault: str


@for_staff(*READS, "POST")
def known(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """GET compares. POST `do`: `follow` (a `case`), `apart`, or for the recipient at `path` one of `Which`."""
    now, person = clock.now(), session.person
    case = access_case_for(person, str(number), Deed.WRITE)
    draft_of(case)
    fault, status = "", 200
    if request.method == "POST":
        try:
            return _done(request, person, case, now)
        except BadInput as bad:
            fault, status = str(bad), 422
        except NotThere:
            raise
        except Refused as refused:
            fault, status = str(refused), 409
    shown = _page_for(person, case, draft_of(case), now, fault)
    return case_page(
        request, "importing/known", _("Known already"), person, case, now, here="desk-likeness", status=status,
        shown=shown,
    )  # fmt: skip


def _done(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    typed, reference = request.POST, str(case.pk)
    revision = _number(typed.get("revision", ""))
    match typed.get("do", ""):
        case "follow":
            joined = make_next_edition(person, reference, _number(typed.get("case", "")), revision, now)
            return see_other(_next_for(person, joined, now), said="importing.joined")
        case "drop":
            return _dropped(person, case, _number(typed.get("case", "")), revision, now)
        case "apart":
            keep_apart(person, reference, revision, now)
            code = "importing.apart"
        case "directory" | "document" | "another" as which:
            office = _number(typed.get("office", ""), empty=0)
            settle_recipient(person, reference, typed.get("path", "")[:30], Which(which), office, revision, now)
            code = "importing.settled"
        case _:
            raise BadInput(_("Nothing was chosen. Nothing was changed."))
    return see_other(_next_for(person, case, now), said=code)


def _dropped(person: Person, case: Case, instead: int, revision: int, now: datetime) -> HttpResponseBase:
    """The draft is withdrawn, and what was known before is shown."""
    alike = {one.case for one in likenesses_for(person, case, now)}
    if instead not in alike or draft_of(case).revision != revision:
        raise Refused(_("This changed since you opened the page. Nothing was changed now."), "changed-since")
    withdraw_draft(person, str(case.pk), now)
    return see_other(reverse("desk-case", args=[instead]), said="importing.dropped")


def _number(text: str, empty: int | None = None) -> int:
    """A number of a form's own; a form that was tampered with is asked again."""
    if not text and empty is not None:
        return empty
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise BadInput(_("Nothing was chosen. Nothing was changed."))
    return int(text)


def _next_for(person: Person, case: Case, now: datetime) -> str:
    """Back here as long as something is to be settled, else to the form."""
    content = case_from(draft_of(case).content.open())
    open_cases = _is_warned(content) and likenesses_for(person, case, now)
    return reverse("desk-likeness", args=[case.pk]) if differing(content) or open_cases else edit_address(case.pk)


def _is_warned(content: CaseFile) -> bool:
    return any(one.code in LIKENESS_CODES for one in content.warnings)


def _page_for(person: Person, case: Case, draft: Draft, now: datetime, fault: str) -> KnownPage:
    content = case_from(draft.content.open())
    reading = reading_of(draft)
    return KnownPage(
        revision=draft.revision,
        number=(reading.number if reading else None) or "",
        cases=tuple(_known_case(one, content) for one in likenesses_for(person, case, now)),
        warned=_is_warned(content),
        recipients=tuple(
            _unsettled(path, recipient, content.language, now) for path, recipient in differing(content).items()
        ),
        may_correct=may(person, Deed.DIRECTORY, anywhere=True),
        in_review=draft.state != DraftState.DRAFT,
        onward=edit_address(case.pk),
        fault=fault,
    )


def _known_case(one: Likeness, content: CaseFile) -> KnownCase:
    name = one.number or _("No number yet")
    offer = _("Make it the next edition of %s") % name
    if content.update and one.number:
        offer = _("Make it the next edition of %(case)s (the document is update %(update)d)") % {
            "case": name,
            "update": content.update,
        }
    return KnownCase(
        id=one.case,
        href=reverse("desk-case", args=[one.case]),
        name=name,
        headline=one.headline or _("(no headline)"),
        section=one.section,
        state=saying.state(one.state),
        why=listed(_(_WHYS[why]) for why in one.whys),
        offer=offer,
        why_not=_(_WHY_NOT[one.following]) if one.following in _WHY_NOT else "",
    )


def _unsettled(path: str, recipient: Recipient, language: str, now: datetime) -> Unsettled:
    today = now.date()
    near = [one.pk for one in near_offices(recipient, today)[:_MOST_OFFICES]]
    there = recipients_of(near, language, today)
    offices = tuple(_known_office(office, recipient, there[office]) for office in near)
    return Unsettled(path, field_name(path), _title(recipient), offices)


def _title(recipient: Recipient) -> str:
    return ", ".join(filter(None, (recipient.name, recipient.post))) or next(iter(recipient.lines), "")


def _known_office(office: int, document: Recipient, directory: Recipient) -> KnownOffice:
    rows, same = [], []
    for name in RECIPIENT_FIELDS:
        ours, theirs = getattr(document, name), getattr(directory, name)
        if ours != theirs:
            rows.append(Compared(part_name(name), _shown(name, ours), _shown(name, theirs)))
        elif ours:
            same.append(part_name(name))
    href = f"{reverse('desk-home')}directory/{office}/"
    return KnownOffice(office, href, _title(directory), tuple(rows), listed(same))


def _shown(name: str, value: object) -> str:
    from django.utils.translation import get_language

    if name == "country" and isinstance(value, str):
        return country_name(value, get_language() or "en")
    return in_words(value)
