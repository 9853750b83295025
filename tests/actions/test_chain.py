"""The chain of editions: whoever changes, reorders, removes or puts back anything of it is found out.

The tables are written once, and refuse most of this; what stands here is what somebody does who has the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.actions.published import World, world_for_a_module
from tocsin.actions.chain import MEANINGS, Break, verify_chain, verify_chains
from tocsin.actions.exposure import take_down
from tocsin.actions.models import PublicRecord, Rendition, VerifyingKey
from tocsin.actions.verifying import verify_bytes
from tocsin.cli import cli
from tocsin.keys import SecretKey, sign

pytestmark = pytest.mark.django_db

SLUG = "ua-1-26"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with world_for_a_module(django_db_blocker) as world:
        yield world


@pytest.fixture
def world(made: World, db: None) -> World:
    """The world without what keeps its tables from being written twice; all of it is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'actions_%_once_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    return made


def codes(slug: str = SLUG) -> set[str]:
    return {one.code for one in verify_chain(slug)}


def source(n: int) -> Rendition:
    return Rendition.objects.get(slug=SLUG, n=n, is_source=True)


def change(n: int, language: str = "en", **columns: Any) -> None:
    Rendition.objects.filter(slug=SLUG, n=n, language=language, newest=True).update(**columns)


def change_record(how: Callable[[dict[str, Any]], object]) -> None:
    row = PublicRecord.objects.get(slug=SLUG)
    how(row.record)
    PublicRecord.objects.filter(slug=SLUG).update(record=row.record)


def test_all_that_was_published_holds_together(world: World) -> None:
    assert list(verify_chains()) == []
    assert source(2).edition.previous_sha256 == source(1).text_sha256


def test_each_edition_says_the_hash_of_the_one_before_in_every_language(world: World) -> None:
    first, second = source(1), source(2)
    for language in ("en", "ar"):
        text = str(world.rendition(world.current, language).text)
        assert f"\nSHA-256 of the previous edition's text: {first.text_sha256}\n" in text
    assert "\nSHA-256 of the previous edition's text: none\n" in str(first.text)
    assert second.text_sha256 != first.text_sha256


def test_a_changed_byte_of_any_file_is_found(world: World) -> None:
    for n, language in ((1, "en"), (1, "fr"), (2, "en"), (2, "ar")):
        one = Rendition.objects.get(slug=SLUG, n=n, language=language, newest=True)
        for column in ("text", "casefile", "sheet"):
            kept = getattr(one, column)
            changed: Any = f"x{kept}" if column == "text" else bytes(kept) + b"\n"
            change(n, language, **{column: changed})
            found = verify_chain(SLUG)
            assert Break(SLUG, n, language, "bytes") in found, (n, language, column)
            assert {one.language for one in found} == {language}
            change(n, language, **{column: kept})
    assert codes() == set()


def test_a_changed_text_whose_hashes_were_made_anew_is_found_by_its_signature(world: World) -> None:
    from hashlib import sha256

    text = str(source(2).text).replace("minister@interior", "trap@interior")
    digest = sha256(text.encode()).hexdigest()
    change(2, text=text, text_sha256=digest)
    change_record(lambda record: record["editions"][0]["renditions"]["en"].update(text=digest))
    assert "signature" in codes()


def test_a_signature_by_a_key_of_somebody_else_is_found(world: World) -> None:
    forged = SecretKey.make()
    change(2, signature=sign(str(source(2).text).encode(), forged, "x"))
    assert "signature" in codes()
    change(2, key_id=forged.public.name)
    assert {"key", "record"} <= codes()


def test_a_signature_by_a_key_that_was_retired_by_then_is_found(world: World) -> None:
    key = VerifyingKey.objects.get()
    key.retired_at = source(2).published_at.replace(year=2025)
    key.save()
    assert codes() == {"key"}


def test_an_edition_that_was_removed_is_found(world: World) -> None:
    Rendition.objects.filter(slug=SLUG, n=1).delete()
    assert {"missing", "previous"} <= codes()


def test_a_chain_that_was_rolled_back_is_found_by_its_record(world: World) -> None:
    Rendition.objects.filter(slug=SLUG, n=2).delete()
    assert "missing" in codes()


