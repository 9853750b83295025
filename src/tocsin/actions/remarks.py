"""Remarks on fields of a draft: what a second person wants changed, until somebody has settled it. Sealed, for they
speak of what is not published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.models import Draft, Remark
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST: Final = 4000
"""Characters of one remark."""

_PATH: Final = re.compile(r"[a-z_]{1,30}(\.[0-9]{1,4})?(\.[a-z_]{1,20})?")


@dataclass(frozen=True, slots=True)
class Open:
    """One remark that is not settled. field: a path such as `calls.1`; empty for the whole."""

    id: int
    field: str
    text: str
    by_name: str
    at: datetime


@transaction.atomic
def remark(person: Person, reference: str, field: str, text: str, now: datetime) -> Remark:
    """Say something of one field of the open draft."""
    case = access_case_for(person, reference, lock=True)
    _require_hand(person, case.section_id)
    draft = draft_of(case, lock=True)
    kept = keep_remark(draft, person, field, text, now)
    history.note(now, person.pk, "remarked", f"case:{case.pk}", draft=draft.pk, remark=kept.pk)
    return kept


def keep_remark(draft: Draft, person: Person, field: str, text: str, now: datetime) -> Remark:
    """Within the transaction of whoever had the right checked. BadInput where it is none."""
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said:
        raise BadInput(_("The remark is empty: say what is to be changed."))
    if len(said) > LONGEST:
        raise BadInput(_("The remark is too long: say it in %(longest)s characters.") % {"longest": LONGEST})
    if field and not _PATH.fullmatch(field):
        raise BadInput(_("The remark is on no field of a case."))
    return Remark.objects.create(draft=draft, field=field, text=Sealed.of(Remark, "text", said), by=person, at=now)


def open_remarks(draft: Draft) -> list[Open]:
    """The oldest first; of a draft that was accessed before."""
    remarks = Remark.objects.select_related("by").filter(draft=draft, settled_at=None).order_by("pk")
    return [Open(one.pk, one.field, one.text.open(), one.by.name, one.at) for one in remarks if one.text]


@transaction.atomic
def settle_remark(person: Person, reference: str, number: int, now: datetime) -> None:
    """Somebody has done what a remark asks, or talked it over. Once settled it stays so."""
    case = access_case_for(person, reference, lock=True)
    _require_hand(person, case.section_id)
    draft = draft_of(case)
    done = Remark.objects.filter(pk=number, draft=draft, settled_at=None)
    if done.update(settled_by=person, settled_at=now):
        history.note(now, person.pk, "remark settled", f"case:{case.pk}", draft=draft.pk, remark=number)
    elif not Remark.objects.filter(pk=number, draft=draft).exists():
        raise NotThere("remark of this number")


def _require_hand(person: Person, section: int) -> None:
    """Whoever writes or reviews in the section."""
    if not (may(person, Deed.WRITE, section) or may(person, Deed.APPROVE, section)):
        raise Refused(_("Remarks belong to those who write and review in the section of the case."), "role")
