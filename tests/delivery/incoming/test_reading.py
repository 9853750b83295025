"""Telling bounces, machines and people apart, in the forms and languages in which they come, and of hostile bytes."""

from __future__ import annotations

import random
import time
from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import AT_FULL_SIZE
from tocsin.delivery.incoming import Incoming, Kind, read_incoming
from tocsin.delivery.incoming import reading as reading_module

from .mails import (
    AUTOMATIC,
    AUTOMATIC_HEADERS,
    AUTOMATIC_SUBJECTS,
    BOUNCES,
    HUMAN_HEADERS,
    HUMAN_SUBJECTS,
    OFFICIAL,
    REPLIES,
    Arrived,
    answer,
    crlf,
    everything,
)

MUTATIONS = 20_000 if AT_FULL_SIZE else 1_000
SLOWEST_SECONDS = 5.0


def names(one: Arrived) -> str:
    return one.name


def named(name: str) -> Arrived:
    (found,) = [one for one in everything() if one.name == name]
    return found


@pytest.mark.parametrize("bounce", BOUNCES, ids=names)
def test_a_bounce_says_what_became_of_the_letter_and_about_whom(bounce: Arrived):
    found = read_incoming(bounce.octets, bounce.mail_from)
    assert found.kind is Kind.BOUNCE
    assert found.notice
    notice = found.notice
    assert (notice.verdict, notice.address, notice.code) == (bounce.verdict, bounce.address, bounce.code)
    assert notice.is_about_address is bounce.is_about_address


def test_there_are_bounces_of_many_servers():
    assert len(BOUNCES) >= 25


@pytest.mark.parametrize("bounce", BOUNCES, ids=names)
def test_bare_line_ends_change_nothing(bounce: Arrived):
    bare = bounce.octets.replace(b"\r\n", b"\n")
    assert read_incoming(bare, bounce.mail_from).notice == read_incoming(bounce.octets, bounce.mail_from).notice


@pytest.mark.parametrize("mail", AUTOMATIC, ids=names)
def test_what_a_machine_sent_is_known_as_such(mail: Arrived):
    found = read_incoming(mail.octets, mail.mail_from)
    assert (found.kind, found.notice) == (Kind.AUTOMATIC, None)


@pytest.mark.parametrize("head", [*AUTOMATIC_HEADERS, *(f"Subject: {subject}" for subject in AUTOMATIC_SUBJECTS)])
def test_one_sign_of_a_machine_is_enough(head: str):
    assert read_incoming(answer(head), OFFICIAL).kind is Kind.AUTOMATIC


@pytest.mark.parametrize("head", [*HUMAN_HEADERS, *(f"Subject: {subject}" for subject in HUMAN_SUBJECTS)])
def test_what_only_looks_like_one_is_of_a_person(head: str):
    assert read_incoming(answer(head), OFFICIAL).kind is Kind.REPLY


@pytest.mark.parametrize("reply", REPLIES, ids=names)
def test_what_a_person_wrote_is_read(reply: Arrived):
    found = read_incoming(reply.octets, reply.mail_from)
    assert (found.kind, found.notice) == (Kind.REPLY, None)
    assert reply.words in found.text
    assert found.sender == OFFICIAL
    assert "<p" not in found.text
    assert "alert" not in found.text


def test_nobody_without_a_servers_address_can_declare_an_address_dead():
    """A person's words about a bounce are words."""
    said = named("qmail").octets.replace(b"MAILER-DAEMON@mx.example.net", b"mallory@example.net")
    assert read_incoming(said, "mallory@example.net").kind is Kind.REPLY


def test_files_are_named_safely_and_kept_as_they_came():
    found = read_incoming(named("with-files").octets, OFFICIAL)
    assert [(one.name, one.content_type) for one in found.attached] == [
        ("Antwort.pdf", "application/pdf"),
        ("file-2", "message/rfc822"),
    ]
    assert found.attached[0].content == b"%PDF-1.4\n"
    assert b"inner" in found.attached[1].content


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("=?utf-8?b?0KDQsNC00L7QvNC40YA=?= <a@example.org>", "Радомир", "a@example.org"),
        ("=?utf-8?q?Estel=2C_Radomir?= <a@example.org>", "Estel, Radomir", "a@example.org"),
        ('"Estel, Radomir" <a@example.org>', "Estel, Radomir", "a@example.org"),
        ("Радомир <a@example.org>", "Радомир", "a@example.org"),
        ("a@example.org", "", "a@example.org"),
        ("nobody", "", ""),
        ("=?x-klingon?b?0KA=?= <a@example.org>", "Р", "a@example.org"),
        ("=?utf-8?b?!!!?= <a@example.org>", None, "a@example.org"),
        ("(" * 400, None, ""),
    ],
)
def test_the_sender_is_read_whatever_the_header(header: str, name: str | None, address: str):
    found = read_incoming(crlf(f"From: {header}\nSubject: x\n\nwords\n"), "a@example.org")
    assert found.sender == address
    assert name is None or found.sender_name == name


