"""What somebody changes for themselves: their language, their sessions, their secret and their recovery codes."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.network import SECRET, Network
from tocsin.staff.models import RecoveryCode, Session
from tocsin.staff.second_factor import STEP_SECONDS

from .conftest import CODE, SIGN_IN, Clock, SignIn, shown

ACCOUNT = "/desk/account/"


def test_the_desk_speaks_the_language_that_somebody_chose(network: Network, amina: Client) -> None:
    page = amina.get("/desk/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="fr" dir="ltr">' in page
    answer = amina.post(ACCOUNT, {"do": "language", "language": "ar"}, follow=True)
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()
    missing = amina.get("/desk/cases/999/", headers={"accept-language": "fr"})
    assert (missing.status_code, '<html lang="ar" dir="rtl">' in missing.content.decode()) == (404, True)
    amina.post(ACCOUNT, {"do": "language", "language": ""})
    assert '<html lang="en" dir="ltr">' in amina.get("/desk/").content.decode()


@pytest.mark.parametrize("code", ["xx", "en-GB", "<b>", "ar" * 200])
def test_a_language_that_the_desk_does_not_speak_is_not_taken(network: Network, amina: Client, code: str) -> None:
    assert amina.post(ACCOUNT, {"do": "language", "language": code}).status_code == 422
    network.amina.refresh_from_db()
    assert not network.amina.language


def test_all_other_sessions_end_at_once(network: Network, sign_in: SignIn) -> None:
    here, there, other = sign_in(network.amina), sign_in(network.amina), sign_in(network.bo)
    assert here.post(ACCOUNT, {"do": "others"}).status_code == 303
    assert here.get("/desk/").status_code == other.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 303


def test_new_recovery_codes_take_the_place_of_the_old_ones(network: Network, moment: Clock, amina: Client) -> None:
    before = set(RecoveryCode.objects.filter(person=network.amina).values_list("code_hash", flat=True))
    moment.later(seconds=STEP_SECONDS)
    page = amina.post(ACCOUNT, {"do": "codes", "code": shown(network.amina, moment.now())}).content.decode()
    codes = re.findall(r"<li><code>([\w-]+)</code>", page)
    after = set(RecoveryCode.objects.filter(person=network.amina).values_list("code_hash", flat=True))
    assert len(codes) == len(after) == 10
    assert not before & after
    newcomer = Client()
    newcomer.post(SIGN_IN, {"email": "amina@example.org", "secret": SECRET})
    assert newcomer.post(CODE, {"code": codes[3]}).headers["Location"] == "/desk/"


def test_a_computer_left_open_gives_no_codes_away_and_changes_no_secret(network: Network, amina: Client) -> None:
    forms = ({"do": "codes"}, {"do": "secret", "secret": "other bells over water", "again": "other bells over water"})
    before = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    answers = [amina.post(ACCOUNT, {**form, "code": code}) for form in forms for code in ("", "000000", "0" * 500)]
    assert {answer.status_code for answer in answers} == {403}
    # The seventh try within a quarter of an hour is not looked at.
    assert "tried too often" in amina.post(ACCOUNT, {"do": "codes", "code": "000000"}).content.decode()
    assert set(RecoveryCode.objects.values_list("code_hash", flat=True)) == before
    assert Client().post(SIGN_IN, {"email": "amina@example.org", "secret": SECRET}).status_code == 303


def test_a_new_secret_ends_every_other_session(network: Network, moment: Clock, sign_in: SignIn) -> None:
    there, here = sign_in(network.amina), sign_in(network.amina)
    moment.later(seconds=STEP_SECONDS)
    code = shown(network.amina, moment.now())
    form = {"do": "secret", "secret": "other bells over water", "again": "other bells over water", "code": code}
    assert here.post(ACCOUNT, {**form, "again": "another"}).status_code == 422
    assert here.post(ACCOUNT, {**form, "secret": "short", "again": "short"}).status_code == 422
    assert here.post(ACCOUNT, form).status_code == 303
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 303
    assert Session.objects.filter(person=network.amina).count() == 1
    assert Client().post(SIGN_IN, {"email": "amina@example.org", "secret": SECRET}).status_code == 403


@pytest.mark.parametrize("form", [{}, {"do": "everything"}, {"do": "end"}, {"do": "end", "number": "9" * 30}])
def test_a_form_that_is_not_whole_changes_nothing(network: Network, amina: Client, form: dict[str, str]) -> None:
    assert amina.post(ACCOUNT, form).status_code in {404, 422}
    assert Session.objects.count() == 1
