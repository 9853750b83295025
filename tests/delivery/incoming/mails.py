"""Invented mail that comes back, in the forms and languages of real servers and programs, each with what it is.

The files in `samples/` have plain line ends; on the way they get CRLF.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).with_name("samples")
OFFICIAL = "minister@interior.example.org"
US = "bounce-mfrggzdfmztwq2lkobqxgzldoruw2zlo@mail.example.org"


@dataclass(frozen=True)
class Arrived:
    """name: of the file. The rest is what has to be found in it."""

    name: str
    octets: bytes
    mail_from: str
    verdict: str | None = None
    address: str | None = None
    code: str = ""
    is_about_address: bool = False
    words: str = ""


def arrived(kind: str, mail_from: str) -> tuple[Arrived, ...]:
    expected = tomllib.loads((HERE / f"{kind}.toml").read_text("utf-8"))
    assert {file.stem for file in (HERE / kind).iterdir()} == set(expected)
    return tuple(
        Arrived(
            **{"name": name, "octets": crlf((HERE / kind / f"{name}.eml").read_text("utf-8")), "mail_from": mail_from}
            | one
        )
        for name, one in expected.items()
    )


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def answer(head: str, words: str = "I am away until Monday.") -> bytes:
    """A plain message from an official, with further headers or others instead of the usual ones."""
    usual = {"From": f"Radomir Estel <{OFFICIAL}>", "To": US, "Subject": "Re: Mirela Dovan"}
    lines = [f"{name}: {value}" for name, value in usual.items() if f"{name}:" not in head]
    return crlf("\n".join([head, *lines, "Content-Type: text/plain; charset=utf-8", "", words, ""]))


BOUNCES = arrived("bounces", "")
AUTOMATIC = arrived("automatic", OFFICIAL)
REPLIES = arrived("replies", OFFICIAL)


def everything() -> Iterator[Arrived]:
    yield from (*BOUNCES, *AUTOMATIC, *REPLIES)


AUTOMATIC_SUBJECTS = (
    "Automatic reply: Mirela Dovan",
    "Auto: Mirela Dovan",
    "Autoreply: Re: Mirela Dovan",
    "Out of Office: Mirela Dovan",
    "Out of the office until Monday",
    "[EXTERNAL] Automatic reply: Mirela Dovan",
    "Automatische Antwort: Mirela Dovan",
    "Abwesenheitsnotiz: Mirela Dovan",
    "Réponse automatique : Mirela Dovan",
    "Accusé de réception",
    "Respuesta automática: Mirela Dovan",
    "Resposta automática: Mirela Dovan",
    "Risposta automatica: Mirela Dovan",
    "Автоответ: Мирела Дован",
    "Автоматический ответ: Мирела Дован",
    "Αυτόματη απάντηση: Mirela Dovan",
    "رد تلقائي: ميريلا",
    "پاسخ خودکار",
    "自动回复: Mirela Dovan",
    "自動回覆：Mirela Dovan",
    "自動返信：Mirela Dovan",
    "부재중 알림",
    "Otomatik yanıt: Mirela Dovan",
    "Balasan otomatis: Mirela Dovan",
    "Automatisch antwoord: Mirela Dovan",
)

HUMAN_SUBJECTS = (
    "Re: Automobile factory",
    "Autonomy of the region",
    "Your letter about the automatic doors",
    "Re: Re: Mirela Dovan",
    "Office of the Minister: your letter",
    "Nicht im Protokoll",
    "Automne à Ostreva",
    "",
)

AUTOMATIC_HEADERS = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; type=x",
    "Auto-Submitted: AUTO-NOTIFIED",
    "Precedence: bulk",
    "Precedence: Auto_Reply",
    "Precedence: junk",
    "X-Autoreply: yes",
    "X-Autorespond: Re: Mirela Dovan",
    "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply, All",
    "X-MS-Exchange-Inbox-Rules-Loop: minister@interior.example.org",
    "List-Id: <news.interior.example.org>",
    "List-Unsubscribe: <mailto:leave@interior.example.org>",
    "Feedback-ID: 1:2:3:example",
    "From: Ministry <no-reply@interior.example.org>",
    "From: donotreply@interior.example.org",
    "From: Ministry <autoresponder@interior.example.org>",
    "From: MAILER-DAEMON@interior.example.org",
)

HUMAN_HEADERS = (
    "Auto-Submitted: no",
    "X-Auto-Response-Suppress: OOF",
    "Precedence: first-class",
    "From: Norea Plyment <norea@interior.example.org>",
    "From: Postmaster <postmaster@interior.example.org>",
    "X-Mailer: Autopilot",
)
