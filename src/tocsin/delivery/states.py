"""States of a letter, and how one leads to another: one table, with the reason of each step (CONTRACTS.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tocsin.records.errors import Refused


class LetterState(StrEnum):
    """What is known of a letter. Never “delivered”: that nobody can know."""

    WRITTEN = "written"
    """In the writer's hands."""
    WAITING = "waiting"
    """For the writer's confirmation."""
    READY = "ready"
    HANDED_OVER = "handed over"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    FROZEN = "frozen"
    RECALLED = "recalled"
    EXPIRED = "expired"
    REPORTED = "reported"


class Event(StrEnum):
    """What happens to a letter."""

    ASK = "ask"
    CONFIRM = "confirm"
    TAKE = "take"
    """The next carrier took it."""
    ACCEPT = "accept"
    """The recipient's own server took it, or a success notice came."""
    REFUSE = "refuse"
    """Refused for good, at hand-over or by a notice that came back later."""
    GIVE_UP = "give up"
    FALL_SILENT = "fall silent"
    HOLD = "hold"
    RELEASE = "release"
    FREEZE = "freeze"
    RETRY = "retry"
    RECALL = "recall"
    EXPIRE = "expire"
    REPORT = "report"


S, E = LetterState, Event


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads, and why."""

    to: LetterState
    reason: str


STEPS: Mapping[tuple[LetterState, Event], Step] = {
    (S.WRITTEN, E.ASK): Step(S.WAITING, "the writer wants the network to send it, and has to confirm that"),
    (S.WRITTEN, E.REPORT): Step(S.REPORTED, "the writer says that it was sent"),
    (S.WRITTEN, E.RECALL): Step(S.RECALLED, "no letter is wanted any more, or the writer took it back"),
    (S.WRITTEN, E.EXPIRE): Step(S.EXPIRED, "the deadline has passed"),
    (S.WAITING, E.CONFIRM): Step(S.READY, "the writer pressed the button behind the link"),
    (S.WAITING, E.HOLD): Step(S.HELD, "confirmed, and an operator looks at it first"),
    (S.WAITING, E.RECALL): Step(S.RECALLED, "no letter is wanted any more, or the writer took it back"),
    (S.WAITING, E.EXPIRE): Step(S.EXPIRED, "the deadline has passed, or it was not confirmed in time"),
    (S.READY, E.TAKE): Step(S.HANDED_OVER, "the next carrier took it"),
    (S.READY, E.ACCEPT): Step(S.ACCEPTED, "the recipient's own server took it"),
    (S.READY, E.REFUSE): Step(S.BOUNCED, "refused for good"),
    (S.READY, E.GIVE_UP): Step(S.FAILED, "tried for as long as it makes sense"),
    (S.READY, E.HOLD): Step(S.HELD, "held by an operator or a rule"),
    (S.READY, E.FREEZE): Step(S.FROZEN, "an error that nobody expected; the others go on"),
    (S.READY, E.RECALL): Step(S.RECALLED, "no letter is wanted any more, or the writer took it back"),
    (S.READY, E.EXPIRE): Step(S.EXPIRED, "the deadline has passed"),
    (S.HELD, E.RELEASE): Step(S.READY, "an operator let it go"),
    (S.HELD, E.RECALL): Step(S.RECALLED, "no letter is wanted any more, or the writer took it back"),
    (S.HELD, E.EXPIRE): Step(S.EXPIRED, "the deadline has passed"),
    (S.FROZEN, E.RETRY): Step(S.READY, "an operator has mended what was wrong"),
    (S.FROZEN, E.HOLD): Step(S.HELD, "held by an operator"),
    (S.FROZEN, E.RECALL): Step(S.RECALLED, "no letter is wanted any more, or the writer took it back"),
    (S.FROZEN, E.EXPIRE): Step(S.EXPIRED, "the deadline has passed"),
    (S.FAILED, E.RETRY): Step(S.READY, "an operator tries once more"),
    (S.HANDED_OVER, E.ACCEPT): Step(S.ACCEPTED, "a success notice came"),
    (S.HANDED_OVER, E.REFUSE): Step(S.BOUNCED, "it came back"),
    (S.HANDED_OVER, E.RETRY): Step(S.READY, "a fax that nobody took is dialled again"),
    (S.HANDED_OVER, E.GIVE_UP): Step(S.FAILED, "a fax that nobody took at ten tries"),
    (S.HANDED_OVER, E.FALL_SILENT): Step(S.UNKNOWN, "five days without news"),
    (S.ACCEPTED, E.REFUSE): Step(S.BOUNCED, "it came back after all"),
    (S.UNKNOWN, E.REFUSE): Step(S.BOUNCED, "it came back late"),
    (S.UNKNOWN, E.ACCEPT): Step(S.ACCEPTED, "a success notice came late"),
    (S.RECALLED, E.TAKE): Step(S.HANDED_OVER, "it had left already: the answer came after it was held back"),
    (S.RECALLED, E.ACCEPT): Step(S.ACCEPTED, "it had left already: the answer came after it was held back"),
    (S.EXPIRED, E.TAKE): Step(S.HANDED_OVER, "it had left already: the answer came after the deadline"),
    (S.EXPIRED, E.ACCEPT): Step(S.ACCEPTED, "it had left already: the answer came after the deadline"),
    (S.RECALLED, E.REPORT): Step(S.REPORTED, "the writer says that it had been sent before"),
    (S.EXPIRED, E.REPORT): Step(S.REPORTED, "the writer says that it had been sent before"),
}

NOT_HANDED_OVER = frozenset({S.WRITTEN, S.WAITING, S.READY, S.HELD, S.FROZEN})
"""What a recall can still hold back."""

ENDED = frozenset({S.ACCEPTED, S.BOUNCED, S.FAILED, S.UNKNOWN, S.RECALLED, S.EXPIRED, S.REPORTED})
"""End states: 28 days after, the text is erased. A late notice may still move one to another."""


def next_state(state: str, event: Event) -> LetterState:
    """Raises Refused where the table has no such step."""
    step = STEPS.get((LetterState(state), event))
    if step is None:
        raise Refused(f"A letter that is {state} cannot do this step: {event}.", "letter-state")
    return step.to


def allows(state: str, event: Event) -> bool:
    return (LetterState(state), event) in STEPS
