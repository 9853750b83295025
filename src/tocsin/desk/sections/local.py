"""What a section adds to a case for its own readers and writers: a note that a second person approves, more time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.access import access_public_case_for
from tocsin.actions.models import Case
from tocsin.actions.section_words import (
    LONGEST_NOTE,
    LONGEST_REASON,
    Local,
    LocalNote,
    MoreTime,
    approve_note,
    end_extension,
    end_note,
    extend_deadline,
    local_for,
    write_note,
)
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.sections import words
from tocsin.desk.times import When, day, moment
from tocsin.desk.tongues import language_name
from tocsin.directory.models import Section
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

said.tell(
    {
        "sections.noted": gettext_noop("The note is written. It stands on the page once a second person approves it."),
        "sections.note-approved": gettext_noop("Approved. The note is on the page."),
        "sections.note-ended": gettext_noop("The note is off the page."),
        "sections.extended": gettext_noop("Writers of the section have more time now."),
        "sections.extension-ended": gettext_noop("The extension is taken back."),
    }
)

DO_NOTHING: Final = gettext_noop("Nothing was done. Use one of the buttons on this page.")


@dataclass(frozen=True, slots=True)
class NoteLine:
    id: int
    section: str
    language: str
    tag: str
    text: str
    mark: Mark
    written_by: str
    written: When
    approved_by: str
    approved: When | None
    may_approve: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class TimeLine:
    id: int
    section: str
    until: When
    reason: str
    by: str
    at: When
    mark: Mark


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, shown again where it was not taken. wrong: sentences by field."""

    section: str = ""
    language: str = ""
    text: str = ""
    until: str = ""
    reason: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocalPage:
    """sections, languages: to choose among; one section alone is not asked for. deadline: None where no more time can
    be given. fault: why the last form was not taken.
    """

    sections: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    deadline: When | None
    notes: tuple[NoteLine, ...]
    extensions: tuple[TimeLine, ...]
    elsewhere: tuple[NoteLine, ...]
    typed: Typed
    longest: int
    fault: str


