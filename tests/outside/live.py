"""A network whose delivery is live: pages and worker as real processes, a mail server on loopback."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from tests.delivery.mailbox import Came, Mailbox, open_mailbox
from tests.flows.test_letters_whole_way import LINK, TOCSIN, free_port, process
from tocsin.delivery.channels.email.dkim import DkimSigner

from .programs import HERE

DOMAIN, SELECTOR, NETWORK = "letters.halvara-bell.example.org", "bell", "Night Bell"
SECRET = "a rope in the wind at night"
READY_SECONDS = 60


@dataclass(frozen=True)
class Live:
    """address: of the pages, without a slash at the end. slugs: cases that anybody may write on."""

    folder: Path
    address: str
    mailbox: Mailbox
    signer: DkimSigner
    environment: dict[str, str] = field(repr=False)
    slugs: list[str] = field(default_factory=list)

    def run(self, *words: object, by: str) -> str:
        """A command of one of the staff; what it prints."""
        environment = {**self.environment, "TOCSIN_SECRET_FILE": str(self.folder / "secret.txt")}
        command = [str(TOCSIN), *map(str, words), "--as", f"{by}@example.org"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (words, done.stderr)
        return str(done.stdout).strip()

    def is_signed(self, came: Came, content: bytes | None = None) -> bool:
        """As dkimpy judges it, with our public record in place of the DNS."""

        def record(name: bytes, timeout: int = 5) -> bytes:
            return self.signer.public_record().encode() if name.decode() == f"{self.signer.record_name}." else b""

        return bool(dkim.verify(came.content if content is None else content, dnsfunc=record))


@contextmanager
def live_network(folder: Path) -> Iterator[Live]:
    """The invented network of the demonstration and some cases more, running."""
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "dkim.pem").write_bytes(pem)
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    (folder / "data").mkdir()
    with open_mailbox() as mailbox:
        port = free_port()
        environment = _environment(folder, port, mailbox.port)
        # In test mode, as the demonstration is made: what was written before must not go out.
        command = [sys.executable, "-m", "tests.outside.populated", SECRET]
        made = subprocess.run(
            command,
            env={**environment, "TOCSIN_DELIVERY": "test"},
            cwd=HERE.parents[1],
            stdout=subprocess.PIPE,
            check=True,
        )
        signer = DkimSigner.from_pem(pem.decode(), DOMAIN, SELECTOR)
        address = f"http://127.0.0.1:{port}"
        with process(environment, "serve", "--public", "--port", str(port)), process(environment, "work"):
            _wait(address)
            yield Live(folder, address, mailbox, signer, environment, json.loads(made.stdout))


def _environment(folder: Path, port: int, smtp: int) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_", "DJANGO_"))
    }
    return {
        **kept,
        "TOCSIN_DATA": str(folder / "data"),
        "TOCSIN_URL": f"http://127.0.0.1:{port}",
        "TOCSIN_NETWORK": NETWORK,
        "TOCSIN_DELIVERY": "live",
        "TOCSIN_SMTP": f"smtp://127.0.0.1:{smtp}",
        "TOCSIN_MAIL_DOMAIN": DOMAIN,
        "TOCSIN_DKIM_KEY_FILE": str(folder / "dkim.pem"),
        "TOCSIN_DKIM_SELECTOR": SELECTOR,
    }


def _wait(address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            continue
    raise AssertionError("the pages do not answer")


def walk(live: Live, writers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each writer saw on their way, in the writers' order. A fax that they saved is read into `faxes`."""
    by_email = {writer["email"]: writer for writer in writers}

    def answer(what: str, email: str) -> str:
        """link: from the message that asks to confirm. letters: once all have come that the network sends."""
        if what == "link":
            found = LINK.search(str(live.mailbox.next_to(email).message.get_content()))
            assert found
            return live.address + found[0]
        writer = by_email[email]
        assert live.mailbox.wait(20, lambda came: sum(is_by(one, writer) for one in came) >= writer["by_network"])
        return ""

    given = [{"site": live.address, **writer} for writer in writers]
    with talking("walk.mjs", given, answer) as found:
        for one in found:
            one["faxes"] = [Path(file).read_bytes() for file in one["faxes"]]
        return found


