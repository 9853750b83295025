"""Run as a process of its own: people send appeals while the disk is full, and after there is room again.

    python -m tests.faults.writers SLUG EDITION

The disk is full in that no file may grow beyond what the database's log needs next. Each line says what one of them was
answered: status, private page or `kept` where the text came back.
"""

from __future__ import annotations

import io
import resource
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

TEXT = "I am a teacher and think of her each morning.\n\nPlease say without delay where she is."


def main() -> None:
    import django

    django.setup()
    slug, n = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for number in range(3):
        say(slug, n, number)
    fill_disk()
    for number in range(3, 12):
        say(slug, n, number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for number in range(12, 15):
        say(slug, n, number)


def fill_disk() -> None:
    from django.conf import settings

    log = Path(f"{settings.DATABASES['default']['NAME']}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 30_000, resource.RLIM_INFINITY))


def say(slug: str, n: int, number: int) -> None:
    status, location, page = send(slug, n, number)
    told = location or ("kept" if "think of her each morning" in page else "lost")
    sys.stdout.write(f"{number} {status[:3]} {told}\n")


def send(slug: str, n: int, number: int) -> tuple[str, str, str]:
    from tocsin.project.wsgi import application

    body = urlencode(fields(slug, n, number), doseq=True).encode()
    environment = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"/actions/{slug}/write/", "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
    }  # fmt: skip
    seen: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        seen.update({"status": status, **dict(headers)})

    answer = application(environment, start)
    page = b"".join(answer).decode()
    answer.close()
    return seen["status"], seen.get("Location", ""), page


def fields(slug: str, n: int, number: int) -> dict[str, object]:
    """As the page of writing sends them once the letters were shown."""
    from django.http import QueryDict

    from tocsin.appeals.addressees import addressees_of
    from tocsin.appeals.guarding import stamp
    from tocsin.appeals.matter import matter_at
    from tocsin.public.write.content import seen_of
    from tocsin.public.write.form import form_of

    now = datetime.now(UTC)
    addressees = addressees_of(matter_at(slug, now), "DE")
    said = {
        "country": "DE", "language": "en", "text": TEXT, "name": f"Writer {number}", "place": "Kiel",
        "email": f"writer{number}@example.org", "consent": "1", "n": n, "do": "send",
        "stamp": stamp(slug, now - timedelta(minutes=1)), "to": ["targets.0", "copies.0"],
        "shown": [one.key for one in addressees.people],
    }  # fmt: skip
    form = form_of(QueryDict(urlencode(said, doseq=True)))
    return {**said, "seen": seen_of(form.wish, addressees)}


if __name__ == "__main__":
    main()