def test_a_record_that_was_rolled_back_is_found_by_the_chain(world: World) -> None:
    def roll_back(record: dict[str, Any]) -> None:
        record["live"], record["editions"] = 1, record["editions"][1:]

    change_record(roll_back)
    assert "record" in codes()


def test_who_holds_a_newer_text_finds_out_that_everything_was_rolled_back(world: World) -> None:
    text = world.text(world.current)

    def roll_back(record: dict[str, Any]) -> None:
        record["live"], record["editions"] = 1, record["editions"][1:]

    change_record(roll_back)
    Rendition.objects.filter(slug=SLUG, n=2).delete()
    assert codes() == set()
    assert verify_bytes(text, world.network.now).code != "genuine"


def test_editions_that_changed_places_are_found(world: World) -> None:
    first, second = source(1), source(2)
    Rendition.objects.filter(pk=first.pk).update(n=3)
    Rendition.objects.filter(pk=second.pk).update(n=1)
    Rendition.objects.filter(pk=first.pk).update(n=2)
    assert {"statement", "previous", "record"} <= codes()


def test_a_record_whose_editions_changed_places_is_found(world: World) -> None:
    change_record(lambda record: record["editions"].reverse())
    assert "record" in codes()


@pytest.mark.parametrize("what", ["previous", "key_id", "hash", "language"])
def test_a_record_that_says_something_else_is_found(world: World, what: str) -> None:
    def lie(record: dict[str, Any]) -> None:
        edition = record["editions"][0]
        if what == "hash":
            edition["renditions"]["ar"]["sheet"] = "0" * 64
        elif what == "language":
            del edition["renditions"]["ar"]
        else:
            edition[what] = "0" * 16

    change_record(lie)
    assert codes() <= {"record", "previous"}
    assert codes()


def test_a_sheet_that_was_replaced_with_its_hash_is_found_by_what_the_text_states(world: World) -> None:
    from hashlib import sha256

    sheet = b"%PDF-1.7 another"
    digest = sha256(sheet).hexdigest()
    change(2, "ar", sheet=sheet, sheet_sha256=digest)
    change_record(lambda record: record["editions"][0]["renditions"]["ar"].update(sheet=digest))
    assert verify_chain(SLUG) == [Break(SLUG, 2, "ar", "statement")]


def test_a_translation_put_under_another_edition_is_found(world: World) -> None:
    Rendition.objects.filter(slug=SLUG, n=1, language="fr").update(n=2)
    assert {"statement", "record", "previous"} <= codes()


def test_what_a_case_says_itself_is_not_taken_for_what_its_last_lines_state(world: World) -> None:
    case = world.network.published(
        body=("Edition: 9", "SHA-256 of casefile.json: " + "0" * 64, "SHA-256 of sheet.pdf: none"),
        background=("EDITION:", "Edition: 8"),
    )
    assert verify_chain(str(case.slug)) == []


def test_of_a_case_that_was_taken_down_the_chain_of_hashes_is_left_and_holds(world: World) -> None:
    take_down(world.network.bo, str(world.current.pk), world.network.now)
    assert codes() == set()
    change(1, text_sha256="0" * 64)
    assert codes() == {"previous", "record"}


def test_renditions_without_a_record_are_found(world: World) -> None:
    PublicRecord.objects.filter(slug=SLUG).delete()
    assert Break(SLUG, 0, None, "record") in list(verify_chains())


def test_the_command_line_says_what_is_broken_and_ends_with_one(world: World) -> None:
    good = CliRunner().invoke(cli, ["keys", "check"])
    assert (good.exit_code, good.stdout) == (0, "")
    assert "as it was signed" in good.stderr
    change(2, "ar", text="something else")
    bad = CliRunner().invoke(cli, ["keys", "check", "--json"])
    assert bad.exit_code == 1
    found = json.loads(bad.stdout)
    assert {(one["slug"], one["n"], one["language"]) for one in found} == {(SLUG, 2, "ar")}
    assert {one["meaning"] for one in found} <= set(MEANINGS.values())
    assert "something else" not in bad.output
    table = CliRunner().invoke(cli, ["keys", "check"])
    assert table.exit_code == 1
    assert MEANINGS["bytes"] in table.stdout
