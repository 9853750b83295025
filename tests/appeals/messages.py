"""What comes back to a letter that stands in the outbox: as mail servers, machines and officials write."""

from __future__ import annotations

from email.utils import parseaddr

from tests.appeals.writing import Post
from tocsin.delivery.models import Letter

type Message = tuple[str, str, bytes]
"""Recipient, envelope's sender, the message: what `take_in` takes."""


def sender_of(post: Post, office: str) -> str:
    """The address in From of the newest letter to somebody."""
    return parseaddr(str(post.mail(office)[-1]["From"]))[1]


def bounces_of(post: Post, office: str) -> str:
    """The envelope's sender of the same letter."""
    return sender_of(post, office).replace("appeal-", "bounce-")


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def report(to: str, action: str, status: str, diagnosis: str, about: str = "somebody@example.org") -> bytes:
    """As Postfix writes one (RFC 3464). about: the address that it names."""
    return _crlf(
        f"""From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {about}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnosis}

--b1--
"""
    )


def bounce(post: Post, office: str, diagnosis: str, action: str = "failed", about: str = "") -> Message:
    """about: another address than that of the office, to which it forwards its mail."""
    to, printed = bounces_of(post, office), parseaddr(str(post.mail(office)[-1]["To"]))[1]
    status = diagnosis.split()[1] if " " in diagnosis else "5.0.0"
    return to, "", report(to, action, status, diagnosis, about or printed)


def reply(post: Post, office: str, text: str, more: str = "", sender: str = "cabinet@interior.example.org") -> Message:
    """By a person, to the address in From. more: further header lines."""
    to = sender_of(post, office)
    message = f"From: Office <{sender}>\nTo: {to}\nSubject: Re: Mirela Dovan\n{more}MIME-Version: 1.0\n"
    return to, sender, _crlf(f"{message}Content-Type: text/plain; charset=utf-8\n\n{text}\n")


def fax_job(post: Post, letter: Letter, outcome: str) -> Message:
    """As HylaFAX's notify script writes: `completed` or `failed`."""
    from tocsin.appeals.tokens import sender_token

    to = f"bounce-{sender_token(letter.message_id)}@letters.example.org"
    message = f"From: The HylaFAX Fax Server <fax@localhost>\nTo: {to}\nSubject: facsimile job 17 {outcome}\n"
    return to, "fax@localhost", _crlf(f"{message}\nYour facsimile job.\n")
