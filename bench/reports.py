"""What the reports of the desk cost with 100,000 letters on 400 cases: each report's page, its CSV and its picture.

    python bench/reports.py [--quick] [--letters N]

Asked within this process, session and all, of the desk's own settings, on a database of its own that is thrown away.
The yardstick is asked in the same run: one plain question to the database that reads the same letters once and counts
them by case, edition, state and country. A report is told as a multiple of it, which means something on any machine.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from desk import ask, founded

CASES = 400
PEOPLE = 15_000
"""Who write, many of them more than once."""
REACH_MS = 1000
HOMES = ("DE", "FR", "ES", "GB", "IN", "KR", "MX", "CH", "AT", "US", "BR", "PL", "IT", "NL", "SE", "KE", "NP", "CL")
STATES = ("CN", "EG", "IR", "RU", "TR", "BY", "MM", "VE", "SD", "ET", "PH", "CO", "HN", "PK", "VN", "NI", "ZW", "KZ")
CONCERNS = ("Held in secret", "Torture", "Death penalty", "Forced eviction", "Threats", "Unfair trial", "Denied care")
YARDSTICK = "SELECT slug, n, state, country, COUNT(*) FROM delivery_letter GROUP BY slug, n, state, country"
BATCH = 1000


class Past:
    """Three years of a network, made up: the same ones each time."""

    def __init__(self, now: datetime) -> None:
        self.chance, self.now = random.Random(26), now
        self.published: dict[tuple[str, int], datetime] = {}

    def make(self, letters: int) -> None:
        from django.db import transaction

        with transaction.atomic():
            self.cases()
            self.notes()
            self.letters(letters)

    def cases(self) -> None:
        """One to three editions each, with the rows that an edition rests on."""
        from tocsin.actions.models import Approval, Case, Draft, Edition, PublicRecord
        from tocsin.directory.models import Section
        from tocsin.staff.models import Person

        section, person = Section.objects.get(), Person.objects.get()
        for number in range(1, CASES + 1):
            at = self.now - timedelta(days=self.chance.randrange(40, 1100))
            slug = f"ua-{number}-26"
            case = Case.objects.create(section=section, number=f"UA {number}/26", slug=slug, created_at=at)
            times = [at + timedelta(days=21 * n) for n in range(self.chance.choice((1, 1, 2, 3)))]
            for n, moment in enumerate(times, start=1):
                draft = Draft.objects.create(
                    case=case, state="published", author=person, last_editor=person, created_at=at, edited_at=at
                )
                approval = Approval.objects.create(draft=draft, text_hash="", approver=person, approved_at=at)
                Edition.objects.create(
                    case=case, n=n, kind="initial" if n == 1 else "update", number=case.number, language="en",
                    index=f"NET {number}/{n}/2026", mention_network="optional", published_at=moment, draft=draft,
                    text_sha256=f"{number:060}{n:04}", approval=approval, publisher=person,
                )  # fmt: skip
                self.published[slug, n] = moment
            PublicRecord.objects.create(
                case=case, slug=slug, state="live", deadline_at=times[-1] + timedelta(days=42), changed_at=times[-1],
                record=self.record(slug, at, len(times)),
            )  # fmt: skip

    def record(self, slug: str, at: datetime, editions: int) -> dict[str, Any]:
        """With as much text as a case has, for a database reads all of it to find a field."""
        concerns = self.chance.sample(CONCERNS, self.chance.choice((1, 1, 2)))
        text = "Four men took Mirela Dovan from her flat at night, and a neighbour saw it. "
        return {
            "uid": str(uuid.UUID(int=self.chance.getrandbits(128))), "slug": slug, "language": "en",
            "countries": self.chance.sample(STATES, self.chance.choice((1, 1, 1, 2))),
            "concern_slugs": [one.lower().replace(" ", "-") for one in concerns],
            "headlines": {"en": {"headline": "Dam inspector held in secret", "concerns": concerns}},
            "outcome": self.chance.choice((None, None, "released", "no_news", "executed")),
            "first_published_at": at.isoformat(), "editions": [{"text": text * 60} for _ in range(editions)],
        }  # fmt: skip

    def notes(self) -> None:
        """Every section but the first writes on half of the cases."""
        from tocsin.actions.models import Case, SectionNote
        from tocsin.directory.models import Section
        from tocsin.staff.models import Person

        person = Person.objects.get()
        for code in HOMES[1:9]:
            Section.objects.create(code=code, country=code, name=f"Section {code}", languages=["en"], address=[])
        sections = list(Section.objects.all())
        SectionNote.objects.bulk_create(
            SectionNote(
                case=case, section=section, language="en", text_hash="", written_by=person, written_at=case.created_at,
                approved_at=case.created_at + timedelta(hours=self.chance.randrange(2, 400)),
            )
            for case in Case.objects.filter(slug__isnull=False)
            for section in sections
            if self.chance.random() < 0.5
        )  # fmt: skip

    def letters(self, many: int) -> None:
        from tocsin.delivery.models import Letter

        rows = islice(self.written(), many)
        while batch := list(islice(rows, BATCH)):
            Letter.objects.bulk_create(batch)

    def written(self) -> Iterator[Any]:
        """Each appeal has a letter for each of one to five recipients, and one in ten is still on its way or lost."""
        from tocsin.delivery.models import Letter

        editions = list(self.published.items())
        living = {one: self.chance.choices(HOMES, [1 / (n + 1) for n in range(len(HOMES))])[0] for one in range(PEOPLE)}
        wrote: set[tuple[str, int, int]] = set()
        serial = 0
        for owner in range(1, 10**9):
            (slug, n), at = self.chance.choice(editions)
            person = self.chance.randrange(PEOPLE)
            went = at + timedelta(hours=self.chance.randrange(1, 42 * 24), seconds=self.chance.randrange(3600))
            # The keyed hash is forgotten after some weeks, and a person writes on an edition once.
            known = f"{person:064}" if owner % 2 and (slug, n, person) not in wrote else None
            wrote.add((slug, n, person))
            state = self.chance.choice(("accepted",) * 5 + ("handed-over", "unknown", "reported", "bounced", "ready"))
            for place in range(self.chance.choice((1, 2, 2, 3, 5))):
                serial += 1
                yield Letter(
                    owner=owner, slug=slug, n=n, key=f"targets.{place}", role="target", state=state,
                    route="network-email", recipient="Minister of the Interior", contact="minister@example.org",
                    country=living[person], language="en", person=known,
                    target=f"{place:064}", domain=f"{place:064}", message_id=f"<{serial}@letters.example.org>",
                    made_at=went, released_at=went, state_at=went,
                    handed_at=None if state in {"reported", "ready"} else went,
                )  # fmt: skip


def wall_ms(do: Any, times: int) -> float:
    """The best of so many, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        do()
        best = min(best, (time.perf_counter() - start) * 1000)
    return best


