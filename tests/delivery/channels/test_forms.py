"""One message for many: each one filled in is the message that would have been made for it alone, rightly signed."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.forms import BadForm, Blank, Form

from .letters import NOW
from .test_dkim import pem

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim

HOLES = {"me": "hole" + "m" * 28, "write": "hole" + "w" * 40}
FILLING = {"me": "k7" * 16, "write": "ab2" * 14 + "zz"}
TEXT = (
    ".A line that begins with a dot\nFrom here on: nothing.\n\nWrite now:  https://actions.example.org/actions/ua-84-26/"
    f"write/{HOLES['write']}/\n\n-- \nhttps://actions.example.org/me/{HOLES['me']}/\n"
)
HTML = (
    f'<p>Hello <a href="https://actions.example.org/actions/ua-84-26/write/{HOLES["write"]}/">write</a>  '
    f"{HOLES['me']}</p>\n"
)
BLANK = Blank(
    sender_name="Tocsin network",
    sender="alerts@mail.example.org",
    subject="Halvara: dam inspector held in secret, without her insulin (UA 84/26)",
    text=TEXT,
    html=HTML,
    headers=(
        ("Auto-Submitted", "auto-generated"),
        ("List-Id", "<alerts.mail.example.org>"),
        ("List-Unsubscribe", f"<https://actions.example.org/leave/{HOLES['me']}/>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ),
    holes=HOLES,
)


@pytest.fixture(scope="module")
def signers() -> list[DkimSigner]:
    return [
        DkimSigner.from_pem(pem(rsa.generate_private_key(65537, 2048)), "mail.example.org", "tocsin1"),
        DkimSigner.from_pem(pem(ed25519.Ed25519PrivateKey.generate()), "mail.example.org", "tocsin2"),
    ]


def filled(blank: Blank, signers: list[DkimSigner], to: str = "chen@example.org") -> bytes:
    return Form(blank, signers).fill(to, "<one.two@mail.example.org>", NOW, FILLING)


def read(octets: bytes) -> EmailMessage:
    return message_from_bytes(octets, policy=SMTP.clone(raise_on_defect=True))  # type: ignore[return-value]


def put_in(said: str) -> str:
    for name, stand_in in HOLES.items():
        said = said.replace(stand_in, FILLING[name])
    return said


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def holds(octets: bytes, signers: list[DkimSigner]) -> list[bool]:
    def record(name: bytes, timeout: int = 5) -> bytes | None:
        found = [one for one in signers if name == f"{one.record_name}.".encode()]
        return found[0].public_record().encode() if found else None

    def is_right(number: int) -> bool:
        try:
            return bool(dkim.DKIM(octets).verify(number, dnsfunc=record))
        except dkim.ValidationError:
            return False

    return [is_right(number) for number in range(octets.count(b"DKIM-Signature:"))]


def test_each_part_says_what_it_said_with_its_own_links_in_it(signers: list[DkimSigner]) -> None:
    message = read(filled(BLANK, signers))
    assert content(message, "plain") == put_in(TEXT)
    assert content(message, "html") == put_in(HTML)
    assert message["To"] == "chen@example.org"
    assert message["Message-ID"] == "<one.two@mail.example.org>"
    assert message["Subject"] == BLANK.subject


def test_both_signatures_hold_for_another_program_and_break_with_any_link(signers: list[DkimSigner]) -> None:
    octets = filled(BLANK, signers)
    assert holds(octets, signers) == [True, True]
    assert holds(octets.replace(b"/leave/k7", b"/leave/k8"), signers) == [False, False]
    assert holds(octets.replace(b"Hello", b"Hallo"), signers) == [False, False]


def test_leaving_by_one_click_stands_on_one_line_and_both_its_headers_are_signed(signers: list[DkimSigner]) -> None:
    octets = filled(BLANK, signers)
    assert f"\r\nList-Unsubscribe: <https://actions.example.org/leave/{FILLING['me']}/>\r\n".encode() in octets
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in octets
    for header in re.findall(rb"DKIM-Signature:.*?b=", re.sub(rb"\r\n[ \t]+", b" ", octets)):
        signed = re.sub(rb"\s", b"", header.partition(b" h=")[2].partition(b";")[0]).split(b":")
        assert {b"list-unsubscribe", b"list-unsubscribe-post", b"list-id", b"to"} <= {*signed}


def test_no_line_is_too_long_or_begins_with_a_dot(signers: list[DkimSigner]) -> None:
    for blank in (BLANK, replace(BLANK, text="مرحبا " * 400 + TEXT, html=None)):
        lines = filled(blank, signers).split(b"\r\n")
        assert not [line for line in lines if line.startswith(b".")]
        assert max(map(len, lines)) <= 120
        assert b"\n" not in b"".join(lines)


def test_what_fills_a_hole_is_looked_at(signers: list[DkimSigner]) -> None:
    form = Form(BLANK, signers)
    for bad in ("k7" * 15, "K7" * 16, "k\n" * 16):
        with pytest.raises(BadForm):
            form.fill("chen@example.org", "<a@mail.example.org>", NOW, {**FILLING, "me": bad})


@given(
    before=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200),
    between=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=150),
    wide=st.booleans(),
    only_text=st.booleans(),
)
def test_wherever_the_holes_lie_and_however_it_is_encoded_the_links_come_out(
    signers: list[DkimSigner], before: str, between: str, wide: bool, only_text: bool
) -> None:
    said = f"{'赫' * 60 if wide else ''}{before}/{HOLES['write']}/{between} {HOLES['me']}\n{before}.\n{HOLES['me']}"
    octets = filled(replace(BLANK, text=said, html=None if only_text else HTML), signers[:1])
    assert holds(octets, signers) == [True]
    assert content(read(octets), "plain") == put_in(said).rstrip("\r\n") + "\n"


@given(subject=st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_a_subject_of_any_signs_adds_no_header(signers: list[DkimSigner], subject: str) -> None:
    octets = filled(replace(BLANK, subject=subject), signers[:1])
    plain = filled(replace(BLANK, subject="x"), signers[:1])
    assert [name for name, _ in read(octets).raw_items()] == [name for name, _ in read(plain).raw_items()]
    assert holds(octets, signers) == [True]


@pytest.mark.parametrize("text", [TEXT, TEXT + "\n\n", "مرحبا " * 90 + TEXT, "\u8d6b" * 90 + TEXT + "\n"])
@pytest.mark.parametrize("html", [None, HTML])
def test_however_a_text_ends_its_signatures_hold(signers: list[DkimSigner], text: str, html: str | None) -> None:
    octets = filled(replace(BLANK, text=text, html=html), signers)
    assert holds(octets, signers) == [True, True]
    assert not octets.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("dots", [1, 2, 3, 24, 25, 90])
def test_lines_that_begin_with_dots_are_what_they_were_and_end_nothing(signers: list[DkimSigner], dots: int) -> None:
    text = f"{'.' * dots}\n{'.' * dots} he said.\n{'word ' * 14}{'.' * dots}\n{HOLES['write']}"
    octets = filled(replace(BLANK, text=text), signers)
    assert not re.search(rb"(\A|\r\n)\.", octets)
    assert max(map(len, octets.split(b"\r\n"))) <= 120
    assert content(read(octets), "plain") == put_in(text) + "\n"
    assert holds(octets, signers) == [True, True]
