"""Replies of officials: read safely, by the case's section, and looked at once."""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.desk.things import a_reply
from tests.network import Network
from tocsin.actions.exposure import take_down
from tocsin.appeals.models import Appeal, AppealState, Reply

REPLIES = "/desk/replies/"
FILE = base64.b64encode(b"MZ spyware").decode()
HOSTILE = f"""From: "<b>Minister</b>" <x@example.org>
Subject: =?utf-8?q?Re=3A_=E2=80=AEtxt?= <script>alert(1)</script>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<script>alert(2)</script><p>She is well.<img src="https://track.example.org/1.gif"></p><a href="https://track.example.org/2">here</a>
--b
Content-Type: application/x-msdownload
Content-Disposition: attachment; filename="../<img>answer.exe"
Content-Transfer-Encoding: base64

{FILE}
--b--
""".encode()


@pytest.fixture
def greta(network: Network, sign_in: SignIn) -> Client:
    network.published()
    return sign_in(network.greta)


def test_a_hostile_reply_is_plain_text_and_its_files_are_named_alone(network: Network, greta: Client) -> None:
    row = a_reply(network, HOSTILE)
    page = greta.get(f"{REPLIES}{row.pk}/").content.decode()
    assert "She is well." in page
    assert "answer.exe" in page
    assert FILE not in page
    for bad in ("<script>alert", "<img", 'href="https://track', "<b>Minister"):
        assert bad not in page, bad


@pytest.mark.parametrize(
    "message",
    [b"", b"\0\xff\xfe", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 500, b"From: x\n\n" + b"a" * 999_000],
)
def test_whatever_came_it_can_be_looked_at(network: Network, greta: Client, message: bytes) -> None:
    row = a_reply(network, message)
    answer = greta.get(f"{REPLIES}{row.pk}/")
    assert answer.status_code == 200
    assert len(answer.content) < 200_000


def test_looking_takes_it_from_those_that_wait_and_two_at_once_are_one_look(
    network: Network, greta: Client, sign_in: SignIn
) -> None:
    row = a_reply(network)
    page = f"{REPLIES}{row.pk}/"
    assert "1 reply of an official waits" in greta.get("/desk/").content.decode()
    assert greta.post(page, {"do": "looked"}).status_code == 303
    assert sign_in(network.bo).post(page, {"do": "looked"}).status_code == 303
    row.refresh_from_db()
    assert row.looked_by == network.greta.pk
    assert "waits for a look" not in greta.get("/desk/").content.decode()
    assert "Greta" in greta.get(REPLIES).content.decode()


def test_another_section_operators_and_what_is_erased_have_none(
    network: Network, greta: Client, sign_in: SignIn
) -> None:
    row = a_reply(network)
    page = f"{REPLIES}{row.pk}/"
    hana = sign_in(network.hana)
    assert hana.get(page).status_code == 404
    assert page not in hana.get(REPLIES).content.decode()
    assert sign_in(network.odile).get(page).status_code == 403
    Appeal.objects.update(state=AppealState.ERASED)
    assert greta.get(page).status_code == 404
    assert page not in greta.get(REPLIES).content.decode()


def test_of_a_case_that_was_taken_down_no_reply_is_shown(network: Network, greta: Client) -> None:
    row = a_reply(network)
    take_down(network.bo, row.appeal.slug, network.now)
    assert greta.get(f"{REPLIES}{row.pk}/").status_code == 404


def test_replies_of_machines_stand_apart_and_wait_for_nobody(network: Network, greta: Client) -> None:
    a_reply(network, by_machine=True)
    assert "Written by machines" in greta.get(REPLIES).content.decode()
    assert "waits for a look" not in greta.get("/desk/").content.decode()
    assert Reply.objects.count() == 1
