"""Handing chunks over: everybody ends in one state, whatever happens between two messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from tests.alerts.ledger import adds_up, planned
from tests.alerts.people import make_member, make_members
from tests.alerts.senders import LATER, NOBODY, FakeSender
from tests.delivery.channels.test_dkim import pem
from tests.network import NOW, Network
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case
from tocsin.alerts.models import Alert, AlertKind, Ceiling, Chunk, ChunkState, End, Entry, Wave, WaveState
from tocsin.alerts.packing import ends_of
from tocsin.alerts.sending import ledger
from tocsin.alerts.sending.engine import SLICE, Engine
from tocsin.alerts.sending.making import LEAVE
from tocsin.alerts.sending.names import bounced, names_of
from tocsin.alerts.sending.sweeping import sweep
from tocsin.alerts.upkeep import erase_left_with_copies
from tocsin.alerts.wording import ME, WRITE
from tocsin.alerts.work import FanOut, set_engine
from tocsin.delivery.channels import outbox
from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.outbox import OutboxStream
from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Switch
from tocsin.delivery.switching import hold_all, release_all
from tocsin.members.leaving import leave
from tocsin.members.links import MemberLink
from tocsin.members.models import Member, MemberState
from tocsin.members.wishes import Wishes
from tocsin.records import tombstones
from tocsin.records.fields import Sealed
from tocsin.records.persons import domain_of

pytestmark = pytest.mark.django_db

SIGNER = DkimSigner.from_pem(pem(rsa.generate_private_key(65537, 2048)), "letters.example.org", "tocsin")


class Clock:
    """now moves only when a test moves it; seconds go with it."""

    def __init__(self) -> None:
        self.now = NOW
        self.ran = 0.0

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.ran

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ran += seconds


class Desk:
    """An alert on its way, with one worker."""

    def __init__(self, alert: Alert, sender: FakeSender, clock: Clock) -> None:
        self.alert, self.sender, self.clock = alert, sender, clock
        self.engine = self.another()

    def another(self, name: str = "one") -> Engine:
        return Engine(self.sender, [SIGNER], self.clock, self.clock.seconds, name=name)

    def send(self) -> None:
        """All chunks that are due, once."""
        for pk in list(Chunk.objects.exclude(state=ChunkState.DONE).order_by("pk").values_list("pk", flat=True)):
            self.engine.send(pk)

    def ends(self) -> Counter[str]:
        chunks = Chunk.objects.filter(wave__alert=self.alert)
        return Counter(code for chunk in chunks for code in ends_of(chunk).decode() if code != End.MOVED)

    def to(self) -> list[str]:
        return sorted(one.to for one in self.sender.sent)


@pytest.fixture
def desk(network: Network) -> Callable[..., Desk]:
    """So many members, and a case that was published for them."""

    def make(number: int = 20, **columns: Any) -> Desk:
        make_members(number, **columns)
        alert = planned(str(network.published().slug), AlertKind.NEW)
        return Desk(alert, FakeSender(), Clock())

    return make


def test_everybody_gets_one_message_and_the_ledger_adds_up(desk: Callable[..., Desk]) -> None:
    one = desk(1_203)
    one.send()
    assert Counter(one.to()) == Counter(f"member{number}@example.org" for number in range(1, 1_204))
    assert one.ends() == {End.HANDED: 1_203}
    assert len({sent.message_id for sent in one.sender.sent}) == 1_203
    assert {wave.state for wave in Wave.objects.filter(alert=one.alert, audience__gt=0)} == {WaveState.DONE}
    assert not Entry.objects.exists()
    one.alert.refresh_from_db()
    assert one.alert.first_at == one.alert.last_at == NOW
    assert adds_up(one.alert)


def test_a_message_has_its_members_own_links_and_what_lists_have(desk: Callable[..., Desk]) -> None:
    mine = make_member("hana@example.org")
    one = desk(0)
    one.send()
    (sent,) = one.sender.sent
    message = sent.message
    text = str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert f"/me/{mine.link.text}/" in text
    assert message["List-Unsubscribe"] == f"<http://127.0.0.1:8000/leave/{mine.link.leave}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<alerts.letters.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == "hana@example.org"
    assert not [hole for hole in (ME, WRITE, LEAVE) if hole.encode() in sent.octets.replace(b"=\r\n", b"")]
    assert bounced(sent.sender) == (one.alert.pk, mine.pk)
    assert sent.octets.startswith(b"DKIM-Signature: ")


def test_in_test_mode_each_part_says_first_that_it_was_not_sent(desk: Callable[..., Desk]) -> None:
    one = desk(1)
    one.send()
    said = {part: str(one.sender.sent[0].message.get_body((part,)).get_content()) for part in ("plain", "html")}  # type: ignore[union-attr]
    assert said["plain"].startswith("[Test mode: this message was not sent.]")
    body = said["html"].partition("<main>")[2]
    assert body.strip().startswith(
        '<p lang="en" dir="ltr"><strong>[Test mode: this message was not sent.]</strong></p>'
    )


def test_a_bounce_address_that_was_not_made_here_stands_for_nobody(network: Network) -> None:
    right = names_of(3).bounces_to(70_000)
    assert bounced(right) == bounced(right.upper()) == (3, 70_000)
    local, _, domain = right.partition("@")
    for at in range(len("alert-"), len(local)):
        other = "b" if local[at] != "b" else "c"
        assert bounced(f"{local[:at]}{other}{local[at + 1 :]}@{domain}") in {None, (3, 70_000)}
    assert bounced(f"{local}@elsewhere.example.org") is None
    assert bounced("alert-@letters.example.org") is None
    assert bounced(f"{local}a@{domain}") is None


def test_whoever_left_or_paused_or_is_gone_meanwhile_gets_nothing(desk: Callable[..., Desk]) -> None:
    one = desk(SLICE + 10)
    first = Member.objects.order_by("pk")

    def leave(number: int) -> None:
        if number == 5:
            Member.objects.filter(pk=first[SLICE + 5].pk).update(state=MemberState.LEAVING, content=None)
            Member.objects.filter(pk=first[SLICE + 6].pk).update(paused_until=NOW.date() + timedelta(days=3))
            Member.objects.filter(pk=first[SLICE + 7].pk).delete()

    one.sender.before = leave
    one.send()
    assert one.ends() == {End.HANDED: SLICE + 7, End.GONE: 3}
    assert adds_up(one.alert)


def test_what_was_looked_up_long_ago_is_looked_up_again(desk: Callable[..., Desk]) -> None:
    one = desk(10)

    def wait(number: int) -> None:
        one.clock.pass_(1.0)
        if number == 3:
            Member.objects.filter(pk__gt=0).update(state=MemberState.LEAVING)

    one.sender.before, one.sender.together = wait, 1
    one.send()
    assert one.ends()[End.GONE] >= 4
    assert sum(one.ends().values()) == 10


def test_an_address_that_does_not_exist_ends_there_and_no_alert_goes_to_it_again(desk: Callable[..., Desk]) -> None:
    one = desk(5)
    one.sender.answers["member3@example.org"] = NOBODY
    one.send()
    assert one.ends() == {End.HANDED: 4, End.REFUSED: 1}
    assert [member.pk for member in Member.objects.filter(state=MemberState.FAILING)] == [
        Member.objects.order_by("pk")[2].pk
    ]


def test_who_is_refused_for_the_moment_is_tried_again_later_and_counts_once(desk: Callable[..., Desk]) -> None:
    one = desk(5)
    one.sender.answers["member3@example.org"] = LATER
    one.send()
    assert one.ends() == {End.HANDED: 4, End.WAITS: 1}
    assert adds_up(one.alert)
    one.send()
    assert len(one.sender.sent) == 4
    one.sender.answers.clear()
    DBTaskResult.objects.all().delete()
    one.clock.pass_(5 * 60)
    assert sweep(one.clock.now) == 1
    one.send()
    assert one.ends() == {End.HANDED: 5}
    assert Counter(one.to()) == Counter(f"member{number}@example.org" for number in range(1, 6))
    assert adds_up(one.alert)


def test_who_is_refused_for_a_day_is_given_up(desk: Callable[..., Desk]) -> None:
    one = desk(2)
    one.sender.answers["member1@example.org"] = LATER
    for _ in range(12):
        one.send()
        one.clock.pass_(3 * 24 * 3600)
    assert one.ends() in ({End.HANDED: 1, End.GIVEN_UP: 1}, {End.HANDED: 1, End.RECALLED: 1})
    assert Wave.objects.get(alert=one.alert, audience=2).state == WaveState.DONE


def test_a_stop_ends_it_within_a_second_and_everybody_left_is_recalled(
    desk: Callable[..., Desk], network: Network
) -> None:
    one = desk(100)

    def stop(number: int) -> None:
        one.clock.pass_(0.1)
        if number == 40:
            stop_case(network.amina, str(Case.objects.get(slug=one.alert.slug).pk), one.clock.now)

    one.sender.before, one.sender.together = stop, 1
    one.send()
    assert 40 <= len(one.sender.sent) <= 51
    ends = one.ends()
    assert ends[End.HANDED] == len(one.sender.sent)
    assert ends[End.RECALLED] == 100 - len(one.sender.sent)
    assert adds_up(one.alert)


@pytest.mark.parametrize("how", ["alert", "outbox"])
def test_a_pause_leaves_the_rest_where_it_is_and_it_goes_on_where_it_stopped(
    desk: Callable[..., Desk], how: str
) -> None:
    one = desk(50)

    def pause(number: int) -> None:
        one.clock.pass_(0.5)
        if number == 20:
            if how == "alert":
                Alert.objects.update(paused=True)
            else:
                hold_all(Why.OPERATOR, one.clock.now)

    one.sender.before, one.sender.together = pause, 2
    one.send()
    assert 20 <= len(one.sender.sent) <= 23
    one.sender.before = lambda number: None
    one.send()
    assert len(one.sender.sent) <= 23
    Alert.objects.update(paused=False)
    release_all(one.clock.now)
    one.send()
    assert one.ends() == {End.HANDED: 50}
    assert len(one.sender.sent) == len({*one.to()}) == 50


def test_where_the_mail_server_fails_all_waits_and_goes_on_when_it_works(desk: Callable[..., Desk]) -> None:
    one = desk(50)
    one.sender.fails_after = 21
    one.send()
    assert one.ends() == {End.HANDED: 21, End.WAITS: 29}
    assert Switch.row().paused_until is not None
    one.sender.fails_after = None
    one.send()
    assert len(one.sender.sent) == 21
    one.clock.pass_(60)
    one.send()
    assert one.ends() == {End.HANDED: 50}
    assert len({*one.to()}) == 50


def test_a_killed_workers_chunk_is_taken_over_and_only_what_was_in_flight_goes_twice(desk: Callable[..., Desk]) -> None:
    one = desk(100)

    def die(number: int) -> None:
        if number == 47:
            raise KeyboardInterrupt

    one.sender.before, one.sender.together = die, 4
    with pytest.raises(KeyboardInterrupt):
        one.send()
    one.sender.before = lambda number: None
    one.engine = one.another("two")
    one.send()
    assert len(one.sender.sent) <= 47
    one.clock.pass_(31)
    one.send()
    often = Counter(one.to())
    assert len(often) == 100
    assert sum(often.values()) - 100 <= 4
    twice = [sent.message_id for sent in one.sender.sent if often[sent.to] == 2]
    assert set(Counter(twice).values()) <= {2}
    assert one.ends() == {End.HANDED: 100}


def test_who_slept_through_the_lease_writes_nothing_more(desk: Callable[..., Desk]) -> None:
    one = desk(30)
    other = one.another("two")

    def sleep(number: int) -> None:
        if number == 9 and one.clock.ran == 0:
            one.clock.pass_(40)
            assert other.send(Chunk.objects.get(size=30).pk)

    one.sender.before, one.sender.together = sleep, 3
    one.send()
    assert one.ends() == {End.HANDED: 30}
    assert len({*one.to()}) == 30
    assert len(one.sender.sent) <= 33


def test_a_lease_from_a_clock_that_was_set_back_holds_nobody_up(desk: Callable[..., Desk]) -> None:
    one = desk(10)
    chunk = Chunk.objects.get(size=10)
    assert ledger.claim(chunk.pk, "one", NOW + timedelta(hours=1)) is not None
    assert one.engine.send(chunk.pk)
    assert one.ends() == {End.HANDED: 10}


def test_the_same_task_twice_or_a_chunk_that_is_gone_does_nothing(desk: Callable[..., Desk]) -> None:
    one = desk(10)
    pk = Chunk.objects.get(size=10).pk
    assert one.engine.send(pk)
    assert not one.engine.send(pk)
    assert not one.engine.send(987_654)
    assert len(one.sender.sent) == 10


def test_a_row_that_cannot_be_opened_costs_its_own_message_alone(desk: Callable[..., Desk]) -> None:
    one = desk(10)
    rows = Member.objects.order_by("pk")
    Member.objects.filter(pk=rows[4].pk).update(content=rows[3].content.sealed()[:-3])
    one.send()
    assert one.ends() == {End.HANDED: 9, End.REFUSED: 1}


def test_a_ceiling_spreads_one_provider_over_time_and_holds_up_nobody_else(desk: Callable[..., Desk]) -> None:
    make_members(120, first=1_000, domain="big.example.org")
    one = desk(20)
    Ceiling.objects.create(key=domain_of("a@big.example.org"), domain="big.example.org", a_minute=60, at=NOW, by=1)
    one.send()
    assert sum("big" in to for to in one.to()) <= 4
    assert sum("big" not in to for to in one.to()) == 20
    for _ in range(12):
        one.clock.pass_(10)
        before = len(one.sender.sent)
        one.send()
        assert len(one.sender.sent) - before <= 11
    assert one.ends() == {End.HANDED: 140}
    assert len({*one.to()}) == 140
    assert adds_up(one.alert)


def test_after_a_take_down_nothing_of_it_is_handed_over(desk: Callable[..., Desk], network: Network) -> None:
    one = desk(10)
    take_down(network.bo, str(Case.objects.get(slug=one.alert.slug).pk), one.clock.now)
    one.send()
    assert one.sender.sent == []
    assert one.ends() == {End.RECALLED: 10}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_fan_out_runs_by_tasks_and_finds_those_that_were_lost(desk: Callable[..., Desk]) -> None:
    one = desk(1_100)
    set_engine(one.engine)
    try:
        DBTaskResult.objects.filter(task_path="tocsin.alerts.tasks.send").order_by("-enqueued_at")[0].delete()
        work = FanOut(one.clock)
        for _ in range(40):
            one.clock.pass_(6)
            if not work.step() and one.ends() == {End.HANDED: 1_100}:
                break
    finally:
        set_engine(None)
    assert one.ends() == {End.HANDED: 1_100}
    assert len(one.sender.sent) == 1_100


def test_where_the_database_goes_away_the_worker_goes_on_later(desk: Callable[..., Desk]) -> None:
    one = desk(10)

    def away(number: int) -> None:
        raise DatabaseError

    one.sender.before = away
    with pytest.raises(DatabaseError):
        one.send()
    one.sender.before = lambda number: None
    one.clock.pass_(31)
    one.send()
    assert one.ends() == {End.HANDED: 10}


def test_members_of_one_wave_read_it_each_in_their_language(desk: Callable[..., Desk]) -> None:
    make_member("fr@example.org", Wishes(languages=("fr",)))
    make_member("ar@example.org", Wishes(languages=("ar",)))
    one = desk(1)
    one.send()
    said: dict[str, str] = {}
    for sent in one.sender.sent:
        said[sent.to] = str(sent.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "Write now" in said["member1@example.org"]
    assert "Write now" not in said["fr@example.org"]
    assert any("\u0600" <= sign <= "\u06ff" for sign in said["ar@example.org"])


def test_what_was_made_in_test_mode_goes_to_nobody_once_delivery_is_live(
    desk: Callable[..., Desk], settings: Any
) -> None:
    one = desk(4)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, delivery="live")
    one.send()
    assert one.sender.sent == []
    assert one.ends() == {End.RECALLED: 4}


def test_an_error_that_nobody_expected_holds_up_its_own_chunk_alone(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = desk(5)
    monkeypatch.setattr(Engine, "_press_of", lambda *_: 1 / 0)
    one.send()
    monkeypatch.undo()
    one.send()
    assert one.sender.sent == []
    one.clock.pass_(3 * 60)
    one.send()
    assert one.ends() == {End.HANDED: 5}


def test_a_worker_that_is_told_to_end_leaves_the_rest_to_another(desk: Callable[..., Desk]) -> None:
    one = desk(30)
    one.engine.stopping = lambda: len(one.sender.sent) >= 10
    one.sender.together = 1
    one.send()
    assert len(one.sender.sent) == 10
    one.engine = one.another("two")
    one.send()
    assert one.ends() == {End.HANDED: 30}
    assert len({*one.to()}) == len(one.sender.sent) == 30


@pytest.mark.parametrize("mode", ["test", "live"])
def test_who_leaves_takes_their_copies_out_of_the_outbox_of_the_test_mode(
    desk: Callable[..., Desk], settings: Any, tmp_path: Path, mode: str
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    one = desk(3)
    folder = tmp_path / "outbox"
    one.engine.sender = OutboxStream(folder)
    one.send()
    assert len(outbox.listed(folder, 10)) == 3
    link = MemberLink(Member.objects.order_by("pk")[1].content.open()["link"])
    assert leave(link.leave, NOW)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, delivery=mode)
    assert erase_left_with_copies(NOW) == 1
    assert sorted(kept.to for kept in outbox.listed(folder, 10)) == ["member1@example.org", "member3@example.org"]


RELAY = Refusal("no", "550 recipient", permanent=True)
"""“550 relay not permitted”, as old servers say it: nothing of it is about the address."""


def test_a_relay_that_does_not_like_us_strikes_nobody_off_and_stops_the_alert(desk: Callable[..., Desk]) -> None:
    one = desk(400)
    one.sender.answers = dict.fromkeys((f"member{number}@example.org" for number in range(1, 401)), RELAY)
    one.send()
    assert one.ends()[End.REFUSED] < 40
    assert not Member.objects.filter(state=MemberState.FAILING).exists()
    one.alert.refresh_from_db()
    assert one.alert.paused
    one.sender.answers.clear()
    Alert.objects.update(paused=False)
    one.send()
    assert one.ends()[End.HANDED] > 360
    assert adds_up(one.alert)


def test_who_was_put_off_waits_also_where_the_rest_is_given_back(desk: Callable[..., Desk]) -> None:
    one = desk(30)
    one.sender.answers["member3@example.org"] = LATER
    one.engine.stopping = lambda: len(one.sender.sent) >= 10
    one.sender.together = 1
    one.send()
    one.engine = one.another("two")
    one.send()
    assert one.ends() == {End.HANDED: 29, End.WAITS: 1}
    assert Chunk.objects.get(size=1).attempt == 1
    assert adds_up(one.alert)


def test_words_that_a_section_puts_before_it_midway_are_read_by_the_rest(desk: Callable[..., Desk]) -> None:
    one = desk(20)
    one.engine.stopping = lambda: len(one.sender.sent) >= 5
    one.sender.together = 1
    one.send()
    one.engine.stopping = lambda: False
    words = Sealed.of(Wave, "words", {"en": "Write to us first."})
    Wave.objects.filter(alert=one.alert, section="").update(
        words=words, words_by=1, words_approved_by=2, released_at=one.clock.now
    )
    one.send()
    said = ["Write to us first." in str(sent.message.get_body(("plain",)).get_content()) for sent in one.sender.sent]  # type: ignore[union-attr]
    assert said == [False] * 5 + [True] * 15


def test_after_a_long_pause_a_provider_is_not_flooded(desk: Callable[..., Desk]) -> None:
    make_members(120, first=1_000, domain="big.example.org")
    one = desk(1)
    Ceiling.objects.create(key=domain_of("a@big.example.org"), domain="big.example.org", a_minute=60, at=NOW, by=1)
    one.send()
    one.clock.pass_(3_600)
    before = len(one.sender.sent)
    one.send()
    assert len(one.sender.sent) - before <= 4
    for _ in range(30):
        one.clock.pass_(10)
        one.send()
    assert one.ends() == {End.HANDED: 121}


def test_a_server_that_works_again_is_forgiven(desk: Callable[..., Desk]) -> None:
    one = desk(3)
    Switch.row()
    Switch.objects.update(failures=7)
    one.send()
    assert Switch.row().failures == 0


def test_who_leaves_while_others_are_erased_leaves_no_copy_behind(
    desk: Callable[..., Desk], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    one = desk(3)
    folder = tmp_path / "outbox"
    one.engine.sender = OutboxStream(folder)
    one.send()
    links = [MemberLink(member.content.open()["link"]) for member in Member.objects.order_by("pk")]
    assert leave(links[0].leave, NOW)
    real = tombstones.mark_all

    def mark_all(kind: str, names: Iterable[object]) -> None:
        leave(links[1].leave, NOW)
        real(kind, names)

    monkeypatch.setattr(tombstones, "mark_all", mark_all)
    assert erase_left_with_copies(NOW) == 2
    assert [kept.to for kept in outbox.listed(folder, 10)] == ["member3@example.org"]
