"""A canary in everything sealed, in everything without consent, and in everything not public yet: found nowhere."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from tests.actions.canary import Canaries, files_of_the_database, rows_of_every_table
from tests.actions.planting import Garden, Seen, everything_public, grow
from tests.conftest import IN_CI
from tests.network import Network
from tocsin.actions.consent import PERSONAL_FIELDS
from tocsin.actions.models import Rendition
from tocsin.project.backup import back_up
from tocsin.public import published
from tocsin.records.fields import SealedField
from tocsin.records.logs import IdsOnly

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def garden(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Garden:
    return grow(network, tmp_path, monkeypatch)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, at the finest level, in the form in which it is written."""
    listener = logging.StreamHandler(io.StringIO())
    listener.setFormatter(IdsOnly())
    root = logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield listener.stream
    root.removeHandler(listener)
    root.setLevel(level)


def _covered() -> list[tuple[str, ...]]:
    """Consents that leave each field out once: one by one in CI, every second one elsewhere."""
    if IN_CI:
        return [tuple(field for field in PERSONAL_FIELDS if field != missing) for missing in PERSONAL_FIELDS]
    return [PERSONAL_FIELDS[::2], PERSONAL_FIELDS[1::2]]


def _plant(garden: Garden) -> None:
    garden.draft("draft")
    garden.in_review("review")
    garden.withdrawn("withdrawn")
    stopped, *_ = [garden.published(f"part {n}", covered) for n, covered in enumerate(_covered())]
    garden.network.later(hours=1)
    garden.stop(stopped, "part 0")
    garden.write_on(garden.busy("busy"), "busy")
    garden.join("alerts")
    garden.sign_in()


COMMANDS = (
    # Of another section, or without the role for it.
    ("hana", "case list --json"),
    ("hana", "case show 1 --json --history"),
    ("hana", "case show {busy} --history"),
    ("hana", "case show {busy} --casefile"),
    ("hana", "translate list {busy} --json"),
    ("chen", "case note {busy} --open 1"),
    ("eve", "case show 1"),
    # Of the desk, and refused.
    ("amina", "case publish {busy}"),
    ("amina", "case approve {busy}"),
    ("amina", "case approve 2"),
    ("bo", "case approve 2 --hash 00000000000000000000"),
    ("bo", "case consent 2 --confirm 1"),
    ("amina", "case edit {busy} --set body.9.x=1"),
    ("amina", "case edit {busy} --set people.0.gender=none"),
    ("amina", "case edit {busy} --revision 1 --zone Europe/Oslo"),
    ("amina", "case edit {busy} --link targets.9=1"),
    ("amina", "case submit 3"),
    ("amina", "case takedown 1"),
    ("amina", "translate approve 2 --language fr"),
    ("chen", "translate approve {busy} --language es"),
    # Lists for whoever may run the command.
    (None, "keys list --json"),
    ("odile", "staff list --json"),
)


def _commands(garden: Garden) -> Seen:
    """What is printed by commands that show nothing sealed to that person, and by all that are refused."""
    slug = Rendition.objects.order_by("-pk").values_list("slug", flat=True)[0]
    seen: Seen = []
    for who, command in COMMANDS:
        words = command.format(busy=slug).split(" ")
        result = garden.commands.run(*words, by=who)
        assert not result.exception or isinstance(result.exception, SystemExit), (words, result.exception)
        seen.append((f"tocsin {command} as {who}", result.output_bytes))
    return seen


def _backup(tmp_path: Path, now: datetime) -> Seen:
    file = tmp_path / "backup.tar"
    back_up(file, now)
    return [("the backup", file.read_bytes())]


def _found(canaries: Canaries, seen: Seen) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for where, content in seen:
        found.setdefault(where, set()).update(canaries.found_in(content))
    return {where: places for where, places in found.items() if places}


def test_nothing_sealed_without_consent_or_not_public_yet_is_found_anywhere(
    garden: Garden, log: io.StringIO, tmp_path: Path
) -> None:
    _plant(garden)
    pages_and_files = everything_public()
    commands, backup = _commands(garden), _backup(tmp_path, garden.network.now)
    rows, files = list(rows_of_every_table()), list(files_of_the_database())
    seen = [*pages_and_files, *commands, *backup, *rows, *files, ("the log", log.getvalue().encode())]
    assert _found(garden.secret, seen) == {}
    # The same search finds what may be found, so it would have found the rest.
    for place in (pages_and_files, backup, rows):
        assert {one for places in _found(garden.public, place).values() for one in places} == {*garden.public.words}
    assert _found(garden.public, files)
    assert all(
        status.endswith((" 200", " 302", " 404"))
        for status, _ in pages_and_files
        if status[0] == "/" and "of" not in status
    )


def test_every_sealed_column_was_planted(garden: Garden) -> None:
    garden.in_review("review")
    garden.write_on(garden.busy("busy"), "busy")
    garden.stop(garden.published("stopped", PERSONAL_FIELDS), "stopped")
    garden.join("alerts")
    garden.sign_in()
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, SealedField):
                values = [getattr(row, field.name) for row in model._default_manager.exclude(**{field.name: None})]
                opened = json.dumps([value.open() for value in values], ensure_ascii=False).encode()
                assert garden.secret.found_in(opened), f"no canary in {model._meta.label}.{field.name}"


def test_an_error_page_and_its_log_say_a_reference_and_nothing_else(
    garden: Garden, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = garden.secret.word("exception")

    def broken() -> int:
        raise RuntimeError(f"duplicate key value: {word}")

    monkeypatch.setattr(published, "version", broken)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert garden.secret.found_in(answer.content) == []
    assert garden.secret.found_in(log.getvalue().encode()) == []
    reference = log.getvalue().partition("reference ")[2][:8]
    assert reference
    assert reference in answer.content.decode()


def test_what_the_database_says_about_a_row_is_not_printed(
    garden: Garden, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DataError

    from tocsin.actions import drafts

    word = garden.secret.word("row")

    def broken(*arguments: object) -> None:
        raise DataError(f"Failing row contains ({word})")

    monkeypatch.setattr(drafts, "submit_draft", broken)
    result = garden.commands.run("case", "submit", 1)
    assert result.exit_code == 2
    assert garden.secret.found_in(result.output_bytes + log.getvalue().encode()) == []


def test_the_search_finds_a_word_however_it_is_packed(tmp_path: Path) -> None:
    import base64
    import gzip
    import tarfile

    canaries = Canaries("secret")
    word = canaries.word("somewhere")
    packed = gzip.compress(base64.b64encode(f"She was seen {word} there.".encode()))
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        entry = tarfile.TarInfo("inside")
        entry.size = len(packed)
        archive.addfile(entry, io.BytesIO(packed))
    hidden = [(tmp_path / "a.tar").read_bytes(), word.encode("utf-16"), f"{word[:5]}\u00ad\n{word[5:]}".encode()]
    assert [canaries.found_in(one) for one in hidden] == [["somewhere"]] * 3
    assert canaries.found_in(b"nothing of the kind") == []
