"""The command that helps after a refusal. Services speak in words for every face; commands belong to this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.records.errors import Refused

_HINTS: Final[Mapping[str, str]] = {
    "changed-since": "See “tocsin case show”.",
    "known-code": "See “tocsin sections edit”.",
    "list-changed": "See “tocsin missions withdraw” and “tocsin missions import”.",
    "no-consent": "See “tocsin case consent”.",
    "no-deadline": "See “tocsin case edit”.",
    "no-draft": "See “tocsin case update”.",
    "no-outcome": "See “tocsin case edit --outcome”.",
    "no-translation": "See “tocsin translate import”.",
    "no-zone": "See “tocsin case edit --zone”.",
    "number-taken": "See “tocsin case update --from FILE”.",
    "not-printed": "See “tocsin print-queue export”.",
    "own-secret": "See “tocsin staff secret --as”.",
    "text-changed": "See “tocsin case show”, “tocsin case submit” and “tocsin case approve”.",
}
"""By the rule that refused."""


def hint_for(refused: Refused) -> tuple[str, ...]:
    """One line, or none."""
    hint = _HINTS.get(refused.rule)
    return (hint,) if hint else ()