@for_staff(*READS, "POST")
def local(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """What sections added; with POST, one thing is done."""
    person = session.person
    case = access_public_case_for(person, str(number), Deed.LESSEN)
    told = local_for(person, str(number))
    if request.method != "POST":
        return _shown(request, person, case, told, Typed())
    post = request.POST
    typed = Typed(
        section=post.get("section", "")[:10],
        language=post.get("language", "")[:40],
        text=post.get("text", "")[: LONGEST_NOTE + 1],
        until=post.get("until", "")[:20],
        reason=post.get("reason", "")[: LONGEST_REASON + 1],
    )
    try:
        code = _do(request, person, case, told, typed)
    except BadInput as wrong:
        return _shown(request, person, case, told, typed, str(wrong), 422)
    except NotThere:
        raise
    except Refused as refused:
        return _shown(request, person, case, local_for(person, str(number)), typed, str(refused), 409)
    if not code:
        fault = _("Nothing was changed. What you typed is still here.") if typed.wrong else _(DO_NOTHING)
        return _shown(request, person, case, told, typed, fault, 422)
    return see_other(reverse("desk-local", args=[case.pk]), said=code)


def _do(request: HttpRequest, person: Person, case: Case, told: Local, typed: Typed) -> str:
    """The code of what was done; empty where nothing was."""
    reference, now, number = str(case.pk), clock.now(), words.number_in(request, "number")
    match request.POST.get("do", ""):
        case "write":
            return _write(person, reference, told, typed)
        case "extend":
            return _extend(person, reference, told, typed)
        case "approve" if number is not None:
            approve_note(person, reference, number, now)
            return "sections.note-approved"
        case "end-note" if number is not None:
            end_note(person, reference, number, now)
            return "sections.note-ended"
        case "end-extension" if number is not None:
            end_extension(person, reference, number, now)
            return "sections.extension-ended"
    return ""


def _write(person: Person, reference: str, told: Local, typed: Typed) -> str:
    section = _section(told, typed)
    languages = [one.value for one in _languages(told, typed)]
    if typed.language not in languages:
        typed.wrong["language"] = _("Choose a language of the section.")
    if not typed.text.strip():
        typed.wrong["text"] = _("Write the note.")
    elif len(typed.text) > LONGEST_NOTE or "\0" in typed.text:
        typed.wrong["text"] = _("This is too long, or holds a character that cannot be kept. Shorten it.")
    if section is None or typed.wrong:
        return ""
    write_note(person, reference, section, typed.language, typed.text.strip(), clock.now())
    return "sections.noted"


def _extend(person: Person, reference: str, told: Local, typed: Typed) -> str:
    section, until = _section(told, typed), _day(typed.until)
    if until is None:
        typed.wrong["until"] = _("Give the last day, such as %(example)s.") % {"example": "2026-12-14"}
    elif told.deadline and until <= told.deadline:
        typed.wrong["until"] = _("The deadline is %(day)s: more time ends later.") % {"day": day(told.deadline).words}
    if not typed.reason.strip():
        typed.wrong["reason"] = _("Write why.")
    elif len(typed.reason) > LONGEST_REASON or "\0" in typed.reason:
        typed.wrong["reason"] = _("This is too long, or holds a character that cannot be kept. Shorten it.")
    if section is None or until is None or typed.wrong:
        return ""
    extend_deadline(person, reference, section, until, typed.reason.strip(), clock.now())
    return "sections.extended"


def _section(told: Local, typed: Typed) -> Section | None:
    """The only one, or the one that was chosen."""
    if not told.sections:
        raise Refused(_("Notes and more time are given by the coordinator of a section."), "role")
    if len(told.sections) == 1:
        return told.sections[0]
    found = next((one for one in told.sections if one.code == typed.section), None)
    if found is None:
        typed.wrong["section"] = _("Choose the section.")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _languages(told: Local, typed: Typed) -> tuple[Choice, ...]:
    tags = dict.fromkeys(tag for section in told.sections for tag in section.languages)
    chosen = typed.language or next(iter(tags), "")
    return tuple(Choice(tag, language_name(tag), tag == chosen) for tag in tags)


def _shown(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    person: Person,
    case: Case,
    told: Local,
    typed: Typed,
    fault: str = "",
    status: int = 200,
) -> HttpResponseBase:
    shown = LocalPage(
        sections=tuple(Choice(one.code, one.name, one.code == typed.section) for one in told.sections),
        languages=_languages(told, typed),
        deadline=day(told.deadline) if told.deadline else None,
        notes=tuple(map(_note, told.notes)),
        extensions=tuple(map(_time, told.extensions)),
        elsewhere=tuple(map(_note, told.elsewhere)),
        typed=typed,
        longest=LONGEST_NOTE,
        fault=fault,
    )
    return case_page(
        request, "sections/local", _("For our section"), person, case, clock.now(), here="desk-local", status=status,
        local=shown,
    )  # fmt: skip


def _note(one: LocalNote) -> NoteLine:
    mark = Mark(_("On the page"), "done") if one.approved_at else Mark(_("Waits for a second person"), "moving")
    if one.may_approve:
        mark = Mark(_("Waits for your approval"), "yours")
    return NoteLine(
        id=one.id,
        section=one.section.name,
        language=language_name(one.language),
        tag=one.language,
        text=one.text,
        mark=mark,
        written_by=one.written_by,
        written=moment(one.written_at),
        approved_by=one.approved_by,
        approved=moment(one.approved_at) if one.approved_at else None,
        may_approve=one.may_approve,
        may_end=one.may_end,
    )


def _time(one: MoreTime) -> TimeLine:
    mark = Mark(_("Counts"), "done") if one.counts else Mark(_("A later one counts"))
    return TimeLine(one.id, one.section.name, day(one.until), one.reason, one.by, moment(one.at), mark)
