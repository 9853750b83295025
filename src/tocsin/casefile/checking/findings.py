"""The findings about a case file: schema errors first, then what a careful colleague would say.

Only schema errors (and, at publication, consent and the deadline) stop anything; all else is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from tocsin.casefile.checking.sources import phrases, source_phrases
from tocsin.casefile.errors import InvalidCaseFile
from tocsin.casefile.model import FORMAT, CaseFile, Kind, Recipient
from tocsin.casefile.reading.fields.numbers import year_of
from tocsin.casefile.reading.flow import fold
from tocsin.casefile.schema import case_from, problems_in

ENDED = (Kind.STOP, Kind.OUTCOME)
FARTHEST = timedelta(days=366)


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `field` is a path in the case file: `targets.0.salutation`."""

    code: str
    field: str
    severity: Severity
    message: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "field": self.field, "severity": self.severity.value, "message": self.message}


def check_value(value: object, today: date) -> tuple[Finding, ...]:
    """Findings about parsed JSON. Raises InvalidCaseFile where it is not even meant as a case file."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidCaseFile(f"This is not a case file: it lacks “format”: “{FORMAT}”.")
    problems = problems_in(value)
    if problems:
        return tuple(
            Finding("schema", path, Severity.ERROR, f"{path or 'The case file'} {sentence}.")
            for path, sentence in problems
        )
    return check_case(case_from(value), today)


def check_case(case: CaseFile, today: date) -> tuple[Finding, ...]:
    """Findings about a case file. today: the editor's date, for deadlines without a date of issue."""
    return tuple(finding for rule in _RULES for finding in rule(case, today))


def _missing(case: CaseFile, today: date) -> Iterator[Finding]:
    if not case.headline.strip():
        yield Finding("no-headline", "headline", Severity.WARNING, "The action has no headline.")
    if not case.countries:
        yield Finding("no-country", "countries", Severity.WARNING, "No state is named that the action is about.")
    if not case.people:
        yield Finding("no-people", "people", Severity.WARNING, "Nobody at risk is named, not even a group.")
    if case.kind in ENDED:
        return
    if not case.calls:
        yield Finding("no-call", "calls", Severity.WARNING, "The authorities are not asked for anything.")
    if case.deadline is None:
        yield Finding(
            "no-deadline",
            "deadline",
            Severity.WARNING,
            "There is no deadline; without one the action cannot be published.",
        )
    if not case.targets:
        yield Finding("no-target", "targets", Severity.ERROR, "There is nobody to write to.")


def _recipients(case: CaseFile, today: date) -> Iterator[Finding]:
    for name in ("targets", "copies"):
        for number, recipient in enumerate(getattr(case, name)):
            yield from _recipient(recipient, f"{name}.{number}", is_target=name == "targets")


def _recipient(recipient: Recipient, path: str, *, is_target: bool) -> Iterator[Finding]:
    who = recipient.name or recipient.post or (recipient.lines[0] if recipient.lines else "the recipient")
    if not _can_be_posted(recipient) and not recipient.email and not recipient.fax:
        yield Finding(
            "unreachable",
            path,
            Severity.ERROR,
            f"Nothing reaches {who}: no postal address, no e-mail address, no fax number.",
        )
    if is_target and not recipient.salutation:
        yield Finding(
            "no-salutation",
            f"{path}.salutation",
            Severity.ADVICE,
            f"There is no salutation for {who}; letters will use the polite form for an office.",
        )
    if _can_be_posted(recipient) and recipient.country is None:
        yield Finding(
            "no-state",
            f"{path}.country",
            Severity.WARNING,
            f"The address of {who} names no state; letters from abroad need one.",
        )
    for position, address in enumerate(recipient.email):
        if not _is_address(address):
            yield Finding(
                "bad-email", f"{path}.email.{position}", Severity.ERROR, f"“{address}” is not an e-mail address."
            )
    for kind in ("fax", "phone"):
        for position, number in enumerate(getattr(recipient, kind)):
            if not re.fullmatch(r"\+\d{6,15}", number):
                yield Finding(
                    "bad-number",
                    f"{path}.{kind}.{position}",
                    Severity.WARNING,
                    f"“{number}” is not a full international number.",
                )


