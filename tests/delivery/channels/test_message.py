"""The bytes of a message: what is meant stands in its headers, and nothing else gets in."""

from __future__ import annotations

import email
import email.policy
import random
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import AT_FULL_SIZE, IN_CI
from tocsin.delivery.channels.email.message import Attachment, Mail, message_bytes, needs_smtputf8
from tocsin.letters.hygiene import one_line

from .letters import MAIL, fields_of, mail, mailbox_of, value_of, words_of

GENERATED = 20_000 if AT_FULL_SIZE or IN_CI else 2_000
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
]
HOSTILE = (
    *("\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\t"),
    *(" ", "  ", "Bcc: x@example.org", "\r\nBcc: x@example.org", "\r\n\r\nbody", "\n.\n", "\r\n.\r\nMAIL FROM:<>"),
    *("=?utf-8?q?=0D=0ABcc:_x@example.org?=", "=?utf-8?b?", "?=", "=?", "=", "?", "_", "=0D=0A", "%0d%0a"),
    *('"', "\\", '\\"', ",", ";", ":", "<", ">", "<x@example.org>", "(", ")", "@", "[", "]", "&", "undisclosed:;"),
    *("Отдел", "部长", "وزير", "e\u0301", "\ud800", "😀", "x" * 90, "x" * 1100, "word " * 40, "a.b", "'", "a" * 60),
)


def parsed(message: bytes) -> email.message.EmailMessage:
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


def test_a_message_says_who_writes_to_whom_about_what():
    message = message_bytes(MAIL)
    assert [field.name for field in fields_of(message)] == HEADERS
    assert mailbox_of(value_of(message, "From")) == (MAIL.sender_name, MAIL.sender)
    assert value_of(message, "To") == "Radomir Estel <minister@interior.example.org>"
    assert value_of(message, "Subject") == "Mirela Dovan (UA 84/26, Halvara)"
    assert value_of(message, "Date") == "Mon, 23 Nov 2026 12:30:00 +0000"
    assert value_of(message, "Message-ID") == "<84-26.1@mail.example.org>"
    assert parsed(message).get_content().replace("\r\n", "\n") == f"{MAIL.text}\n"
    assert not parsed(message).defects


def test_the_envelope_stands_in_no_header():
    assert MAIL.envelope_from.encode() not in message_bytes(MAIL)


def test_the_writers_zone_is_not_told():
    there = datetime(2026, 11, 23, 1, 5, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert value_of(message_bytes(mail(date=there)), "Date") == "Sun, 22 Nov 2026 19:20:00 +0000"


def test_answers_go_where_the_writer_agreed():
    message = message_bytes(mail(reply_to="ana@münchen.example"))
    assert value_of(message, "Reply-To") == "<ana@xn--mnchen-3ya.example>"
    assert "Reply-To" not in [field.name for field in fields_of(message_bytes(MAIL))]


def test_a_long_list_header_stays_as_it_is():
    link = f"<https://actions.example.org/leave/{'k' * 300}/>"
    headers = (
        ("List-Unsubscribe", f"{link}, <mailto:leave@example.org>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    message = message_bytes(mail(headers=headers))
    assert value_of(message, "List-Unsubscribe") == f"{link}, <mailto:leave@example.org>"
    assert b"=?" not in message.partition(b"List-Unsubscribe")[2].partition(b"\r\n\r\n")[0]
    assert parsed(message)["List-Unsubscribe"] == f"{link}, <mailto:leave@example.org>"


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "not an address"},
        {"to": "a@example.org\r\nBcc: x@example.org"},
        {"to": "a@example.org, b@example.org"},
        {"reply_to": "a@example.org>\r\n"},
        {"message_id": "<a@b>\r\nX: y"},
        {"message_id": "a@b"},
        {"message_id": f"<{'a' * 300}@example.org>"},
        {"date": datetime(2026, 11, 23)},
        {"headers": (("X-A\r\nBcc", "x"),)},
        {"headers": (("X-A", "x\r\nBcc: y"),)},
        {"headers": (("X-A", "x\x00"),)},
        {"headers": (("X-A", ""),)},
        {"headers": (("X-A", "x" * 990),)},
        {"headers": (("Bcc", "x@example.org"),)},
        {"headers": (("From", "x@example.org"),)},
        {"headers": (("List-Id", "bücher"),)},
        {"headers": (("X A", "x"),)},
    ],
)
def test_what_the_program_itself_sets_wrongly_makes_no_message(change: dict[str, object]):
    with pytest.raises(ValueError, match=r"\w"):
        message_bytes(mail(**change))


