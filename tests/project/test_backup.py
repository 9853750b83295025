"""A backup and its restore: every row comes back, on either database, and nothing that was erased since."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.apps import apps

from tests.actions.canary import files_of_the_database, rows_of_every_table
from tests.actions.planting import Garden, grow
from tests.alerts.ledger import in_every_table
from tests.alerts.people import make_members
from tests.conftest import IN_CI
from tests.missions import put_in_force
from tests.network import NOW, SECRET, Network
from tests.project.backups import empty, everything, rows_in
from tests.project.installation import Installation
from tocsin.actions.exposure import end_lapsed, take_down
from tocsin.actions.models import Case, Draft, PublicRecord, Rendition
from tocsin.actions.signing import register_key
from tocsin.alerts.models import Alert
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.incoming import take_in
from tocsin.appeals.matter import matter_at
from tocsin.appeals.tokens import sender_token
from tocsin.appeals.wish import Wish
from tocsin.cli import cli
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.tokens import AddressKind, address
from tocsin.delivery.models import Letter, Pace
from tocsin.delivery.operating import pause
from tocsin.directory.mission_lists import bring_missions
from tocsin.keys import sign, verify
from tocsin.members.leaving import erase_left
from tocsin.members.models import Gone
from tocsin.project.backup import back_up, our_models, restore
from tocsin.records import tombstones
from tocsin.staff.models import Person
from tocsin.staff.second_factor import code_at
from tocsin.staff.services import erase_person, remove_person, set_secret
from tocsin.staff.signing_in import give_secret, offer_authenticator, set_up_authenticator
from tocsin.staff.throttle import count_sign_in

on_disk = pytest.mark.django_db(transaction=True, serialized_rollback=True)

POSTGRESQL = os.environ.get("TOCSIN_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")


@pytest.fixture
def garden(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Garden:
    return grow(network, tmp_path, monkeypatch)


def _move(settings: Any, data: Path) -> None:
    """To a new folder, with the marks of the old one and nothing else."""
    new = data.with_name("new data")
    new.mkdir()
    if (data / tombstones.FILE).exists():
        shutil.copy(data / tombstones.FILE, new)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=new)


# --- Round trips ----------------------------------------------------------------------------------------------------


@on_disk
def test_every_row_comes_back_as_it_was(garden: Garden, data: Path, tmp_path: Path) -> None:
    garden.network.now += timedelta(microseconds=123_457)
    garden.in_review("review")
    take_down(garden.network.bo, str(garden.published("gone", ("headline",)).pk), garden.network.now)
    case = garden.busy("busy")
    _written_for(case, garden.network)
    put_in_force(garden.network.amina, garden.network.bo, b"sending_state,host\nXV,FR\n", garden.network.now)
    assert bring_missions(garden.network.amina, b"sending_state,host\nXV,DE\n", garden.network.now)
    in_every_table(str(case.slug), garden.network.now)
    Gone.objects.create(person="of somebody who left", at=garden.network.now)
    _signed_in(garden.network.bo, garden.network.now)
    garden.join("alerts")
    # Who left before a backup is not brought back to be erased once more.
    erase_left(garden.network.now)
    before = everything()
    file = tmp_path / "backup.tar"
    rows = back_up(file, garden.network.now)
    assert rows == sum(map(len, before.values()))
    # Nothing is left out for want of being tried.
    assert [name for name, lines in before.items() if not lines] == []
    empty()
    assert restore(file, garden.network.now).rows == rows
    after = everything()
    # Nobody knows what was handed over since: an operator lets it go again.
    assert [(row["held"], row["why"]) for row in after.pop("delivery.switch")] == [(True, "restored")]
    del before["delivery.switch"]
    # What was ended since must not be open again.
    assert (len(before.pop("staff.session")), after.pop("staff.session")) == (1, [])
    assert after == before
    # Its numbers go on where they ended.
    assert garden.network.draft().pk > max(row["id"] for row in before["actions.case"])
    # Members and alerts who came after the backup stand in mails that are out: their numbers are given to nobody.
    last = {model: max(row["id"] for row in before[model]) for model in ("members.member", "alerts.alert")}
    assert make_members(1, domain="new.example.org")[0].pk > last["members.member"] + 9_999_999
    assert Alert.objects.create(kind="new", slug="another", n=1, made_at=NOW).pk > last["alerts.alert"] + 9_999


def _beside_switch(rows: list[Any]) -> list[Any]:
    return [row for row in rows if row["model"] != "delivery.switch"]


def _written_for(case: Case, network: Network) -> None:
    """An appeal on it that is on its way, what is counted against floods, and a reply."""
    wish = Wish.of(
        {
            "country": "DE",
            "language": "en",
            "text": "I am a teacher, and I ask you to say where she is.",
            "name": "Ana Lund",
            "place": "Kiel",
            "email": "ana@example.org",
            "consent": True,
        }
    )
    visit = Visit(network="192.0.2.0/24")
    sent = send_letters(wish, str(case.slug), visit, network.now, n=matter_at(str(case.slug), network.now).n)
    confirm_at_once(sent.token, network.now)
    letter = Letter.objects.filter(kind="letter").first()
    assert letter is not None
    to = address(AddressKind.APPEAL, sender_token(letter.message_id), "letters.example.org")
    message = b"From: Office <office@interior.example.org>\r\nSubject: Yours\r\n\r\nWe have read it.\r\n"
    assert take_in(to, "office@interior.example.org", message, network.now) is Answer.TAKEN
    Pace.objects.create(key="to somebody", tokens=2.5, at=network.now)
    pause(network.odile, 5, network.now, reason="The server rests.")


def _signed_in(person: Person, now: datetime) -> None:
    """At the desk, with an authenticator."""
    session = give_secret(person.email, SECRET, "192.0.2.0/24", "Linux", now).session
    set_up_authenticator(session, code_at(offer_authenticator(session), now), now)
    count_sign_in(person.email, "", now)


def _new_postgresql(name: str) -> Iterator[str]:
    try:
        server = psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip(f"needs PostgreSQL at {POSTGRESQL}")
    with server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRESQL}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A new database, which goes with the test."""
    yield from _new_postgresql(f"tocsin_restore_{os.getpid()}")


