"""Where a case stands in one sentence, the one thing to do next, and the quieter ways beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.agreed import waits_for_confirmation_by
from tocsin.actions.lessenings import lessenings_of, reason_for, to_look_at_for
from tocsin.actions.models import Case, Draft, Edition, Lessening
from tocsin.actions.next_step import Next, next_step_of
from tocsin.actions.overview import case_state
from tocsin.actions.publishing.clock import days_left
from tocsin.actions.sealed_notes import asks_to_open_for
from tocsin.actions.states import OPEN_DRAFT, DraftState, EditionState
from tocsin.desk import saying
from tocsin.desk.cases import words
from tocsin.desk.cases.way import way_to
from tocsin.desk.scripts import isolated
from tocsin.desk.times import When, moment
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page. hint: what it is for."""

    label: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """Something that one person did alone. may_look: whether it waits for this reader. looked_by: empty until then."""

    id: int
    sentence: str
    when: When
    reason: str
    may_look: bool
    looked_by: str
    looked_when: When | None


@dataclass(frozen=True, slots=True)
class Where:
    """next: the filled button; None where nothing is to be done by this person.

    asks_outcome: the deadline has passed and nobody said what became of them; said every time. lessening: stop, take
    down, give up. asked: what others ask of this reader. to_look_at: what another did alone and this reader may look
    at; looked: the rest.
    """

    sentence: str
    next: Link | None
    asks_outcome: str
    others: tuple[Link, ...]
    lessening: tuple[Link, ...]
    asked: tuple[Link, ...]
    to_look_at: tuple[Looked, ...]
    looked: tuple[Looked, ...]


_NEXT: Final = {
    Next.WRITE: ("desk-edit", "", gettext_noop("Go on writing")),
    Next.REVIEW: ("desk-review", "", gettext_noop("Read and decide")),
    Next.PUBLISH: ("desk-review", "", gettext_noop("Publish")),
    Next.OUTCOME: ("desk-next", "?kind=outcome", gettext_noop("Say what became of them")),
    Next.UPDATE: ("desk-next", "?kind=update", gettext_noop("Write an update")),
    Next.TRANSLATE: ("desk-translations", "", gettext_noop("Translate")),
    Next.LOCALISE: ("desk-local", "", gettext_noop("Write a note for our section")),
}

_DRAFTS: Final = {
    DraftState.DRAFT: gettext_noop("The %(kind)s is being written, last by %(name)s."),
    DraftState.IN_REVIEW: gettext_noop("The %(kind)s waits to be read by a second person."),
    DraftState.APPROVED: gettext_noop("The %(kind)s is approved and waits to be published."),
}


def where_of(person: Person, case: Case, now: datetime) -> Where:
    """Of a case that was accessed before."""
    own = may(person, Deed.SEE, case.section_id)
    drafts = Draft.objects.select_related("last_editor").filter(case=case)
    draft = drafts.order_by("-pk").first() if own else None
    state = case_state(case, now)
    newest = Edition.objects.filter(case=case).order_by("-n").first()
    step = next_step_of(person, case, draft, state)
    done_alone = [_looked(person, one) for one in lessenings_of(person, case)]
    return Where(
        sentence=" ".join(filter(None, (_of_case(case, state, newest, now), _of_draft(draft)))),
        next=_next(step, case),
        asks_outcome=_asks(case, newest, now) if state == EditionState.EXPIRED and own and not case.outcome else "",
        others=tuple(_others(person, case, draft, step)),
        lessening=tuple(_lessening(person, case, draft, state)),
        asked=tuple(_asked(person, case, now)),
        to_look_at=tuple(one for one in done_alone if one.may_look),
        looked=tuple(one for one in done_alone if not one.may_look),
    )


def _of_case(case: Case, state: str, newest: Edition | None, now: datetime) -> str:
    if state == EditionState.TAKEN_DOWN:
        return _("Taken down: nothing of it is public, and its words are erased.")
    if newest is None:
        return _("Withdrawn before it went live.") if case.withdrawn_at else _("Nothing of it is public yet.")
    if state == EditionState.STOPPED:
        return _("Stopped: the page says that no more letters are wanted.")
    if state == EditionState.CLOSED:
        return _("Closed. What became of them: %(outcome)s.") % {"outcome": words.outcome(case.outcome or "")}
    if newest.deadline is None or newest.deadline_zone is None:
        return _("Live, without a deadline.")
    left = days_left(newest.deadline, newest.deadline_zone, now)
    if state == EditionState.EXPIRED:
        return _("The deadline has passed: letters are no longer sent.")
    if left == 0:
        return _("Live: today is the last day for letters.")
    return ngettext("Live: %d day is left for letters.", "Live: %d days are left for letters.", left) % left