def _can_be_posted(recipient: Recipient) -> bool:
    """A block that is more than name and office."""
    return len([line for line in recipient.lines if line not in (recipient.name, recipient.post)]) > 0


def _is_address(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _dates(case: CaseFile, today: date) -> Iterator[Finding]:
    start = case.issued or today
    if case.deadline and case.issued and case.deadline < case.issued:
        yield Finding(
            "deadline-before-issue",
            "deadline",
            Severity.ERROR,
            f"The deadline {case.deadline} lies before the date of issue {case.issued}.",
        )
    if case.deadline and case.deadline - start > FARTHEST:
        yield Finding(
            "deadline-far", "deadline", Severity.WARNING, f"The deadline {case.deadline} is more than a year away."
        )
    if (
        case.number
        and case.issued
        and case.update == 0
        and case.kind is Kind.INITIAL
        and year_of(case.number) != case.issued.year
    ):
        yield Finding(
            "number-year",
            "number",
            Severity.WARNING,
            f"The number {case.number} is of another year than the date of issue {case.issued}.",
        )
    elif case.number and case.issued and year_of(case.number) > case.issued.year:
        yield Finding(
            "number-year",
            "number",
            Severity.WARNING,
            f"The number {case.number} is of a later year than the date of issue {case.issued}.",
        )


def _kind(case: CaseFile, today: date) -> Iterator[Finding]:
    if case.kind is Kind.INITIAL and case.update:
        yield Finding("kind-update", "update", Severity.WARNING, f"A first document cannot be update {case.update}.")
    if case.kind is Kind.UPDATE and not case.update:
        yield Finding("kind-update", "update", Severity.WARNING, "An update must say which one it is: 1 for the first.")


def _calls(case: CaseFile, today: date) -> Iterator[Finding]:
    words = {
        word
        for person in case.people
        for word in re.findall(r"\w{3,}", fold(f"{person.name or ''} {person.detail or ''}"))
    }
    pronouns = re.compile(rf"\b(?:{phrases(case.language)['pronouns']})\b")
    for number, call in enumerate(case.calls):
        folded = fold(call)
        if not pronouns.search(folded) and not words & set(re.findall(r"\w{3,}", folded)):
            yield Finding(
                "call-names-nobody",
                f"calls.{number}",
                Severity.ADVICE,
                "This call names nobody: say for whom something is to be done.",
            )


def _sources(case: CaseFile, today: date) -> Iterator[Finding]:
    texts = [
        ("summary", case.summary or ""),
        *((f"body.{n}", text) for n, text in enumerate(case.body)),
        *((f"background.{n}", text) for n, text in enumerate(case.background)),
        ("model_letter", case.model_letter or ""),
    ]
    for path, text in texts:
        for phrase in source_phrases(text, case.language):
            yield Finding("source", path, Severity.WARNING, f"Could somebody find the source by this? “{phrase}”")


_PLACEHOLDER = re.compile(r"\[[^\]\n]{2,60}\]|address 1|\bxx+\b|\blorem ipsum\b|\btbc\b|\btbd\b", re.IGNORECASE)


def _placeholders(case: CaseFile, today: date) -> Iterator[Finding]:
    texts = [
        ("headline", case.headline),
        ("summary", case.summary or ""),
        *((f"body.{n}", text) for n, text in enumerate(case.body)),
        *((f"calls.{n}", text) for n, text in enumerate(case.calls)),
    ]
    for path, text in texts:
        if match := _PLACEHOLDER.search(text):
            yield Finding("placeholder", path, Severity.WARNING, f"A placeholder was left in: “{match.group()}”.")


_RULES = (_missing, _recipients, _dates, _kind, _calls, _sources, _placeholders)