def count_plainly() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK)
        cursor.fetchall()


def count_questions(application: Any, path: str, cookie: str) -> int:
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask(application, path, cookie)
    return len(asked)


def report_all(application: Any, cookie: str, times: int, letters: int) -> None:
    from tocsin.appeals.reporting.tables import REPORTS

    plain = wall_ms(count_plainly, times)
    print(f"{letters} letters on {CASES} cases; read once and counted plainly: {plain:.0f} ms")
    total = 0.0
    for name in REPORTS:
        paths = (f"/desk/numbers/?by={name}", f"/desk/numbers/{name}.csv", f"/desk/numbers/{name}.svg")
        page, table, picture = (wall_ms(lambda path=path: ask(application, path, cookie), times) for path in paths)
        total += page
        print(
            f"{name:>10}: page {page:5.0f} ms, {page / plain:4.1f} times plain, "
            f"{count_questions(application, paths[0], cookie):2d} questions; CSV {table:5.0f} ms; "
            f"picture {picture:5.0f} ms{'  OVER' if max(page, table, picture) > REACH_MS else ''}"
        )
    print(f"all {len(REPORTS)} pages: {total:.0f} ms, {total / plain:.1f} times plain (reach: {REACH_MS} ms each)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each asked once, with a tenth of the letters")
    parser.add_argument("--letters", type=int, default=100_000)
    options = parser.parse_args()
    letters = options.letters // 10 if options.quick else options.letters
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TOCSIN_DATA": folder, "TOCSIN_DELIVERY": "test"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.desk_settings"
        import django
        from django.db import connection

        django.setup()
        cookie, _pages = founded()
        Past(datetime.now(UTC)).make(letters)
        from django.core.wsgi import get_wsgi_application

        report_all(get_wsgi_application(), cookie, 1 if options.quick else 3, letters)
        connection.close()


if __name__ == "__main__":
    main()
