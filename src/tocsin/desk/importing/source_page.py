"""The document of a case by itself, with what was read from which lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case, Draft
from tocsin.casefile import CaseFile, case_from
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.importing.source import SourcePanel, field_id, source_panel
from tocsin.desk.importing.wording import is_compared, value_at, warning_words
from tocsin.desk.reviewing.naming import field_name
from tocsin.records.errors import Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Field:
    """One field that was read. first, last: lines of the document."""

    id: str
    label: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Warned:
    """compared: whether this person can settle it on the page that compares."""

    words: str
    compared: bool


@dataclass(frozen=True, slots=True)
class SourcePage:
    """warnings: what the reading could not settle. fields: by their lines."""

    warnings: tuple[Warned, ...]
    fields: tuple[Field, ...]


@for_staff(*READS)
def source(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    now, person = clock.now(), session.person
    case = access_case_for(person, str(number))
    _require(person, case)
    draft = Draft.objects.filter(case=case).order_by("-pk").first()
    panel = content = None
    if draft is not None and draft.content is not None:
        content = case_from(draft.content.open())
        panel = source_panel(draft, content)
    # Whoever reviews sees what is to be compared; whoever writes compares.
    writes = may(person, Deed.WRITE, case.section_id)
    shown = SourcePage(
        warnings=tuple(Warned(warning_words(one), writes and is_compared(one)) for one in content.warnings)
        if content
        else (),
        fields=tuple(_fields(panel, content)) if panel and content else (),
    )
    return case_page(
        request, "importing/source_page", _("The document"), person, case, now, here="desk-source", panel=panel,
        shown=shown,
    )  # fmt: skip


def _require(person: Person, case: Case) -> None:
    """Those who write or approve it: a document says more than a case does."""
    if not (may(person, Deed.WRITE, case.section_id) or may(person, Deed.APPROVE, case.section_id)):
        raise Refused(_("The document of a case is for those who write and review it."), "role")


def _fields(panel: SourcePanel, content: CaseFile) -> Iterator[Field]:
    # Of a list, its items say it; of an address, the block and what stands in it.
    groups = {path.rsplit(".", 1)[0] for path in panel.places if "." in path}
    for path, (first, last) in sorted(panel.places.items(), key=lambda item: (item[1], item[0])):
        if path not in groups:
            yield Field(field_id(path), field_name(path), value_at(content, path), first, last)
