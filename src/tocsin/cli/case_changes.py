"""What a command is told of a case in the form `FIELD=VALUE` or by a word of a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.casefile import CaseFile, case_from

if TYPE_CHECKING:
    from tocsin.actions.states import Outcome


def link_from(text: str) -> tuple[str, int]:
    """`targets.0=12`: a place and the number of a target."""
    from tocsin.records.errors import BadInput

    path, _, office = text.partition("=")
    if not office.isdecimal():
        raise BadInput(f"“{text[:40]}” does not tie a recipient: write targets.0=12.")
    return path, int(office)


def outcome_from(code: str) -> Outcome:
    from tocsin.actions.states import Outcome
    from tocsin.records.errors import BadInput

    try:
        return Outcome(code)
    except ValueError:
        raise BadInput(f"“{code[:40]}” is no outcome: take one of {', '.join(Outcome)}.") from None


def with_changes(content: CaseFile, changes: tuple[str, ...]) -> CaseFile:
    """changes: each `FIELD=VALUE`, the value as JSON or as plain text."""
    value = content.to_json()
    for change in changes:
        path, _, text = change.partition("=")
        _put(value, path.split("."), _parsed(text), path)
    return case_from(value)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _put(value: Any, steps: list[str], new: Any, path: str) -> None:
    """Set one place of the case file. The end of a list may be named, to add to it."""
    from tocsin.records.errors import BadInput

    step, rest = steps[0], steps[1:]
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value) + (not rest):
        if rest:
            _put(value[int(step)], rest, new, path)
        else:
            value[int(step) : int(step) + 1] = [new]
        return
    if not isinstance(value, dict) or step not in value:
        raise BadInput(f"“{path[:60]}” is no place of a case file: name one such as deadline or targets.0.salutation.")
    if rest:
        _put(value[step], rest, new, path)
    else:
        value[step] = new
