"""How long it takes to plan an alert: who gets it, in which chunk, and who waits for a turn.

    python bench/audience.py [--quick] [--members N …] [--database postgresql://…]

Members are made in a database of their own (SQLite in a temporary folder, or one named `tocsin_audience` on the server
given, dropped at the end), with 40 combinations of wishes in three sections; one in ten gets the weekly digest and one
in ten has a monthly cap. Then a case is published, and its alert planned, by one process.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REACH_SECONDS = 10.0
NAME = "tocsin_audience"
EACH = 50
"""Members of each kind that are made in one go."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--members", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--database", default="")
    options = asked.parse_args()
    sizes = [10_000] if options.quick else options.members
    if options.database:
        _make_database(options.database)
        os.environ["DATABASE_URL"] = f"{options.database.rpartition('/')[0]}/{NAME}"
    else:
        os.environ.pop("DATABASE_URL", None)
    try:
        _measure(sizes)
    finally:
        if options.database:
            _drop(options.database)


def _make_database(url: str) -> None:
    _drop(url)
    _on(url, f"CREATE DATABASE {NAME}")


def _drop(url: str) -> None:
    _on(url, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _on(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _measure(sizes: list[int]) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    print(f"Database: {connection.vendor}")
    made = 0
    for size in sizes:
        began = time.perf_counter()
        _make(size - made, made)
        print(f"{size - made:>9,} members made in {time.perf_counter() - began:.1f} s", flush=True)
        made = size
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # As the server does by itself within minutes.
                cursor.execute("VACUUM ANALYZE")
        _plan(size)
    connection.close()


def _make(number: int, before: int) -> None:
    """So many members, those with the same wishes spread among all others as they are where people join."""
    from tests.alerts.people import make_mixed

    each = EACH * len(_kinds())
    for first in range(before, before + number, each):
        make_mixed(_kinds(), EACH, first=first + 1)


def _kinds() -> list[tuple[Any, dict[str, Any]]]:
    """Wishes, and columns of the member."""
    from tests.network import NOW

    from tocsin.members.wishes import Rhythm, Wishes

    languages = ("en", "fr", "es", "ar", "zh-hans")
    found: list[tuple[Any, dict[str, Any]]] = []
    for section in ("", "DE", "FR"):
        for at in range(40):
            weekly, capped, elsewhere = at % 10 == 3, at % 10 == 7, at % 10 == 9
            wishes = Wishes(
                languages=(languages[at % 5], "en") if at % 5 else ("en",),
                countries=("XN",) if elsewhere else ("XH",) if at % 2 else (),
                most_a_month=2 + at // 10 if capped else None,
                rhythm=Rhythm.WEEKLY if weekly else Rhythm.AT_ONCE,
                quiet=at >= 20,
            )
            later = {"next_at": NOW + timedelta(days=9)} if at % 20 == 7 else {}
            found.append((wishes, {"section": section, **later}))
    return found


def _plan(size: int) -> None:
    from tests.network import NOW, found_network, network_of

    from tocsin.alerts.models import Alert, AlertKind, Turn, Wave
    from tocsin.alerts.planning.audience import count_audience
    from tocsin.alerts.planning.pages import plan_wave
    from tocsin.alerts.planning.rules import Facts
    from tocsin.staff.models import Person

    network = network_of() if Person.objects.exists() else found_network()
    case = network.published(countries=("XH",))
    waves = list(Wave.objects.filter(alert__slug=case.slug).values_list("pk", flat=True))
    began = time.perf_counter()
    for wave in waves:
        plan_wave(wave, NOW)
    took = time.perf_counter() - began
    alert = Alert.objects.get(slug=case.slug)
    audience = sum(alert.waves.values_list("audience", flat=True))
    turns = Turn.objects.filter(wave__alert=alert).count()
    began = time.perf_counter()
    counted = count_audience(Facts(AlertKind.NEW, ("XH",), ("fear-of-torture",)), NOW)
    count_took = time.perf_counter() - began
    print(
        f"{size:>9,} members planned in {took:.2f} s ({took / size * 1e6:.2f} µs each): audience {audience:,}, of whom"
        f" {turns:,} wait for a turn; counted beforehand in {count_took:.2f} s as {counted.whole:,}"
    )
    if size >= 1_000_000:
        print(f"{'reached' if took <= REACH_SECONDS else 'NOT reached'}: at most {REACH_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
