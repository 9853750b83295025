"""Scripts in what members say and in what goes to them: group, wishes, origin, address, a section's words, the case.

None runs on their pages, in the outbox, or in the alert as a mail program shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.alerts.people import Made, make_member
from tests.members.conftest import data, moment, network  # noqa: F401 - fixtures
from tests.network import NOW, Network
from tests.public.conftest import Clock
from tocsin.alerts.adapting import approve_words, hash_of, hold, release, words_of, write_words
from tocsin.alerts.models import Alert
from tocsin.delivery.channels import outbox
from tocsin.directory.models import Section
from tocsin.members.wishes import Wishes
from tocsin.project.demo.members import send_alerts

from .desk_pages import Shown
from .test_desk_payloads import KINDS, hostile, look
from .test_html import BROWSER

pytestmark = BROWSER

SOMEWHERE = {"group", "address", "headline", "summary", "call", "words for the head"}
"""Fields whose words are seen on some page, so that they went all the way."""


@pytest.fixture(params=KINDS)
def attacked(
    request: pytest.FixtureRequest,
    network: Network,  # noqa: F811 - fixtures
    data: Path,  # noqa: F811
    moment: Clock,  # noqa: F811
) -> tuple[dict[str, str], list[Shown]]:
    moment.time = NOW
    written: dict[str, str] = {}
    say = hostile(request.param, written)
    member = make_member(
        "ana@example.org",
        Wishes(concerns=(say("concern", "Held"),), countries=()),
        section="DE",
        group=say("group", "Class 9b")[:200],
        group_size=24,
        origin=say("origin", "A card")[:120],
    )
    other = make_member("bea@example.org", Wishes(), section="DE")
    case = network.published(
        "DE", headline=say("headline", "Held"), summary=say("summary", "Taken away."), calls=(say("call", "free her"),)
    )
    _worded(network, Alert.objects.get(slug=case.slug), say("words for the head", "The embassy reads along."))
    send_alerts(NOW)
    return written, [*_pages(member, say("address", "a@example.org")), *_pages(other, "b"), *_mails(data)]


def _worded(network: Network, alert: Alert, words: str) -> None:  # noqa: F811
    """By the section, approved by a second person, and let go."""
    hold(network.dara, alert, "DE", 6, NOW)
    write_words(network.dara, alert, "DE", dict.fromkeys(Section.objects.get(code="DE").languages, words), NOW)
    (wave,) = alert.waves.filter(section="DE")
    approve_words(network.bo, alert, "DE", hash_of(words_of(wave)), NOW)
    release(network.dara, alert, "DE", NOW)


def _shown(name: str, path: str, answer: Any) -> Shown:
    return Shown(name, path, answer.status_code, answer.content, dict(answer.headers))


def _pages(member: Made, address: str) -> Iterator[Shown]:
    client, own = Client(), f"/en/me/{member.link.text}/"
    yield _shown(f"me-{member.pk}", own, client.get(own))
    yield _shown(f"me-{member.pk}-fault", own, client.post(own, {"do": "save", "group_size": address}))
    yield _shown(f"join-{member.pk}", "/en/join/", client.post("/en/join/", {"email": address}))
    answer = client.get(f"{own}export.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["email"] == member.email


def _mails(folder: Path) -> Iterator[Shown]:
    client = Client()
    yield _shown("outbox", "/en/outbox/", client.get("/en/outbox/?to=%3Cscript%3Eran(1)%3C/script%3E"))
    kept = outbox.listed(folder / "outbox", 10)
    assert len(kept) == 2
    for one in kept:
        for end in ("", "/html"):
            path = f"/en/outbox/{one.name}{end}"
            answer = client.get(path)
            assert answer.status_code == 200
            yield _shown(f"{one.name[:8]}{end.replace('/', '-')}", path, answer)


def test_nothing_that_anybody_types_runs_at_a_member(
    attacked: tuple[dict[str, str], list[Shown]], tmp_path: Path
) -> None:
    written, pages = attacked
    found = look(written, pages, tmp_path)
    assert found["trap"] >= len(written) / 2, "the trap does not notice anything"
    assert len(found["pages"]) == 2 * len(pages)
    assert {(one["name"], one["policy"]): one["ran"] for one in found["pages"] if one["ran"]} == {}
    assert {one["name"]: one["strange"] for one in found["pages"] if one["strange"]} == {}
    seen = {field for one in found["pages"] for field in one["seen"]}
    assert SOMEWHERE - seen == set()
