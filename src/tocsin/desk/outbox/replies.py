"""What officials replied: what waits for a look, and one reply, read safely as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals import replies as service
from tocsin.appeals.replies import Line, Opened
from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.times import When, moment
from tocsin.directory.models import ContactPoint
from tocsin.staff.models import Person, Session

said.tell({"outbox.looked": gettext_noop("Marked as looked at, with your name.")})


@dataclass(frozen=True, slots=True)
class ReplyLine:
    id: int
    href: str
    case: str
    case_href: str
    section: str
    office: str
    by_machine: bool
    received: When
    looked: When | None
    looked_by: str


@dataclass(frozen=True, slots=True)
class Replies:
    """waiting: of people, then of machines; looked: those looked at. older: address of more of these, or empty."""

    waiting: tuple[ReplyLine, ...]
    machines: tuple[ReplyLine, ...]
    is_more: bool
    looked: tuple[ReplyLine, ...]
    older: str


@dataclass(frozen=True, slots=True)
class FileLine:
    name: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True)
class Shown:
    """office_href: of the office in the directory, or empty; in_directory: what it is called there."""

    line: ReplyLine
    sender_name: str
    sender: str
    subject: str
    text: str
    files: tuple[FileLine, ...]
    in_directory: str
    office_href: str
    fault: str


@for_staff(*READS)
def replies(request: HttpRequest, session: Session) -> HttpResponseBase:
    given = request.GET.get("page", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
    waiting, is_more = service.replies_for(session.person, looked=False)
    looked, older = service.replies_for(session.person, looked=True, before=before)
    content = Replies(
        waiting=_lines(one for one in waiting if not one.by_machine),
        machines=_lines(one for one in waiting if one.by_machine),
        is_more=is_more,
        looked=_lines(looked),
        older=f"{reverse('desk-replies')}?page={looked[-1].id}#looked" if older else "",
    )
    return page(request, "outbox/replies", _("Replies of officials"), session.person, replies=content)


@for_staff(*READS, "POST")
def reply(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person, now, number = session.person, clock.now(), min(number, 2**62)
    if request.method != "POST":
        return _show(request, person, service.open_reply(person, number, now), "", 200)
    service.access_reply_for(person, number)
    if request.POST.get("do") != "looked":
        fault = _("Nothing was done. Press the button to do it.")
        return _show(request, person, service.open_reply(person, number, now), fault, 422)
    service.look_at_reply(person, number, now)
    return see_other(reverse("desk-replies"), said="outbox.looked")


def _show(request: HttpRequest, person: Person, opened: Opened, fault: str, status: int) -> HttpResponse:
    told = opened.words
    shown = Shown(
        line=_line(opened.line),
        sender_name=told.sender_name,
        sender=told.sender,
        subject=told.subject,
        text=told.text,
        files=tuple(FileLine(one.name, one.kind, filesizeformat(one.size)) for one in told.files),
        in_directory=_named(opened.contact),
        office_href=_office(opened.contact),
        fault=fault,
    )
    title = _("Reply to %(case)s") % {"case": shown.line.case}
    return page(request, "outbox/reply", title, person, status, reply=shown)


def _named(contact: ContactPoint | None) -> str:
    return (contact.office.post or contact.office.organisation or contact.value) if contact else ""


def _office(contact: ContactPoint | None) -> str:
    """The directory is another room: without its page there is no way, and nothing breaks."""
    if contact is None:
        return ""
    try:
        return reverse("desk-office", args=[contact.office_id])
    except NoReverseMatch:
        return ""


def _lines(lines: Iterable[Line]) -> tuple[ReplyLine, ...]:
    return tuple(map(_line, lines))


def _line(one: Line) -> ReplyLine:
    return ReplyLine(
        id=one.id,
        href=reverse("desk-reply", args=[one.id]),
        case=one.case.number or (one.case.slug or "").upper(),
        case_href=reverse("desk-case", args=[one.case.pk]),
        section=one.case.section.name,
        office=one.office,
        by_machine=one.by_machine,
        received=moment(one.received_at),
        looked=moment(one.looked_at) if one.looked_at else None,
        looked_by=one.looked_by,
    )
