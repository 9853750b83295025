"""How fast one message is made and signed, and handed over to a server on this machine, beside other ways.

    python bench/mail.py [--quick]

Each figure is the best of several rounds, on one core. Keys are made anew. The server takes everything and keeps
nothing; it runs in a process of its own. Nothing is written to disk.
"""

from __future__ import annotations

import argparse
import email.policy
import multiprocessing
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count

import dkim
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.message import Mail, message_bytes
from tocsin.delivery.channels.email.smtp import Connection, SmtpServer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = (
    "Your Excellency,\n\n"
    + "I write about Mirela Dovan, engineer, of whom nobody has heard. " * 30
    + "\n\nAna García\n"
)
MAIL = Mail(
    sender_name="Ana García via Tocsin network",
    sender="appeal-mfrggzdfmztwq2lkobqxgzldoruw2zlo@mail.example.org",
    to="minister@interior.example.org",
    to_name="Radomir Estel",
    subject="Mirela Dovan (UA 84/26, Halvara)",
    text=TEXT,
    message_id="<84-26.1@mail.example.org>",
    date=NOW,
    envelope_from="bounce-mfrggzdfmztwq2lkobqxgzldoruw2zlo@mail.example.org",
    headers=(("List-Unsubscribe", "<https://actions.example.org/leave/mfrggzdfmztwq2lkobqxgzldoruw2zlo/>"),),
)


def measure(rounds: int, times: int) -> Iterator[tuple[str, float]]:
    """What is done, and microseconds a message."""
    message = message_bytes(MAIL)
    rsa_pem = _pem(rsa.generate_private_key(65537, 2048))
    by_rsa = DkimSigner.from_pem(rsa_pem, "mail.example.org", "a")
    by_ed = DkimSigner.from_pem(_pem(ed25519.Ed25519PrivateKey.generate()), "mail.example.org", "b")
    numbers = count()
    yield "message, ours", _best(lambda: message_bytes(_to_another(next(numbers))), rounds, times)
    yield "message, standard library (policy SMTP)", _best(_by_library, rounds, times)
    yield "signature RSA-2048, ours", _best(lambda: by_rsa.sign(message, NOW), rounds, times)
    yield "signature Ed25519, ours", _best(lambda: by_ed.sign(message, NOW), rounds, times)
    yield "signature RSA-2048, dkimpy", _best(lambda: _by_dkimpy(message, rsa_pem), rounds, max(times // 20, 1))
    signed = by_rsa.sign(message, NOW)
    with _server() as port:
        with Connection(SmtpServer("127.0.0.1", port)) as connection:
            hand_over = _best(lambda: connection.hand_over(signed, MAIL.envelope_from, MAIL.to), rounds, times)
        with smtplib.SMTP("127.0.0.1", port) as library:
            by_smtplib = _best(lambda: library.sendmail(MAIL.envelope_from, MAIL.to, signed), rounds, times)
    yield "hand-over, ours", hand_over
    yield "hand-over, smtplib", by_smtplib


def _to_another(number: int) -> Mail:
    """No two of a fan-out have an address in common, so nothing may be remembered."""
    return replace(
        MAIL, to=f"minister{number}@interior{number}.example.org", sender=f"appeal-{number}@mail.example.org"
    )


def _by_library() -> bytes:
    one = EmailMessage(policy=email.policy.SMTP)
    one["From"], one["To"], one["Subject"] = f"{MAIL.sender_name} <{MAIL.sender}>", MAIL.to, MAIL.subject
    one["Date"], one["Message-ID"] = NOW, MAIL.message_id
    one.set_content(MAIL.text)
    return one.as_bytes()


def _by_dkimpy(message: bytes, pem: str) -> bytes:
    return bytes(dkim.sign(message, b"a", b"mail.example.org", pem.encode(), canonicalize=(b"relaxed", b"relaxed")))


def _pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    # The traditional form, which dkimpy takes as well.
    form = PrivateFormat.TraditionalOpenSSL if isinstance(key, rsa.RSAPrivateKey) else PrivateFormat.PKCS8
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def _best(once: Callable[[], object], rounds: int, times: int) -> float:
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            once()
        found.append((time.perf_counter() - start) / times * 1e6)
    return min(found)


@contextmanager
def _server() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(listener,), daemon=True)
    process.start()
    try:
        yield listener.getsockname()[1]
    finally:
        process.terminate()
        process.join()
        listener.close()


def _serve(listener: socket.socket) -> None:
    """The least that is a mail server; it answers commands that come together, too."""
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError), sock, sock.makefile("rb") as lines:
            sock.sendall(b"220 sink\r\n")
            for line in lines:
                sock.sendall(_answer(line[:4].upper()))
                if line[:4].upper() == b"DATA":
                    while lines.readline() != b".\r\n":
                        pass
                    sock.sendall(b"250 2.0.0 gone\r\n")


def _answer(verb: bytes) -> bytes:
    return _ANSWERS.get(verb, b"250 2.0.0 ok\r\n")


_ANSWERS = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 2.0.0 bye\r\n"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds, times = (2, 100) if parser.parse_args().quick else (5, 1000)
    print(f"\nOne message of {len(message_bytes(MAIL)):,} octets")
    print(f"{'what':<42}{'µs each':>10}{'a second':>10}")
    for what, each in measure(rounds, times):
        print(f"{what:<42}{each:>10.0f}{1e6 / each:>10.0f}")


if __name__ == "__main__":
    main()
