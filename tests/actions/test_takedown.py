"""After a take-down no word of a case is left: in no row, no free page, no log of changes, no page and no file.

The numbers, hashes and signatures stay, so that the chain can still be checked.
"""

from __future__ import annotations

import io
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.actions.canary import files_of_the_database, rows_of_every_table
from tests.actions.planting import Garden, Seen, everything_public, grow
from tests.network import Network
from tocsin.actions.consent import PERSONAL_FIELDS
from tocsin.actions.drafts import begin_edition
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case, Edition, PublicRecord, Rendition, VerifyingKey
from tocsin.actions.states import Outcome
from tocsin.actions.verifying import TAKEN_DOWN, verify_bytes, verify_number
from tocsin.casefile import Kind
from tocsin.keys import PublicKey, verify
from tocsin.project.backup import back_up
from tocsin.records import scrubbing
from tocsin.records.errors import NotThere, Refused
from tocsin.records.fields import SealedField
from tocsin.records.history import history_of, note
from tocsin.records.models import Entry

on_disk = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def garden(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Garden:
    return grow(network, tmp_path, monkeypatch)


@dataclass(frozen=True)
class Kept:
    """What somebody saved before the take-down."""

    text: bytes
    signature: str
    sheet: bytes


def _case_with_everything(garden: Garden) -> tuple[Case, dict[tuple[int, str], Kept]]:
    """Two editions, translations, notes, extensions, openings, and a third edition being written."""
    net = garden.network
    case = garden.busy("busy")
    net.publish(case)
    begin_edition(net.amina, str(case.pk), Kind.UPDATE, net.now)
    kept = {
        (one.n, one.language): Kept(str(one.text).encode(), one.signature, bytes(one.sheet or b""))
        for one in Rendition.objects.filter(edition__case=case)
    }
    assert {*kept} == {(1, "en"), (1, "fr"), (2, "en")}
    return case, kept


def _left_of_it(garden: Garden, tmp_path: Path, pages: Seen) -> dict[str, set[str]]:
    back_up(tmp_path / "after.tar", garden.network.now)
    seen: Seen = [
        *pages,
        *rows_of_every_table(),
        *files_of_the_database(),
        ("a backup", (tmp_path / "after.tar").read_bytes()),
    ]
    found: dict[str, set[str]] = {}
    for where, content in seen:
        for canaries in (garden.secret, garden.public):
            found.setdefault(where, set()).update(one for one in canaries.found_in(content) if one.startswith("busy"))
    return {where: places for where, places in found.items() if places}


def _sealed() -> set[str]:
    """Every sealed value that is there, by its place."""
    return {
        f"{model._meta.label}.{field.name} {pk}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedField)
        for pk in model._default_manager.exclude(**{field.name: None}).values_list("pk", flat=True)
    }


def _by_hand(garden: Garden, case: Case) -> None:
    garden.commands.done("case", "takedown", case.slug, by="bo")


def _by_withdrawal(garden: Garden, case: Case) -> None:
    garden.commands.done("case", "consent", case.slug, "--withdraw", case.consents.get().pk, by="bo")


def _by_the_clock(garden: Garden, case: Case) -> None:
    garden.network.later(days=30)
    assert garden.commands.done("case", "takedown", "--lapsed", by="bo") == "1"


@on_disk
@pytest.mark.parametrize("ends", [_by_hand, _by_withdrawal, _by_the_clock])
def test_no_word_is_left_in_rows_files_pages_or_backups(
    garden: Garden, tmp_path: Path, ends: Callable[[Garden, Case], None]
) -> None:
    garden.until = date(2026, 12, 20) if ends is _by_the_clock else None
    case, kept = _case_with_everything(garden)
    garden.until = None
    sealed = _sealed()
    garden.published("other", ("headline", "summary"))
    before = {place for _, content in rows_of_every_table() for place in garden.public.found_in(content)}
    assert before == {*garden.public.words}
    ends(garden, case)
    pages = everything_public()
    assert _left_of_it(garden, tmp_path, pages) == {}
    assert sealed & _sealed() == set()
    still = {place for _, content in rows_of_every_table() for place in garden.public.found_in(content)}
    assert still == {place for place in garden.public.words if place.startswith("other")}
    _check_chain(case, kept, garden)
    _check_addresses(str(case.slug), pages)


@on_disk
def test_what_became_of_them_goes_with_the_words_and_the_history_says_that_it_was_told(
    garden: Garden, tmp_path: Path
) -> None:
    net = garden.network
    told, withdrawn = garden.published("told", PERSONAL_FIELDS), garden.withdrawn("withdrawn")
    begin_edition(net.amina, str(told.pk), Kind.OUTCOME, net.now, outcome=Outcome.SENTENCE_COMMUTED)
    net.publish(told)
    garden.commands.done("case", "outcome", withdrawn.pk, "--outcome", "sentence_commuted", by="amina")
    garden.secret.words = {"busy, what became of them": "sentencecommuted"}
    assert {"actions_case.outcome", "actions_edition.outcome"} <= {*_left_of_it(garden, tmp_path, [])}
    for case in (told, withdrawn):
        garden.commands.done("case", "takedown", case.pk, by="bo")
    pages = [(where, content) for where, content in everything_public() if f"/{told.slug}" in where]
    shown = [garden.commands.done("case", "show", case.pk, by="bo").encode() for case in (told, withdrawn)]
    (tmp_path / "after.tar").unlink()
    assert _left_of_it(garden, tmp_path, [*pages, *(("shown", one) for one in shown)]) == {}
    assert [one.detail for one in history_of(f"case:{withdrawn.pk}") if one.verb == "outcome recorded"] == [{}]
    assert Edition.objects.get(case=told, n=2).kind == "outcome"
    again = garden.commands.run("case", "outcome", withdrawn.pk, "--outcome", "found", by="amina")
    assert "taken down" in again.stderr


@pytest.mark.django_db
def test_what_an_older_release_left_of_an_outcome_is_taken_out_by_the_migrations(network: Network) -> None:
    case = network.published()
    note(network.now, network.amina.pk, "outcome recorded", f"case:{case.pk}", outcome="executed")
    _migrate("tocsin.records.migrations.0002_history_without_outcomes")
    assert history_of(f"case:{case.pk}")[-1].detail == {}
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Entry.objects.update(detail={})

    begin_edition(network.amina, str(case.pk), Kind.OUTCOME, network.now, outcome=Outcome.EXECUTED)
    network.publish(case)
    Case.objects.update(taken_down_at=network.now)
    _migrate("tocsin.actions.migrations.0004_outcome_may_be_emptied")
    assert {*Edition.objects.values_list("outcome", flat=True)} == {None}
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Edition.objects.update(outcome="executed")


def _migrate(name: str) -> None:
    """What a migration does to the data that is there."""
    for operation in import_module(name).Migration.operations:
        operation.code(apps, connection.schema_editor())


def _check_chain(case: Case, kept: dict[tuple[int, str], Kept], garden: Garden) -> None:
    """Whoever saved a file can still verify it, and the editions still hang together."""
    for (n, language), saved in kept.items():
        row = Rendition.objects.get(edition__case=case, n=n, language=language)
        key = PublicKey.from_text(VerifyingKey.objects.get(key_id=row.key_id).public_key)
        assert verify(saved.text, row.signature, key)
        assert row.signature == saved.signature
        assert (row.text_sha256, row.sheet_sha256) == (
            sha256(saved.text).hexdigest(),
            sha256(saved.sheet).hexdigest(),
        )
        for file in (saved.text, saved.sheet, saved.signature.encode()):
            assert verify_bytes(file, garden.network.now).code == TAKEN_DOWN
    first, second = Edition.objects.filter(case=case).order_by("n")
    assert (first.state, second.state) == ("taken down", "taken down")
    assert second.previous_sha256 == first.text_sha256
    assert verify_number(str(case.number), garden.network.now).code == TAKEN_DOWN
    links = PublicRecord.objects.get(case=case).record["editions"]
    assert [(one["n"], one["previous"]) for one in links] == [(2, first.text_sha256), (1, None)]


def _check_addresses(slug: str, pages: Seen) -> None:
    answers = [where for where, _ in pages if f"/{slug}" in where]
    assert answers
    assert [where for where in answers if not where.endswith(" 410")] == []


@on_disk
def test_a_database_in_use_is_scrubbed_later_and_the_operator_is_told(
    garden: Garden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    listener = logging.StreamHandler(log)
    logging.getLogger("tocsin").addHandler(listener)
    monkeypatch.setattr(scrubbing, "LONGEST_WAIT_SECONDS", 1)
    case, _ = _case_with_everything(garden)
    with _somebody_reading():
        assert "taken down" in garden.commands.run("case", "takedown", case.slug, by="bo").stderr
    assert "may still lie in the database's files" in log.getvalue()
    assert Rendition.objects.exclude(text=None).count() == 0
    assert garden.commands.done("case", "takedown", "--lapsed", by="bo") == "0"
    assert _left_of_it(garden, tmp_path, []) == {}
    logging.getLogger("tocsin").removeHandler(listener)


@contextmanager
def _somebody_reading() -> Iterator[None]:
    """Another process in the middle of a long reading, as a dump would be."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=50")
        with closing(sqlite3.connect(settings["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM actions_rendition").fetchall()
            yield
        return
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or 5432, user=settings["USER"], dbname=settings["NAME"]
    ) as other:
        other.execute("SELECT count(*) FROM actions_rendition")
        yield


@on_disk
def test_no_sample_of_a_text_stays_in_the_statistics_of_postgresql(garden: Garden) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("is about PostgreSQL")
    case, _ = _case_with_everything(garden)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        take_down(garden.network.bo, str(case.pk), garden.network.now)
        cursor.execute("SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats")
        samples = str(cursor.fetchall()).encode()
    assert garden.public.found_in(samples) == []


@pytest.mark.django_db
def test_one_person_takes_down_at_once_and_only_once(network: Network) -> None:
    case = network.published()
    take_down(network.dara, str(case.pk), network.now)
    with pytest.raises(Refused, match="already"):
        take_down(network.bo, str(case.pk), network.now)


@pytest.mark.django_db
def test_whoever_is_not_of_the_case_takes_nothing_down(network: Network) -> None:
    case = network.published()
    for name in ("chen", "farid", "hana"):
        with pytest.raises(Refused):
            take_down(network.people[name], str(case.pk), network.now)
    with pytest.raises(NotThere):
        take_down(network.bo, "UA 999/26", network.now)
    assert Rendition.objects.exclude(text=None).exists()


@pytest.mark.django_db
def test_what_is_not_public_is_withdrawn_not_taken_down(network: Network) -> None:
    case = network.draft()
    with pytest.raises(Refused, match="withdraw"):
        take_down(network.bo, str(case.pk), network.now)


@pytest.mark.django_db
def test_after_a_take_down_nothing_more_is_published_of_a_case(network: Network) -> None:
    case = network.published()
    take_down(network.bo, str(case.pk), network.now)
    for kind in Kind:
        with pytest.raises(Refused, match="taken down"):
            begin_edition(network.amina, str(case.pk), kind, network.now)


@pytest.mark.django_db
def test_the_command_takes_down_one_case_or_those_that_lapsed(garden: Garden) -> None:
    assert garden.commands.run("case", "takedown", by="bo").exit_code == 2
    assert garden.commands.run("case", "takedown", "UA 1/26", "--lapsed", by="bo").exit_code == 2
    assert garden.commands.run("case", "takedown", "--lapsed", by="chen").exit_code == 1
    assert garden.commands.done("case", "takedown", "--lapsed", by="bo") == "0"
