"""The outbox as operators use it: they see where letters stand, and what they do is kept with their reason."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.desk.things import a_letter
from tests.network import Network
from tocsin.delivery.models import Handling, Letter, Switch
from tocsin.delivery.overseeing import PAGE
from tocsin.delivery.states import LetterState
from tocsin.records.models import Entry

OUTBOX = "/desk/outbox/"
REASON = '"><img src=x onerror=alert(1)> they asked us'


@pytest.fixture
def letter(network: Network) -> Letter:
    network.published()
    return a_letter(network)


@pytest.fixture
def odile(network: Network, sign_in: SignIn) -> Client:
    return sign_in(network.odile)


def state_of(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def test_a_chosen_letter_is_released_and_the_reason_is_shown_and_sealed(odile: Client, letter: Letter) -> None:
    form = {"do": "release", "letter": [letter.pk], "reason": REASON, "back": "letter"}
    answer = odile.post(OUTBOX, form, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{OUTBOX}{letter.pk}/?said=outbox.release", 303)]
    assert state_of(letter) == LetterState.READY
    assert "they asked us" in page
    assert "<img" not in page
    assert "Odile" in page
    kept = Handling.objects.get()
    assert kept.reason is not None
    assert b"asked" not in kept.reason.sealed()
    assert "asked" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_without_a_tick_nothing_happens_to_all_of_them(odile: Client, letter: Letter) -> None:
    Letter.objects.update(state=LetterState.READY)
    for deed in ("hold", "release", "retry"):
        answer = odile.post(OUTBOX, {"do": deed, "reason": "kept words", "letter": ["", "-1", "9" * 30, "x\0"]})
        assert answer.status_code == 422
        assert "kept words" in answer.content.decode()
    assert state_of(letter) == LetterState.READY
    assert not Switch.row().held
    assert not Handling.objects.exists()


def test_what_changed_meanwhile_is_told_and_one_of_two_changes_nothing(
    network: Network, odile: Client, letter: Letter
) -> None:
    other = a_letter(network)
    Letter.objects.filter(pk=other.pk).update(state=LetterState.ACCEPTED)
    answer = odile.post(OUTBOX, {"do": "release", "letter": [letter.pk, other.pk]})
    assert answer.status_code == 409
    assert "may have changed since" in answer.content.decode()
    assert state_of(letter) == LetterState.HELD
    assert odile.post(OUTBOX, {"do": "release", "letter": [letter.pk, 10**9]}).status_code == 409


def test_the_whole_outbox_is_held_paused_and_released_with_who_and_why(odile: Client, letter: Letter) -> None:
    page = odile.post(OUTBOX, {"do": "hold-all", "reason": "the ministry called"}, follow=True).content.decode()
    assert Switch.row().held
    assert "the ministry called" in page
    assert "Held by" in page
    assert odile.post(OUTBOX, {"do": "release-all"}).status_code == 303
    assert not Switch.row().held
    assert odile.post(OUTBOX, {"do": "pause", "minutes": "30"}).status_code == 303
    assert Switch.row().paused_until is not None


@pytest.mark.parametrize("minutes", ["0", "", "-5", "10081", "9" * 30, "1.5", "\0"])
def test_a_pause_of_no_sense_is_asked_again(odile: Client, letter: Letter, minutes: str) -> None:
    answer = odile.post(OUTBOX, {"do": "pause", "minutes": minutes, "reason": "because of it"})
    assert answer.status_code == 422
    assert "because of it" in answer.content.decode()
    assert Switch.row().paused_until is None


def test_a_reason_that_is_too_long_does_nothing(odile: Client, letter: Letter) -> None:
    answer = odile.post(OUTBOX, {"do": "release", "letter": letter.pk, "reason": "a" * 501})
    assert answer.status_code == 422
    assert state_of(letter) == LetterState.HELD


def test_letters_are_found_by_state_case_official_and_domain(odile: Client, letter: Letter) -> None:
    there = f'href="{OUTBOX}{letter.pk}/"'
    slug, target = letter.slug, letter.target
    for fits in ("", "state=held", f"case={slug}", f"target={target}", "domain=interior.example.org", "state=nonsense"):
        assert there in odile.get(f"{OUTBOX}?{fits}").content.decode(), fits
    for other in ("state=ready", "case=ua-99-26", "target=x", "domain=other.org", "kind=notice", "page=1", "case=%00x"):
        assert there not in odile.get(f"{OUTBOX}?{other}").content.decode(), other


def test_pages_follow_each_other(network: Network, odile: Client, letter: Letter) -> None:
    for _number in range(PAGE):
        a_letter(network)
    first = odile.get(OUTBOX).content.decode()
    assert f'href="{OUTBOX}{letter.pk}/"' not in first
    assert "Older letters" in first
    last = odile.get(f"{OUTBOX}?page={letter.pk + 1}").content.decode()
    assert f'href="{OUTBOX}{letter.pk}/"' in last


def test_the_page_of_a_letter_tells_nothing_of_its_writer(network: Network, odile: Client, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(person="f" * 64, last_answer="550 5.1.1")
    page = odile.get(f"{OUTBOX}{letter.pk}/").content.decode()
    assert "there is no such address" in page
    assert "f" * 64 not in page
    assert letter.message_id.strip("<>") not in page
    assert odile.get(f"{OUTBOX}{10**30}/").status_code == 404


def test_the_first_page_leads_operators_to_what_is_held(odile: Client, letter: Letter) -> None:
    assert f'href="{OUTBOX}?state=held"' in odile.get("/desk/").content.decode()
