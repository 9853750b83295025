"""What the advice can say: codes and values only, because each page words them in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """Everything that a writer may be told about a text."""

    CALL_MISSING = "call-missing"
    NAME_DIFFERS = "name-differs"
    DATE_DIFFERS = "date-differs"
    PLACEHOLDER = "placeholder"
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"
    ROUGH_TONE = "rough-tone"
    PARTISAN = "partisan"
    DEMAND_ADDED = "demand-added"
    NEARLY_THE_ACTION = "nearly-the-action"
    NEARLY_OTHERS = "nearly-others"
    UNKNOWN_PERSON = "unknown-person"
    CONTACT_GIVEN = "contact-given"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `quote` is a piece of the writer's text, `expected` what the case says instead."""

    code: FindingCode
    quote: str = ""
    expected: str = ""
    call: int | None = None


class Cover(StrEnum):
    """Whether a letter asks for what a call asks for; UNKNOWN where the words cannot be compared."""

    COVERED = "covered"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is told about one text.

    words: characters in a script without spaces. pages: 1.0 is a full page. own_share: 0 to 1, the share that stands
    neither in the case nor in the letters seen. calls: one for each call of the case, in its order.
    """

    words: int
    pages: float
    own_share: float
    calls: tuple[Cover, ...]
    findings: tuple[Finding, ...]
