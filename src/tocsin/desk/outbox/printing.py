"""The print queue: what a section's volunteers print, fold and put into the post, a stack at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.appeals import printing
from tocsin.delivery.channels.paper import BATCH
from tocsin.delivery.models import Letter
from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.times import When, moment
from tocsin.directory.models import Section
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Person, Session

said.tell(
    {
        "outbox.printed": gettext_noop(
            "The stack is ready below: download it, print it, and mark it once it is posted."
        ),
        "outbox.posted": gettext_noop("Marked as posted. Their writers see it on their pages."),
        "outbox.anew": gettext_noop("These letters wait to be printed again."),
    }
)

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """not_after: the last moment at which it makes sense to post it."""

    id: int
    name: str
    case: str
    printed: When | None
    not_after: When | None


@dataclass(frozen=True, slots=True)
class Stack:
    """What was printed at one moment. key: by which its form names it."""

    section: str
    made: When
    href: str
    key: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SectionQueue:
    """stop: printed, and must not be posted any more."""

    code: str
    name: str
    waiting: str
    next: str
    oldest: When | None
    stacks: tuple[Stack, ...]
    stop: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """left_out: what the last stack was made without, in sentences."""

    sections: tuple[SectionQueue, ...]
    fault: str
    left_out: tuple[str, ...] = ()


@for_staff(*READS, "POST")
def print_queue(request: HttpRequest, session: Session) -> HttpResponseBase:
    person, now = session.person, clock.now()
    if request.method != "POST":
        return _show(request, person, "", 200)
    printing.require_print(person)
    try:
        return _do(request, person, now)
    except BadInput as wrong:
        return _show(request, person, str(wrong), 422)
    except NotThere:
        fault = _("At least one of these letters is not in your queue any more. Nothing was marked.")
        return _show(request, person, fault, 409)
    except Refused as refused:
        known = {"held": _("The outbox is held: nothing is printed or posted until an operator releases it.")}
        return _show(request, person, known.get(refused.rule, str(refused)), 409)


def _do(request: HttpRequest, person: Person, now: datetime) -> HttpResponseBase:
    match request.POST.get("do", ""):
        case "print":
            batch = printing.print_batch(person, request.POST.get("section", "")[:8], now)
            if batch.pdf is None:
                nothing = _("Nothing waits to be printed there. Somebody else may have printed it meanwhile.")
                return _show(request, person, "" if batch.left_out else nothing, 409, batch.left_out)
            if batch.left_out:
                return _show(request, person, "", 200, batch.left_out)
            return see_other(reverse("desk-print"), said="outbox.printed")
        case "posted":
            printing.mark_posted(person, _chosen(request), now)
            return see_other(reverse("desk-print"), said="outbox.posted")
        case "anew":
            printing.print_anew(person, _chosen(request), now)
            return see_other(reverse("desk-print"), said="outbox.anew")
    raise BadInput(_("Nothing was done. Press one of the buttons to do it."))


def _chosen(request: HttpRequest) -> set[int]:
    numbers = request.POST.getlist("letter")[:BATCH]
    chosen = {int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 18}
    if not chosen:
        raise BadInput(_("No letter is chosen. Tick at least one below. Nothing was marked."))
    return chosen


@for_staff(*READS)
def print_file(request: HttpRequest, session: Session) -> HttpResponseBase:
    """One stack as a file, as often as wanted; nothing is marked by it."""
    person = session.person
    printing.require_print(person)
    try:
        at = datetime.fromisoformat(request.GET.get("at", "")[:40])
    except ValueError:
        raise NotThere("stack of letters") from None
    if at.tzinfo is None:
        raise NotThere("stack of letters")
    section = request.GET.get("section", "")[:8]
    batch = printing.batch_again(person, section, at, clock.now())
    if batch.pdf is None:
        raise NotThere("stack of letters")
    response = HttpResponse(batch.pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="letters-{at:%Y-%m-%d-%H%M}.pdf"'
    return response


def _show(
    request: HttpRequest, person: Person, fault: str, status: int, left_out: Iterable[tuple[int, str]] = ()
) -> HttpResponse:
    told = tuple(
        _("Letter %(number)d is left out: %(why)s") % {"number": number, "why": why} for number, why in left_out
    )
    queue = replace(_queue_for(person, fault), left_out=told)
    return page(request, "outbox/print", _("Print queue"), person, status, queue=queue)


def _queue_for(person: Person, fault: str) -> Queue:
    by_section: dict[str, list[Letter]] = defaultdict(list)
    stopped: dict[str, list[Letter]] = defaultdict(list)
    for one in printing.queue_for(person):
        by_section[one.section].append(one)
    for one in printing.printed_and_held_back(person):
        stopped[one.section].append(one)
    names = dict(Section.objects.filter(code__in=[*by_section, *stopped]).values_list("code", "name"))
    codes = sorted({*by_section, *stopped}, key=lambda code: names.get(code, code))
    return Queue(tuple(_section(code, names.get(code, code), by_section[code], stopped[code]) for code in codes), fault)


def _section(code: str, name: str, rows: list[Letter], stopped: list[Letter]) -> SectionQueue:
    waiting = [one for one in rows if one.printed_at is None]
    stacks: dict[datetime, list[Letter]] = defaultdict(list)
    for one in rows:
        if one.printed_at is not None:
            stacks[one.printed_at].append(one)
    count = min(len(waiting), BATCH)
    return SectionQueue(
        code=code,
        name=name,
        waiting=ngettext("%d letter waits to be printed.", "%d letters wait to be printed.", len(waiting))
        % len(waiting),
        next=ngettext("Make a stack of %d letter", "Make a stack of the next %d letters", count) % count
        if count
        else "",
        oldest=moment(min(one.state_at for one in waiting)) if waiting else None,
        stacks=tuple(_stack(code, at, stacks[at]) for at in sorted(stacks)),
        stop=tuple(map(_line, stopped[:MOST_SHOWN])),
    )


def _stack(code: str, at: datetime, rows: list[Letter]) -> Stack:
    return Stack(
        section=code,
        made=moment(at),
        href=f"{reverse('desk-print-file')}?{urlencode({'section': code, 'at': at.isoformat()})}",
        key=f"{code}-{rows[0].pk}",
        heading=ngettext("Stack of %d letter", "Stack of %d letters", len(rows)) % len(rows),
        lines=tuple(map(_line, rows)),
    )


def _line(one: Letter) -> Line:
    return Line(
        id=one.pk,
        name=one.recipient,
        case=one.slug.upper(),
        printed=moment(one.printed_at) if one.printed_at else None,
        not_after=moment(one.not_after) if one.not_after else None,
    )
