"""Many messages over several connections: each ends in one outcome, whatever the server does at whatever verb."""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.email.smtp import Limits, Outside
from tocsin.delivery.channels.email.stream import Outcome, Parcel, Stream
from tocsin.delivery.channels.email.wire import dial

from .conftest import Trust
from .hostile import Do, FakeServer, Script, serving

SENDER = "alert-x@mail.example.org"
SHORT = Limits(connect=2, hand_over=0.4)
OURS = ("GREETING", "EHLO", "MAIL")


def message(number: int) -> bytes:
    return f"Message-ID: <{number}@mail.example.org>\r\n\r\nWrite now.\r\n".encode()


def parcels(count: int) -> Iterator[Parcel]:
    for number in range(count):
        yield Parcel(number, SENDER, f"member{number}@example.org", partial(message, number))


class Told:
    """What was recorded. whenever: called with each record."""

    def __init__(self, whenever: Callable[[Told], None] | None = None) -> None:
        self.outcomes: list[Outcome] = []
        self._whenever = whenever

    def __call__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes
        if self._whenever:
            self._whenever(self)

    @property
    def taken(self) -> list[int]:
        return sorted(one.parcel.key for one in self.outcomes if one.refusal is None)

    @property
    def refusals(self) -> list[Refusal]:
        return [one.refusal for one in self.outcomes if one.refusal is not None]


def near(server: FakeServer, connections: int = 3) -> Stream:
    return Stream(SmtpServer("127.0.0.1", server.port), "", connections=connections, limits=SHORT)


def came(server: FakeServer) -> Counter[int]:
    found = (re.search(rb"<(\d+)@", one) for one in server.messages)
    return Counter(int(one[1]) for one in found if one)


def go() -> bool:
    return True


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_an_honest_server_gets_each_message_once_and_to_the_byte(pipelining: bool, count: int) -> None:
    told = Told()
    with serving(Script(pipelining=pipelining)) as server:
        stream = near(server)
        assert stream.run(parcels(count), told, go) is None
        assert stream.run(parcels(count), told, go) is None
        stream.close()
    assert told.taken == sorted([*range(count)] * 2)
    assert sorted(server.messages) == sorted(message(number) for number in [*range(count)] * 2)
    assert len(server.heard) <= 3
    assert all(heard[-1] == "QUIT" for heard in server.heard)


def test_no_more_than_one_message_a_connection_is_begun_before_it_is_recorded() -> None:
    begun: list[int] = []
    most: list[int] = []

    def make(number: int) -> bytes:
        begun.append(number)
        most.append(len(begun) - len(told.outcomes))
        return message(number)

    told = Told()
    with serving(Script()) as server:
        stream = near(server)
        each = (Parcel(number, SENDER, "a@example.org", partial(make, number)) for number in range(30))
        stream.run(each, told, go)
        stream.close()
    assert max(most) <= 3


def test_what_is_answered_while_connections_open_is_heard_before_all_of_them_are() -> None:
    opened: list[int] = []
    known: list[int] = []

    def counted(host: str, port: int, seconds: float) -> socket.socket:
        opened.append(port)
        return dial(host, port, seconds)

    with serving(Script()) as server:
        stream = Stream(
            SmtpServer("127.0.0.1", server.port), "", connections=24, limits=SHORT, outside=Outside(counted)
        )
        told = Told(lambda told: known.append(len(opened)))
        assert stream.run(parcels(200), told, go) is None
        stream.close()
    assert told.taken == [*range(200)]
    assert known[0] <= 12
    assert len(opened) <= 24


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refused_recipient_costs_its_own_message_alone(pipelining: bool) -> None:
    told = Told(lambda told: server.script.at.clear() if len(told.outcomes) >= 4 else None)
    with serving(Script({"RCPT": "550 5.1.1 unknown"}, pipelining=pipelining)) as server:
        stream = near(server, 1)
        assert stream.run(parcels(9), told, go) is None
        stream.close()
    assert sorted(one.parcel.key for one in told.outcomes) == [*range(9)]
    assert [refusal.answer for refusal in told.refusals][:4] == ["550 5.1.1"] * 4
    assert len(server.heard) == 1
    assert [*came(server)] == told.taken


def test_a_server_that_asks_for_a_text_without_a_recipient_gets_none() -> None:
    told = Told()
    with serving(Script({"RCPT": "550 5.1.1 unknown", "DATA": "354 go on"})) as server:
        stream = near(server, 2)
        assert stream.run(parcels(4), told, go) is None
        stream.close()
    assert len(told.refusals) == 4
    assert server.messages == []


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("answer", ["450 4.2.1 later", "550 5.7.1 we do not like it"])
@pytest.mark.parametrize("verb", ["DATA", "TEXT"])
def test_a_refused_text_is_told_and_the_next_one_goes(verb: str, answer: str, pipelining: bool) -> None:
    told = Told(lambda told: server.script.at.clear() if len(told.outcomes) >= 3 else None)
    with serving(Script({verb: answer}, pipelining=pipelining)) as server:
        stream = near(server, 1)
        assert stream.run(parcels(8), told, go) is None
        stream.close()
    assert sorted(one.parcel.key for one in told.outcomes) == [*range(8)]
    assert {refusal.permanent for refusal in told.refusals} == {answer.startswith("5")}
    assert told.taken == [*range(3, 8)] or len(told.taken) >= 4


