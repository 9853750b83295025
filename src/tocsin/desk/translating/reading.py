"""The second reader: both languages side by side, to be approved as they stand, or sent back text by text."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.translating.glossary import Hit
from tocsin.actions.translating.memory import approve_translation
from tocsin.actions.translating.reading import LONGEST_NOTE, send_back
from tocsin.actions.translating.standing import Pair, Standing, whole_of
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.tongues import Tongue
from tocsin.desk.translating import words
from tocsin.desk.translating.room import Room, enter
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Reading:
    """One text to read. may_note: whether this reader may send it back. note: what they typed."""

    key: str
    label: str
    source: str
    text: str
    mark: Mark
    by: str
    is_own: bool
    may_note: bool
    note: str
    back: str
    findings: tuple[str, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """why_not: why it cannot be approved now; empty where it can. waiting: how many texts approving is about; next: the
    first of them.
    """

    target: Tongue
    origin: Tongue
    text_hash: str
    readings: tuple[Reading, ...]
    waiting: int
    next: str
    why_not: str
    may_read: bool
    longest: int
    told: tuple[str, ...]


@for_staff(*READS, "POST")
def read(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    if request.method != "POST":
        return _shown(request, enter(session.person, number, language), {}, ())
    room = enter(session.person, number, language, Deed.READ_TRANSLATION)
    notes = {pair.key: request.POST.get(f"note-{pair.key}", "").strip() for pair in room.whole.pairs}
    notes = {key: text for key, text in notes.items() if text}
    deed, text_hash = request.POST.get("do", ""), request.POST.get("hash", "")
    try:
        if deed == "approve":
            return see_other(reverse("desk-translations", args=[room.case.pk]), said=_approve(room, notes, text_hash))
        if deed == "back":
            _send_back(room, notes, text_hash)
            return see_other(room.address("desk-second-read"), said="translating.back")
        raise BadInput(_("Say whether you approve it or send texts back."))
    except NotThere:
        raise
    except BadInput as error:
        return _shown(request, room, notes, (str(error),), 422)
    except Refused as refused:
        status = 409 if refused.rule in {"text-changed", "incomplete", "sent-back"} else 403
        kept = (_("Nothing was changed. Your notes still stand here."),) if notes else (_("Nothing was changed."),)
        return _shown(request, room, notes, (str(refused), *kept), status)


def _approve(room: Room, notes: dict[str, str], text_hash: str) -> str:
    """What is told of it."""
    if notes:
        raise BadInput(_("You wrote notes: send those texts back, or clear the notes and approve."))
    if not text_hash:
        raise BadInput(_("Read it first: this form does not say what you read."))
    rendition = approve_translation(room.person, room.reference, room.language, room.now, text_hash)
    now = whole_of(room.case, room.language, room.now)
    if now.count(Standing.UNREAD, Standing.BACK):
        return "translating.part"
    return "translating.live" if rendition is not None else "translating.with-edition"


def _send_back(room: Room, notes: dict[str, str], text_hash: str) -> None:
    if not notes:
        raise BadInput(_("Write a note beside each text that you send back."))
    sources = {pair.key: pair.segment.source for pair in room.whole.pairs}
    by_source = {sources[key]: text for key, text in notes.items()}
    send_back(room.person, room.reference, room.language, by_source, text_hash, room.now)


def _shown(
    request: HttpRequest, room: Room, notes: dict[str, str], told: tuple[str, ...], status: int = 200
) -> HttpResponseBase:
    whole = room.whole
    page = ReadPage(
        target=room.target,
        origin=room.origin,
        text_hash=whole.text_hash,
        readings=tuple(_reading(pair, room, notes.get(pair.key, "")) for pair in whole.pairs),
        waiting=whole.waiting_for(room.person),
        next=next((pair.key for pair in whole.pairs if pair.waits_for(room.person)), ""),
        why_not=_why_not(room),
        may_read=room.may_read,
        longest=LONGEST_NOTE,
        told=told,
    )
    title = _("Second reading: %(language)s") % {"language": room.target.name}
    return case_page(
        request,
        "translating/read",
        title,
        room.person,
        room.case,
        room.now,
        here="desk-translations",
        status=status,
        number=room.case.pk,
        page=page,
    )


def _why_not(room: Room) -> str:
    whole = room.whole
    if whole.count(Standing.MISSING, Standing.DRIFTED):
        return _("Texts are still missing: it can be approved once all are translated.")
    if whole.waiting_for(room.person):
        return ""
    if whole.count(Standing.BACK):
        return _("Texts were sent back: whoever translates answers them first.")
    if whole.count(Standing.UNREAD):
        return _("You translated what is left: another person reads it.")
    return _("A second person has read and approved all of it.")


def _reading(pair: Pair, room: Room, note: str) -> Reading:
    is_own = pair.by == room.person.pk
    return Reading(
        key=pair.key,
        label=words.label_of(pair.segment, room.whole.source),
        source=pair.segment.source,
        text=pair.text,
        mark=words.mark_of(pair, room.person),
        by=room.name(pair.by),
        is_own=is_own and pair.standing is Standing.UNREAD,
        may_note=bool(pair.text) and not is_own and room.may_read,
        note=note,
        back=pair.back,
        findings=room.findings(pair, pair.text),
        hits=tuple(one for one in room.hits(pair, pair.text) if not one.used) if pair.text else (),
    )
