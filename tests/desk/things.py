"""What the placeholders of the table stand for: things that the desk has, made for the tests of access."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.network import Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case
from tocsin.alerts.models import Alert
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.delivery.kinds import Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.directory.mission_lists import bring_missions
from tocsin.directory.models import MissionList, Office
from tocsin.records.fields import Sealed


@dataclass(frozen=True, slots=True)
class Things:
    """cases: by the names of `matrix.THINGS`. others: text by placeholder."""

    cases: dict[str, Case]
    others: dict[str, str]


def a_letter(network: Network) -> Letter:
    """In the ledger alone, held; of nobody, and on a case of DE."""
    slug = Case.objects.filter(public_record__isnull=False, section__code="DE", taken_down_at=None)[0].slug
    number = Letter.objects.count()
    return Letter.objects.create(
        owner=0, slug=slug, n=1, key="targets.0", role="target", route=Route.NETWORK_EMAIL, state=LetterState.HELD,
        recipient="Radomir Estel", contact="minister@interior.example.org", target="of the minister",
        domain="interior.example.org", message_id=f"<{number}@letters.example.org>", made_at=network.now,
        state_at=network.now,
    )  # fmt: skip


def a_reply(network: Network, message: bytes = b"From: Office <office@example.org>\n\nNoted.", **more: Any) -> Reply:
    """To such a letter."""
    letter = a_letter(network)
    appeal = Appeal.objects.create(
        slug=letter.slug, n=1, token_hash=f"of {letter.pk}", reader_key=b"x" * 32, language="en", country="DE",
        made_at=network.now, touched_at=network.now, state=AppealState.SENT,
    )  # fmt: skip
    sealed = Sealed.of(Reply, "content", {"base64": b64encode(message).decode()})
    return Reply.objects.create(
        appeal=appeal, letter=letter.pk, content=sealed, digest="0" * 64, received_at=network.now, **more
    )


def a_mission_list(network: Network) -> MissionList:
    """One that waits, brought in by Amina."""
    brought = bring_missions(network.amina, b"sending_state,host,name\nXV,FR,Embassy of Vestria\n", network.now)
    assert brought is not None
    return brought


OTHERS: dict[str, Callable[[Network], str]] = {
    "office": lambda _network: str(Office.objects.order_by("pk")[0].pk),
    "contact": lambda _network: str(Office.objects.order_by("pk")[0].contacts.order_by("pk")[0].pk),
    "missions": lambda network: str(a_mission_list(network).pk),
    "section": lambda _network: "DE",
    "language": lambda _network: "fr",
    "report": lambda _network: "country",
    "form": lambda _network: "page",
    "letter": lambda network: str(a_letter(network).pk),
    "alert": lambda _network: str(Alert.objects.order_by("pk")[0].pk),
    "reply": lambda network: str(a_reply(network).pk),
}
"""A room that needs another placeholder adds it here."""


def things(network: Network) -> Things:
    cases = {f"public {code}": network.published(code, headline=f"Public in {code}") for code in ("DE", "FR")}
    cases |= {f"hidden {code}": network.draft(code, headline=f"Hidden in {code}") for code in ("DE", "FR")}
    cases["down DE"] = network.published("DE", headline="Gone")
    take_down(network.bo, str(cases["down DE"].pk), network.now)
    return Things(cases, {name: make(network) for name, make in OTHERS.items()})
