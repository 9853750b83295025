"""Alerts at the desk: progress that all there see, pausing, holding for adaptation with words of two people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.alerts.ledger import hand_over, planned
from tests.alerts.people import make_members
from tests.desk.conftest import Clock, SignIn
from tests.network import NOW, Network
from tocsin.actions.drafts import submit_draft
from tocsin.actions.models import Consent
from tocsin.alerts.adapting import hash_of, release_due, words_of
from tocsin.alerts.models import (
    Alert,
    AlertKind,
    Ceiling,
    Chunk,
    ChunkState,
    End,
    Intervention,
    StandingHold,
    Turn,
    Wave,
    WaveState,
)
from tocsin.alerts.planning.pages import plan_waiting
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.records.models import Entry

pytestmark = pytest.mark.django_db

ALERTS = "/desk/alerts/"
WORDS = "Die Botschaft in Berlin liest mit."


@pytest.fixture
def alert(network: Network) -> Alert:
    """Of a case of DE: three members there, one of no section."""
    made = make_members(3, section="DE")
    make_members(1, first=10)
    alert = planned(str(network.published(headline="Held in <secret>").slug), AlertKind.NEW)
    hand_over(alert, {made[0].pk: End.WAITS})
    Chunk.objects.filter(wave__alert=alert, wave__section="DE").update(state=ChunkState.READY, closed_at=None)
    Wave.objects.filter(alert=alert).update(state=WaveState.SENDING)
    return alert


def at(alert: Alert) -> str:
    return f"{ALERTS}{alert.pk}/"


def test_the_page_shows_the_numbers_by_section_and_escapes_the_headline(
    alert: Alert, network: Network, sign_in: SignIn
) -> None:
    page = sign_in(network.chen).get(at(alert)).content.decode()
    assert "Held in &lt;secret&gt;" in page
    assert (
        "Members: 4. Handed over: 3; bounced or refused: 0; left out: 0; to go: 1; waiting for their turn: 0." in page
    )
    assert '<button class="button go" name="do" value="pause">' not in page
    live = sign_in(network.chen).get(f"{at(alert)}?part=live").content.decode()
    assert "<html" not in live
    assert "data-live" in live


def test_where_only_turns_are_left_nothing_is_followed(alert: Alert, network: Network, sign_in: SignIn) -> None:
    hand_over(alert, {})
    (member,) = make_members(1, first=20)
    Turn.objects.create(wave=Wave.objects.filter(alert=alert)[0], member=member.pk)
    page = sign_in(network.chen).get(at(alert)).content.decode()
    assert "Some wait for their turn" in page
    assert "?part=live" not in page


def test_the_list_shows_alerts_and_the_even_spread(alert: Alert, amina: Client) -> None:
    page = amina.get(ALERTS).content.decode()
    assert at(alert) in page
    assert "Alerts and writers by open case" in page


def test_pausing_and_resuming_is_kept_with_its_reason(alert: Alert, network: Network, sign_in: SignIn) -> None:
    dara, odile = sign_in(network.dara), sign_in(network.odile)
    answer = dara.post(at(alert), {"do": "pause", "reason": "a wrong <address>"})
    assert answer.headers["Location"] == f"{at(alert)}?said=alerts.pause"
    alert.refresh_from_db()
    assert alert.paused
    assert "a wrong &lt;address&gt;" in odile.get(at(alert)).content.decode()
    assert "address" not in str(list(Entry.objects.values_list("detail", flat=True)))
    assert dara.post(at(alert), {"do": "resume"}).status_code == 403
    assert odile.post(at(alert), {"do": "resume"}).status_code == 303
    assert [one.deed for one in Intervention.objects.order_by("pk")] == ["paused", "resumed"]


def test_ended_for_good_nobody_else_gets_it(alert: Alert, network: Network, sign_in: SignIn) -> None:
    odile = sign_in(network.odile)
    assert odile.post(at(alert), {"do": "end"}).status_code == 303
    assert set(alert.waves.values_list("state", flat=True)) <= {WaveState.RECALLED, WaveState.DONE}
    assert odile.post(at(alert), {"do": "end"}).status_code == 409


def test_a_section_holds_its_part_and_two_people_put_words_at_its_head(
    alert: Alert, network: Network, sign_in: SignIn
) -> None:
    dara, greta = sign_in(network.dara), sign_in(network.greta)
    own = {"section": "DE"}
    assert dara.post(at(alert), {"do": "words", "words-en": WORDS, **own}).status_code == 409
    assert dara.post(at(alert), {"do": "hold", "hours": "6", **own}).status_code == 303
    assert dara.post(at(alert), {"do": "words", "words-en": WORDS, **own}).status_code == 303
    wave = Wave.objects.get(alert=alert, section="DE")
    assert words_of(wave) == {"en": WORDS}
    assert WORDS in greta.get(at(alert)).content.decode()
    approve = {"do": "approve", "hash": hash_of({"en": WORDS}), **own}
    assert dara.post(at(alert), approve).status_code == 409
    assert greta.post(at(alert), approve | {"hash": "0"}).status_code == 409
    assert greta.post(at(alert), approve).status_code == 303
    assert dara.post(at(alert), {"do": "release", **own}).status_code == 303
    wave.refresh_from_db()
    assert (wave.state, wave.words_approved_by) == (WaveState.PLANNING, network.greta.pk)
    plan_waiting(NOW)
    wave.refresh_from_db()
    assert wave.state == WaveState.SENDING


def test_words_changed_after_their_approval_need_another_one(alert: Alert, network: Network, sign_in: SignIn) -> None:
    dara, greta = sign_in(network.dara), sign_in(network.greta)
    own = {"section": "DE"}
    dara.post(at(alert), {"do": "hold", "hours": "6", **own})
    dara.post(at(alert), {"do": "words", "words-en": WORDS, **own})
    greta.post(at(alert), {"do": "approve", "hash": hash_of({"en": WORDS}), **own})
    dara.post(at(alert), {"do": "words", "words-en": "Others.", **own})
    dara.post(at(alert), {"do": "release", **own})
    assert Wave.objects.get(alert=alert, section="DE").words is None


def test_nobody_holds_the_part_of_another_section(alert: Alert, network: Network, sign_in: SignIn) -> None:
    hana = sign_in(network.hana)
    for deed in ("hold", "release", "words"):
        answer = hana.post(at(alert), {"do": deed, "section": "DE", "hours": "6", "words-en": WORDS})
        assert answer.status_code == 403
    assert not Wave.objects.filter(state=WaveState.HELD).exists()


def test_a_hold_ends_by_itself_within_a_day(alert: Alert, network: Network, sign_in: SignIn, moment: Clock) -> None:
    dara = sign_in(network.dara)
    own = {"section": "DE"}
    assert dara.post(at(alert), {"do": "hold", "hours": "25", **own}).status_code == 422
    dara.post(at(alert), {"do": "hold", "hours": "20", **own})
    begun = moment.now()
    moment.later(hours=10)
    dara.post(at(alert), {"do": "hold", "hours": "24", **own})
    wave = Wave.objects.get(alert=alert, section="DE")
    assert wave.hold_until == begun + timedelta(hours=24)
    assert release_due(begun + timedelta(hours=23)) == 0
    assert release_due(begun + timedelta(hours=24)) == 1
    wave.refresh_from_db()
    assert wave.state == WaveState.PLANNING


def test_a_mail_domain_gets_a_ceiling_by_those_who_keep_the_alerts(network: Network, sign_in: SignIn) -> None:
    form = {"do": "ceiling", "domain": "mail.example.org", "a_minute": "60", "reason": "they asked"}
    assert sign_in(network.amina).post(ALERTS, form).status_code == 403
    odile = sign_in(network.odile)
    assert odile.post(ALERTS, form | {"a_minute": "many"}).status_code == 422
    assert odile.post(ALERTS, form).status_code == 303
    page = odile.get(ALERTS).content.decode()
    assert "mail.example.org" in page
    assert "they asked" in page
    assert odile.post(ALERTS, {"do": "lift", "domain": "mail.example.org"}).status_code == 303
    assert not Ceiling.objects.exists()


def test_a_section_holds_all_its_new_alerts(network: Network, sign_in: SignIn) -> None:
    dara = sign_in(network.dara)
    form = {"do": "always", "section": "DE", "hours": "4"}
    assert sign_in(network.hana).post(ALERTS, form).status_code == 403
    assert dara.post(ALERTS, form).status_code == 303
    assert StandingHold.objects.get().hours == 4
    assert dara.post(ALERTS, form | {"hours": "0"}).status_code == 303
    assert not StandingHold.objects.exists()


def test_the_audience_stands_on_the_page_of_review(network: Network, sign_in: SignIn) -> None:
    make_members(7, section="DE")
    make_members(2, Wishes(languages=("fr",), rhythm=Rhythm.WEEKLY), first=10)
    make_members(4, Wishes(countries=("XN",)), first=20)
    case = network.draft()
    submit_draft(network.amina, str(case.pk), NOW)
    page = sign_in(network.bo).get(f"/desk/cases/{case.pk}/review/").content.decode()
    told = re.sub(r"<[^>]+>", " ", page[page.index('id="reach"') :])
    words = " ".join(told.split())
    assert "New action 9 members At once 7 Wait for their turn 2 " in words
    assert "DE 7 No section 2 By language English 7 French 2" in words
    assert "quiet one" not in words
    Consent.objects.update(uses=["publish"])
    page = sign_in(network.bo).get(f"/desk/cases/{case.pk}/review/").content.decode()
    assert "Their alert is a quiet one" in page
