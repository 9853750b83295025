"""What only lessens exposure: stop, take down, withdraw consent. One person does it, at once; it is reviewed after."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.agreements import end_consent
from tocsin.actions.lessenings import Lessened, checked_reason, record_lessening
from tocsin.actions.models import (
    Aside,
    Case,
    Consent,
    Draft,
    DraftVersion,
    Edition,
    Extension,
    Lessening,
    Opening,
    Original,
    PublicRecord,
    Remark,
    Rendition,
    SealedNote,
    SectionNote,
    Term,
    Translation,
)
from tocsin.actions.publishing import heralds, record
from tocsin.actions.states import OPEN_DRAFT, DraftState, Step, next_edition_state
from tocsin.records import history, tombstones
from tocsin.records.errors import Refused
from tocsin.records.scrubbing import scrub
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_MARK = "case"


@transaction.atomic
def stop_case(person: Person, reference: str, now: datetime, reason: str = "") -> Case:
    """Say at once that no more letters are wanted. The page says so in the network's own words; an edition of the
    kind “stop” may follow with more, and takes two people. reason: for whoever looks at it afterwards.
    """
    why = checked_reason(reason)
    case = access_case_for(person, reference, Deed.LESSEN, lock=True)
    newest = Edition.objects.select_for_update().filter(case=case).order_by("-n").first()
    if newest is None:
        raise Refused(_("This case is not public: withdraw its draft instead."), "not-public")
    newest.state = next_edition_state(newest.state, Step.STOP)
    newest.save(update_fields=["state"])
    case.stopped_at = now
    case.save(update_fields=["stopped_at"])
    record.refresh(case, now)
    record_lessening(case, Lessened.STOPPED, person, why, now)
    history.note(now, person.pk, "stopped", f"case:{case.pk}", n=newest.n)
    heralds.tell(case, heralds.News.STOPPED, now)
    return case


def take_down(person: Person, reference: str, now: datetime, reason: str = "") -> Case:
    """Take every word of a case away: from pages, files, feeds, and from the database. Hashes and signatures stay.

    Of a case that was withdrawn before it went live, this erases what the desk kept. reason: for whoever looks at it
    afterwards, and erased once they have.
    """
    why = checked_reason(reason)
    with transaction.atomic():
        case = access_case_for(person, reference, Deed.LESSEN, lock=True)
        if case.slug is None and case.withdrawn_at is None:
            raise Refused(
                _("This case is not public: withdraw its draft first; then this erases its words."),
                "not-public",
            )
        _take_down(case, person.pk, now)
        record_lessening(case, Lessened.TAKEN_DOWN, person, why, now)
    scrub(*HOLD_WORDS, *heralds.tables())
    return case


def withdraw_consent(person: Person, reference: str, consent_id: int, now: datetime) -> bool:
    """End a consent. Whether the case was taken down: it is, where something public no longer rests on any other."""
    with transaction.atomic():
        case = access_case_for(person, reference, Deed.LESSEN, lock=True)
        end_consent(person, reference, consent_id, now)
        public = case.slug is not None and case.taken_down_at is None
        down = public and not record.rests_on_consent(case, now.date())
        if down:
            _take_down(case, person.pk, now)
            record_lessening(case, Lessened.TAKEN_DOWN, person, "", now)
        elif public:
            # It may rest on the consents that are left for a shorter time.
            record.refresh(case, now)
    if down:
        scrub(*HOLD_WORDS, *heralds.tables())
    return down


def _take_down(case: Case, actor: int | None, now: datetime) -> None:
    if case.taken_down_at is not None:
        raise Refused(_("This case was taken down already."), "state")
    # The mark on disk comes first: after a crash between the two, a restore errs on the side of silence.
    tombstones.mark(_MARK, case.uid)
    for edition in Edition.objects.select_for_update().filter(case=case):
        edition.state = next_edition_state(edition.state, Step.TAKE_DOWN)
        edition.save(update_fields=["state"])
    erase_texts(case, now)
    Edition.objects.filter(case=case).update(outcome=None)
    case.taken_down_at = now
    case.outcome, case.stopped_at = None, None
    case.save(update_fields=["taken_down_at", "outcome", "stopped_at"])
    record.refresh(case, now)
    history.note(now, actor, "taken down", f"case:{case.pk}")
    heralds.tell(case, heralds.News.TAKEN_DOWN, now)


def erase_texts(case: Case, now: datetime) -> None:
    """Empty every column that holds words of the case, sealed ones too."""
    Rendition.objects.filter(edition__case=case).update(text=None, casefile=None, sheet=None)
    Draft.objects.filter(case=case, state__in=OPEN_DRAFT).update(state=DraftState.WITHDRAWN)
    Draft.objects.filter(case=case).update(content=None, links={}, outcome=None)
    Original.objects.filter(draft__case=case).update(content=None, reading=None)
    DraftVersion.objects.filter(draft__case=case).update(content=None)
    Aside.objects.filter(draft__case=case).update(content=None)
    Remark.objects.filter(draft__case=case).update(text=None)
    Lessening.objects.filter(case=case).update(reason=None)
    Term.objects.filter(case=case).update(content=None)
    Translation.objects.filter(case=case).update(memory=None)
    SectionNote.objects.filter(case=case).update(text=None, ended_at=now)
    SealedNote.objects.filter(case=case).update(content=None)
    Opening.objects.filter(note__case=case).update(reason=None)
    Consent.objects.filter(case=case).update(content=None)
    Extension.objects.filter(case=case).update(reason=None, ended_at=now)


HOLD_WORDS = (
    PublicRecord,
    Rendition,
    Draft,
    DraftVersion,
    Aside,
    Remark,
    Lessening,
    Term,
    Original,
    Translation,
    SectionNote,
    SealedNote,
    Opening,
    Consent,
    Extension,
    Edition,
    Case,
)
"""The tables that hold words of cases."""


def take_down_again(now: datetime) -> int:
    """After a restore, in its transaction: take down what the marks on this disk name, published by then or not, and
    mark what the backup knew as taken down. How many cases were taken down. `scrub` comes after.
    """
    marked = tombstones.marked(_MARK)
    back = list(Case.objects.select_for_update().filter(uid__in=marked, taken_down_at=None).order_by("pk"))
    for case in back:
        _take_down(case, None, now)
    for uid in Case.objects.exclude(taken_down_at=None).values_list("uid", flat=True):
        tombstones.mark(_MARK, uid)
    return len(back)


def end_lapsed(now: datetime) -> int:
    """Take down what was published with a consent that has ended. Pages hide it from that moment; this erases it."""
    with transaction.atomic():
        cases = Case.objects.select_for_update(of=("self",)).filter(taken_down_at=None)
        lapsed = list(cases.filter(public_record__visible_until__lte=now).order_by("pk"))
        for case in lapsed:
            _take_down(case, None, now)
    if lapsed:
        scrub(*HOLD_WORDS, *heralds.tables())
    return len(lapsed)


def take_down_lapsed(person: Person, now: datetime) -> int:
    """The same by hand; the files are scrubbed in any case, also of what an earlier scrub could not reach."""
    require(person, Deed.LESSEN, anywhere=True)
    done = end_lapsed(now)
    scrub(*HOLD_WORDS, *heralds.tables(), Person)
    return done
