"""How many people wrote on a case, and how many letters went: by state, route, country and language. Never who wrote.

Small numbers tell of persons: whoever knows one writer in a small country would learn what that person did. A country's
or language's number below `SMALLEST` is therefore not told, and neither is any other from which it could be worked out
by subtracting what is told from its sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import CharField, Count, IntegerField, Sum, Value

from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

SMALLEST: Final = 5

BY_US: Final = (LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.UNKNOWN)
"""States of letters that the network handed over and that did not come back."""

SENT: Final = (*BY_US, LetterState.REPORTED)


class Hidden(StrEnum):
    """In place of a number."""

    FEW = "fewer than 5"
    WITHHELD = "not shown"
    """Large enough by itself, but with it a small one could be worked out."""


type Told = int | Hidden


@dataclass(frozen=True, slots=True)
class Share:
    """What one route, country or language has of the whole. value: its code."""

    value: str
    appeals: Told
    handed_over: Told
    reported: Told


@dataclass(frozen=True, slots=True)
class Numbers:
    """states: letters in each state; one that a group reports counts as often as it says. appeals: people or groups of
    whom at least one letter went.

    by_country, by_language: None where so few wrote that nothing can be told without telling of somebody.
    """

    states: Mapping[str, int]
    appeals: int
    handed_over: int
    reported: int
    by_route: tuple[Share, ...]
    by_country: tuple[Share, ...] | None
    by_language: tuple[Share, ...] | None

    def __bool__(self) -> bool:
        """Whether anything went at all."""
        return bool(self.handed_over or self.reported)


def numbers_of(slug: str, n: int | None = None) -> Numbers:
    """Of a case, or of one of its editions, in one query.

    Of an edition, neither countries nor languages: the numbers of two editions and of their case would tell what each
    of them alone hides.
    """
    tally = _Tally(_rows(slug, n))
    return Numbers(
        states=tally.states,
        appeals=sum(tally.appeals["country"].values()),
        handed_over=sum(tally.handed_over["route"].values()),
        reported=sum(tally.reported["route"].values()),
        by_route=tally.shares("route"),
        by_country=None if n is not None else hide(tally.shares("country")),
        by_language=None if n is not None else hide(tally.shares("language")),
    )


class _Tally:
    """Rows of the query added up. One letter has one route, and one appeal one country and one language."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.states: Counter[str] = Counter()
        self.appeals: dict[str, Counter[str]] = {"route": Counter(), "country": Counter(), "language": Counter()}
        self.handed_over: dict[str, Counter[str]] = {one: Counter() for one in self.appeals}
        self.reported: dict[str, Counter[str]] = {one: Counter() for one in self.appeals}
        for row in rows:
            if row["state"]:
                self._letters(row)
            else:
                self._appeals(row)

    def _letters(self, row: Mapping[str, Any]) -> None:
        number = row["told"] if row["state"] == LetterState.REPORTED else row["many"]
        self.states[row["state"]] += number
        of_kind = self.reported if row["state"] == LetterState.REPORTED else self.handed_over
        if row["state"] in SENT:
            for part in of_kind:
                of_kind[part][row[part]] += number

    def _appeals(self, row: Mapping[str, Any]) -> None:
        for part in ("route",) if row["route"] else ("country", "language"):
            self.appeals[part][row[part]] += row["many"]

    def shares(self, part: str) -> tuple[Share, ...]:
        """The largest first."""
        found = [
            Share(value, self.appeals[part][value], self.handed_over[part][value], self.reported[part][value])
            for value in self.appeals[part]
        ]
        return tuple(sorted(found, key=lambda one: (-_whole(one), one.value)))


def _whole(share: Share) -> int:
    return sum(one for one in (share.handed_over, share.reported) if isinstance(one, int))


