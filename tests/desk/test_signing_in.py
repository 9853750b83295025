"""Signing in at the desk, and the ways in which somebody else might try to."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.test import Client

from tests.network import FIRST_SECRET, NOW, SECRET, Network
from tocsin.records import history
from tocsin.records.fields import SealedField
from tocsin.staff import second_factor, sessions, throttle
from tocsin.staff.models import Authenticator, RecoveryCode, Session, Tries, TriesSalt
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, remove_person, set_secret

from .conftest import CODE, COOKIE, SET_UP, SIGN_IN, Clock, SignIn, equip, shown

HOME = "/desk/"


def give_secret(client: Client, email: str = "amina@example.org", secret: str = SECRET, **more: Any) -> Any:
    return client.post(SIGN_IN, {"email": email, "secret": secret}, **more)


# --- the way in -----------------------------------------------------------------------------------------------------


def test_the_first_time_an_authenticator_is_set_up_and_recovery_codes_are_shown_once(
    network: Network, moment: Clock
) -> None:
    client = Client()
    assert client.get(HOME).headers["Location"] == f"{SIGN_IN}?next=%2Fdesk%2F"
    assert give_secret(client).headers["Location"] == CODE
    assert client.get(CODE).headers["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].split())
    picture = client.get("/desk/sign-in/authenticator/qr.svg")
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert b"<svg" in picture.content
    assert client.post(SET_UP, {"code": "000000"}).status_code == 403
    done = client.post(SET_UP, {"code": second_factor.code_at(secret, moment.now())})
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code>", done.content.decode())
    assert len(codes) == second_factor.RECOVERY_CODES
    assert client.get(HOME).status_code == 200
    assert codes[0] not in client.get(SET_UP, follow=True).content.decode()


def test_what_the_picture_says_is_what_authenticators_take() -> None:
    said = second_factor.address_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "amina@example.org", "Tocsin network")
    assert said.startswith("otpauth://totp/Tocsin%20network:amina%40example.org?")
    assert "secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" in said
    assert "issuer=Tocsin%20network" in said


def test_codes_are_those_of_rfc_6238() -> None:
    """Its appendix B, with the last six of the eight digits."""
    from base64 import b32encode
    from datetime import UTC, datetime

    shared = b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert second_factor.code_at(shared, datetime.fromtimestamp(seconds, UTC)) == code


def test_whoever_was_given_a_secret_chooses_one_of_their_own_first(network: Network) -> None:
    add_person(
        network.odile, email="nina@example.org", name="Nina", roles=[Role.AUTHOR], secret=FIRST_SECRET,
        section_id=None, now=NOW,
    )  # fmt: skip
    client = Client()
    give_secret(client, "nina@example.org", FIRST_SECRET)
    own = "/desk/sign-in/secret/"
    assert client.get(SET_UP).headers["Location"] == own
    for secret, again in ((FIRST_SECRET, FIRST_SECRET), ("short", "short"), ("one of my own", "another one")):
        assert client.post(own, {"secret": secret, "again": again}).status_code == 422
    assert client.post(own, {"secret": "one of my own", "again": "one of my own"}).headers["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_the_secret_alone_opens_nothing(network: Network) -> None:
    equip(network.amina, NOW)
    client = Client()
    give_secret(client)
    for address in (HOME, "/desk/account/", "/desk/cases/1/"):
        assert client.get(address).headers["Location"].startswith(SIGN_IN)
    assert client.get(SET_UP).headers["Location"] == CODE, "nobody sets up a second authenticator with a secret alone"
    assert client.post(SET_UP, {"code": "000000"}).headers["Location"] == CODE


def test_who_was_on_the_way_to_a_page_gets_there(network: Network, moment: Clock) -> None:
    equip(network.amina, NOW)
    moment.later(minutes=1)
    client = Client()
    there = "/desk/account/"
    assert f'value="{there}"' in client.get(there, follow=True).content.decode()
    answer = client.post(SIGN_IN, {"email": "amina@example.org", "secret": SECRET, "next": there})
    assert answer.headers["Location"] == f"{CODE}?next=%2Fdesk%2Faccount%2F"
    answer = client.post(CODE, {"code": shown(network.amina, moment.now()), "next": there})
    assert answer.headers["Location"] == there


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/desk/",
        "/desk/\\evil",
        "/desk/\r\nX: y",
        "javascript:alert(1)",
        "/",
        "desk/",
    ],
)
def test_nobody_is_led_elsewhere(network: Network, moment: Clock, elsewhere: str) -> None:
    equip(network.amina, NOW)
    moment.later(minutes=1)
    client = Client()
    answer = client.post(SIGN_IN, {"email": "amina@example.org", "secret": SECRET, "next": elsewhere})
    assert answer.headers["Location"] == CODE
    answer = client.post(CODE, {"code": shown(network.amina, moment.now()), "next": elsewhere})
    assert answer.headers["Location"] == HOME


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_code_is_taken_once_and_none_before_it_any_more(network: Network, moment: Clock, sign_in: SignIn) -> None:
    earlier = moment.now()
    sign_in(network.amina)
    spent = shown(network.amina, moment.now())
    client = Client()
    give_secret(client)
    for code in (spent, shown(network.amina, earlier)):
        answer = client.post(CODE, {"code": code})
        assert answer.status_code == 403
        assert b"used already" in answer.content
    assert client.get(HOME).status_code == 303


@pytest.mark.parametrize(("seconds", "taken"), [(-30, True), (0, True), (30, True), (-60, False), (60, False)])
def test_a_telephone_may_be_half_a_minute_off(network: Network, moment: Clock, seconds: int, taken: bool) -> None:
    equip(network.amina, NOW)
    moment.later(minutes=5)
    client = Client()
    give_secret(client)
    answer = client.post(CODE, {"code": shown(network.amina, moment.now() + timedelta(seconds=seconds))})
    assert (answer.status_code == 303) == taken


def test_a_recovery_code_counts_once_however_it_is_typed(network: Network, moment: Clock) -> None:
    codes = equip(network.amina, NOW)
    client, other = Client(), Client()
    give_secret(client)
    give_secret(other)
    assert client.post(CODE, {"code": f"  {codes[0].upper().replace('-', ' ')} "}).headers["Location"] == HOME
    assert other.post(CODE, {"code": codes[0]}).status_code == 403
    assert "9 recovery codes are left" in client.get("/desk/account/").content.decode()
    assert RecoveryCode.objects.filter(code_hash__in=codes).count() == 0


def test_a_recovery_code_of_somebody_else_is_none(network: Network) -> None:
    equip(network.amina, NOW)
    foreign = equip(network.bo, NOW)
    client = Client()
    give_secret(client)
    assert client.post(CODE, {"code": foreign[0]}).status_code == 403


def test_the_secret_of_an_authenticator_lies_sealed(network: Network) -> None:
    equip(network.amina, NOW)
    assert isinstance(Authenticator._meta.get_field("secret"), SealedField)
    sealed = Authenticator.objects.get().secret
    assert sealed is not None
    assert sealed.open().encode() not in sealed.sealed()


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "0" * 5000, "12345\x00"])
def test_anything_at_all_may_be_typed_as_a_code(network: Network, code: str) -> None:
    equip(network.amina, NOW)
    client = Client()
    give_secret(client)
    assert client.post(CODE, {"code": code}).status_code == 403


# --- guessing -------------------------------------------------------------------------------------------------------


def test_known_and_unknown_are_answered_alike_and_cost_the_same_work(network: Network) -> None:
    def ask(email: str) -> tuple[int, str, int]:
        with patch.object(hashers.get_hasher().__class__, "encode", autospec=True, side_effect=_encode) as work:
            answer = give_secret(Client(), email, "not the secret")
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        return answer.status_code, text, work.call_count

    real = hashers.get_hasher().__class__.encode

    def _encode(self: Any, *given: Any, **named: Any) -> str:
        return str(real(self, *given, **named))

    remove_person(network.odile, "chen@example.org", NOW)
    assert ask("amina@example.org") == ask("nobody@example.org") == ask("chen@example.org")
    assert ask("amina@example.org")[2] == 1


def test_after_ten_wrong_secrets_from_one_network_even_the_right_one_waits(network: Network, moment: Clock) -> None:
    for email in ("amina@example.org", "nobody@example.org"):
        for _ in range(10):
            assert give_secret(Client(), email, "wrong").status_code == 403
        late = give_secret(Client(), email, SECRET)
        assert late.status_code == 429
        assert b"quarter of an hour" in late.content
    assert give_secret(Client(), SECRET, headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403
    elsewhere = give_secret(Client(), headers={"x-forwarded-for": "192.0.2.7"})
    assert elsewhere.status_code == 303, "whoever guesses from one network shuts nobody out elsewhere"
    moment.later(minutes=15)
    assert give_secret(Client()).status_code == 303


def test_a_right_secret_forgives_what_was_mistyped(network: Network) -> None:
    for _ in range(3):
        for _ in range(9):
            assert give_secret(Client(), secret="wrong").status_code == 403
        assert give_secret(Client()).status_code == 303


def test_guesses_from_many_networks_end_too(network: Network) -> None:
    answers = [
        give_secret(Client(), secret="wrong", headers={"x-forwarded-for": f"198.51.{number}.1"}).status_code
        for number in range(101)
    ]
    assert answers == [403] * 100 + [429]


def test_six_wrong_codes_end_the_guessing_whatever_session_they_come_from(network: Network, moment: Clock) -> None:
    equip(network.amina, NOW)
    moment.later(minutes=15)
    for _ in range(6):
        client = Client()
        give_secret(client)
        assert client.post(CODE, {"code": "000000"}).status_code == 403
    assert client.post(CODE, {"code": shown(network.amina, moment.now())}).status_code == 429
    moment.later(minutes=15)
    give_secret(client)
    assert client.post(CODE, {"code": shown(network.amina, moment.now())}).status_code == 303


def test_what_is_counted_names_nobody_and_is_gone_the_next_day(network: Network, moment: Clock) -> None:
    give_secret(Client(), secret="wrong", headers={"x-forwarded-for": "192.0.2.7"})
    rows = str([*Tries.objects.values(), *TriesSalt.objects.values()])
    assert "amina" not in rows
    assert "192.0.2" not in rows
    assert throttle.forget_tries(moment.now()) == 0
    assert throttle.forget_tries(moment.later(days=1)) == 1
    assert not Tries.objects.exists()


# --- sessions -------------------------------------------------------------------------------------------------------


def test_each_step_has_a_token_of_its_own_so_that_nobody_signs_in_for_somebody_else(
    network: Network, moment: Clock
) -> None:
    equip(network.amina, NOW)
    moment.later(minutes=1)
    client = Client()
    client.cookies[COOKIE] = "planted by mallory"
    give_secret(client)
    half = client.cookies[COOKIE].value
    client.post(CODE, {"code": shown(network.amina, moment.now())})
    whole = client.cookies[COOKIE].value
    assert len({"planted by mallory", half, whole}) == 3
    late = Client()
    late.cookies[COOKIE] = half
    assert late.get(HOME).status_code == 303
    assert whole not in str(Session.objects.values())


def test_a_session_ends_after_twelve_idle_hours_and_after_fourteen_days(
    network: Network, moment: Clock, amina: Client
) -> None:
    for _ in range(27):
        moment.later(hours=11.9)
        assert amina.get(HOME).status_code == 200
    moment.later(hours=20)
    assert amina.get(HOME).status_code == 303
    assert sessions.forget_sign_ins(moment.now()) == 1
    assert not Session.objects.exists()


def test_no_session_outlives_fourteen_days_however_busy(network: Network, moment: Clock, amina: Client) -> None:
    opened = Session.objects.get()
    while moment.later(hours=11) - opened.started_at < sessions.LONGEST:
        assert amina.get(HOME).status_code == 200
    assert amina.get(HOME).status_code == 303


def test_half_a_sign_in_lasts_a_quarter_of_an_hour(network: Network, moment: Clock) -> None:
    equip(network.amina, NOW)
    client = Client()
    give_secret(client)
    moment.later(minutes=15)
    assert client.post(CODE, {"code": shown(network.amina, moment.now())}).headers["Location"] == SIGN_IN


def test_the_cookie_is_strict_and_for_no_script(network: Network) -> None:
    client = Client()
    cookie = give_secret(client).cookies[COOKIE]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"], cookie["domain"]) == ("Strict", True, "/", "")
    assert not cookie["secure"], "a browser would not take it on loopback http"


def test_behind_https_cookies_have_the_host_prefix(network: Network, settings: Any) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, desk_url="https://desk.example.org")
    cookie = give_secret(Client()).cookies["__Host-tocsin-desk"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_somebody_sees_where_they_are_signed_in_and_ends_it_there(network: Network, sign_in: SignIn) -> None:
    here = sign_in(network.amina, **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64) secret-build/1"})
    there = sign_in(network.amina, **{"user-agent": "Mozilla/5.0 (Linux; Android 15) secret-build/2"})
    page = here.get("/desk/account/").content.decode()
    assert "Linux" in page
    assert "Android" in page
    assert "secret-build" not in str(Session.objects.values())
    lost = Session.objects.get(device="Android").pk
    assert here.post("/desk/account/", {"do": "end", "number": lost}).status_code == 303
    assert there.get(HOME).status_code == 303
    assert here.get(HOME).status_code == 200


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "²"])
def test_no_session_of_such_a_number(network: Network, amina: Client, number: str) -> None:
    assert amina.post("/desk/account/", {"do": "end", "number": number}).status_code == 404


def test_nobody_ends_somebody_elses_session(network: Network, sign_in: SignIn) -> None:
    amina, mallory = sign_in(network.amina), sign_in(network.mallory)
    foreign = Session.objects.get(person=network.amina).pk
    answers = [mallory.post("/desk/account/", {"do": "end", "number": number}) for number in (foreign, foreign + 1000)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert amina.get(HOME).status_code == 200


def test_signing_out_ends_the_session_and_not_the_cookie_alone(network: Network, amina: Client) -> None:
    token = amina.cookies[COOKIE].value
    assert amina.get("/desk/sign-out/").status_code == 405
    assert amina.post("/desk/sign-out/").headers["Location"] == SIGN_IN
    amina.cookies[COOKIE] = token
    assert amina.get(HOME).status_code == 303


def test_a_new_secret_ends_all_sessions(network: Network, amina: Client) -> None:
    set_secret(network.amina, None, "another one of mine", NOW)
    assert amina.get(HOME).status_code == 303


def test_who_leaves_is_out_at_once(network: Network, amina: Client) -> None:
    remove_person(network.odile, "amina@example.org", NOW)
    assert amina.get(HOME).status_code == 303


def test_whoever_lost_everything_gets_in_again_and_their_roles_wait(network: Network) -> None:
    equip(network.amina, NOW)
    set_secret(network.odile, "amina@example.org", FIRST_SECRET, NOW)
    assert not RecoveryCode.objects.filter(person=network.amina).exists()
    client = Client()
    give_secret(client, secret=FIRST_SECRET)
    client.post("/desk/sign-in/secret/", {"secret": "one of my own", "again": "one of my own"})
    assert client.get(SET_UP).status_code == 200
    assert network.amina.grants.filter(confirmed_at=None).exists()


def test_the_history_tells_who_signed_in_and_holds_no_token(network: Network, amina: Client) -> None:
    token = amina.cookies[COOKIE].value
    amina.post("/desk/sign-out/")
    lines = history.history_of(f"staff:{network.amina.pk}")
    assert [line.verb for line in lines[-4:]] == ["second factor set up", "signed in", "signed in", "session ended"]
    assert token not in str([line.detail for line in lines])


# --- forged requests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [SIGN_IN, CODE, SET_UP, "/desk/sign-in/secret/", "/desk/sign-out/", "/desk/account/"]
)
def test_no_form_is_taken_without_our_own_token(network: Network, amina: Client, address: str) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies[COOKIE] = amina.cookies[COOKIE].value
    answer = forged.post(address, {"end": Session.objects.get().pk})
    assert answer.status_code == 403
    assert b"not from here" in answer.content
    assert amina.get(HOME).status_code == 200


def test_a_form_of_another_site_is_not_taken_even_with_the_token(network: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(SIGN_IN).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    given = {"email": "amina@example.org", "secret": SECRET, "csrfmiddlewaretoken": token}
    assert client.post(SIGN_IN, given, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(SIGN_IN, given, headers={"origin": "http://127.0.0.1:8001"}).status_code == 303


def test_a_form_from_before_the_sign_in_is_not_taken_after_it(network: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(SIGN_IN).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    given = {"email": "amina@example.org", "secret": SECRET, "csrfmiddlewaretoken": token}
    assert client.post(SIGN_IN, given).status_code == 303
    late = client.post(SET_UP, given)
    assert (late.status_code, b"not from here" in late.content) == (403, True)