def _of_draft(draft: Draft | None) -> str:
    if draft is None or draft.state not in OPEN_DRAFT or draft.content is None:
        return ""
    kind = saying.kind(draft.content.open().get("kind", ""))
    return _(_DRAFTS[DraftState(draft.state)]) % {"kind": f"“{kind}”", "name": isolated(draft.last_editor.name)}


def _next(step: Next, case: Case) -> Link | None:
    if step not in _NEXT:
        return None
    name, query, label = _NEXT[step]
    return Link(_(label), way_to(name, case.pk) + query)


def _asks(case: Case, newest: Edition | None, now: datetime) -> str:
    if newest is None or newest.deadline is None or newest.deadline_zone is None:
        return ""
    ago = -days_left(newest.deadline, newest.deadline_zone, now)
    return (
        ngettext(
            "The deadline passed %d day ago, and nobody has said what became of them.",
            "The deadline passed %d days ago, and nobody has said what became of them.",
            ago,
        )
        % ago
    )


def _asked(person: Person, case: Case, now: datetime) -> Iterator[Link]:
    if asks_to_open_for(person, case, now):
        yield Link(_("Somebody asks that a sealed note be opened"), reverse("desk-notes", args=[case.pk]))
    if waits_for_confirmation_by(person, case, now.date()):
        yield Link(_("To be confirmed by you: nobody could be asked"), reverse("desk-consent", args=[case.pk]))


def _others(person: Person, case: Case, draft: Draft | None, step: Next) -> Iterator[Link]:
    is_open = draft is not None and draft.state in OPEN_DRAFT
    if is_open or case.taken_down_at or case.slug is None or not may(person, Deed.WRITE, case.section_id):
        return
    begin = reverse("desk-next", args=[case.pk])
    if step is not Next.UPDATE:
        yield Link(_("Write an update"), f"{begin}?kind=update")
    yield Link(_("Correct it"), f"{begin}?kind=correction")
    yield Link(_("Reissue it"), f"{begin}?kind=reissue")
    if case.stopped_at:
        yield Link(_("Say why it was stopped"), f"{begin}?kind=stop")
    if step is not Next.OUTCOME:
        yield Link(_("Say what became of them"), f"{begin}?kind=outcome")


def _lessening(person: Person, case: Case, draft: Draft | None, state: str) -> Iterator[Link]:
    if not may(person, Deed.LESSEN, case.section_id) or case.taken_down_at:
        return
    if state in {EditionState.LIVE, EditionState.EXPIRED, EditionState.CLOSED}:
        hint = _("No more letters; the text stays. At once, by you alone.")
        yield Link(_("Stop"), reverse("desk-stop", args=[case.pk]), hint)
    if draft is not None and draft.state in OPEN_DRAFT:
        yield Link(_("Give up the draft"), reverse("desk-withdraw", args=[case.pk]), _("Nothing of it goes live."))
    if case.slug or case.withdrawn_at:
        hint = _("Every word gone, for good. At once, by you alone.")
        yield Link(_("Take down"), reverse("desk-take-down", args=[case.pk]), hint)


def _looked(person: Person, one: Lessening) -> Looked:
    stopped = one.deed == "stopped"
    waits = to_look_at_for(person, one.case) if one.reviewed_at is None else None
    said = _("%(name)s stopped this case.") if stopped else _("%(name)s took this case down.")
    return Looked(
        id=one.pk,
        sentence=said % {"name": isolated(one.by.name)},
        when=moment(one.at),
        reason=reason_for(person, one),
        may_look=waits is not None and one.by_id != person.pk,
        looked_by=one.reviewed_by.name if one.reviewed_by else "",
        looked_when=moment(one.reviewed_at) if one.reviewed_at else None,
    )
