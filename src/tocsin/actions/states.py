"""States of drafts and editions, and how one leads to another: tables of data, with the reason of each step."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.records.errors import Refused


class DraftState(StrEnum):
    """Of a draft: it ends as an edition, or withdrawn."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN_DRAFT = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.APPROVED)


class EditionState(StrEnum):
    """Of an edition. Expired is never stored: the clock says it wherever it is asked (`state_at`)."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    STOPPED = "stopped"
    CLOSED = "closed"
    TAKEN_DOWN = "taken down"


class Step(StrEnum):
    """What happens to a draft or an edition."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send back"
    TAKE_BACK = "take back"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    SUCCEED = "succeed"
    STOP = "stop"
    CLOSE = "close"
    TAKE_DOWN = "take down"


D, E = DraftState, EditionState

DRAFT_STEPS: Mapping[tuple[DraftState, Step], tuple[DraftState, str]] = {
    (D.DRAFT, Step.EDIT): (D.DRAFT, "being written"),
    (D.IN_REVIEW, Step.EDIT): (D.DRAFT, "changed during review: submit it again"),
    (D.APPROVED, Step.EDIT): (D.DRAFT, "changed after approval: the approval is void"),
    (D.DRAFT, Step.SUBMIT): (D.IN_REVIEW, "handed to a second person"),
    (D.IN_REVIEW, Step.SUBMIT): (D.IN_REVIEW, "handed to a second person again"),
    (D.APPROVED, Step.SUBMIT): (D.IN_REVIEW, "an address or a consent changed after approval: to be approved again"),
    (D.IN_REVIEW, Step.APPROVE): (D.APPROVED, "approved by a second person"),
    (D.APPROVED, Step.APPROVE): (D.APPROVED, "approved by one more person"),
    (D.IN_REVIEW, Step.SEND_BACK): (D.DRAFT, "a second person says what is to be changed"),
    (D.APPROVED, Step.SEND_BACK): (D.DRAFT, "a second person says what is to be changed: the approval is void"),
    (D.IN_REVIEW, Step.TAKE_BACK): (D.DRAFT, "its writers go on with it"),
    (D.APPROVED, Step.TAKE_BACK): (D.DRAFT, "its writers go on with it: the approval is void"),
    (D.APPROVED, Step.PUBLISH): (D.PUBLISHED, "an edition was made of it"),
    (D.DRAFT, Step.WITHDRAW): (D.WITHDRAWN, "given up before it went live"),
    (D.IN_REVIEW, Step.WITHDRAW): (D.WITHDRAWN, "given up before it went live"),
    (D.APPROVED, Step.WITHDRAW): (D.WITHDRAWN, "given up before it went live"),
}

EDITION_STEPS: Mapping[tuple[EditionState, Step], tuple[EditionState, str]] = {
    (E.LIVE, Step.SUCCEED): (E.SUPERSEDED, "a later edition took its place"),
    (E.STOPPED, Step.SUCCEED): (E.SUPERSEDED, "a later edition took its place"),
    (E.CLOSED, Step.SUCCEED): (E.SUPERSEDED, "a later edition took its place"),
    (E.LIVE, Step.STOP): (E.STOPPED, "no more letters are wanted"),
    (E.CLOSED, Step.STOP): (E.STOPPED, "no more letters are wanted"),
    (E.LIVE, Step.CLOSE): (E.CLOSED, "its outcome is published"),
    (E.STOPPED, Step.CLOSE): (E.CLOSED, "its outcome is published"),
    (E.LIVE, Step.TAKE_DOWN): (E.TAKEN_DOWN, "its text is withdrawn from the public"),
    (E.SUPERSEDED, Step.TAKE_DOWN): (E.TAKEN_DOWN, "its text is withdrawn from the public"),
    (E.STOPPED, Step.TAKE_DOWN): (E.TAKEN_DOWN, "its text is withdrawn from the public"),
    (E.CLOSED, Step.TAKE_DOWN): (E.TAKEN_DOWN, "its text is withdrawn from the public"),
}

_NOT_NOW = {
    Step.EDIT: gettext_noop("This draft is %(state)s and is no longer edited."),
    Step.SUBMIT: gettext_noop("This draft is %(state)s and cannot be submitted."),
    Step.APPROVE: gettext_noop("This draft is %(state)s: only what was sent to review is approved."),
    Step.SEND_BACK: gettext_noop("This draft is %(state)s: only what is in review or approved is sent back."),
    Step.TAKE_BACK: gettext_noop("This draft is %(state)s: only what is in review or approved is taken back."),
    Step.PUBLISH: gettext_noop("This draft is %(state)s: only one that a second person approved is published."),
    Step.WITHDRAW: gettext_noop("This draft is %(state)s and cannot be withdrawn."),
    Step.STOP: gettext_noop("This action is %(state)s already."),
}


STATE_WORDS = (
    gettext_noop("draft"),
    gettext_noop("in review"),
    gettext_noop("approved"),
    gettext_noop("published"),
    gettext_noop("withdrawn"),
    gettext_noop("live"),
    gettext_noop("superseded"),
    gettext_noop("expired"),
    gettext_noop("stopped"),
    gettext_noop("closed"),
    gettext_noop("taken down"),
)
"""As they stand within a sentence: “This draft is in review.”"""


def next_draft_state(state: str, step: Step) -> DraftState:
    """Where a step leads; Refused in plain words where it leads nowhere."""
    found = DRAFT_STEPS.get((DraftState(state), step))
    if found is None:
        raise Refused(
            _(_NOT_NOW.get(step, gettext_noop("This draft is %(state)s."))) % {"state": _(str(state))}, "state"
        )
    return found[0]


def next_edition_state(state: str, step: Step) -> EditionState:
    """Where a step leads; Refused in plain words where it leads nowhere."""
    found = EDITION_STEPS.get((EditionState(state), step))
    if found is None:
        raise Refused(
            _(_NOT_NOW.get(step, gettext_noop("This edition is %(state)s."))) % {"state": _(str(state))}, "state"
        )
    return found[0]


class Outcome(StrEnum):
    """What became of the people of a case. Says what happened, never why."""

    RELEASED = "released"
    CHARGES_DROPPED = "charges_dropped"
    SENTENCE_COMMUTED = "sentence_commuted"
    EXECUTION_STAYED = "execution_stayed"
    CONDITIONS_IMPROVED = "conditions_improved"
    PROTECTED = "protected"
    FOUND = "found"
    RETURNED = "returned"
    SENTENCED = "sentenced"
    KILLED = "killed"
    EXECUTED = "executed"
    DIED = "died"
    NO_NEWS = "no_news"
    OTHER = "other"


DEATHS = frozenset({Outcome.KILLED, Outcome.EXECUTED, Outcome.DIED})


class MentionNetwork(StrEnum):
    """Whether letters should say that the network asked for them."""

    YES = "yes"
    NO = "no"
    OPTIONAL = "optional"
