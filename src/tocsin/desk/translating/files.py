"""Texts out for translators' own tools (PO), and in again."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.models import Translation
from tocsin.actions.translating.memory import memory_of
from tocsin.actions.translating.po import MAX_BYTES, Read, export_po, read_po_seen
from tocsin.actions.translating.typed import Taken, take_in_seen
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.translating.room import enter
from tocsin.desk.translating.sides import Sent, shown, shown_after
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed


@for_staff(*READS)
def po_out(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    room = enter(session.person, number, language)
    memory = memory_of(Translation.objects.filter(case=room.case, language=room.language).first())
    segments = [pair.segment for pair in room.whole.pairs]
    text = export_po(room.whole.source, segments, memory, room.language, room.now)
    name = re.sub(r"[^A-Za-z0-9]+", "-", room.case.number or f"case-{room.case.pk}").strip("-")
    response = HttpResponse(text.encode(), content_type="text/x-gettext-translation; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{room.language}.po"'
    return response


@for_staff("POST")
def po_in(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    """Take a file in; the page then says what became of each text."""
    room = enter(session.person, number, language, Deed.TRANSLATE)
    try:
        read = read_po_seen(_content(request.FILES.get("file")), room.language, room.now)
        taken = take_in_seen(room.person, room.reference, room.language, read.typed, room.now)
    except NotThere:
        raise
    except (BadInput, Refused) as error:
        sent = Sent(po_fault=str(error), told=[str(error), _("Nothing was taken in and nothing was changed.")])
        return shown(request, room, sent, 422 if isinstance(error, BadInput) else 403)
    return shown_after(request, room, read.typed, taken, Sent(told=_told(read, taken)))


def _content(file: object) -> bytes:
    if not isinstance(file, UploadedFile):
        raise BadInput(_("Choose a file first."))
    return bytes(file.read(MAX_BYTES + 1))


def _told(read: Read, taken: Taken) -> list[str]:
    """What was in the file, and what was passed over, and why."""
    found = len(read.typed)
    told = [ngettext("The file has %d finished text.", "The file has %d finished texts.", found) % found]
    if not taken.saved and not taken.conflicts and not taken.faults:
        told.append(_("All of them are here already as they stand in the file."))
    if taken.passed:
        told.append(
            ngettext(
                "%d is no text of the case as it is now, and was passed over.",
                "%d are no texts of the case as it is now, and were passed over.",
                len(taken.passed),
            )
            % len(taken.passed)
        )
    if read.fuzzy:
        told.append(
            ngettext(
                "%d is still marked as unsure (fuzzy), and was passed over.",
                "%d are still marked as unsure (fuzzy), and were passed over.",
                read.fuzzy,
            )
            % read.fuzzy
        )
    if read.empty:
        told.append(
            ngettext("%d is not translated in the file.", "%d are not translated in the file.", read.empty) % read.empty
        )
    return told
