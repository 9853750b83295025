"""The door for mail that comes back: nothing is accepted that is not stored, and no sender can block it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tocsin.delivery.incoming import Answer, Reach
from tocsin.delivery.incoming.errors import UnusableDoor
from tocsin.delivery.incoming.lmtp import run_lmtp, serve_lmtp

US = "bounce-mfrggzdfmztwq2lkobqxgzldoruw2zlo@mail.example.org"
MAIL = b"Subject: x\r\n\r\nwords\r\n.\r\n..dots\r\n"


@dataclass
class Desk:
    """The handler: keeps what it is given, and answers by recipient."""

    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()
    held: threading.Event | None = None
    asked: threading.Event = field(default_factory=threading.Event)

    def __call__(self, recipient: str, sender: str, message: bytes) -> Answer:
        self.asked.set()
        if self.held:
            assert self.held.wait(20)
        if recipient.startswith("broken"):
            raise RuntimeError(f"private words about {recipient}")
        self.kept.append((recipient, sender, message))
        return self.answers.get(recipient, Answer.TAKEN)

    def knows(self, recipient: str) -> Answer:
        if recipient.startswith("lost"):
            raise RuntimeError(f"private words about {recipient}")
        return Answer.UNKNOWN if recipient in self.strangers else Answer.TAKEN


class Door:
    """A server in a thread of its own."""

    def __init__(self, desk: Desk, reach: Reach) -> None:
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(desk, reach))
        self._thread.start()
        assert self._opened.wait(10)

    def _run(self, desk: Desk, reach: Reach) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(serve_lmtp(desk, ("127.0.0.1", 0), self._stop, reach, self._open, desk.knows))

    def _open(self, port: int) -> None:
        self.port = port
        self._opened.set()

    def tell_to_end(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)

    def close(self) -> None:
        if self._thread.is_alive():
            self.tell_to_end()
        self._thread.join(20)
        assert not self._thread.is_alive()


@contextmanager
def open_door(desk: Desk, **reach: float) -> Iterator[Door]:
    door = Door(desk, Reach(**reach))  # type: ignore[arg-type]
    try:
        yield door
    finally:
        if desk.held:
            desk.held.set()
        door.close()


@contextmanager
def client(door: Door) -> Iterator[smtplib.LMTP]:
    with smtplib.LMTP("127.0.0.1", door.port, "mx.example.org") as connection:
        connection.timeout = 20
        yield connection


def talk(door: Door, said: bytes) -> list[str]:
    """Everything that the server answers, until it hangs up."""
    with socket.create_connection(("127.0.0.1", door.port), 20) as sock:
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR) if not said.endswith(b"QUIT\r\n") else None
        answers = b""
        while more := sock.recv(65536):
            answers += more
    return answers.decode().splitlines()


def test_a_message_reaches_the_handler_to_the_byte_before_it_is_accepted():
    desk = Desk()
    with open_door(desk) as door, client(door) as lmtp:
        assert lmtp.sendmail("minister@interior.example.org", [US], MAIL) == {}
        assert desk.kept == [(US, "minister@interior.example.org", MAIL)]


def test_a_notice_without_a_sender_is_taken():
    desk = Desk()
    with open_door(desk) as door, client(door) as lmtp:
        lmtp.sendmail("", [US], MAIL)
    assert desk.kept[0][1] == ""


def test_each_recipient_has_an_answer_of_its_own():
    desk = Desk(answers={"no@mail.example.org": Answer.UNKNOWN, "later@mail.example.org": Answer.LATER})
    with open_door(desk) as door, client(door) as lmtp:
        lmtp.ehlo()
        lmtp.mail("a@example.org")
        for recipient in (US, "no@mail.example.org", "later@mail.example.org", "broken@mail.example.org"):
            assert lmtp.rcpt(recipient)[0] == 250
        lmtp.putcmd("data")
        assert lmtp.getreply()[0] == 354
        lmtp.send(MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert [lmtp.getreply()[0] for _ in range(4)] == [250, 550, 451, 451]
        assert lmtp.noop()[0] == 250


def test_a_failure_of_ours_keeps_the_mail_at_the_senders_and_says_nothing_of_it(caplog: pytest.LogCaptureFixture):
    desk = Desk()
    with caplog.at_level(logging.DEBUG), open_door(desk) as door, client(door) as lmtp:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            lmtp.sendmail("minister@interior.example.org", ["broken@mail.example.org"], MAIL)
        assert caught.value.smtp_code == 451
        lmtp.rset()
        lmtp.sendmail("minister@interior.example.org", [US], MAIL)
    assert "RuntimeError" in caplog.text
    assert "private" not in caplog.text
    assert "minister" not in caplog.text
    assert "example.org" not in caplog.text


@pytest.mark.parametrize("recipients", [1, 3])
def test_a_message_too_large_is_refused_once_for_each_recipient(recipients: int):
    desk = Desk()
    commands = [
        b"LHLO mx",
        b"MAIL FROM:<a@example.org>",
        *[b"RCPT TO:<%d@mail.example.org>" % number for number in range(recipients)],
    ]
    said = b"\r\n".join([*commands, b"DATA", b"x" * 70, b"x" * 70, b".", b"NOOP", b"QUIT", b""])
    with open_door(desk, message_bytes=100) as door:
        answers = talk(door, said)
    at = next(number for number, line in enumerate(answers) if line.startswith("354"))
    assert [line[:3] for line in answers[at + 1 :]] == ["552"] * recipients + ["250", "221"]
    assert desk.kept == []


def test_a_size_announced_too_large_is_refused_at_once():
    with open_door(Desk(), message_bytes=100) as door:
        answers = talk(door, b"LHLO mx\r\nMAIL FROM:<a@example.org> SIZE=101\r\nQUIT\r\n")
    assert answers[-2].startswith("552")


def test_long_lines_of_old_servers_are_taken():
    desk = Desk()
    message = b"Subject: x\r\n\r\n" + b"y" * 5000 + b"\r\n"
    with open_door(desk) as door, client(door) as lmtp:
        lmtp.sendmail("a@example.org", [US], message)
    assert desk.kept[0][2] == message


def test_a_line_without_end_is_refused_and_kept_nowhere():
    desk = Desk()
    with open_door(desk, line_bytes=2000) as door:
        answers = talk(
            door,
            b"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
            + b"y" * 100_000
            + b"\r\n.\r\nQUIT\r\n",
        )
    assert answers[-2].startswith("500")
    assert desk.kept == []


def test_nothing_is_smuggled_behind_a_bare_line_end():
    desk = Desk()
    inner = b"one\n.\nMAIL FROM:<evil@example.org>\nRCPT TO:<b@example.org>\nDATA\ntwo\r.\r\n\n.\r\n"
    with open_door(desk) as door:
        talk(
            door,
            b"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
            + inner
            + b"end\r\n.\r\nQUIT\r\n",
        )
    assert [(sender, message.count(b"two")) for _, sender, message in desk.kept] == [("a@example.org", 1)]


@pytest.mark.parametrize(
    "command",
    [
        b"HELO mx",
        b"EHLO mx",
        b"DATA",
        b"RCPT TO:<a@example.org>",
        b"MAIL FROM:<a@example.org>",
        b"AUTH PLAIN AGEAYg==",
        b"STARTTLS",
        b"\xff\xfe",
        b"",
        b"X" * 3000,
        b"LHLO",
        b"MAIL FROM:<" + b"<" * 300,
    ],
)
def test_commands_out_of_order_are_refused_and_the_talk_goes_on(command: bytes):
    with open_door(Desk()) as door:
        answers = talk(door, command + b"\r\nLHLO mx\r\nMAIL FROM:<a@example.org>\r\nQUIT\r\n")
    assert answers[1][0] in "45"
    assert [line[:3] for line in answers[-2:]] == ["250", "221"]


def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing():
    desk = Desk()
    with open_door(desk) as door:
        talk(door, b"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nhalf a")
        with client(door) as lmtp:
            lmtp.sendmail("a@example.org", [US], MAIL)
    assert [recipient for recipient, _, _ in desk.kept] == [US]


def test_a_sender_that_says_nothing_is_let_go():
    with open_door(Desk(), seconds=0.2) as door:
        assert talk_silently(door) == ["220 localhost LMTP"]


def talk_silently(door: Door) -> list[str]:
    with socket.create_connection(("127.0.0.1", door.port), 20) as sock:
        answers = b""
        while more := sock.recv(65536):
            answers += more
    return answers.decode().splitlines()


def test_more_connections_than_allowed_are_told_to_come_again():
    with open_door(Desk(), connections=2) as door:
        with client(door), client(door):
            assert talk_silently(door) == ["421 4.3.2 Too many connections; try again"]
        with client(door) as lmtp:
            assert lmtp.noop()[0] == 250


def test_more_recipients_than_allowed_are_told_to_come_again():
    with open_door(Desk(), recipients=2) as door, client(door) as lmtp:
        lmtp.ehlo()
        lmtp.ehlo_or_helo_if_needed()
        lmtp.mail("a@example.org")
        assert [lmtp.rcpt(f"{number}@mail.example.org")[0] for number in range(3)] == [250, 250, 452]


def test_one_slow_store_does_not_hold_up_the_others():
    desk = Desk(held=threading.Event())
    with open_door(desk) as door, client(door) as slow:
        slow.ehlo()
        slow.mail("a@example.org")
        slow.rcpt(US)
        slow.putcmd("data")
        slow.getreply()
        slow.send(b"x\r\n.\r\n")
        assert desk.asked.wait(10)
        with client(door) as other:
            assert other.noop()[0] == 250
        assert desk.held
        desk.held.set()
        assert slow.getreply()[0] == 250


def test_what_is_being_stored_at_the_end_is_stored_and_answered():
    desk = Desk(held=threading.Event())
    with open_door(desk) as door:
        lmtp = smtplib.LMTP("127.0.0.1", door.port, "mx.example.org")
        lmtp.ehlo()
        lmtp.mail("a@example.org")
        lmtp.rcpt(US)
        lmtp.putcmd("data")
        lmtp.getreply()
        lmtp.send(b"x\r\n.\r\n")
        assert desk.asked.wait(10)
        door.tell_to_end()
        assert desk.held
        desk.held.set()
        assert lmtp.getreply()[0] == 250
        lmtp.close()
    assert len(desk.kept) == 1


def test_an_address_that_nobody_knows_is_refused_before_the_message_is_there():
    """Else the server before us has taken it already, and tells a sender who may be forged."""
    stranger = "appeal-nobody@example.org"
    with open_door(Desk(strangers=frozenset({stranger}))) as door, client(door) as lmtp:
        lmtp.ehlo_or_helo_if_needed()
        lmtp.mail("a@example.org")
        assert [lmtp.rcpt(one)[0] for one in (US, stranger, "lost@example.org")] == [250, 550, 451]


def test_only_this_machine_can_be_a_place_for_it():
    for host in ("0.0.0.0", "192.0.2.1", "mail.example.org", "", "::"):
        with pytest.raises(UnusableDoor, match=r"127\.0\.0\.1"):
            run_lmtp(Desk(), host, 0)


def test_a_port_that_another_program_has_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UnusableDoor, match="another port"):
        run_lmtp(Desk(), "127.0.0.1", taken.getsockname()[1])


PROGRAM = """
import socket, threading
from tocsin.delivery.incoming import lmtp
port = socket.create_server(("127.0.0.1", 0))
number = port.getsockname()[1]
port.close()
real = lmtp.serve_lmtp
async def told(*arguments, **named):
    await real(*arguments, **named, opened=lambda port: print(port, flush=True))
lmtp.serve_lmtp = told
lmtp.run_lmtp(lambda *_: lmtp.Answer.TAKEN, "127.0.0.1", number)
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(number: signal.Signals):
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout
        port = int(program.stdout.readline())
        with smtplib.LMTP("127.0.0.1", port, "mx.example.org") as lmtp:
            assert lmtp.sendmail("a@example.org", [US], MAIL) == {}
            os.kill(program.pid, number)
            said, complaints = program.communicate(timeout=20)
            lmtp.close()
    assert (program.returncode, said, complaints) == (0, "ended\n", "")
