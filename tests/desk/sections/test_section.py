"""What a section says of itself: written by one, seen and approved by another."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.alerts.people import make_members
from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.actions.section_words import change_section
from tocsin.directory.models import Section
from tocsin.members.leaving import leave
from tocsin.members.models import MemberState
from tocsin.records.seen import mark_of

PAGE = "/desk/sections/DE/"
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def section() -> Section:
    return Section.objects.get(code="DE")


def form(**changes: object) -> dict[str, object]:
    """The form as it stands on a page opened now."""
    return {
        "do": "save",
        "mark": mark_of(f"section:{section().pk}"),
        "name": "Section DE",
        "languages": "en, de",
        "email": "de@example.org",
        "web": "https://de.example.org/",
        "address": "1 Street, DE\r\n10000 Town",
        "after-en": "Ask section DE first.",
        **changes,
    }


def approve() -> dict[str, object]:
    return {"do": "approve", "mark": mark_of(f"section:{section().pk}")}


def test_words_are_changed_by_one_and_approved_by_another_who_sees_them(network: Network, sign_in: SignIn) -> None:
    dara, greta = sign_in(network.dara), sign_in(network.greta)
    answer = dara.post(PAGE, form(**{"after-en": "Write no more.", "postage_home": "€0.95", "no_post_to": "fr, kp"}))
    assert answer.status_code == 303
    assert section().after_deadline == {"en": "Write no more."}
    assert section().letters == {"postage_home": "€0.95", "no_post_to": ["FR", "KP"]}
    assert section().languages == ["en", "de"]
    assert section().shown["after_deadline"] == {"en": "Ask section DE first."}
    assert dara.post(PAGE, approve()).status_code == 409
    assert "Words of Section DE to approve" in text_of(greta.get("/desk/sections/"))
    assert "to approve" not in text_of(dara.get("/desk/sections/"))
    page = text_of(greta.get(PAGE))
    assert "What changed since it was approved" in page
    assert "Write no more." in page
    assert "North Korea" in page
    assert greta.post(PAGE, approve()).status_code == 303
    assert section().shown["after_deadline"] == {"en": "Write no more."}


def test_what_is_approved_is_what_was_seen(network: Network, sign_in: SignIn) -> None:
    greta = sign_in(network.greta)
    change_section(network.dara, "DE", {"name": "One"}, NOW)
    stale = approve()
    change_section(network.dara, "DE", {"name": "Two"}, NOW)
    assert greta.post(PAGE, stale).status_code == 409
    assert section().shown["name"] == "Section DE"


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(network: Network, sign_in: SignIn) -> None:
    dara = sign_in(network.dara)
    stale = form(name="Mine")
    change_section(network.odile, "DE", {"email": "other@example.org"}, NOW)
    answer = dara.post(PAGE, stale)
    assert answer.status_code == 409
    assert 'value="Mine"' in text_of(answer)
    assert (section().name, section().email) == ("Section DE", "other@example.org")


def test_a_coordinator_keeps_the_country_and_an_operator_changes_it(network: Network, sign_in: SignIn) -> None:
    dara, odile = sign_in(network.dara), sign_in(network.odile)
    assert 'name="country"' not in dara.get(PAGE).content.decode()
    assert dara.post(PAGE, form(country="FR")).status_code == 409
    assert (section().country, section().active) == ("DE", True)
    assert dara.post(PAGE, form(keeps="yes")).status_code == 409
    assert section().active
    assert odile.post(PAGE, form(country="AT", keeps="yes")).status_code == 303
    assert (section().country, section().active) == ("AT", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "N" * 3000),
        ("name", "N\0"),
        ("languages", "tongue of angels"),
        ("email", "nobody"),
        ("web", "javascript:alert(1)"),
        ("after-en", "x" * 3000),
        ("no_post_to", "Halvara"),
        ("postage_home", "1" * 50),
    ],
)
def test_what_cannot_be_kept_comes_back_beside_its_field(
    network: Network, sign_in: SignIn, field: str, value: str
) -> None:
    before = Section.objects.filter(code="DE").values().get()
    answer = sign_in(network.dara).post(PAGE, form(**{field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.content.decode()
    assert "What you typed is still here" in text_of(answer)
    assert Section.objects.filter(code="DE").values().get() == before


def test_markup_is_shown_as_text(network: Network, sign_in: SignIn) -> None:
    dara = sign_in(network.dara)
    form_ = form(name=MARKUP, address=MARKUP, postage_home="<b>1", **{"after-en": MARKUP})
    assert dara.post(PAGE, form_).status_code == 303
    for client in (dara, sign_in(network.greta), sign_in(network.hana)):
        for path in (PAGE, "/desk/sections/", PAGE + "staff/"):
            page = client.get(path).content.decode()
            assert "<script>alert" not in page
            assert "<img" not in page


def test_a_foreign_coordinator_changes_nothing(network: Network, sign_in: SignIn) -> None:
    hana, emil = sign_in(network.hana), sign_in(network.emil)
    for client in (hana, emil):
        assert client.post(PAGE, form(name="Mine")).status_code == 403
    assert sign_in(network.greta).post(PAGE, form(name="Mine")).status_code == 409
    assert section().name == "Section DE"


def test_an_operator_founds_a_section(network: Network, sign_in: SignIn) -> None:
    odile = sign_in(network.odile)
    given = {"code": "it", "country": "it", "name": "Italia", "languages": "it", "email": "", "web": "", "address": ""}
    for changes in ({"code": "DE"}, {"code": "Ü"}, {"country": "ZZ"}, {"languages": ""}, {"name": "\0"}):
        assert odile.post("/desk/sections/new/", given | changes).status_code == 422, changes
    answer = odile.post("/desk/sections/new/", given)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/desk/sections/IT/")
    made = Section.objects.get(code="IT")
    assert (made.country, made.active, made.shown) == ("IT", True, None)
    assert sign_in(network.bo).get("/desk/sections/IT/").status_code == 200


def test_a_coordinator_sees_how_many_members_the_section_has_and_nobody_else(network: Network, sign_in: SignIn) -> None:
    made = make_members(5, section="DE")
    make_members(4, section="DE", first=10, paused_until=NOW.date() + timedelta(days=9))
    make_members(3, section="DE", first=20, state=MemberState.ASKED)
    make_members(2, section="DE", first=30, state=MemberState.FAILING)
    make_members(1, section="FR", first=40)
    leave(made[0].link.leave, NOW)
    page = text_of(sign_in(network.dara).get(PAGE))
    shown = page.partition('<h2 id="members">')[2].partition("</section>")[0]
    assert re.findall("<dt>([^<]+)</dt><dd>([0-9]+)</dd>", shown) == [
        ("Members who get alerts", "4"),
        ("Members who pause", "4"),
        ("Have not confirmed yet", "3"),
        ("Mailboxes that refuse mail", "2"),
    ]
    assert "@example.org" not in shown
    for person in (network.greta, network.hana, network.odile, network.bo):
        answer = sign_in(person).get(PAGE)
        assert 'id="members"' not in answer.content.decode()
