"""The desk's own settings, a clock that stands still, and browsers that sign in as people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.network import NOW, SECRET, Network
from tocsin.desk import clock
from tocsin.project import desk_settings
from tocsin.staff.models import Authenticator, Person
from tocsin.staff.second_factor import STEP_SECONDS, code_at
from tocsin.staff.signing_in import give_secret, offer_authenticator, set_up_authenticator

SIGN_IN = "/desk/sign-in/"
CODE = "/desk/sign-in/code/"
SET_UP = "/desk/sign-in/authenticator/"
COOKIE = "tocsin-desk"


@pytest.fixture(autouse=True)
def desk_process(settings: Any) -> None:
    for name in desk_settings.DIFFERENT:
        setattr(settings, name, getattr(desk_settings, name))
    settings.ALLOWED_HOSTS = [*desk_settings.ALLOWED_HOSTS, "testserver"]


class Clock:
    """The time that the desk believes in."""

    def __init__(self) -> None:
        self.time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def later(self, **span: float) -> datetime:
        self.time += timedelta(**span)
        return self.time


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped.now)
    return stopped


def equip(person: Person, now: datetime) -> list[str]:
    """An authenticator for somebody, set up a while ago; their recovery codes."""
    session = give_secret(person.email, SECRET, "", "", now).session
    done = set_up_authenticator(session, code_at(offer_authenticator(session), now), now)
    done.opened.session.delete()
    return done.recovery_codes


def shown(person: Person, now: datetime) -> str:
    """What their authenticator shows."""
    sealed = Authenticator.objects.get(person=person).secret
    assert sealed is not None
    return code_at(sealed.open(), now)


type SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(moment: Clock) -> SignIn:
    """A browser in which somebody has signed in, through the pages."""

    def signed_in(person: Person, **headers: str) -> Client:
        if not Authenticator.objects.filter(person=person).exists():
            equip(person, moment.now())
        # The code that set it up is spent.
        moment.later(seconds=STEP_SECONDS)
        client = Client(headers=headers)
        assert client.post(SIGN_IN, {"email": person.email, "secret": SECRET}).status_code == 303
        answer = client.post(CODE, {"code": shown(person, moment.now())})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/"), answer.content
        return client

    return signed_in


@pytest.fixture
def amina(network: Network, sign_in: SignIn) -> Client:
    return sign_in(network.amina)
