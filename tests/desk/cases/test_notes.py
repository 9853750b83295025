"""Sealed notes at the desk: two people open one, once, and it is in no other page."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.desk.conftest import Clock, SignIn
from tests.network import NOW, Network
from tocsin.actions.models import Case, Opening, SealedNote
from tocsin.actions.sealed_notes import ask_to_open, seal_note

CANARY = "canary-pastor-of-Ostreva"
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def at(case: Case, page: str = "notes/") -> str:
    return f"/desk/cases/{case.pk}/{page}"


def sealed(network: Network, case: Case, text: str = CANARY) -> SealedNote:
    return seal_note(network.amina, str(case.pk), "source", text, NOW)


def everywhere(client: Client, case: Case) -> str:
    pages = ("", "notes/", "consent/", "history/", "preview/", "preview/page/", "preview/text/?everything=yes")
    return (
        "".join(client.get(at(case, page)).content.decode() for page in pages) + client.get("/desk/").content.decode()
    )


def test_one_asks_another_opens_once_and_it_stands_nowhere_else(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    amina, bo, greta = sign_in(network.amina), sign_in(network.bo), sign_in(network.greta)
    assert amina.post(at(case), {"do": "write", "about": "source", "text": CANARY + MARKUP}).status_code == 303
    note = SealedNote.objects.get()
    assert CANARY not in everywhere(amina, case)
    assert bo.post(at(case), {"do": "open", "note": note.pk}).status_code == 409
    assert bo.post(at(case), {"do": "ask", "note": note.pk, "reason": "an officer denies it"}).status_code == 303
    assert bo.post(at(case), {"do": "open", "note": note.pk}).status_code == 409, "not by who asked"
    assert "Open it, once" not in bo.get(at(case)).content.decode()
    assert "Open it, once" in greta.get(at(case)).content.decode()
    answer = greta.post(at(case), {"do": "open", "note": note.pk})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert CANARY in page
    assert "<script>alert" not in page
    assert "<img" not in page
    again = greta.post(at(case), {"do": "open", "note": note.pk})
    assert again.status_code == 409
    assert CANARY not in again.content.decode()
    for client in (amina, bo, greta):
        assert CANARY not in everywhere(client, case)
    log = unescape(amina.get(at(case)).content.decode())
    assert "Bo asked to open it" in log
    assert "an officer denies it" in log
    assert "Greta opened it" in log


def test_a_request_lapses_after_a_day(network: Network, sign_in: SignIn, moment: Clock) -> None:
    case = network.draft()
    note = sealed(network, case)
    ask_to_open(network.bo, str(case.pk), note.pk, "to check", NOW)
    moment.later(hours=25)
    greta = sign_in(network.greta)
    assert "lapsed, not opened" in greta.get(at(case)).content.decode()
    answer = greta.post(at(case), {"do": "open", "note": note.pk})
    assert answer.status_code == 409
    assert CANARY not in answer.content.decode()


def test_mallory_who_may_everything_opens_nothing_alone(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    note, mallory = sealed(network, case), sign_in(network.mallory)
    assert mallory.post(at(case), {"do": "ask", "note": note.pk, "reason": "curious"}).status_code == 303
    for _time in range(2):
        answer = mallory.post(at(case), {"do": "open", "note": note.pk})
        assert answer.status_code == 409
        assert CANARY not in answer.content.decode()
    assert Opening.objects.get().opened_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"do": "write", "about": "source", "text": " "}, "Write the note"),
        ({"do": "write", "about": "shoe", "text": "x"}, "Choose what the note is about"),
        ({"do": "write", "about": "source", "text": "x" * 20_001}, "too long"),
        ({"do": "write", "about": "source", "text": "a\0b"}, "cannot be kept"),
        ({"do": "ask", "reason": ""}, "Write why"),
        ({"do": "ask", "reason": "x" * 2001}, "too long"),
        ({"do": "burn"}, "Nothing was done"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(
    network: Network, amina: Client, sent: dict[str, str], sentence: str
) -> None:
    case = network.draft()
    note = sealed(network, case)
    answer = amina.post(at(case), {"note": str(note.pk), **sent})
    assert answer.status_code == 422
    assert sentence in unescape(answer.content.decode())
    assert (SealedNote.objects.count(), Opening.objects.count()) == (1, 0)


@pytest.mark.parametrize("value", ["", "0", "9" * 30, "x", "1\0"])
def test_a_note_that_is_not_there_is_not_there(network: Network, sign_in: SignIn, value: str) -> None:
    case, other = network.draft(), network.draft("FR")
    foreign, bo = sealed(network, other), sign_in(network.bo)
    ask_to_open(network.amina, str(other.pk), foreign.pk, "to check", NOW)
    for number in (value, foreign.pk):
        for wish in ("ask", "open"):
            answer = bo.post(at(case), {"do": wish, "note": number, "reason": "why"})
            assert answer.status_code == 404
            assert CANARY not in answer.content.decode()


def test_a_request_waits_on_the_first_page_of_whoever_may_answer_it(
    network: Network, sign_in: SignIn, moment: Clock
) -> None:
    case, asks = network.draft(), "Somebody asks that a sealed note be opened"
    note = sealed(network, case)
    ask_to_open(network.bo, str(case.pk), note.pk, "to check", NOW)
    for page in ("/desk/", at(case, "")):
        assert asks in sign_in(network.greta).get(page).content.decode()
        for person in (network.bo, network.dara, network.chen):
            assert asks not in sign_in(person).get(page).content.decode()
    moment.later(hours=25)
    assert asks not in sign_in(network.greta).get("/desk/").content.decode()


def test_a_reviewer_writes_none(network: Network, sign_in: SignIn) -> None:
    case, bo = network.draft(), sign_in(network.bo)
    assert "Seal this note" not in bo.get(at(case)).content.decode()
    assert bo.post(at(case), {"do": "write", "about": "source", "text": "x"}).status_code == 409
    assert not SealedNote.objects.exists()
