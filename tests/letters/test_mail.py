"""E-mail drafts and mail links, right to the byte, and nothing gets into a header that should not."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.letters.cast import CASE, TEXT, chen, one_target, written
from tocsin.letters import ProblemCode
from tocsin.letters.hygiene import one_line
from tocsin.letters.mail import draft, mailto

HEADERS = ["From", "To", "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


def message_of(folder: Path, **changes: object) -> bytes:
    entry = written(folder, one_target(**changes)).letters[0]
    assert entry.routes.email
    return (folder / entry.routes.email).read_bytes()


def parsed(message: bytes) -> email.message.EmailMessage:
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


def fields_by_hand(message: bytes) -> list[tuple[str, str]]:
    """A second parser: unfold, split at the first colon; nothing else."""
    head, _, _ = message.partition(b"\r\n\r\n")
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    return [tuple(part.decode().strip() for part in line.split(b":", 1)) for line in lines]  # type: ignore[misc]


def name_in(message: bytes) -> str:
    """The display name in To, by the older of the standard library's two parsers, which knows about encoded words."""
    value = str(email.message_from_bytes(message)["To"]).rpartition("<")[0].strip()
    if "=?" in value:
        return str(make_header(decode_header(re.sub(r"\s+", " ", value))))
    unfolded = re.sub(r"\r\n ", " ", value)
    return re.sub(r"\\(.)", r"\1", unfolded[1:-1]) if unfolded.startswith('"') else unfolded


def assert_well_formed(message: bytes, headers: list[str]) -> None:
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert [name for name, _ in fields_by_hand(message)] == headers
    assert BytesHeaderParser().parsebytes(message).keys() == headers
    assert not parsed(message).defects


def test_a_draft_is_unsent_and_leaves_date_and_identifier_to_the_writers_program(tmp_path: Path):
    message = message_of(tmp_path)
    assert_well_formed(message, HEADERS)
    found = parsed(message)
    assert found["X-Unsent"] == "1"
    assert found["To"] == "Bogdan Salu <office@interior.example.org>"
    assert found["From"] == "Chen Arndt <chen@example.org>"
    assert found["Subject"] == "Mirela Dovan and Emil Sarkov (UA 84/26, China)"
    assert found.get_content_type() == "text/plain"
    assert found.get_content_charset() == "utf-8"


def test_the_body_is_the_letter_with_its_sender(tmp_path: Path):
    body = parsed(message_of(tmp_path)).get_content()
    lines = [line for line in body.splitlines() if line]
    assert lines[0] == "Your Excellency,"
    assert lines[1].startswith("I work on bridges")
    assert lines[-4:] == ["Yours respectfully,", "Chen Arndt", "Musterallee 12", "04109 Leipzig"]


@pytest.mark.parametrize(
    ("name", "address", "header"),
    [
        ("Field Office, Refugees", "a@example.org", b'To: "Field Office, Refugees" <a@example.org>'),
        ('The "Old" Office', "a@example.org", b'To: "The \\"Old\\" Office" <a@example.org>'),
        ("Office", "a@m\u00fcnchen.example", b"To: Office <a@xn--mnchen-3ya.example>"),
        ("Étienne", "a@例え.example.org", b"To: =?utf-8?b?w4l0aWVubmU=?= <a@xn--r8jz45g.example.org>"),
        ("Office", "büro@bücher.example", "To: Office <büro@xn--bcher-kva.example>".encode()),
        ("Office", "o'neil+x@example.org", b"To: Office <o'neil+x@example.org>"),
        ("=?utf-8?q?Evil?=", "a@example.org", b"To: =?utf-8?b?PT91dGYtOD9xP0V2aWw/PQ==?= <a@example.org>"),
    ],
)
def test_names_and_addresses_are_right_to_the_byte(name: str, address: str, header: bytes, tmp_path: Path):
    assert header in message_of(tmp_path, name=name, email=(address,)).split(b"\r\n")


def test_several_addresses_are_separated_by_commas_in_the_draft_and_in_the_link(tmp_path: Path):
    case = one_target(email=("one@example.org", "two@example.org", "not an address", "one@example.org"))
    entry = written(tmp_path, case).letters[0]
    assert [address.addr_spec for address in parsed((tmp_path / entry.routes.email).read_bytes())["To"].addresses] == [
        "one@example.org",
        "two@example.org",
    ]
    assert entry.routes.mailto.startswith("mailto:one@example.org,two@example.org?subject=")


