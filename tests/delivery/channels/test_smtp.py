"""Handing over to a mail server: an honest one, and servers that refuse, hang, hang up, drip and never end."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.message import message_bytes
from tocsin.delivery.channels.email.replies import is_about_address
from tocsin.delivery.channels.email.smtp import Connection, Limits, Outside, SmtpServer

from .conftest import Trust
from .hostile import OFFERS, Do, FakeServer, Script, serving
from .letters import MAIL, mail

MESSAGE = message_bytes(MAIL)
FAR = "smtp.example.org"
SHORT = Limits(connect=3, hand_over=3)


def near(server: FakeServer, limits: Limits = SHORT) -> Connection:
    """To a server on this machine, as to a Postfix beside us: no TLS."""
    return Connection(SmtpServer("127.0.0.1", server.port), limits=limits)


def far(
    server: FakeServer, trust: Trust | None, *, implicit: bool = False, user: str = "ana", host: str = FAR
) -> Connection:
    """To a relay elsewhere, with TLS and sign-in."""

    def dial(host: str, port: int, seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), seconds)

    carrier = SmtpServer(host, server.port, implicit, user, "se cret" if user else "")
    outside = Outside(dial, context=trust.client if trust else None)
    return Connection(carrier, "mail.example.org", limits=SHORT, outside=outside)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def refused(connection: Connection, message: bytes = MESSAGE) -> Refusal:
    with connection, pytest.raises(Refusal) as caught:
        connection.hand_over(message, MAIL.envelope_from, MAIL.to)
    return caught.value


@pytest.mark.parametrize("pipelining", [True, False])
def test_an_honest_server_gets_the_message_to_the_byte(pipelining: bool):
    text = "\n".join([".", "..", ".hidden", "a" * 400, "Уважаемый", ""])
    with serving(Script(pipelining=pipelining)) as server, near(server) as connection:
        for message in (
            MESSAGE,
            message_bytes(mail(text=text)),
            b"Subject: x\r\n\r\n.\r\n..a\r\nno end",
            b".\r\n.\r\n..",
        ):
            receipt = connection.hand_over(message, MAIL.envelope_from, MAIL.to)
            assert (receipt.answer, receipt.final) == ("250 2.0.0", False)
            assert server.messages[-1] == message + (b"" if message.endswith(b"\r\n") else b"\r\n")
    assert len(server.heard) == 1
    assert server.heard[0][0] == "EHLO [127.0.0.1]"
    assert server.heard[0][1:4] == [
        f"MAIL FROM:<{MAIL.envelope_from}> SIZE={len(MESSAGE)}",
        f"RCPT TO:<{MAIL.to}>",
        "DATA",
    ]
    assert server.heard[0][-1] == "QUIT"


def test_a_server_that_is_the_recipients_own_makes_it_final():
    with serving() as server, Connection(SmtpServer.parse(f"smtp://127.0.0.1:{server.port}", final=True)) as connection:
        assert connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to).final


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("offers", [OFFERS, ("AUTH LOGIN",)])
def test_a_relay_elsewhere_is_spoken_to_through_tls_with_its_password(
    implicit: bool, offers: tuple[str, ...], trust: Trust
):
    with (
        serving(Script(tls=trust.server, implicit_tls=implicit, offers=offers)) as server,
        far(server, trust, implicit=implicit) as connection,
    ):
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    heard = server.heard[0]
    assert heard[0] == "EHLO mail.example.org"
    assert ("STARTTLS" in heard) is not implicit
    said = "\0ana\0se cret" if offers is OFFERS else "se cret"
    assert heard[heard.index(next(line for line in heard if line.startswith("MAIL"))) - 1].split()[-1] == _base64(said)
    assert server.messages == [MESSAGE]


def test_nothing_is_said_to_a_relay_without_tls(trust: Trust):
    with serving(Script()) as server:
        refusal = refused(far(server, trust))
    assert (refusal.carrier_down, refusal.permanent, refusal.answer) == (True, False, "no TLS")
    assert server.heard == [["EHLO mail.example.org"]]


def test_no_password_goes_over_a_line_without_tls_even_on_this_machine():
    with serving(Script()) as server:
        refusal = refused(Connection(SmtpServer("127.0.0.1", server.port, user="ana", password="secret"), limits=SHORT))
    assert refusal.carrier_down
    assert not any("AUTH" in line for line in server.heard[0])


def test_on_this_machine_any_certificate_will_do(trust: Trust):
    with (
        serving(Script(tls=trust.server)) as server,
        Connection(SmtpServer("127.0.0.1", server.port, user="ana", password="secret"), limits=SHORT) as connection,
    ):
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    assert server.messages == [MESSAGE]


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_does_not_hold_is_refused(implicit: bool, trust: Trust):
    """Signed by nobody whom the system trusts; and for another name."""
    script = Script(tls=trust.server, implicit_tls=implicit)
    with serving(script) as server:
        assert refused(far(server, None, implicit=implicit)).answer == "TLS failed"
        assert refused(far(server, trust, implicit=implicit, host="other.example.org")).carrier_down
    assert server.messages == []
    assert not any("AUTH" in line for heard in server.heard for line in heard)


@pytest.mark.parametrize("implicit", [True, False])
def test_broken_tls_is_the_carriers_fault(implicit: bool, trust: Trust):
    at = {"GREETING": Do.GARBAGE} if implicit else {"STARTTLS": "220 go on\r\n250 slipped in before"}
    with serving(Script(at=dict(at), tls=trust.server)) as server:
        refusal = refused(far(server, trust, implicit=implicit))
    assert (refusal.carrier_down, refusal.permanent, refusal.answer) == (True, False, "TLS failed")


def test_a_server_that_is_not_there_is_the_carriers_fault():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    refusal = refused(Connection(SmtpServer("127.0.0.1", port), limits=SHORT))
    assert (refusal.carrier_down, refusal.permanent, refusal.answer) == (True, False, "no connection")


OURS = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL")
THEIRS = ("RCPT", "DATA", "TEXT")
QUICK = (Do.RESET, Do.CLOSE, Do.ENDLESS_LINE, Do.ENDLESS_REPLY, Do.GARBAGE)


def script_for(
    verb: str, what: str, trust: Trust, *, pipelining: bool
) -> tuple[Script, Callable[[FakeServer], Connection]]:
    """TLS and sign-in only where they are what is tried."""
    if verb in {"STARTTLS", "AUTH"}:
        return Script({verb: what}, tls=trust.server, pipelining=pipelining), lambda server: far(server, trust)
    return Script({verb: what}, pipelining=pipelining), near


def assert_right(verb: str, refusal: Refusal, *, answered: bool, permanent: bool = False) -> None:
    """The end that a letter has to have after this happened at that verb."""
    assert refusal.carrier_down is (verb in OURS), verb
    assert refusal.permanent is (permanent and verb in THEIRS), verb
    assert refusal.in_doubt is (verb == "TEXT" and not answered), verb
    assert "example.org" not in f"{refusal} {refusal.answer}"


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("verb", [*OURS, *THEIRS])
@pytest.mark.parametrize("answer", ["450 4.2.1 not now", "550 5.1.1 <minister@interior.example.org> no", "451", "554"])
def test_a_refusal_at_each_verb_ends_right(verb: str, answer: str, pipelining: bool, trust: Trust):
    script, to = script_for(verb, answer, trust, pipelining=pipelining)
    with serving(script) as server:
        refusal = refused(to(server))
    assert refusal.answer == (answer[:9] if "." in answer else answer)
    assert_right(verb, refusal, answered=True, permanent=answer.startswith("5"))
    assert server.messages == []


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("verb", [*OURS, *THEIRS])
@pytest.mark.parametrize("what", QUICK)
def test_whatever_else_a_server_does_at_a_verb_ends_right_at_once(verb: str, what: Do, pipelining: bool, trust: Trust):
    script, to = script_for(verb, what, trust, pipelining=pipelining)
    with serving(script) as server:
        refusal = refused(to(server))
    assert_right(verb, refusal, answered=False)
    assert server.messages == []


def test_a_server_that_hangs_or_drips_at_any_verb_is_left_when_the_time_is_up(trust: Trust):
    """All of them side by side: each waits for its whole time."""
    cases = [(verb, what) for verb in (*OURS, *THEIRS) for what in (Do.HANG, Do.DRIP)]

    def tried(case: tuple[str, Do]) -> tuple[str, Refusal]:
        script, to = script_for(*case, trust, pipelining=True)
        with serving(script) as server:
            return case[0], refused(to(server))

    def told_too_much() -> Refusal:
        with serving(Script({"DATA": Do.DEAF}, offers=())) as server:
            return refused(near(server), b"Subject: long\r\n\r\n" + (b"x" * 70 + b"\r\n") * 300_000)

    with ThreadPoolExecutor(len(cases) + 1) as threads:
        deaf = threads.submit(told_too_much)
        for verb, refusal in threads.map(tried, cases):
            assert_right(verb, refusal, answered=False)
            assert refusal.answer == "no answer"
    assert (deaf.result().answer, deaf.result().in_doubt) == ("no answer", True)


def test_after_a_reset_the_same_message_is_taken_by_the_next_try():
    with serving(Script({"TEXT": Do.RESET}, honest_after=1)) as server, near(server) as connection:
        with pytest.raises(Refusal) as caught:
            connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
        assert caught.value.in_doubt
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    assert server.messages == [MESSAGE]


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refused_recipient_leaves_the_connection_good_for_the_next(pipelining: bool):
    with serving(Script({"RCPT": "550 5.1.1 unknown"}, pipelining=pipelining)) as server, near(server) as connection:
        for _ in range(2):
            with pytest.raises(Refusal):
                connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
        server.script.at.clear()
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    assert len(server.heard) == 1
    assert server.messages == [MESSAGE]


def test_a_server_that_asks_for_the_text_although_it_refused_the_recipient_gets_nothing():
    with serving(Script({"RCPT": "550 5.1.1 unknown", "DATA": "354 go on"})) as server, near(server) as connection:
        for _ in range(2):
            with pytest.raises(Refusal) as caught:
                connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
            assert caught.value.permanent
    assert server.messages == []
    assert len(server.heard) == 2


@pytest.mark.parametrize("reset", [Do.RESET, "500 what?", Do.GARBAGE])
def test_a_server_that_cannot_forget_is_left(reset: str):
    with (
        serving(Script({"RCPT": "450 4.2.1 later", "RSET": reset}, honest_after=1)) as server,
        near(server) as connection,
    ):
        with pytest.raises(Refusal):
            connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    assert len(server.heard) == 2


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_hangs_up_between_messages_is_called_again(pipelining: bool):
    with serving(Script(messages_a_connection=2, pipelining=pipelining)) as server, near(server) as connection:
        for _ in range(5):
            connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
    assert len(server.messages) == 5
    assert len(server.heard) == 3


def test_a_server_that_hangs_up_at_once_is_not_called_for_ever():
    with serving(Script({"MAIL": Do.CLOSE})) as server:
        assert refused(near(server)).carrier_down
    assert len(server.heard) == 1


def test_what_the_server_says_goes_into_no_ledger():
    with serving(Script({"RCPT": "550 5.1.1 <minister@interior.example.org>: Ana Garcia writes too much"})) as server:
        refusal = refused(near(server))
    assert refusal.answer == "550 5.1.1"
    assert "Ana" not in str(refusal)


@pytest.mark.parametrize(
    ("verb", "answer", "permanent", "carrier_down"),
    [
        ("MAIL", "552 5.3.4 too large", True, False),
        ("TEXT", "552 too large", True, False),
        ("RCPT", "554 5.7.1 relay access denied", False, False),
        ("RCPT", "530 5.7.0 sign in first", False, True),
        ("RCPT", "552 5.2.2 mailbox full", True, False),
        ("RCPT", "421 4.3.2 going down", False, True),
        ("TEXT", "554 5.7.1 we do not like it", True, False),
        ("TEXT", "421 4.3.2 going down", False, True),
    ],
)
def test_answers_with_a_meaning_of_their_own(verb: str, answer: str, permanent: bool, carrier_down: bool):
    with serving(Script({verb: answer})) as server:
        refusal = refused(near(server))
    assert (refusal.permanent, refusal.carrier_down, refusal.in_doubt) == (permanent, carrier_down, False)


@pytest.mark.parametrize(
    ("answer", "is_about"),
    [
        ("550 5.1.1", True),
        ("550", False),
        ("550 recipient", True),
        ("553 recipient", True),
        ("554 recipient", False),
        ("5.1.10", True),
        ("550 5.2.1", True),
        ("550 5.7.1", False),
        ("552 5.2.2", False),
        ("554", False),
        ("450 4.1.1", False),
        ("4.4.1", False),
        ("", False),
        ("no answer", False),
        ("fax", False),
    ],
)
def test_only_some_answers_are_about_the_address(answer: str, is_about: bool):
    assert is_about_address(answer) is is_about


@pytest.mark.parametrize(
    ("answer", "is_about"), [("550 no", True), ("553 no", True), ("554 no", False), ("550 5.7.27 no", False)]
)
def test_an_old_code_is_about_the_address_where_the_recipient_is_refused(answer: str, is_about: bool):
    for verb, expected in (("RCPT", is_about), ("DATA", False), ("TEXT", False)):
        with serving(Script({verb: answer})) as server:
            refusal = refused(near(server))
        assert is_about_address(refusal.answer) is expected


def test_a_letter_larger_than_the_server_takes_is_not_even_begun():
    with serving(Script(offers=("SIZE 100",))) as server:
        refusal = refused(near(server))
    assert refusal.permanent
    assert "larger" in str(refusal)
    assert not any(line.startswith("MAIL") for line in server.heard[0])


def test_an_address_beyond_ascii_needs_a_server_that_offers_it():
    to = "büro@bücher.example"
    message = message_bytes(mail(to=to))
    with serving(Script(offers=())) as server, near(server) as connection, pytest.raises(Refusal) as caught:
        connection.hand_over(message, MAIL.envelope_from, to)
    assert caught.value.permanent
    assert "ASCII" in str(caught.value)
    with serving() as server, near(server) as connection:
        connection.hand_over(message, MAIL.envelope_from, to)
    assert server.heard[0][1].endswith("BODY=8BITMIME SMTPUTF8")
    assert server.heard[0][2] == "RCPT TO:<büro@xn--bcher-kva.example>"


def test_a_domain_beyond_ascii_needs_no_such_server():
    to = "office@bücher.example"
    with serving(Script(offers=())) as server, near(server) as connection:
        connection.hand_over(message_bytes(mail(to=to)), MAIL.envelope_from, to)
    assert server.heard[0][2] == "RCPT TO:<office@xn--bcher-kva.example>"


@pytest.mark.parametrize(
    ("message", "to"),
    [
        (MESSAGE, "a@example.org>\r\nRCPT TO:<b@example.org"),
        (MESSAGE, "a b@example.org"),
        (MESSAGE, "a@example.org SIZE=1"),
        (MESSAGE, ""),
        (b"Subject: x\n\nbare", MAIL.to),
        (b"Subject: x\r\n\r\nsmuggled\n.\nMAIL FROM:<a@example.org>\r\n", MAIL.to),
        (b"Subject: x\r\n\r\n\rbare", MAIL.to),
        (b"Subject: " + b"x" * 1000 + b"\r\n\r\n", MAIL.to),
    ],
)
def test_nothing_that_could_break_the_commands_is_sent(message: bytes, to: str):
    with serving() as server, near(server) as connection, pytest.raises(ValueError, match=r"would break|bare line"):
        connection.hand_over(message, MAIL.envelope_from, to)
    assert server.heard == []


def test_certificates_are_checked_by_what_the_system_trusts(trust: Trust):
    assert trust.client.verify_mode is ssl.CERT_REQUIRED
    assert trust.client.check_hostname


def test_a_server_that_does_not_say_goodbye_is_not_waited_for():
    with serving() as server:
        connection = near(server, Limits(goodbye=0.1))
        connection.hand_over(MESSAGE, MAIL.envelope_from, MAIL.to)
        server.script.at["QUIT"] = Do.HANG
        connection.close()
    assert server.heard[0][-1] == "QUIT"
