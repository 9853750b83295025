"""A network in which every kind of answer can be had, made once for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.network import Network, found_network
from tocsin.actions.drafts import begin_edition
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case, Rendition
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind


@dataclass
class World:
    """Cases by what became of them. kept: what was published and is no longer to be had."""

    network: Network
    current: Case
    stopped: Case
    closed: Case
    expired: Case
    lapsing: Case
    gone: Case
    kept: dict[str, bytes]

    def text(self, case: Case, language: str = "en", n: int | None = None) -> bytes:
        return str(self.rendition(case, language, n).text).encode()

    def rendition(self, case: Case, language: str = "en", n: int | None = None) -> Rendition:
        found = Rendition.objects.filter(slug=str(case.slug), language=language, newest=True).order_by("-n")
        return found[0] if n is None else found.get(n=n)


@contextmanager
def world_for_a_module(blocker: DjangoDbBlocker) -> Iterator[World]:
    """Everything in one transaction, which is rolled back at the end; each test has its own within it."""
    with blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> World:
    network = found_network()
    kept: dict[str, bytes] = {}
    current = network.published()
    network.translate(current, "fr", "« {} »")
    kept["first French"] = str(Rendition.objects.get(slug=current.slug, language="fr").text).encode()
    network.translate(current, "fr", "‹ {} ›")
    network.later(days=1)
    network.follow(current, body=("She was seen on Tuesday at the gate of the barracks.",))
    network.translate(current, "ar", "«{}»")
    stopped = network.published(headline="Two brothers taken from their farm")
    network.translate(stopped, "fr", "« {} »")
    kept["French before the stop"] = str(Rendition.objects.get(slug=stopped.slug, language="fr").text).encode()
    network.translate(stopped, "fr", "‹ {} ›")
    stop_case(network.bo, str(stopped.pk), network.now)
    closed = network.published(headline="Printer held for a leaflet")
    begin_edition(network.amina, str(closed.pk), Kind.OUTCOME, network.now, outcome=Outcome.RELEASED)
    network.publish(closed)
    expired = network.published(headline="Lawyer threatened by telephone", deadline=date(2026, 11, 20))
    lapsing = network.draft(consent=False, headline="Well diggers threatened")
    network.agree(lapsing, until=(network.now + timedelta(days=10)).date())
    network.publish(lapsing)
    gone = network.published(headline="Choir leader followed home", index="ASA 17/6709/2017", number="UA 152/05")
    rendition = Rendition.objects.get(slug=gone.slug)
    kept |= {
        "text": str(rendition.text).encode(),
        "casefile": bytes(rendition.casefile or b""),
        "sheet": bytes(rendition.sheet or b""),
        "signature": rendition.signature.encode(),
    }
    take_down(network.bo, str(gone.pk), network.now)
    return World(network, current, stopped, closed, expired, lapsing, gone, kept)
