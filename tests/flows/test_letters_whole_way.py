"""The whole way of a letter with the real worker, a real mail server and the real door for what comes back."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.appeals.messages import report
from tests.appeals.writing import wish_of
from tests.delivery.mailbox import Came, Mailbox, open_mailbox
from tests.network import MINISTER, Network
from tocsin.actions.exposure import stop_case
from tocsin.appeals.entering import send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.private import open_appeal
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.states import LetterState
from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TOCSIN = Path(sys.executable).with_name("tocsin")
DOMAIN, SELECTOR = "mail.example.org", "tocsin1"
LINK = re.compile(r"/letters/[a-z2-7]{32}/confirm/[a-z2-7]{32}/")


@dataclass
class Running:
    """mailbox: where all that the worker sends arrives. lmtp: port of the door. signer: of our domain."""

    mailbox: Mailbox
    lmtp: int
    signer: DkimSigner


@pytest.fixture
def running(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """`tocsin work` and `tocsin receive` beside this process, at the same database and with the same keys."""
    network.now = datetime.now(UTC)
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signer = DkimSigner.from_pem(pem, DOMAIN, SELECTOR)
    data = tmp_path / "data"
    shutil.copytree(settings.KEYRING.folder, data / "keys")
    live = replace(settings.ENVIRONMENT, data=data, delivery="live", mail_domain=DOMAIN)
    monkeypatch.setattr(settings, "ENVIRONMENT", live)
    with open_mailbox() as mailbox:
        environment = environment_of(data, mailbox.port, pem)
        lmtp = free_port()
        with process(environment, "work"), process(environment, "receive", "--lmtp", f"127.0.0.1:{lmtp}"):
            yield Running(mailbox, lmtp, signer)


def environment_of(data: Path, port: int, pem: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_", "DJANGO_"))
    }
    (data / "dkim.pem").write_text(pem)
    return {
        **kept,
        **where_the_database_is(data),
        "TOCSIN_DATA": str(data),
        "TOCSIN_URL": "http://127.0.0.1:8000",
        "TOCSIN_SECRET_KEY": settings.SECRET_KEY,
        "TOCSIN_DELIVERY": "live",
        "TOCSIN_SMTP": f"smtp://127.0.0.1:{port}",
        "TOCSIN_MAIL_DOMAIN": DOMAIN,
        "TOCSIN_DKIM_KEY_FILE": str(data / "dkim.pem"),
        "TOCSIN_DKIM_SELECTOR": SELECTOR,
    }


def where_the_database_is(data: Path) -> dict[str, str]:
    """For another process: that of the tests."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        (data / "database").mkdir()
        (data / "database" / "tocsin.sqlite3").symlink_to(str(known["NAME"]))
        return {}
    at = f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
    return {"DATABASE_URL": f"postgresql://{at}/{known['NAME']}"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def process(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([TOCSIN, *words], env=environment) as child:
        try:
            yield child
        finally:
            child.terminate()
            assert child.wait(10) in {0, -15}


def came_back(port: int, to: str, message: bytes) -> None:
    """Through the real door, as Postfix hands it on; it listens a moment after its process has begun."""
    until = time.monotonic() + 15
    while True:
        try:
            with smtplib.LMTP("127.0.0.1", port) as door:
                door.sendmail("", [to], message)
            return
        except ConnectionRefusedError:
            assert time.monotonic() < until


def until(wanted: object, look: object, seconds: float = 15) -> float:
    """Look until it is as wanted; how many seconds it took."""
    begin = time.monotonic()
    while look() != wanted:  # type: ignore[operator]
        assert time.monotonic() - begin < seconds, look()  # type: ignore[operator]
    return time.monotonic() - begin


def link_in(mail: Came) -> str:
    found = LINK.search(str(mail.message.get_content()).replace("=\n", ""))
    assert found
    return found[0]


def test_from_the_text_to_the_official_and_back_to_the_writer(running: Running, network: Network) -> None:
    case = network.published(deadline=(network.now + timedelta(days=30)).date())
    slug, mailbox, client = str(case.slug), running.mailbox, Client()

    # Written, and asked to confirm.
    ana = send_letters(wish_of(), slug, Visit(), datetime.now(UTC), n=1)
    bo = send_letters(wish_of(email="bo@example.net", name="Bo Lund"), slug, Visit(), datetime.now(UTC), n=1)
    asked = mailbox.next_to("ana.quellbach@example.org")
    assert dkim.verify(asked.content, dnsfunc=_dns(running.signer))
    assert mailbox.to("minister@") == []

    # Confirmed by the button of the page, and handed over.
    link = link_in(asked)
    assert client.get(link).status_code == 200
    pressed = time.monotonic()
    assert client.post(link, {"do": "confirm"}).status_code == 303
    letter = mailbox.next_to("minister@")
    assert time.monotonic() - pressed < 5
    mailbox.next_to("commissioner@")
    message = letter.message
    name, sender = parseaddr(str(message["From"]))
    assert name == "Ana García Quellbach via Tocsin network"
    assert re.fullmatch(rf"appeal-[a-z2-7]{{32}}@{re.escape(DOMAIN)}", sender)
    assert letter.mail_from == sender.replace("appeal-", "bounce-")
    assert letter.message_id.endswith(f"@{DOMAIN}>")
    assert message["Reply-To"] is None
    assert message["X-Tocsin-Test-Mode"] is None
    assert message.get_content_type() == "text/plain"
    assert "I am a teacher" in message.get_content()
    assert dkim.verify(letter.content, dnsfunc=_dns(running.signer))
    assert not dkim.verify(letter.content.replace(b"teacher", b"preacher"), dnsfunc=_dns(running.signer))
    states = lambda: {one.key: one.state for one in open_appeal(ana.token, datetime.now(UTC)).letters}  # noqa: E731
    until({"targets.0": LetterState.HANDED_OVER, "copies.0": LetterState.HANDED_OVER}, states)

    # It comes back: marked for all, and the writer is told.
    bounced = report(letter.mail_from, "failed", "5.1.1", "550 5.1.1 nobody", MINISTER.email[0])
    came_back(running.lmtp, letter.mail_from, bounced)
    assert states()["targets.0"] == LetterState.BOUNCED
    assert ContactPoint.objects.get(value=MINISTER.email[0]).state == ContactState.FAILING
    news = mailbox.next_to("ana.quellbach@example.org", 2)
    assert "came back" in str(news.message["Subject"])
    assert f"/letters/{ana.token}/" in news.message.get_content()

    # Stopped: what waits is held back within five seconds, and whoever is known is told.
    stop_case(network.amina, slug, datetime.now(UTC))
    waiting = lambda: {one.state for one in open_appeal(bo.token, datetime.now(UTC)).letters}  # noqa: E731
    assert until({LetterState.RECALLED}, waiting) < 5
    assert len(mailbox.to("minister@")) == 1
    assert mailbox.to("bo@example.net")[-1].message["Subject"] != news.message["Subject"]


def _dns(signer: DkimSigner) -> object:
    def answer(name: bytes, timeout: int = 5) -> bytes:
        assert name.decode().rstrip(".") == signer.record_name
        return signer.public_record().encode()

    return answer
