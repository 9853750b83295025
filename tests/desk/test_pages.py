"""What the desk shows: what waits for whom, a case's editions with people, headers, errors."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.network import NOW, Network
from tocsin.actions.drafts import begin_edition, submit_draft
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind
from tocsin.delivery.kinds import Kind as LetterKind
from tocsin.delivery.kinds import Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.desk import home
from tocsin.directory.health import record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.staff.roles import Role
from tocsin.staff.services import end_roles

from .conftest import SIGN_IN, Clock, SignIn

STATIC = Path(home.__file__).parent.parent / "public" / "static"


def states(client: Client) -> dict[str, str]:
    """Headlines on the first page, each with what is said of it."""
    page = client.get("/desk/").content.decode()
    rows = re.findall(r'<tr><td class="num">.*?</tr>', page)
    found = {}
    for row in rows:
        headline = re.search(r"<a [^>]*><bdi>(.*?)</bdi></a>", row)
        state = re.search(r'<span class="state [^"]*">(.*?)</span>', row)
        assert headline
        assert state
        found[headline[1]] = state[1]
    return found


def test_what_was_submitted_waits_for_those_who_did_not_write_it(network: Network, sign_in: SignIn) -> None:
    case = network.draft(headline="To be read")
    assert states(sign_in(network.amina)) == {"To be read": "In draft, by you"}
    submit_draft(network.amina, str(case.pk), NOW)
    assert states(sign_in(network.amina)) == {"To be read": "In review"}
    assert states(sign_in(network.bo)) == {"To be read": "Waiting for your review"}
    assert states(sign_in(network.greta)) == {"To be read": "Waiting for your review"}
    assert states(sign_in(network.dara)) == {"To be read": "In review"}
    assert states(sign_in(network.hana)) == {}


def test_what_was_approved_waits_to_be_published(network: Network, sign_in: SignIn) -> None:
    case = network.draft(headline="Ready")
    network.review(case)
    assert states(sign_in(network.amina))["Ready"] == "Approved, waiting to be published"
    assert states(sign_in(network.chen))["Ready"] == "Approved"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 2), "Live"),
        (date(2026, 11, 30), "Live, 7 days left"),
        (date(2026, 11, 24), "Live, 1 day left"),
        (date(2026, 11, 23), "Live, last day"),
    ],
)
def test_a_deadline_within_seven_days_waits_for_editors(
    network: Network, sign_in: SignIn, day: date, said: str
) -> None:
    network.published(headline="Soon", deadline=day)
    assert states(sign_in(network.amina))["Soon"] == said
    assert states(sign_in(network.dara))["Soon"] == "Live"


def test_a_deadline_that_passed_is_asked_about_until_somebody_says_what_became_of_it(
    network: Network, sign_in: SignIn, moment: Clock
) -> None:
    case = network.published(headline="Over", deadline=date(2026, 11, 24))
    network.now = moment.later(days=400)
    assert states(sign_in(network.amina)) == {"Over": "Deadline passed, no outcome recorded"}
    begin_edition(network.amina, str(case.pk), Kind.OUTCOME, network.now, None, Outcome.RELEASED)
    network.publish(case)
    assert states(sign_in(network.amina)) == {"Over": "Closed"}


def test_a_translation_that_fell_behind_waits_for_translators(network: Network, sign_in: SignIn) -> None:
    case = network.published(headline="In two languages")
    network.translate(case)
    assert states(sign_in(network.chen)) == {"In two languages": "Live"}
    network.follow(case, summary="A new sentence that nobody has translated.")
    assert states(sign_in(network.chen)) == {"In two languages": "Translation behind: French, 1 missing"}
    assert states(sign_in(network.amina)) == {"In two languages": "Live"}


def test_addresses_that_fail_are_shown_to_those_who_keep_the_directory(network: Network, sign_in: SignIn) -> None:
    network.published()
    record_health_of(None, ContactKind.EMAIL, "minister@interior.example.org", ContactEvent.BOUNCED, NOW)
    assert b"minister@interior.example.org" in sign_in(network.amina).get("/desk/").content
    assert b"minister@interior.example.org" not in sign_in(network.chen).get("/desk/").content


def letter(state: LetterState, number: int) -> None:
    Letter.objects.create(
        kind=LetterKind.LETTER, owner=1, slug="ua-1-26", n=1, key="targets.0", role="target", route=Route.NETWORK_EMAIL,
        state=state, message_id=f"<{number}@example.org>", made_at=NOW, state_at=NOW,
    )  # fmt: skip


def test_held_and_frozen_letters_are_shown_to_operators(network: Network, sign_in: SignIn) -> None:
    for number, state in enumerate((LetterState.HELD, LetterState.HELD, LetterState.FROZEN, LetterState.READY)):
        letter(state, number)
    page = sign_in(network.odile).get("/desk/").content.decode()
    assert "2 letters are held." in page
    assert "1 letter is frozen." in page
    assert "2 things wait for you." in page
    assert "letters are held" not in sign_in(network.amina).get("/desk/").content.decode()


def test_whoever_has_no_role_that_counts_is_told_so(network: Network, sign_in: SignIn) -> None:
    client = sign_in(network.chen)
    end_roles(network.odile, "chen@example.org", [Role.TRANSLATOR], NOW)
    assert b"You have no role yet that counts" in client.get("/desk/").content


def test_a_case_is_a_line_of_editions_with_dates_and_people(network: Network, sign_in: SignIn) -> None:
    case = network.published(headline="First words")
    network.later(days=2)
    network.follow(case, headline="Second words")
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.later(hours=1))
    page = sign_in(network.greta).get(f"/desk/cases/{case.pk}/").content.decode()
    headings = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<h3>(.*?)</h3>", page)]
    assert headings == ["Update", "Edition 2: Update", "Edition 1: First edition"]
    assert f"/actions/{case.slug}/editions/1/" in page
    for words in (
        "Written by <bdi>Amina</bdi>",
        "Sent to review by <bdi>Amina</bdi>",
        "Approved by <bdi>Bo</bdi>",
        "25 November 2026, 12:00 UTC",
        "Monday, 14 December 2026",
    ):
        assert words in page, words


def test_what_people_write_is_text_and_no_markup(network: Network, sign_in: SignIn) -> None:
    case = network.draft(headline="<script>alert(1)</script>")
    client = sign_in(network.amina)
    for path in ("/desk/", f"/desk/cases/{case.pk}/"):
        page = client.get(path).content.decode()
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_every_answer_has_the_headers_and_is_kept_by_nobody(network: Network, amina: Client) -> None:
    policy = (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    for client in (Client(), amina):
        for path in ("/", "/desk/", "/desk/account/", SIGN_IN, "/desk/nothing", "/desk/cases/1/", "/healthz"):
            answer = client.get(path)
            assert answer.headers["Content-Security-Policy"] == policy, path
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["Referrer-Policy"] == "same-origin", path
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", path
            assert "Content-Encoding" not in answer.headers


def test_no_page_holds_what_the_policy_would_refuse(network: Network, amina: Client) -> None:
    for path in ("/desk/", "/desk/account/"):
        page = amina.get(path).content.decode()
        for word in ("style=", "<style", "onclick", "http://evil"):
            assert word not in page, path
        assert re.findall(r'<script(?! src="/static/[\w.-]+\?v=\w+" defer></script>)', page) == [], path


def test_an_unexpected_error_gives_a_reference_and_nothing_else(
    network: Network, amina: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object) -> Any:
        raise RuntimeError("Mirela Dovan")

    monkeypatch.setattr(home, "case_lines_for", fail)
    amina.raise_request_exception = False
    answer = amina.get("/desk/")
    reference = re.findall(r"<code>([0-9a-f]{8})</code>", answer.content.decode())
    assert answer.status_code == 500
    assert reference[0] in caplog.text
    assert "Mirela" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_host_is_not_answered(network: Network) -> None:
    answer = Client(headers={"host": "evil.example"}).get(SIGN_IN)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")


def test_the_desk_s_own_sheet_is_served(network: Network) -> None:
    page = Client().get(SIGN_IN).content.decode()
    for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        answer = Client().get(address)
        assert answer.status_code == 200
        answer.close()