@pytest.mark.parametrize("verb", OURS)
@pytest.mark.parametrize("answer", ["421 4.3.2 going down", "450 4.3.2 not now", Do.CLOSE, Do.RESET, Do.GARBAGE])
def test_where_the_server_itself_fails_nothing_is_begun_and_nothing_is_lost(verb: str, answer: str) -> None:
    told = Told()
    with serving(Script({verb: answer})) as server:
        failure = near(server).run(parcels(10), told, go)
    assert failure is not None
    assert failure.carrier_down
    assert told.outcomes == []
    assert server.messages == []


@pytest.mark.parametrize("verb", [*OURS, "RCPT", "DATA", "TEXT"])
def test_a_server_that_hangs_holds_nobody_longer_than_the_limit(verb: str) -> None:
    told = Told()
    with serving(Script({verb: Do.HANG})) as server:
        stream = near(server, 2)
        failure = stream.run(parcels(4), told, go)
        server.over.set()
    assert failure is not None or verb in {"RCPT", "DATA", "TEXT"}
    assert server.messages == []
    assert all(refusal.in_doubt for refusal in told.refusals) or verb != "TEXT"


def test_a_server_that_is_not_there_is_its_own_fault_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    told = Told()
    failure = Stream(SmtpServer("127.0.0.1", port), "", limits=SHORT).run(parcels(5), told, go)
    assert failure is not None
    assert failure.carrier_down
    assert told.outcomes == []


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_takes_few_messages_a_connection_is_called_again(pipelining: bool) -> None:
    told = Told()
    with serving(Script(messages_a_connection=2, pipelining=pipelining)) as server:
        stream = near(server, 2)
        assert stream.run(parcels(11), told, go) is None
        stream.close()
    assert told.taken == [*range(11)]
    assert came(server) == Counter(range(11))


@pytest.mark.parametrize("what", [Do.RESET, Do.CLOSE, Do.GARBAGE])
def test_a_text_without_an_answer_is_in_doubt_and_the_others_go_by_a_new_connection(what: Do) -> None:
    told = Told()
    with serving(Script({"TEXT": what}, honest_after=2)) as server:
        stream = near(server, 2)
        assert stream.run(parcels(10), told, go) is None
        stream.close()
    assert [refusal.in_doubt for refusal in told.refusals] == [True, True]
    assert sorted(one.parcel.key for one in told.outcomes) == [*range(10)]


def test_once_it_may_not_go_on_nothing_more_begins_and_what_is_under_way_is_recorded() -> None:
    told = Told()
    with serving(Script()) as server:
        stream = near(server)
        assert stream.run(parcels(50), told, lambda: len(told.outcomes) < 10) is None
        stream.close()
    assert 10 <= len(told.taken) < 14
    assert sorted(came(server)) == told.taken


def test_where_recording_fails_every_text_under_way_is_left_and_the_stream_can_go_on_later() -> None:
    told = Told()

    def fail(outcomes: Sequence[Outcome]) -> None:
        raise ConnectionError("the database is away")

    with serving(Script()) as server:
        stream = near(server)
        with pytest.raises(ConnectionError):
            stream.run(parcels(20), fail, go)
        in_doubt = len(server.messages)
        assert in_doubt <= 3
        assert stream.run(parcels(20), told, go) is None
        stream.close()
    assert told.taken == [*range(20)]
    # What the first run left in doubt is of other messages: the second one says nothing of it.
    assert len(told.outcomes) == 20


def test_a_message_that_cannot_be_made_costs_nobody_else_theirs() -> None:
    def broken() -> bytes:
        raise ValueError

    told = Told()
    some = [Parcel(number, SENDER, "a@example.org", partial(message, number)) for number in range(5)]
    some[2] = Parcel(2, SENDER, "a@example.org", broken)
    with serving(Script()) as server:
        stream = near(server, 1)
        assert stream.run(iter(some), told, go) is None
        stream.close()
    assert told.taken == [0, 1, 3, 4]
    assert [refusal.permanent for refusal in told.refusals] == [True]


def test_a_relay_elsewhere_is_spoken_to_through_tls(trust: Trust) -> None:
    told = Told()
    outside = Outside(
        lambda _, port, seconds: socket.create_connection(("127.0.0.1", port), seconds), context=trust.client
    )
    with serving(Script(tls=trust.server)) as server:
        carrier = SmtpServer("smtp.example.org", server.port, False, "ana", "secret")
        stream = Stream(carrier, "mail.example.org", connections=2, limits=SHORT, outside=outside)
        assert stream.run(parcels(20), told, go) is None
        stream.close()
    assert told.taken == [*range(20)]


def test_an_address_beyond_ascii_needs_a_server_that_offers_it() -> None:
    told = Told()
    some = [Parcel(0, SENDER, "büro@example.org", partial(message, 0)), *list(parcels(3))[1:]]
    with serving(Script(offers=())) as server:
        stream = near(server, 1)
        assert stream.run(iter(some), told, go) is None
        stream.close()
    assert told.taken == [1, 2]
    assert [refusal.permanent for refusal in told.refusals] == [True]
