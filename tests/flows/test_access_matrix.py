"""Every address × every role × the own and a foreign section. A new address without a row fails.

The public side knows no sign-in, so whoever asks, and whatever they carry, gets what a stranger gets: of public cases
the same bytes, of all others the answer of a case that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.network import ROLES, Network
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case, VerifyingKey
from tocsin.public import clock


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of address. path: with {slug} where a case is named. public: what everybody is answered about a public
    case; hidden: about one that is not public; down: about one that was taken down; stopped: about a public one that
    asks for no letters, where that makes a difference."""

    path: str
    public: int = 200
    hidden: int = 404
    down: int = 410
    stopped: int | None = None


NOBODYS = "q" * 32

EVERYBODY = {
    "home": Row("/"),
    "outcomes": Row("/outcomes/"),
    "check": Row("/check/?number={number}"),
    "key": Row("/check/key"),
    "key-of-id": Row("/check/keys/{key}"),
    "about": Row("/about/"),
    "health": Row("/healthz"),
    "country": Row("/countries/XH/"),
    "concern": Row("/concerns/fear-of-torture/"),
    "api-feed": Row("/feed/"),
    "api-calendar": Row("/calendar.ics"),
    "api-country-feed": Row("/countries/XH/feed/"),
    "api-country-calendar": Row("/countries/XH/calendar.ics"),
    "api-concern-feed": Row("/concerns/fear-of-torture/feed/"),
    "api-concern-calendar": Row("/concerns/fear-of-torture/calendar.ics"),
    "erased": Row("/letters/erased/"),
    # A private link that nobody has; who has one is the whole of who may (tests/public/letters).
    "letters": Row(f"/letters/{NOBODYS}/", public=404),
    "letters-pdf": Row(f"/letters/{NOBODYS}/all.pdf", public=404),
    **{
        f"letter{one}": Row(f"/letters/{NOBODYS}/1{one}", public=404) for one in (".pdf", "-label.pdf", ".tiff", ".eml")
    },
    "confirm": Row(f"/letters/{NOBODYS}/confirm/{NOBODYS}/", public=404),
    "join": Row("/join/"),
    "join-sent": Row("/join/sent/"),
    "join-confirm": Row(f"/join/{NOBODYS}/"),
    # A member's link, which nobody has (tests/members); leaving shows its button to anybody.
    "me": Row(f"/me/{NOBODYS}/", public=404),
    "me-export": Row(f"/me/{NOBODYS}/export.json", public=404),
    "leave": Row(f"/leave/{NOBODYS}/"),
    "outbox": Row("/outbox/"),
    "outbox-message": Row(f"/outbox/{'0' * 40}", public=404),
    "outbox-html": Row(f"/outbox/{'0' * 40}/html", public=404),
    "outbox-file": Row(f"/outbox/{'0' * 40}/0", public=404),
}
"""Addresses that name no case."""

_FILES = ("text", "casefile.json", "sheet.pdf", "edition.minisig", "edition.json", "letters.json", "letters.csv",
          "letters.svg")  # fmt: skip

OF_A_CASE = {
    "action": Row("/actions/{slug}/"),
    "edition": Row("/actions/{slug}/editions/1/"),
    "short": Row("/{slug}", public=302),
    "write": Row("/actions/{slug}/write/"),
    "write-from-alert": Row(f"/actions/{{slug}}/write/{NOBODYS}/"),
    "together": Row("/actions/{slug}/together/"),
    "together-pdf": Row("/actions/{slug}/together.pdf?country=DE&language=en&to=targets.0&copies=2", stopped=404),
    "api-action-calendar": Row("/actions/{slug}/calendar.ics"),
    **{f"api-{name}": Row(f"/actions/{{slug}}/{name}") for name in _FILES},
    **{f"api-{name}-of-edition": Row(f"/actions/{{slug}}/editions/1/{name}") for name in _FILES},
}

MATRIX = EVERYBODY | OF_A_CASE
_TAKES_FORMS = {
    "check": {200, 400},
    "write": {200, 400},
    "write-from-alert": {200, 400},
    "together": {422},
    "letters": {404},
    "confirm": {404},
    "join": {422},
    "join-confirm": {422},
    "me": {404},
    "leave": {200},
}
"""What an empty form is answered."""
LANGUAGES = ("", "/fr", "/ar")


def names_in(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += names_in(one.url_patterns)
        else:
            found.append(one.name or str(one.pattern))
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(names_in(get_resolver().url_patterns)) == set(MATRIX)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a form tells when it was handed out: all visitors ask at the same moment."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@dataclass(frozen=True, slots=True)
class Cases:
    open: Case
    foreign: Case
    hidden: Case
    down: Case


@pytest.fixture
def cases(network: Network) -> Cases:
    """A public case of either section, one that waits for review, one taken down."""
    made = Cases(
        network.published("DE"),
        network.published("FR"),
        network.draft("DE", number="UA 77/26"),
        network.published("DE"),
    )
    stop_case(network.bo, str(made.foreign.pk), network.now)
    take_down(network.bo, str(made.down.pk), network.now)
    return made


def visitors(network: Network) -> dict[str, Client]:
    """A stranger, and everybody on the staff with whatever a browser or a script might carry for them."""
    found = {"stranger": Client()}
    for name in ROLES:
        client = Client(headers={"authorization": f"Basic {name}", "x-forwarded-user": network.people[name].email})
        client.cookies["sessionid"] = name
        client.cookies["__Host-session"] = str(network.people[name].pk)
        found[name] = client
    return found


def address(row: Row, slug: str, number: str = "") -> str:
    key = VerifyingKey.objects.values_list("key_id", flat=True)[0]
    return row.path.format(slug=slug, number=number.replace(" ", "+"), key=key)


def test_every_role_gets_what_a_stranger_gets_of_the_own_and_of_a_foreign_section(
    network: Network, cases: Cases
) -> None:
    everybody = visitors(network)
    stranger = everybody.pop("stranger")
    for name, row in MATRIX.items():
        for case in (cases.open, cases.foreign):
            asked = address(row, str(case.slug), str(case.number))
            wanted = stranger.get(asked)
            assert wanted.status_code == ((case is cases.foreign and row.stopped) or row.public), asked
            assert not wanted.cookies, asked
            for who, client in everybody.items():
                given = client.get(asked)
                assert (given.status_code, given.content) == (wanted.status_code, wanted.content), (name, who)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_public_is_answered_as_what_does_not_exist(network: Network, cases: Cases, language: str) -> None:
    for row in OF_A_CASE.values():
        for client in visitors(network).values():
            hidden = client.get(language + address(row, "ua-77-26"))
            missing = client.get(language + address(row, "ua-78-26"))
            assert hidden.status_code == missing.status_code == row.hidden, row.path
            assert hidden.content.replace(b"ua-77-26", b"") == missing.content.replace(b"ua-78-26", b""), row.path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_of_a_case_taken_down_says_that_it_is_gone(network: Network, cases: Cases, language: str) -> None:
    for row in OF_A_CASE.values():
        answer = Client().get(language + address(row, str(cases.down.slug)))
        assert answer.status_code == row.down, row.path
        assert b"Mirela" not in answer.content


def test_nothing_but_reading_and_checking_is_taken(network: Network, cases: Cases) -> None:
    for name, row in MATRIX.items():
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(Client(), method)(address(row, str(cases.open.slug)))
            wanted = _TAKES_FORMS.get(name, {405}) if method == "post" else {405}
            assert answer.status_code in wanted, (name, method)