@pytest.mark.parametrize(
    "name", ["Офис Генерального прокурора " * 6, "国务院办公厅" * 30, "Very Long Office Name " * 20, "x" * 300]
)
def test_long_names_are_folded_and_come_back_whole(name: str, tmp_path: Path):
    message = message_of(tmp_path, name=name)
    assert_well_formed(message, HEADERS)
    assert name_in(message) == " ".join(name.split())
    assert all(len(line) <= 78 for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")) or "x" * 300 in name


def test_a_subject_in_another_script_comes_back_whole(tmp_path: Path):
    case = replace(one_target(), people=(), headline="工程师被带走" * 12, language="zh")
    entry = written(tmp_path, case, language="zh").letters[0]
    message = (tmp_path / entry.routes.email).read_bytes()
    assert_well_formed(message, HEADERS)
    assert parsed(message)["Subject"].startswith("工程师被带走工程师")


def test_the_link_is_encoded_as_the_standard_says(tmp_path: Path):
    entry = written(tmp_path, one_target(), text="Ünder 100 % + more & less? #now").letters[0]
    link = entry.routes.mailto
    assert "+" not in link
    assert "%20" in link
    assert "Your%20Excellency%2C%0D%0A%0D%0A%C3%9Cnder%20100%20%25%20%2B%20more%20%26%20less%3F%20%23now%0D%0A" in link
    parts = urlsplit(link)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "office@interior.example.org")
    query = parse_qs(parts.query)
    assert query["subject"] == ["Mirela Dovan and Emil Sarkov (UA 84/26, China)"]
    assert query["body"][0].startswith("Your Excellency,\r\n\r\nÜnder 100 % + more & less? #now\r\n")


def test_a_link_too_long_is_left_out_and_said_while_the_draft_stays(tmp_path: Path):
    entry = written(tmp_path, one_target(), text="word " * 500).letters[0]
    assert entry.routes.mailto is None
    assert entry.routes.email
    assert [problem.code for problem in entry.problems] == [ProblemCode.MAILTO_LONG]


@pytest.mark.parametrize("words", [295, 303, 304, 305, 306, 307, 308, 320])
def test_the_limit_of_a_link_is_two_thousand_bytes(words: int, tmp_path: Path):
    entry = written(tmp_path, one_target(), text="abc " * words).letters[0]
    assert entry.routes.mailto is None or len(entry.routes.mailto.encode()) <= 2000


HOSTILE = st.text(
    st.sampled_from('abcé国א \t\r\n\x00\x0b\x0c\x1c\x85\u2028\u2029\u202e\u2066\ufeff",;:<>@()[]\\=?utf-8bq_&%')
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
) | st.sampled_from(
    ["a\r\nBcc: x@example.org", "a\n\nbody", "=?utf-8?q?=0D=0ABcc:_x@example.org?=", "x" * 1200, "\u2028Bcc: y"]
)


@settings(max_examples=400, deadline=None)
@given(name=HOSTILE, subject=HOSTILE, text=HOSTILE, writer=HOSTILE)
def test_nothing_can_be_smuggled_into_a_header(name: str, subject: str, text: str, writer: str):
    message = draft(["office@example.org"], name, subject, text, (writer, "chen@example.org"))
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert [field for field, _ in fields_by_hand(message)] == HEADERS
    found = parsed(message)
    assert found.keys() == HEADERS
    assert [address.addr_spec for address in found["To"].addresses] == ["office@example.org"]
    assert [address.addr_spec for address in found["From"].addresses] == ["chen@example.org"]
    assert b"\x00" not in message
    link = mailto(["office@example.org"], subject, text)
    assert link.isascii()
    assert sorted(parse_qs(urlsplit(link).query, keep_blank_values=True)) == ["body", "subject"]
    assert not set(link) & set(' "<>\\^`{|}\r\n\t\x00')


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, subject=HOSTILE)
def test_what_stands_in_a_header_is_what_was_meant(name: str, subject: str):
    message = draft(["office@example.org"], name, subject, "text")
    assert parsed(message)["Subject"].replace("\xad", "") == one_line(subject).replace("\xad", "")
    assert name_in(message) == one_line(name)


def test_a_case_full_of_line_breaks_gives_one_line_headers(tmp_path: Path):
    evil = "A\r\nBcc: spy@example.org\u2028X: y\x00"
    case = replace(
        CASE, number=evil, people=(), headline=evil, targets=(replace(CASE.targets[0], name=evil, salutation=evil),)
    )
    manifest = written(tmp_path, case, chen(), TEXT)
    message = (tmp_path / manifest.letters[0].routes.email).read_bytes()
    assert_well_formed(message, HEADERS)
    assert parsed(message)["Bcc"] is None