@on_disk
def test_a_backup_goes_into_the_other_database_and_back(garden: Garden, tmp_path: Path, postgresql: str) -> None:
    garden.draft("draft")
    garden.busy("busy")
    file = tmp_path / "0.tar"
    rows = str(back_up(file, garden.network.now))
    here = rows_in(file)
    for n, url in enumerate((postgresql, None) if IN_CI else (postgresql,), 1):
        place = Installation(tmp_path / f"data {n}", url)
        came = place.run("restore", str(file))
        assert (came.returncode, came.stdout.strip()) == (0, rows), came.stderr
        assert "desk key here does not open" in came.stderr
        file = tmp_path / f"{n}.tar"
        assert place.run("backup", str(file)).stdout.strip() == rows
        # But for the outbox, which is held after a restore.
        assert _beside_switch(rows_in(file)) == _beside_switch(here)


@on_disk
@pytest.mark.skipif(not IN_CI, reason="starts five processes; runs in CI")
def test_an_installation_that_was_set_up_already_takes_a_backup_in_and_can_go_on(
    garden: Garden, tmp_path: Path, settings: Any
) -> None:
    garden.network.published()
    draft = garden.network.draft()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    set_secret(garden.network.amina, None, "nine bells over water", garden.network.now)
    back_up(tmp_path / "a.tar", garden.network.now)
    place = Installation(tmp_path / "data")
    shutil.copytree(settings.KEYRING.folder, place.data / "keys")
    assert place.run("migrate").returncode == 0
    came = place.run("restore", str(tmp_path / "a.tar"))
    assert (came.returncode, came.stderr) == (0, "")
    (tmp_path / "secret").write_text("nine bells over water")
    secret = {"TOCSIN_SECRET_FILE": str(tmp_path / "secret")}
    shown = place.run("case", "show", str(draft.pk), "--as", "amina@example.org", **secret)
    assert "Dam inspector held in secret" in shown.stdout
    assert "not empty" in place.run("restore", str(tmp_path / "a.tar")).stderr


@on_disk
def test_a_new_key_that_signed_nothing_gives_way_to_those_of_the_backup(
    network: Network, data: Path, tmp_path: Path, settings: Any
) -> None:
    from tocsin.actions.models import VerifyingKey
    from tocsin.project.keyring import Keyring

    network.published()
    kept = VerifyingKey.objects.get().key_id
    back_up(tmp_path / "a.tar", network.now)
    empty()
    old, settings.KEYRING = settings.KEYRING, Keyring(tmp_path / "keys")
    settings.KEYRING.make_missing()
    register_key(network.now)
    assert not restore(tmp_path / "a.tar", network.now).opens_sealed
    assert VerifyingKey.objects.get().key_id == kept
    settings.KEYRING = old
    text, key = Rendition.objects.get(), old.signing_key()
    assert verify(str(text.text).encode(), text.signature, key.public)
    assert sign(b"more", key, "more")


# --- What was erased since ------------------------------------------------------------------------------------------


def _words_left(garden: Garden) -> set[str]:
    places = [*rows_of_every_table(), *files_of_the_database()]
    return {place for _, content in places for one in (garden.secret, garden.public) for place in one.found_in(content)}


@on_disk
def test_what_was_taken_down_since_the_backup_does_not_come_back(
    garden: Garden, data: Path, tmp_path: Path, settings: Any
) -> None:
    net = garden.network
    live, draft = garden.busy("busy"), garden.draft("draft")
    back_up(tmp_path / "old.tar", net.now)
    take_down(net.bo, str(live.pk), net.later(days=1))
    net.publish(draft)
    take_down(net.bo, str(draft.pk), net.later(days=1))
    chain = [(one.text_sha256, one.signature) for one in Rendition.objects.filter(edition__case=live).order_by("pk")]
    empty()
    _move(settings, data)
    assert restore(tmp_path / "old.tar", net.now).taken_down == 2
    assert _words_left(garden) == set()
    # One was live then, and its chain stands. The other was a draft then, and is no draft any more.
    back = Rendition.objects.filter(edition__case=live.pk).order_by("pk")
    assert [(one.text_sha256, one.signature) for one in back] == chain
    assert PublicRecord.objects.get().state == "taken down"
    assert not Draft.objects.exclude(content=None).exists()
    assert Case.objects.get(pk=draft.pk).taken_down_at == net.now