@contextmanager
def talking(name: str, given: object, answer: Callable[[str, str], str]) -> Iterator[list[dict[str, Any]]]:
    """What a script found that asks while it runs (asking.mjs); files that it saved are there until the block ends."""
    program = ["node", str(HERE / name), str(shutil.which("chromium"))]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as script:
        assert script.stdin is not None
        assert script.stdout is not None
        print(json.dumps(given), file=script.stdin, flush=True)
        for line in script.stdout:
            told = json.loads(line)
            if "found" in told:
                yield told["found"]
                script.stdin.close()
                return
            print(json.dumps({**told, "answer": answer(told["ask"], told["of"])}), file=script.stdin, flush=True)
    raise AssertionError(f"{name} ended before it had found anything")


def is_by(came: Came, writer: dict[str, Any]) -> bool:
    """Whether a message is a letter of that writer."""
    return parseaddr(str(came.message["From"]))[0] == f"{writer['named']} via {NETWORK}"


def mails_of(live: Live, writer: dict[str, Any]) -> list[Came]:
    """That writer's letters, as they came to the mail server."""
    return [one for one in live.mailbox.came if is_by(one, writer)]


def text_of(came: Came) -> str:
    return str(came.message.get_content()).replace("\r\n", "\n").removesuffix("\n")


def check_mails(live: Live, writer: dict[str, Any], saw: dict[str, Any]) -> None:
    """What the network sent for a writer is, word for word, what they were shown; signed, with a token of its own."""
    mails = mails_of(live, writer)
    shown = [one for one in saw["previews"] if len(one["head"]) == 4]
    assert len(mails) == len(shown) == writer["by_network"]
    for one in shown:
        sender, answers, to, subject = one["head"]
        (mail,) = [mail for mail in mails if f"<{mail.to}>" in to]
        message = mail.message
        assert text_of(mail) == one["text"]
        assert sender == f"{writer['named']} via {NETWORK} <appeal-…@{DOMAIN}>"
        assert str(message["Subject"]) == subject
        assert parseaddr(str(message["To"])) == (one["recipient"], mail.to)
        assert message["Reply-To"] == (answers if writer["answers"] == "to-me" else None)
        assert live.is_signed(mail)
        assert not live.is_signed(mail, mail.content.replace(b"\r\n\r\n", b"\r\n\r\nx", 1))
        address = parseaddr(str(message["From"]))[1]
        assert re.fullmatch(rf"appeal-[a-z2-7]{{32}}@{re.escape(DOMAIN)}", address)
        assert mail.mail_from == address.replace("appeal-", "bounce-")
        assert re.fullmatch(rf"<[^<>@\s]+@{re.escape(DOMAIN)}>", mail.message_id)
        assert message.get_content_type() == "text/plain"
        assert "X-Tocsin-Test-Mode" not in message


CLASS_F = {254: 2, 256: 1728, 258: (1,), 259: 4, 262: 0, 266: 2, 277: 1, 282: 204, 283: 196, 296: 2}
"""Fields of every page: a page of several, 1728 pixels of one bit, Group 4, 0 for white, least bit first, 204 x 196."""


def check_fax(content: bytes) -> None:
    """One page of TIFF class F, with as much ink on it as a letter has."""
    with Image.open(io.BytesIO(content)) as page:
        assert isinstance(page, TiffImageFile)
        assert page.n_frames == 1
        assert {number: page.tag_v2[number] for number in CLASS_F} == CLASS_F
        shades = page.convert("L").histogram()
    assert 0.005 < shades[0] / sum(shades) < 0.2