def nested(depth: int, kind: str) -> bytes:
    if kind == "multipart":
        opened = [f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n' for number in range(depth)]
    else:
        opened = ["Content-Type: message/rfc822\n\n"] * depth
    return ("From: a@example.org\nSubject: deep\n" + "".join(opened) + "Content-Type: text/plain\n\nwords\n").encode()


def encoded(charset: str) -> bytes:
    return (
        f"From: a@example.org\nSubject: =?{charset}?q?x?=\nContent-Type: text/plain; charset={charset}\n\n".encode()
        + b"\xff\x80xn--" * 60_000
    )


MEGABYTES = 10 << 20
REPORT = named("postfix-no-such-user").octets
HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 100_000,
    "no head": b"\r\n\r\nwords",
    "a head alone": b"Subject: x",
    "ten megabytes of words": b"From: a@example.org\r\n\r\n" + b"word word word word\r\n" * (MEGABYTES // 21),
    "ten megabytes in one line": b"From: a@example.org\r\n\r\n" + b"x" * MEGABYTES,
    "ten megabytes of head": b"From: a@example.org\r\n" + b"X-Y: z\r\n" * (MEGABYTES // 8) + b"\r\nwords",
    "ten megabytes in one header": b"From: " + b"a" * MEGABYTES + b"\r\n\r\nwords",
    "ten megabytes of line ends": b"From: a@example.org\r\n\r\n" + b"\n" * MEGABYTES,
    "many lines in a nest": nested(90, "multipart") + b"words\n" * 200_000,
    "a nest of parts": nested(20_000, "multipart"),
    "a nest of messages": nested(20_000, "message"),
    "a nest just within bounds": nested(95, "multipart"),
    "a nest of messages just within bounds": nested(95, "message"),
    "many boundaries": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "a page of open tags": b"Content-Type: text/html\r\n\r\n" + b"<div><script" * 200_000,
    "a page of comments": b"Content-Type: text/html\r\n\r\n" + b"<!--" * 500_000,
    "a page of entities": b"Content-Type: text/html\r\n\r\n" + b"&#99999999;&" * 200_000,
    "an address of brackets": b"From: " + b'(<"' * 3000 + b"\r\n\r\nwords",
    "a subject of words": b"From: a@example.org\r\nSubject: " + b"=?utf-8?b?eA==?= " * 100_000 + b"\r\n\r\nwords",
    "a report cut off": REPORT[: len(REPORT) // 2],
    "a report of endless blocks": REPORT.replace(b"Action: failed", b"Action: failed\r\n\r\n" * 20_000),
    "a report with an endless code": REPORT.replace(b"5.1.1", b"5." + b"1" * 100_000),
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A=" * 500_000,
    "uuencode that is none": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n" + b"M!!\r\n" * 100_000,
    **{
        f"charset {charset}": encoded(charset)
        for charset in (
            "idna",
            "punycode",
            "unicode_escape",
            "utf-7",
            "undefined",
            "zlib",
            "hex",
            "a\\0b",
            "utf-16",
            "x" * 500,
        )
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_judged_in_time(name: str):
    started = time.process_time()
    found = read_incoming(HOSTILE[name], "")
    assert time.process_time() - started < SLOWEST_SECONDS
    assert found.kind is not Kind.REPLY
    assert len(found.text) <= 100_000


@pytest.mark.parametrize(
    "name", ["ten megabytes of words", "a nest of parts", "a page of open tags", "a page of comments"]
)
def test_hostile_bytes_of_a_person_are_a_reply(name: str):
    assert read_incoming(HOSTILE[name], "a@example.org").kind is Kind.REPLY


def test_broken_bytes_never_raise():
    """Each mail of the tests with octets changed, taken away and doubled."""
    chance = random.Random(1973)
    mails = [one.octets for one in everything()]
    for _ in range(MUTATIONS):
        octets = bytearray(chance.choice(mails))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(octets))
            how = chance.random()
            if how < 0.5:
                octets[at] = chance.randrange(256)
            elif how < 0.75:
                del octets[at : at + chance.randint(1, 60)]
            else:
                octets[at:at] = octets[at : at + 40]
        assert isinstance(read_incoming(bytes(octets), chance.choice(["", "a@example.org"])), Incoming)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_are_read(octets: bytes, mail_from: str):
    assert isinstance(read_incoming(octets, mail_from), Incoming)
    assert isinstance(read_incoming(b"From: a@example.org\r\nContent-Type: " + octets, mail_from), Incoming)


def test_a_parser_that_fails_costs_the_words_and_not_the_mail(monkeypatch: pytest.MonkeyPatch):
    def fail(message: Message) -> str:
        raise RecursionError

    monkeypatch.setattr(reading_module, "text_of", fail)
    found = read_incoming(REPORT, "")
    assert (found.kind, found.text) == (Kind.BOUNCE, "")
    assert found.notice
    monkeypatch.setattr(reading_module, "message_of", fail)
    assert read_incoming(REPORT, "").kind is Kind.AUTOMATIC
    assert read_incoming(answer(""), OFFICIAL).kind is Kind.REPLY