def test_a_further_header_in_other_letters_is_encoded():
    message = message_bytes(mail(headers=(("X-Tocsin-Note", "пробное"),)))
    assert words_of(value_of(message, "X-Tocsin-Note")) == "пробное"


def test_an_address_beyond_ascii_asks_for_a_server_that_takes_it():
    message = message_bytes(mail(to="büro@bücher.example"))
    assert mailbox_of(value_of(message, "To"))[1] == "büro@xn--bcher-kva.example"
    assert needs_smtputf8(message)
    assert not needs_smtputf8(message_bytes(MAIL))


def test_lines_that_servers_change_are_written_so_that_they_do_not():
    text = "From the ministry\n.\n..\n" + "a" * 2000 + "\ntrailing   \n>From here\nFrom " + "b" * 75
    message = message_bytes(mail(text=text))
    body = message.partition(b"\r\n\r\n")[2]
    assert not any(
        line.startswith((b"From ", b">From ")) and not line.startswith(b">From here") for line in body.split(b"\r\n")
    )
    assert max(map(len, message.split(b"\r\n"))) <= 76
    assert not any(line.endswith((b" ", b"\t")) for line in body.split(b"\r\n"))
    assert parsed(message).get_content().replace("\r\n", "\n") == f"{text}\n"


def test_a_file_goes_with_a_message():
    message = message_bytes(MAIL, Attachment("fax.tiff", "image/tiff", bytes(range(256)) * 20))
    text, file = parsed(message).iter_parts()
    assert text.get_content().replace("\r\n", "\n") == f"{MAIL.text}\n"
    assert (file.get_content_type(), file.get_filename()) == ("image/tiff", "fax.tiff")
    assert file.get_content() == bytes(range(256)) * 20
    with pytest.raises(ValueError, match="not plain"):
        message_bytes(MAIL, Attachment('a"\r\nX: y', "image/tiff", b""))


def meant(one: Mail) -> list[tuple[str, str]]:
    return [(one_line(one.sender_name), one.sender), (one_line(one.to_name), one.to)]


def assert_as_meant(one: Mail) -> None:
    """Both readers find the intended headers with the intended words, and no others."""
    message = message_bytes(one)
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")
    assert b"\0" not in message
    assert max(map(len, message.split(b"\r\n"))) <= 998
    # The strict reader.
    assert [field.name for field in fields_of(message)] == HEADERS
    assert [mailbox_of(value_of(message, name)) for name in ("From", "To")] == meant(one)
    assert words_of(value_of(message, "Subject")) == one_line(one.subject)
    # The standard library's.
    found = parsed(message)
    assert found.keys() == HEADERS
    for name, (_, address) in zip(("From", "To"), meant(one), strict=True):
        assert [box.addr_spec for box in found[name].addresses] == [address]
    assert not found.is_multipart()


def test_nothing_generated_gets_into_a_header():
    chance = random.Random(1973)

    def text() -> str:
        return "".join(chance.choices(HOSTILE, k=chance.randint(0, 9)))

    for _ in range(GENERATED):
        assert_as_meant(mail(sender_name=text(), to_name=text(), subject=text(), text=text()))


WORDS = st.text(st.sampled_from("".join(HOSTILE[:30])) | st.characters(), max_size=80)


@settings(max_examples=150, deadline=None)
@given(name=WORDS, to_name=WORDS, subject=WORDS, text=WORDS)
@example(name="a\r\nBcc: x@example.org", to_name='"', subject="=?utf-8?q?=0A?=", text="\r\n.\r\n")
def test_nothing_imagined_gets_into_a_header(name: str, to_name: str, subject: str, text: str):
    assert_as_meant(mail(sender_name=name, to_name=to_name, subject=subject, text=text))
