"""What the placeholders of the table stand for: things that the desk has, made for the tests of access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.network import Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case
from tocsin.directory.models import Office


@dataclass(frozen=True, slots=True)
class Things:
    """cases: by the names of `matrix.THINGS`. others: text by placeholder."""

    cases: dict[str, Case]
    others: dict[str, str]


OTHERS: dict[str, Callable[[Network], str]] = {
    "office": lambda _network: str(Office.objects.order_by("pk")[0].pk),
    "contact": lambda _network: str(Office.objects.order_by("pk")[0].contacts.order_by("pk")[0].pk),
    "section": lambda _network: "DE",
    "language": lambda _network: "fr",
    "report": lambda _network: "country",
    "form": lambda _network: "page",
}
"""A room that needs another placeholder adds it here."""


def things(network: Network) -> Things:
    cases = {f"public {code}": network.published(code, headline=f"Public in {code}") for code in ("DE", "FR")}
    cases |= {f"hidden {code}": network.draft(code, headline=f"Hidden in {code}") for code in ("DE", "FR")}
    cases["down DE"] = network.published("DE", headline="Gone")
    take_down(network.bo, str(cases["down DE"].pk), network.now)
    return Things(cases, {name: make(network) for name, make in OTHERS.items()})