def _rows(slug: str, n: int | None) -> Iterable[Any]:
    """Three questions in one: letters by everything; appeals by route; appeals by country and language."""
    letters = Letter.objects.filter(kind=Kind.LETTER, slug=slug, **({} if n is None else {"n": n}))
    if settings.ENVIRONMENT.is_live:
        letters = letters.filter(is_test=False)
    sent, none = letters.filter(state__in=SENT), Value("", output_field=CharField())
    counted = letters.values("route", "state", "country", "language").annotate(many=Count("pk"), told=Sum("count"))
    people = {"many": Count("owner", distinct=True), "told": Value(0, output_field=IntegerField())}
    by_route = sent.values("route").annotate(a_state=none, a_country=none, a_language=none, **people)
    by_place = sent.values("country", "language").annotate(a_route=none, a_state=none, **people)
    return counted.order_by().union(
        by_route.order_by().values_list("route", "a_state", "a_country", "a_language", "many", "told"),
        by_place.order_by().values_list("a_route", "a_state", "country", "language", "many", "told"),
        all=True,
    )


def hide(shares: tuple[Share, ...]) -> tuple[Share, ...] | None:
    """The shares as they may be told: each of the three numbers by itself, for each has a sum that is told too."""
    triples = [(int(one.appeals), int(one.handed_over), int(one.reported)) for one in shares]
    columns = [
        hidden({share.value: number for share, number in zip(shares, numbers, strict=True)})
        for numbers in zip(*triples, strict=True)
    ]
    if not shares:
        return ()
    people, handed_over, reported = columns
    if people is None or handed_over is None or reported is None:
        return None
    few = {value for value, number in people.items() if isinstance(number, Hidden)}
    handed_over, reported = _with(handed_over, few), _with(reported, few)
    told = [Share(one.value, people[one.value], handed_over[one.value], reported[one.value]) for one in shares]
    # Those that are told whole come first; the order of the others must not tell which of them is larger.
    return tuple(sorted(told, key=lambda one: (_is_hidden(one), 0 if _is_hidden(one) else -_whole(one), one.value)))


def _with(numbers: dict[str, Told], few: set[str]) -> dict[str, Told]:
    """Letters as they may be told where it is not told how many people wrote: most write to everybody, so that the one
    follows from the other. Where only one is hidden so, the least of the others is too, or it could be subtracted.
    """
    told = {
        value: Hidden.WITHHELD if value in few and isinstance(number, int) and number else number
        for value, number in numbers.items()
    }
    rest = [(number, value) for value, number in told.items() if isinstance(number, int) and number]
    if sum(isinstance(number, Hidden) for number in told.values()) == 1 and rest:
        told[min(rest)[1]] = Hidden.WITHHELD
    return told


def _is_hidden(share: Share) -> bool:
    return any(isinstance(number, Hidden) for number in (share.appeals, share.handed_over, share.reported))


def hidden(numbers: Mapping[str, int]) -> dict[str, Told] | None:
    """Numbers of which the sum is known, as they may be told; None where nothing may be told of them singly.

    Small ones are hidden, and then, from the smallest on, as many others as it takes until whoever subtracts learns no
    more of a small one than that it is below `SMALLEST`.
    """
    small = {value for value, number in numbers.items() if number < SMALLEST}
    if not any(numbers.values()):
        return dict(numbers)
    rest = sorted((value for value in numbers if value not in small), key=lambda value: (numbers[value], value))
    withheld = 0
    while not _is_safe(numbers, small, rest[:withheld], rest[withheld:]):
        if withheld == len(rest):
            return None
        withheld += 1
    told: dict[str, Told] = dict(numbers)
    return told | dict.fromkeys(small, Hidden.FEW) | dict.fromkeys(rest[:withheld], Hidden.WITHHELD)


def _is_safe(numbers: Mapping[str, int], small: set[str], withheld: list[str], told: list[str]) -> bool:
    """Whether every small number could still be any from 0 to `SMALLEST - 1`, given the sum of all that is hidden.

    A withheld number is known to be at least `SMALLEST`, and at most the least of those told.
    """
    if not small:
        return True
    others, most = len(small) - 1, SMALLEST - 1
    known = sum(numbers[value] for value in (*small, *withheld))
    ceiling = min((numbers[value] for value in told), default=known)
    could_be_none = known <= others * most + ceiling * len(withheld)
    could_be_most = known - most >= SMALLEST * len(withheld)
    return could_be_none and could_be_most
