"""A published case, a writer's browser, and a clock that stands still until a test moves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.network import NOW, Network
from tests.public.conftest import Clock
from tests.public.reading import Element, read
from tocsin.actions.models import Case

TEXT = (
    "I build bridges, and I have never met Mirela Dovan. But I know what it is to sign a report that nobody wants.\n\n"
    "Please say today where Mirela Dovan is, and let a doctor bring her insulin. Her daughter stands at your gate each "
    "morning, and I think of her when mine leaves for school."
)
MISSIONS = (
    "sending_state,host,also_accredited,name,post,address,email,fax,phone,salutation,language\n"
    "Halvara,DE,AT,Embassy of the Republic of Halvara,Her Excellency the Ambassador,Musterallee 12|10999 Berlin,,,,"
    "Your Excellency,en\n"
)


@pytest.fixture
def moment(moment: Clock) -> Clock:
    """The network's time, for all of these tests."""
    moment.time = NOW
    return moment


@pytest.fixture
def case(network: Network) -> Case:
    from tests.missions import put_in_force

    put_in_force(network.amina, network.bo, MISSIONS.encode(), NOW)
    return network.published()


@dataclass
class Writer:
    """Somebody with a browser without scripts: opens the page, changes fields, presses buttons."""

    client: Client
    home: str
    clock: Clock
    language: str = "de-DE, de;q=0.8"
    path: str = ""
    page: Element | None = None
    response: Any = None
    fields: dict[str, list[str]] = field(default_factory=dict)

    def open(self, prefix: str = "/en", status: int = 200) -> Element:
        self.path = prefix + self.home
        self.response = self.client.get(self.path, headers={"accept-language": self.language})
        return self._read(status)

    def fill(self, **values: str | list[str] | None) -> None:
        """A name with a dot is written with two underlines; None takes a field away, as an unticked box does."""
        for name, value in values.items():
            key = name.replace("__", ".")
            if value is None:
                self.fields.pop(key, None)
            else:
                self.fields[key] = [value] if isinstance(value, str) else value

    def introduce(self, **values: str) -> None:
        usual = {"text": TEXT, "name": "Chen Adler", "place": "Leipzig", "email": "chen@example.net"}
        self.fill(**{**usual, **values})

    def press(self, do: str, status: int = 200, **span: float) -> Element:
        """A button that gives a page; after a minute, unless something else is said."""
        self._send(do, span)
        return self._read(status)

    def leave(self, do: str, **span: float) -> str:
        """A button that leads to the private page; its token."""
        self._send(do, span)
        assert self.response.status_code == 303, (self.response.status_code, self.response.content[-900:])
        place = str(self.response.headers["Location"])
        assert place.startswith("/en/letters/")
        return place.split("/")[3]

    def _send(self, do: str, span: dict[str, float]) -> None:
        self.clock.time += timedelta(**(span or {"minutes": 1}))
        fields = {**self.fields, "do": do}
        self.response = self.client.post(self.path, fields, headers={"accept-language": self.language})

    def shown(self) -> Element:
        assert self.page is not None
        return self.page

    def _read(self, status: int) -> Element:
        self.page = read(self.response, status)
        if status in {200, 422}:
            self.fields = fields_in(self.page)
        return self.page


def fields_in(page: Element) -> dict[str, list[str]]:
    """What a browser would send back."""
    found: dict[str, list[str]] = {}
    for element in page.all("form"):
        for one in element.all("input"):
            kind, name = one.attributes.get("type"), one.attributes.get("name")
            if name and (kind not in {"checkbox", "radio"} or "checked" in one.attributes):
                found.setdefault(name, []).append(one.attributes.get("value") or "")
        for one in element.all("textarea"):
            raw = "".join(child for child in one.children if isinstance(child, str))
            found[one.attributes["name"] or ""] = [raw.removeprefix("\n")]
        for one in element.all("select"):
            chosen = [option for option in one.all("option") if "selected" in option.attributes] or one.all("option")
            found[one.attributes["name"] or ""] = [chosen[0].attributes.get("value") or ""]
    return found


@pytest.fixture
def writer(client: Client, case: Case, moment: Clock) -> Writer:
    return Writer(client, f"/actions/{case.slug}/write/", moment)


def at(page: Element, identity: str) -> Element:
    """The one element with this id."""
    found = [one for name in _NAMES for one in page.all(name, id=identity)]
    assert len(found) == 1, (identity, len(found))
    return found[0]


_NAMES = ("section", "div", "fieldset", "p", "h2", "h3", "details", "input", "select", "textarea", "span")
