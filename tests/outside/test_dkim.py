"""The signature on our messages before OpenDKIM, which many receivers run: it holds, and no longer after a change."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.delivery.channels.letters import NOW, mail
from tests.delivery.channels.test_dkim import LISTS, pem
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.message import message_bytes

from .programs import run

pytestmark = pytest.mark.needs("opendkim")

MESSAGES = {
    "plain": {},
    "with every List header": {"headers": LISTS},
    "in another script": {"text": "Уважаемый господин министр\n" * 30, "subject": "部长 " * 30, "to_name": "وزير"},
    "without words": {"text": ""},
    "full of spaces": {"text": "a  b \t c   \n\n\n"},
    "with an address for answers": {"reply_to": "ana@example.org"},
}


@pytest.fixture(scope="module")
def signer() -> DkimSigner:
    return DkimSigner.from_pem(pem(rsa.generate_private_key(65537, 2048)), "mail.example.org", "tocsin1")


def judged(message: bytes, signer: DkimSigner, folder: Path) -> str:
    """What OpenDKIM prints of a message, with our public record in place of the DNS."""
    (folder / "message.eml").write_bytes(message)
    (folder / "keys").write_text(f"{signer.record_name} {signer.public_record()}\n")
    (folder / "opendkim.conf").write_text(f"Mode v\nTestPublicKeys {folder / 'keys'}\n")
    return run("opendkim", "-x", folder / "opendkim.conf", "-t", folder / "message.eml", complaints_too=True)


@pytest.mark.parametrize("name", MESSAGES)
def test_the_signature_holds(name: str, signer: DkimSigner, tmp_path: Path) -> None:
    message = signer.sign(message_bytes(mail(**MESSAGES[name])), NOW)
    assert "succeeded" in judged(message, signer, tmp_path)
    assert "succeeded" in judged(b"Received: from here by there\r\n" + message, signer, tmp_path)


@pytest.mark.parametrize(
    "added",
    [
        b"From: x@example.org",
        b"Subject: other",
        b"List-Unsubscribe: <https://x.example.org>",
        b"Reply-To: x@example.org",
    ],
)
def test_the_signature_breaks_where_a_header_is_added(added: bytes, signer: DkimSigner, tmp_path: Path) -> None:
    message = signer.sign(message_bytes(mail(headers=LISTS)), NOW)
    changed = message.replace(b"\r\n\r\n", b"\r\n" + added + b"\r\n\r\n", 1)
    assert "succeeded" not in judged(changed, signer, tmp_path)


def test_the_signature_breaks_where_a_word_is_changed(signer: DkimSigner, tmp_path: Path) -> None:
    message = signer.sign(message_bytes(mail()), NOW)
    assert "succeeded" not in judged(message.replace(b"Mirela Dovan is", b"Mirela Dovan was"), signer, tmp_path)
