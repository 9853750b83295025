"""Django's own `send_messages` as a yardstick: one connection for each process, and a list of messages into it.

    python bench/peers/send_messages.py FOLDER PORT MESSAGES PROCESSES

FOLDER has texts.json. Nothing is kept on disk, and nothing is signed. The messages are made beforehand; writing them
out is part of what Django does when it sends.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

FROM = "Example network <alerts@alerts.example.org>"
HEADERS = {
    "Auto-Submitted": "auto-generated",
    "List-Id": "<alerts.alerts.example.org>",
    "List-Unsubscribe": "<https://actions.example.org/leave/holellllllllllllllllllllllllllll/>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def send(port: int, texts: dict[str, str], members: range, ready: Any) -> None:
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    messages = []
    for member in members:
        message = EmailMultiAlternatives(
            texts["subject"], texts["text"], FROM, [f"member{member}@example.org"], headers=HEADERS
        )
        message.attach_alternative(texts["html"], "text/html")
        messages.append(message)
    ready.wait()
    EmailBackend(host="127.0.0.1", port=port).send_messages(messages)


def main(folder: str, *numbers: str) -> None:
    port, messages, processes = map(int, numbers)
    texts = json.loads((Path(folder) / "texts.json").read_text())
    settings.configure(USE_TZ=True)
    django.setup()
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(processes)
    parts = [range(first, messages, processes) for first in range(processes)]
    children = [context.Process(target=send, args=(port, texts, part, ready)) for part in parts]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise SystemExit("A process failed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
