"""A stack of letters for the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tocsin.letters import Letter, LetterPress, glyph_problem

BATCH: Final = 100
"""Letters in one file: a stack that one person folds and stamps in an evening."""


@dataclass(frozen=True, slots=True)
class Batch:
    """pdf: one page or more a letter, in the order of ids. left_out: what cannot be printed, with the reason."""

    pdf: bytes | None
    ids: tuple[int, ...]
    left_out: tuple[tuple[int, str], ...]


def batch_of(letters: Mapping[int, Letter]) -> Batch:
    """Print these letters, by id. A character that no font has costs its own letter, never the stack."""
    problems = {number: glyph_problem(letter) for number, letter in letters.items()}
    left_out = tuple((number, problem.message) for number, problem in problems.items() if problem is not None)
    ids = tuple(number for number, problem in problems.items() if problem is None)
    pdf = LetterPress().many([letters[number] for number in ids]) if ids else None
    return Batch(pdf, ids, left_out)
