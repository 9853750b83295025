"""E-mail drafts before a second reader of mail: it finds the headers and addresses that were meant, and no others."""

from __future__ import annotations

import email
import email.policy
import random
from pathlib import Path
from typing import Any

import pytest

from tocsin.letters.hygiene import one_line
from tocsin.letters.mail import draft

from .programs import run_script

pytestmark = pytest.mark.needs("node", "outside/node_modules/postal-mime")

HEADERS = ["from", "to", "subject", "x-unsent", "mime-version", "content-type", "content-transfer-encoding"]
HOSTILE = (
    *("\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\t", " ", "  "),
    *("Bcc: x@example.org", "\r\nBcc: x@example.org", "\r\n\r\n", "\n.\n", "=?utf-8?q?=0D=0ABcc:_x@example.org?="),
    *(
        '"',
        "\\",
        ",",
        ";",
        ":",
        "<",
        ">",
        "<x@example.org>",
        "(",
        ")",
        "@",
        "[",
        "]",
        "=",
        "?",
        "=?",
        "?=",
        "_",
        "%",
        "&",
    ),
    *("Field Office, Refugees", "Отдел", "部长", "وزير", "e\u0301", "x" * 90, "word " * 20, "😀"),
)
MANY = 20_000


def meant(file: Path) -> dict[str, Any]:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return {
        "headers": [name.lower() for name in message],
        "from": mailboxes(message, "From"),
        "to": mailboxes(message, "To"),
        "subject": message["Subject"],
        "text": lines_of(message.get_content()),
    }


def lines_of(text: str) -> str:
    return text.replace("\r\n", "\n")


def mailboxes(message: email.message.EmailMessage, header: str) -> list[dict[str, str]]:
    found = message[header].addresses if message[header] else []
    return [{"address": one.addr_spec, "name": one.display_name} for one in found]


def test_both_readers_find_the_same_in_every_draft(drafts: list[Path]) -> None:
    assert len(drafts) > 20
    for file, found in zip(drafts, run_script("mail.mjs", drafts), strict=True):
        read = found | {"text": lines_of(found["text"])}
        assert {name: read[name] for name in meant(file)} == meant(file), file
        assert (found["others"], found["attachments"], found["html"]) == ([], 0, None)


def test_nothing_can_be_smuggled_into_twenty_thousand_drafts(tmp_path: Path) -> None:
    chance = random.Random(1973)

    def text() -> str:
        return "".join(chance.choices(HOSTILE, k=chance.randint(0, 8)))

    made = [(tmp_path / f"{number}.eml", text(), text()) for number in range(MANY)]
    for file, name, subject in made:
        file.write_bytes(draft(["office@example.org"], name, subject, text(), (text(), "chen@example.org")))
    for (file, name, subject), found in zip(made, run_script("mail.mjs", [file for file, *_ in made]), strict=True):
        assert found["headers"] == HEADERS, file.read_bytes()
        assert [one["address"] for one in found["to"]] == ["office@example.org"], file.read_bytes()
        assert [one["address"] for one in found["from"]] == ["chen@example.org"], file.read_bytes()
        assert found["others"] == [], file.read_bytes()
        assert found["attachments"] == 0, file.read_bytes()
        assert found["subject"] == one_line(subject), file.read_bytes()
        assert found["to"][0]["name"] == one_line(name), file.read_bytes()
