"""How a row of the declared table is written, and who there is to be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

EVERYBODY: Final = "odile amina bo chen farid dara emil greta hana mallory"
"""All who have a role that counts: Odile operates, Amina writes, Bo reviews, Chen and Farid translate, Mallory does all
of these, each for all sections; for DE Dara coordinates, Emil writes, Greta reviews; for FR Hana coordinates."""

ROLELESS: Final = "nina"
"""Whose roles wait for a second person."""

OF_SECTION: Final = {"dara": "DE", "emil": "DE", "greta": "DE", "hana": "FR"}
"""Everybody else is of no section, and so of all."""

THINGS: Final = ("public DE", "hidden DE", "public FR", "hidden FR", "down DE")
"""Of each section a case that is live and one that is not published; one that was taken down. The ones that are not
published are open drafts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One address.

    path: `{case}` stands for a case's number: such a row is tried with each of THINGS; other placeholders (`{office}`)
    are filled from `tests/desk/things.py`.
    reads: who gets the page with GET: names parted by spaces, or, for pages of cases, names by thing (a thing that is
    not named is for nobody). None: the address takes no GET.
    posts: the same for POST with an empty form. None: it takes no POST.
    given: what GET answers those who may. empty: what an empty form answers those who may: a form that is asked again
    says 422, never does anything.
    hidden: of an address that is about no case, for whom there is nothing: their role would do, their section does not.
    Whoever sees the case and may not is answered 403; whoever does not see the case, 404, as if there were none.
    """

    path: str
    reads: str | Mapping[str, str] | None = EVERYBODY
    posts: str | Mapping[str, str] | None = None
    given: int = 200
    empty: int = 422
    hidden: str = ""

    @property
    def is_of_cases(self) -> bool:
        return "{case}" in self.path


def may(who: str | Mapping[str, str] | None, thing: str, name: str) -> bool:
    names = who.get(thing, "") if isinstance(who, Mapping) else who or ""
    return name in names.split()


def sees(thing: str, name: str) -> bool:
    """A section sees its own cases and those that are, or were, public; whoever is of no section sees all."""
    kind, section = thing.split()
    return name != ROLELESS and (kind != "hidden" or OF_SECTION.get(name, section) == section)


def of_cases(live: str, hidden: str, foreign: str = "", down: str = "") -> dict[str, str]:
    """Names by thing, for the usual rule. live, hidden: who of those of the own section and of no section may; of them,
    whoever belongs to the other section is left out by itself. foreign: who may on the other section's public cases.
    """

    def own(names: str, section: str) -> str:
        return " ".join(name for name in names.split() if OF_SECTION.get(name, section) == section)

    return {
        "public DE": " ".join([own(live, "DE"), foreign]),
        "public FR": " ".join([own(live, "FR"), foreign]),
        "hidden DE": own(hidden, "DE"),
        "hidden FR": own(hidden, "FR"),
        "down DE": " ".join([own(down, "DE")]),
    }