@on_disk
def test_a_consent_that_ended_since_the_backup_erases_at_the_restore(
    garden: Garden, data: Path, tmp_path: Path
) -> None:
    garden.until = date(2026, 11, 30)
    garden.busy("busy")
    back_up(tmp_path / "old.tar", garden.network.now)
    empty()
    assert restore(tmp_path / "old.tar", garden.network.later(days=20)).taken_down == 1
    assert _words_left(garden) == set()


@on_disk
def test_a_backup_holds_nothing_whose_consent_has_ended(garden: Garden, data: Path, tmp_path: Path) -> None:
    garden.until = date(2026, 11, 30)
    garden.busy("busy")
    back_up(tmp_path / "new.tar", garden.network.later(days=20))
    content = (tmp_path / "new.tar").read_bytes()
    assert garden.public.found_in(content) + garden.secret.found_in(content) == []
    assert end_lapsed(garden.network.now) == 0


@on_disk
def test_who_was_erased_since_the_backup_stays_erased(
    network: Network, data: Path, tmp_path: Path, settings: Any
) -> None:
    back_up(tmp_path / "old.tar", network.now)
    remove_person(network.odile, "chen@example.org", network.now)
    erase_person(network.odile, "chen@example.org", network.now)
    empty()
    _move(settings, data)
    assert restore(tmp_path / "old.tar", network.now).erased == 1
    chen = Person.objects.get(pk=network.chen.pk)
    assert (chen.name, chen.secret, chen.active) == ("", "!", False)
    assert b"chen@" not in b"".join(content for _, content in files_of_the_database())
    assert Person.objects.exclude(pk=chen.pk).filter(active=True).count() == len(network.people) - 1


@on_disk
def test_a_restored_take_down_is_marked_for_the_next_restore(
    network: Network, data: Path, tmp_path: Path, settings: Any
) -> None:
    case = network.published()
    back_up(tmp_path / "old.tar", network.now)
    take_down(network.bo, str(case.pk), network.now)
    back_up(tmp_path / "new.tar", network.now)
    # The disk with the marks is lost; the newest backup still knows.
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    for file, down in (("new.tar", 0), ("old.tar", 1)):
        empty()
        assert restore(tmp_path / file, network.now).taken_down == down
        assert Rendition.objects.get().text is None


# --- Making one -----------------------------------------------------------------------------------------------------


@on_disk
def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in backup.parent.iterdir() if one.name.startswith(".")] == []


@on_disk
def test_a_file_that_is_there_is_never_written_over(backup: Path) -> None:
    content = backup.read_bytes()
    result = CliRunner().invoke(cli, ["backup", str(backup)])
    assert (result.exit_code, backup.read_bytes()) == (2, content)
    assert "already" in result.stderr


@on_disk
def test_a_backup_that_cannot_be_written_says_so(network: Network, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "no folder" / "a.tar", tmp_path / "file" / "a.tar", tmp_path, Path()):
        result = CliRunner().invoke(cli, ["backup", str(place)])
        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)
        assert 1 <= result.stderr.count("\n") <= 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file"]


@on_disk
def test_nobody_waits_for_a_backup_to_end(garden: Garden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop goes through in the middle of it, and the backup still shows one moment."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tocsin.actions.exposure import stop_case
    from tocsin.project import backup as module

    case = garden.network.published()
    written = module._private

    def stop() -> None:
        stop_case(garden.network.bo, str(case.pk), garden.network.now)
        connections.close_all()

    def meanwhile(file: Path) -> Any:
        if file.name.endswith(".rows"):
            assert Case.objects.get(pk=case.pk).stopped_at is None
            with ThreadPoolExecutor(1) as other:
                other.submit(stop).result(timeout=20)
        return written(file)

    monkeypatch.setattr(module, "_private", meanwhile)
    back_up(tmp_path / "a.tar", garden.network.now)
    rows = {row["model"]: row["fields"] for row in rows_in(tmp_path / "a.tar")}
    assert rows["actions.case"]["stopped_at"] is None
    assert rows["actions.publicrecord"]["state"] == "live"
    assert Case.objects.get(pk=case.pk).stopped_at == garden.network.now


@on_disk
def test_a_backup_holds_no_key(backup: Path, settings: Any) -> None:
    with tarfile.open(backup) as archive:
        rows = archive.extractfile("rows.jsonl.gz")
        assert rows is not None
        content = gzip.decompress(rows.read())
    for name in ("desk.key", "signing.key", "secret.key"):
        secret = (settings.KEYRING.folder / name).read_text().split()[-1]
        assert secret.rpartition(":")[2].encode() not in content


def test_every_table_of_ours_is_in_a_backup() -> None:
    assert {*our_models()} == {model for model in apps.get_models() if model.__module__.startswith("tocsin.")}
