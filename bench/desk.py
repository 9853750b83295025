"""What the edit screen of the desk costs: processor time and questions to the database, of a case with ten recipients.

    python bench/desk.py [--quick]

Asked within this process, session and all, of the desk's own settings on SQLite. "tied": the recipients are the
directory's, as after an import. "own": they stand in the case alone, so that each has all its fields in the form.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

TARGETS = 10
REACH_CPU_MS = 20


def founded() -> tuple[str, dict[str, str]]:
    """An empty installation with one author, who is signed in; their cookie, and the addresses of the pages."""
    from django.conf import settings

    from tocsin.actions.drafts import Edit, edit_draft, new_case
    from tocsin.casefile import CaseFile, Person, Recipient, WriteIn
    from tocsin.directory.sections import add_section
    from tocsin.project.tables import set_up
    from tocsin.staff.models import Grant
    from tocsin.staff.roles import Role
    from tocsin.staff.second_factor import code_at
    from tocsin.staff.services import add_person, set_secret
    from tocsin.staff.signing_in import give_secret, offer_authenticator, set_up_authenticator

    settings.KEYRING.make_missing()
    now = datetime.now(UTC)
    set_up(now)
    author = add_person(
        None, email="amina@example.org", name="Amina", roles=(Role.OPERATOR, Role.AUTHOR),
        secret="whispered by an operator", section_id=None, now=now,
    )  # fmt: skip
    set_secret(author, None, "seven bells over water", now)
    Grant.objects.update(confirmed_by=author, confirmed_at=now)
    section = add_section(
        author, code="DE", country="DE", name="Section", languages=["en"], email="de@example.org",
        web="https://de.example.org/", address=["1 Street"], after_deadline={"en": "Ask first."}, now=now,
    )  # fmt: skip
    target = Recipient(
        "Radomir Estel", "Minister", ("Radomir Estel", "Minister", "4 Harbour Gate", "1000 Ostreva"), "XH",
        email=("minister@interior.example.org",), fax=("+12025550141",), salutation="Your Excellency",
    )  # fmt: skip
    paragraph = (
        "Four men took Mirela Dovan from her flat at night. A neighbour who saw it says that they wore no badge. "
    )
    case_file = CaseFile(
        countries=("XH",), headline="Dam inspector held in secret", summary="Nobody says where she is.",
        concerns=("Held in secret",), body=(paragraph * 4,) * 6, people=(Person("Mirela Dovan"),) * 3,
        write_in=WriteIn(("en", "fr"), own_language=True), calls=("say without delay where she is",) * 5,
        targets=tuple(
            replace(
                target, name=f"Official {n}", post=f"Minister {n}", email=(f"minister-{n}@example.org",),
                lines=(f"Official {n}", f"Minister {n}", *target.lines[2:]),
            )
            for n in range(TARGETS)
        ),
        background=(paragraph * 3,) * 4,
    )  # fmt: skip
    tied, own = (new_case(author, section, case_file, now) for _ in range(2))
    untied = {f"targets.{n}": 0 for n in range(TARGETS)}
    edit_draft(author, str(own.pk), Edit(links=untied), now)
    half = give_secret(author.email, "seven bells over water", "", "", now).session
    opened = set_up_authenticator(half, code_at(offer_authenticator(half), now), now).opened
    return opened.token, {"tied": f"/desk/cases/{tied.pk}/edit/", "own": f"/desk/cases/{own.pk}/edit/"}


def environ(path: str, cookie: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8001",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8001",
        "HTTP_COOKIE": f"tocsin-desk={cookie}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def ask(application: Any, path: str, cookie: str) -> int:
    """One request; its length."""
    seen: list[str] = []
    answer = application(environ(path, cookie), lambda status, headers, *_: seen.append(status))
    body = b"".join(answer)
    answer.close()
    assert seen[0].startswith("200"), (path, seen)
    return len(body)


def cpu_ms(application: Any, path: str, cookie: str, times: int) -> float:
    """Processor time of one, in milliseconds: the best of five rounds."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            ask(application, path, cookie)
        best = min(best, (time.process_time() - start) / times * 1000)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TOCSIN_DATA": folder, "TOCSIN_DELIVERY": "test"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.desk_settings"
        import django
        from django.db import connection

        django.setup()
        cookie, pages = founded()
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        for name, path in pages.items():
            size = ask(application, path, cookie)
            asked: list[str] = []

            def count(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
                asked.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(count):
                ask(application, path, cookie)
            cost = cpu_ms(application, path, cookie, 5 if options.quick else 40)
            print(
                f"edit screen, {TARGETS} recipients, {name}: {cost:.1f} ms of processor time (reach: {REACH_CPU_MS}), "
                f"{len(asked)} queries, {size / 1000:.0f} kB"
            )
        if options.profile:
            profile(application, pages["own"], cookie)
        connection.close()


def profile(application: Any, path: str, cookie: str) -> None:
    import cProfile
    import pstats

    with cProfile.Profile() as watch:
        for _ in range(20):
            ask(application, path, cookie)
    pstats.Stats(watch).sort_stats("cumulative").print_stats("tocsin/|jsonschema|loader|gettext|trans_real", 60)


if __name__ == "__main__":
    main()
