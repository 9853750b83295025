"""django-post-office as a yardstick: queues messages, then sends them, each as quickly as its documentation allows.

    python bench/peers/django_post_office.py FOLDER PORT MESSAGES PROCESSES

FOLDER has texts.json, and gets the database: SQLite that keeps what it acknowledged, as ours does. Queueing comes first
and is not measured: the mail server counts from the first message on. Nothing is signed.

Its settings: one process for each worker (`--processes`), several threads each that keep their connection
(`THREADS_PER_PROCESS`), large batches, since each batch opens its connections anew, and no log. Tried on two cores with
10,000 messages: batches of 100 (its default) to 10,000, and 1 to 10 threads; these were the quickest.
"""

from __future__ import annotations

import json
import sys
from itertools import batched
from pathlib import Path

import django
from django.conf import settings

THREADS = 2
BATCH = 5_000
AT_ONCE = 1_000
FROM = "Example network <alerts@alerts.example.org>"
HEADERS = {
    "Auto-Submitted": "auto-generated",
    "List-Id": "<alerts.alerts.example.org>",
    "List-Unsubscribe": "<https://actions.example.org/leave/holellllllllllllllllllllllllllll/>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def set_up(folder: Path, port: int, batch: int = BATCH, threads: int = THREADS) -> None:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "queue.sqlite3",
                "OPTIONS": {
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 30,
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        MAILERS={
            "default": {"BACKEND": "post_office.EmailBackend"},
            "sink": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port},
            },
        },
        POST_OFFICE={
            "DEFAULT_MAILER": "sink",
            "BATCH_SIZE": batch,
            "BATCH_DELIVERY_TIMEOUT": 600,
            "THREADS_PER_PROCESS": threads,
            "LOG_LEVEL": 0,
        },
    )
    django.setup()


def queue(folder: Path, messages: int) -> None:
    from django.core.management import call_command
    from post_office import mail

    call_command("migrate", verbosity=0)
    texts = json.loads((folder / "texts.json").read_text())
    same = {"sender": FROM, "subject": texts["subject"], "message": texts["text"], "html_message": texts["html"]}
    for some in batched(range(1, messages + 1), AT_ONCE):
        mail.send_many([same | {"recipients": f"member{one}@example.org", "headers": HEADERS} for one in some])


def main(folder: str, *numbers: str) -> None:
    port, messages, processes, *tried = map(int, numbers)
    set_up(Path(folder), port, *tried)
    queue(Path(folder), messages)
    from post_office.mail import send_queued_mail_until_done

    send_queued_mail_until_done(str(Path(folder) / "lock"), processes=processes, log_level=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
