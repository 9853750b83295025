"""A case with a translation, and the fields of its pages as a browser would send them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.models import Case, Translation
from tocsin.actions.translating.memory import memory_of
from tocsin.actions.translating.standing import key_of

SUMMARY = "Mirela Dovan was taken from her home. Nobody says where she is."
CALL = "say without delay where Mirela Dovan is"
INSULIN = "give her insulin and a doctor today"


@pytest.fixture
def case(network: Network) -> Case:
    return network.published()


@pytest.fixture
def chen(network: Network, sign_in: SignIn) -> Client:
    return sign_in(network.chen)


@pytest.fixture
def farid(network: Network, sign_in: SignIn) -> Client:
    return sign_in(network.farid)


def at(case: Case, more: str = "", language: str = "fr") -> str:
    return f"/desk/cases/{case.pk}/translations/{language}/{more}"


def fields(page: str) -> dict[str, str]:
    """What the form of the page would send, untouched."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    texts = re.findall(r'<textarea [^>]*?\bname="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    found |= {name: unescape(text) for name, text in texts}
    found.pop("csrfmiddlewaretoken", None)
    return found


def opened(client: Client, case: Case, language: str = "fr") -> dict[str, str]:
    return fields(client.get(at(case, language=language)).content.decode())


def send(client: Client, case: Case, form: dict[str, str], **typed: str) -> Any:
    return client.post(at(case), form | typed)


def text_of(source: str) -> str:
    return f"t-{key_of(source)}"


def stored(case: Case, language: str = "fr") -> dict[str, str]:
    memory = memory_of(Translation.objects.filter(case=case, language=language).first())
    return {source: entry["text"] for source, entry in memory.items()}
