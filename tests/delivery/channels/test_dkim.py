"""The signature on every message: another implementation finds it right, and wrong as soon as anything is changed."""

from __future__ import annotations

import base64
import re
import warnings

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.message import message_bytes
from tocsin.delivery.channels.errors import UnusableKey

from .letters import MAIL, NOW, mail

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim

LISTS = (
    ("List-Id", "Alerts <alerts.example.org>"),
    ("List-Unsubscribe", f"<https://actions.example.org/leave/{'k' * 120}/>, <mailto:leave@example.org>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
)


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
def rsa_signer() -> DkimSigner:
    return DkimSigner.from_pem(pem(rsa.generate_private_key(65537, 2048)), "mail.example.org", "tocsin1")


@pytest.fixture(scope="module")
def ed_signer() -> DkimSigner:
    return DkimSigner.from_pem(pem(ed25519.Ed25519PrivateKey.generate()), "mail.example.org", "tocsin2")


@pytest.fixture(params=["rsa", "ed25519"])
def signer(request: pytest.FixtureRequest) -> DkimSigner:
    return request.getfixturevalue("rsa_signer" if request.param == "rsa" else "ed_signer")


def is_right(signed: bytes, signer: DkimSigner) -> bool:
    def record(name: bytes, timeout: int = 5) -> bytes | None:
        return signer.public_record().encode() if name == f"{signer.record_name}.".encode() else None

    return bool(dkim.verify(signed, dnsfunc=record))


def tag(signed: bytes, name: str) -> str:
    head = re.sub(rb"\r\n[ \t]", b" ", signed).partition(b"\r\n")[0].decode()
    tags = dict(part.strip().split("=", 1) for part in head.partition(":")[2].split(";"))
    return re.sub(r"\s", "", tags[name])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"headers": LISTS},
        {"text": ""},
        {"text": "a  b \t c   \n\n\n"},
        {"text": "Уважаемый господин министр\n" * 30, "subject": "部长 " * 30, "to_name": "وزير"},
        {"reply_to": "ana@example.org", "to": "büro@example.org"},
    ],
)
def test_another_implementation_finds_it_right(changes: dict[str, object], signer: DkimSigner):
    signed = signer.sign(message_bytes(mail(**changes)), NOW)
    assert is_right(signed, signer)
    assert max(map(len, signed.partition(b"\r\nFrom:")[0].split(b"\r\n"))) <= 78
    assert tag(signed, "t") == str(int(NOW.timestamp()))


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from(" \t\r\n.aé=") | st.characters(), max_size=200), subject=st.text(max_size=60))
def test_whatever_is_written_it_is_right(text: str, subject: str, ed_signer: DkimSigner):
    assert is_right(ed_signer.sign(message_bytes(mail(text=text, subject=subject)), NOW), ed_signer)


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n", b" \r\n", b"a", b" \t", b"a \r\n\t\r\n", b"a\r\n \r\nb  c\r\n\r\n"]
)
def test_empty_and_odd_bodies_are_right(body: bytes, ed_signer: DkimSigner):
    head = message_bytes(MAIL).partition(b"\r\n\r\n")[0]
    signed = ed_signer.sign(head + b"\r\n\r\n" + body, NOW)
    # On the way every message ends with a line's end.
    assert is_right(signed if signed.endswith(b"\r\n") else signed + b"\r\n", ed_signer)


def test_the_usual_headers_and_every_list_header_are_signed_once_more_than_they_are_there(rsa_signer: DkimSigner):
    names = tag(rsa_signer.sign(message_bytes(mail(headers=LISTS)), NOW), "h").split(":")
    for name in ("from", "to", "subject", "date", "message-id", "content-type", *(name.lower() for name, _ in LISTS)):
        assert names.count(name) == 2, name
    assert names.count("reply-to") == names.count("cc") == 1


@pytest.mark.parametrize(
    "line",
    [
        b"From: x@example.org",
        b"Subject: other",
        b"List-Unsubscribe: <https://x.example.org>",
        b"Reply-To: x@example.org",
    ],
)
def test_a_header_added_on_the_way_breaks_it(line: bytes, ed_signer: DkimSigner):
    signed = ed_signer.sign(message_bytes(mail(headers=LISTS)), NOW)
    assert is_right(b"Received: from here\r\n" + signed, ed_signer)
    assert not is_right(line + b"\r\n" + signed, ed_signer)
    assert not is_right(signed.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1), ed_signer)


def test_a_changed_word_breaks_it(ed_signer: DkimSigner):
    signed = ed_signer.sign(message_bytes(MAIL), NOW)
    assert not is_right(signed.replace(b"Mirela Dovan is", b"Mirela Dovan was"), ed_signer)
    assert not is_right(signed.replace(b"Radomir", b"Rodomir"), ed_signer)


def test_the_public_record_holds_the_public_key(rsa_signer: DkimSigner, ed_signer: DkimSigner):
    assert rsa_signer.record_name == "tocsin1._domainkey.mail.example.org"
    assert rsa_signer.public_record().startswith("v=DKIM1; k=rsa; p=MII")
    assert len(base64.b64decode(ed_signer.public_record().removeprefix("v=DKIM1; k=ed25519; p="))) == 32


def test_a_key_that_cannot_be_used_is_told_by_the_name_of_its_setting():
    good = pem(ed25519.Ed25519PrivateKey.generate())
    weak = pem(rsa.generate_private_key(65537, 1024))
    for text, said in (
        ("", "TOCSIN_DKIM_KEY"),
        (weak, "1024 bits"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither"),
    ):
        with pytest.raises(UnusableKey, match=said):
            DkimSigner.from_pem(text, "mail.example.org", "tocsin1")
    for domain, selector in (
        ("", "a"),
        ("localhost", "a"),
        ("a.example; t=1", "a"),
        ("a.example", "a\r\nX"),
        ("a.example", ""),
    ):
        with pytest.raises(UnusableKey, match="TOCSIN_MAIL_DOMAIN"):
            DkimSigner.from_pem(good, domain, selector)


def test_a_signer_never_shows_its_key(rsa_signer: DkimSigner):
    assert "RSA" not in repr(rsa_signer)
    assert "mail.example.org" not in repr(rsa_signer)
