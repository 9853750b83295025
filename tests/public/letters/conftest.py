"""Letters that were taken in, and their writer's browser without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.network import NOW, Network
from tests.public.conftest import Clock
from tests.public.reading import Element, read
from tocsin.actions.models import Case
from tocsin.api import kept
from tocsin.appeals.entering import save_draft, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.handing import load
from tocsin.appeals.wish import Wish
from tocsin.delivery import ledger
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event

TEXT = (
    "I build bridges, and I have never met Mirela Dovan. But I know what it is to sign a report that nobody wants.\n\n"
    "Please say today where Mirela Dovan is, and let a doctor bring her insulin."
)
MISSIONS = (
    "sending_state,host,also_accredited,name,post,address,email,fax,phone,salutation,language\n"
    "Halvara,DE,AT,Embassy of the Republic of Halvara,Her Excellency the Ambassador,Musterallee 12|10999 Berlin,,,,"
    "Your Excellency,en\n"
)
WISH: dict[str, Any] = {
    "country": "DE",
    "language": "en",
    "text": TEXT,
    "name": "Chen Adler",
    "place": "Leipzig",
    "email": "chen@example.net",
    "consent": True,
}


@pytest.fixture
def moment(moment: Clock) -> Clock:
    """The network's time, for all of these tests."""
    moment.time = NOW
    kept.forget()
    return moment


@pytest.fixture
def case(network: Network) -> Case:
    from tests.missions import put_in_force

    put_in_force(network.amina, network.bo, MISSIONS.encode(), NOW)
    return network.published()


@dataclass
class Mine:
    """A writer with their private page. path: in English."""

    client: Client
    clock: Clock
    token: str

    @property
    def path(self) -> str:
        return f"/en/letters/{self.token}/"

    def page(self, status: int = 200) -> Element:
        return read(self.client.get(self.path), status)

    def press(self, do: str, status: int = 303, **fields: object) -> Any:
        """A button of the page."""
        answer = self.client.post(self.path, {"do": do, **fields})
        assert answer.status_code == status, (answer.status_code, answer.content[-600:])
        return answer

    def file(self, name: str, status: int = 200) -> Any:
        answer = self.client.get(f"{self.path}{name}")
        assert answer.status_code == status, (name, answer.status_code, answer.content[-300:])
        return answer

    @property
    def letters(self) -> list[Letter]:
        return letters()

    def entry(self, letter: Letter, page: Element | None = None) -> Element:
        """The letter's place on the page."""
        return (page or self.page()).one("li", id=f"letter-{letter.pk}")

    def confirm_link(self) -> str:
        """From the newest message that asks to confirm."""
        notice = Letter.objects.filter(kind=Kind.NOTICE, key="confirm").order_by("-pk")[0]
        mail = load(notice, self.clock.time)
        assert isinstance(mail, Mail)
        found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.text)
        assert found is not None
        return found[1]

    def confirm(self) -> None:
        answer = self.client.post(self.confirm_link(), {"do": "confirm"})
        assert answer.status_code == 303, answer.content[-600:]


def letters() -> list[Letter]:
    return list(Letter.objects.filter(kind=Kind.LETTER).order_by("pk"))


def happens(letter: Letter, event: Event, why: Why | None = None, **fields: object) -> Letter:
    """What a worker or an operator would write down."""
    ledger.move(letter, event, NOW, why, **fields)
    return letter


@dataclass
class Desk:
    """Takes appeals in."""

    client: Client
    clock: Clock
    case: Case

    def sent(self, **changes: Any) -> Mine:
        entered = send_letters(
            Wish.of({**WISH, **changes}), str(self.case.slug), Visit(network="192.0.2.0/24"), self.clock.time, n=1
        )
        return Mine(self.client, self.clock, entered.token)

    def kept(self, **changes: Any) -> Mine:
        token = save_draft(Wish.of({**WISH, **changes}), str(self.case.slug), Visit(), self.clock.time)
        return Mine(self.client, self.clock, token)


@pytest.fixture
def desk(client: Client, case: Case, moment: Clock) -> Desk:
    return Desk(client, moment, case)
