"""What comes back to alerts: mailboxes that fail are left alone, the ledger tells it, and nothing is ever answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.actions.commands import commands_for
from tests.alerts.ledger import adds_up, hand_over
from tests.alerts.people import Made, make_member, make_members
from tests.alerts.test_sending import Clock, Desk, desk  # noqa: F401 - a fixture
from tests.appeals.messages import report
from tests.network import NOW, Network
from tests.project.backups import everything
from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Wave, WaveState
from tocsin.alerts.packing import packed
from tocsin.alerts.progress import progress_of
from tocsin.alerts.sending import ledger
from tocsin.alerts.sending.names import names_of
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.models import Letter
from tocsin.members.models import Member, MemberState
from tocsin.project.incoming import address_in, knows, take_in

pytestmark = pytest.mark.django_db

NOBODY = ("failed", "5.1.1", "550 5.1.1 no such user")
FULL = ("failed", "5.2.2", "552 5.2.2 mailbox full")
LATE = ("delayed", "4.4.1", "451 4.4.1 no answer from host")
ARRIVED = ("delivered", "2.0.0", "250 2.0.0 ok")

type Story = tuple[Alert, list[Made]]


@pytest.fixture
def sent(desk: Callable[..., Desk]) -> Story:  # noqa: F811
    """An alert that was handed over to five members."""
    one = desk(0)
    made = make_members(5)
    wave = Wave.objects.get(alert=one.alert, section="")
    _give(wave, made)
    Wave.objects.filter(pk=wave.pk).update(audience=5, state=WaveState.SENDING)
    hand_over(one.alert)
    return one.alert, made


def _give(wave: Wave, made: list[Made], state: ChunkState = ChunkState.READY) -> Chunk:
    members = packed(one.pk for one in made)
    return Chunk.objects.create(
        wave=wave, members=members, ends=End.WAITS.encode() * len(made), size=len(made), state=state
    )


def another(made: list[Made], number: int) -> Alert:
    """A later alert, which was handed over to the same members."""
    alert = Alert.objects.create(kind=AlertKind.DIGEST, n=number, made_at=NOW)
    _give(Wave.objects.create(alert=alert, audience=len(made), state=WaveState.SENDING), made)
    hand_over(alert)
    return alert


def comes(alert: Alert, to: Made, words: tuple[str, str, str], now: datetime = NOW) -> Answer:
    address = names_of(alert.pk).bounces_to(to.pk)
    return take_in(address, "", report(address, *words, to.email), now)


def ends(alert: Alert) -> dict[str, int]:
    (progress,) = progress_of([alert], NOW)
    assert adds_up(alert)
    return {name: number for name, number in progress.counts.to_json().items() if number}


def state(one: Made) -> str:
    return str(Member.objects.get(pk=one.pk).state)


def test_a_mailbox_that_is_none_gets_no_more_and_the_ledger_says_that_it_bounced(sent: Story) -> None:
    alert, made = sent
    assert ends(alert) == {"handed": 5}
    assert comes(alert, made[2], NOBODY) is Answer.TAKEN
    assert comes(alert, made[2], NOBODY) is Answer.TAKEN
    assert ends(alert) == {"handed": 4, "bounced": 1}
    assert [state(one) for one in made] == ["active", "active", "failing", "active", "active"]


def test_the_commands_take_a_bounce_from_a_pipe_and_tell_it(
    sent: Story, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert, made = sent
    for name in ("ORIGINAL_RECIPIENT", "SENDER"):
        monkeypatch.delenv(name, raising=False)
    commands = commands_for(network, tmp_path, monkeypatch)
    address = names_of(alert.pk).bounces_to(made[0].pk)
    message = report(address, *NOBODY)
    assert address_in(message) == address
    assert commands.run("bounce", by=None, given=message).exit_code == 0
    (told,) = json.loads(commands.done("alerts", "status", "--json", by=None))["alerts"]
    assert (told["handed"], told["bounced"]) == (4, 1)
    forged = f"alert-{'a' * 52}@letters.example.org"
    assert commands.run("bounce", "--to", forged, by=None, given=message).exit_code == 1


def test_the_door_asks_nothing_of_the_database_to_know_an_address(
    sent: Story, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.alerts import incoming

    alert, made = sent
    address = names_of(alert.pk).bounces_to(made[0].pk)
    with django_assert_num_queries(0):
        assert incoming.is_known(address)
        assert not incoming.is_known("alerts@letters.example.org")
    monkeypatch.setattr("tocsin.project.incoming.close_old_connections", lambda: None)
    assert knows(address) is Answer.TAKEN
    assert knows("alerts@letters.example.org") is Answer.UNKNOWN


def test_what_may_pass_ends_nothing_until_it_was_five_times_in_a_row_over_a_fortnight(sent: Story) -> None:
    first, made = sent
    alerts = [first, *(another(made, number) for number in range(1, 7))]
    for day, alert in zip((0, 1, 2, 3, 4), alerts, strict=False):
        comes(alert, made[0], FULL, NOW + timedelta(days=day))
        comes(alert, made[0], LATE, NOW + timedelta(days=day))
    assert (state(made[0]), Member.objects.get(pk=made[0].pk).soft_bounces) == ("active", 5)
    assert ends(first) == {"handed": 4, "bounced": 1}
    comes(alerts[5], made[0], FULL, NOW + timedelta(days=14))
    assert state(made[0]) == "failing"


def test_an_alert_that_did_not_come_back_in_between_begins_the_row_anew(sent: Story) -> None:
    first, made = sent
    alerts = [first, *(another(made, number) for number in range(1, 8))]
    for day, alert in enumerate(alerts):
        if alert is not alerts[3]:
            comes(alert, made[0], FULL, NOW + timedelta(days=5 * day))
    assert (state(made[0]), Member.objects.get(pk=made[0].pk).soft_bounces) == ("active", 4)


@pytest.mark.parametrize("words", [LATE, ARRIVED])
def test_news_of_a_message_that_is_still_on_its_way_or_there_moves_nothing_in_the_ledger(
    sent: Story, words: tuple[str, str, str]
) -> None:
    alert, made = sent
    assert comes(alert, made[0], words) is Answer.TAKEN
    assert ends(alert) == {"handed": 5}
    assert state(made[0]) == "active"


@pytest.mark.parametrize(
    ("sender", "head"),
    [
        ("hana@example.org", "Subject: Re: UA 1/26"),
        ("hana@example.org", "Subject: Out of office\r\nAuto-Submitted: auto-replied"),
        ("", "Subject: Automatic reply: UA 1/26"),
        ("alerts@letters.example.org", "Subject: x\r\nList-Id: <alerts.letters.example.org>"),
        ("MAILER-DAEMON@letters.example.org", "Subject: Returned mail"),
    ],
)
def test_answers_of_people_and_machines_are_dropped_and_nothing_is_answered(
    sent: Story, sender: str, head: str
) -> None:
    alert, made = sent
    before = everything()
    address = names_of(alert.pk).bounces_to(made[0].pk)
    message = f"From: x <x@example.org>\r\nTo: {address}\r\n{head}\r\n\r\nI am away until Monday.\r\n".encode()
    assert take_in(address, sender, message, NOW) is Answer.TAKEN
    assert everything() == before
    assert not Letter.objects.exists()


def test_our_own_address_as_a_member_makes_no_loop(desk: Callable[..., Desk]) -> None:  # noqa: F811
    """Mail to it comes in at our own door: it is dropped there, or refused, and the refusal ends it."""
    first = make_members(1)[0]
    ours = names_of(99).bounces_to(first.pk)
    own, list_address = make_member(ours), make_member("alerts@letters.example.org")
    one = desk(0)
    one.send()
    before, sent = everything(), {mail.to: mail for mail in one.sender.sent}
    assert take_in(ours, sent[ours].sender, sent[ours].octets, NOW) is Answer.TAKEN
    assert everything() == before
    refused = sent["alerts@letters.example.org"]
    assert take_in(refused.to, refused.sender, refused.octets, NOW) is Answer.UNKNOWN
    assert take_in(refused.sender, "", report(refused.sender, *NOBODY, refused.to), NOW) is Answer.TAKEN
    assert (state(own), state(list_address)) == ("active", "failing")
    one.send()
    assert len(one.sender.sent) == 3
    assert not Letter.objects.exists()


def test_a_bounce_that_comes_while_a_worker_has_the_chunk_is_kept(desk: Callable[..., Desk]) -> None:  # noqa: F811
    one = desk(6)
    known = {f"member{number}@example.org": number for number in range(1, 7)}
    made = {Member.objects.order_by("pk")[number - 1].pk: number for number in known.values()}
    first, fourth = (next(pk for pk, number in made.items() if number == wanted) for wanted in (1, 4))

    def back(number: int) -> None:
        """The first after it was written down, the fourth before its hand-over is."""
        for pk, moment in ((first, 4), (fourth, 5)):
            if number == moment:
                address = names_of(one.alert.pk).bounces_to(pk)
                assert take_in(address, "", report(address, *NOBODY), NOW) is Answer.TAKEN

    one.sender.before = back
    one.send()
    assert one.ends() == {End.HANDED: 4, End.BOUNCED: 2}
    assert {state_of(pk) for pk in (first, fourth)} == {MemberState.FAILING}
    assert adds_up(one.alert)


def state_of(pk: int) -> str:
    return str(Member.objects.get(pk=pk).state)


def test_a_bounce_noted_under_a_killed_worker_is_not_sent_again(desk: Callable[..., Desk]) -> None:  # noqa: F811
    one = desk(3)
    chunk = Chunk.objects.get(wave__alert=one.alert)
    held = ledger.claim(chunk.pk, "killed", NOW)
    assert held is not None
    address = names_of(one.alert.pk).bounces_to(held.members[1])
    assert take_in(address, "", report(address, *FULL), NOW) is Answer.TAKEN
    one.clock.pass_(60)
    one.send()
    assert one.ends() == {End.HANDED: 2, End.BOUNCED: 1}
    assert len(one.sender.sent) == 2


def test_a_notice_about_an_alert_that_never_went_to_somebody_changes_nothing(sent: Story) -> None:
    alert, _ = sent
    later = make_members(1, first=50)[0]
    before = everything()
    assert comes(alert, later, NOBODY) is Answer.TAKEN
    assert take_in(names_of(alert.pk + 40).bounces_to(later.pk), "", report("x@y", *NOBODY), NOW) is Answer.TAKEN
    assert everything() == before


def test_nothing_of_a_bounce_is_kept(sent: Story) -> None:
    from tests.members.conftest import in_tables

    alert, made = sent
    comes(alert, made[0], ("failed", "5.1.1", "550 5.1.1 canary-of-a-bounce"))
    assert b"canary-of-a-bounce" not in in_tables()
