"""Messages by the network before another reader of mail: the headers and addresses that were meant, and no others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.delivery.channels.letters import MAIL, mail
from tests.delivery.channels.test_message import HEADERS, HOSTILE
from tocsin.delivery.channels.email.message import message_bytes
from tocsin.letters.hygiene import one_line

from .programs import run_script

pytestmark = pytest.mark.needs("node", "outside/node_modules/postal-mime")

MANY = 20_000


def test_nothing_can_be_smuggled_into_twenty_thousand_messages(tmp_path: Path) -> None:
    chance = random.Random(1973)

    def text() -> str:
        return "".join(chance.choices(HOSTILE, k=chance.randint(0, 9)))

    made = [(tmp_path / f"{number}.eml", text(), text(), text()) for number in range(MANY)]
    for file, sender_name, to_name, subject in made:
        one = mail(sender_name=sender_name, to_name=to_name, subject=subject, text=text())
        file.write_bytes(message_bytes(one))
    for (file, *words), found in zip(made, run_script("mail.mjs", [file for file, *_ in made]), strict=True):
        meant = [one_line(word) for word in words]
        assert found["headers"] == [name.lower() for name in HEADERS], file.read_bytes()
        assert [one["address"] for one in (*found["from"], *found["to"])] == [MAIL.sender, MAIL.to], file.read_bytes()
        assert [found["from"][0]["name"], found["to"][0]["name"], found["subject"]] == meant, file.read_bytes()
        assert (found["others"], found["attachments"], found["html"]) == ([], 0, None), file.read_bytes()
