"""Editions are signed so that the stock program accepts them, and the key can be changed without losing any."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.conftest import IN_CI
from tests.keys import stock
from tests.network import SECRET, Network
from tocsin.actions import signing
from tocsin.actions.chain import verify_chains
from tocsin.actions.models import Case, PublicVersion, Rendition, VerifyingKey
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.signing import key_in_use, register_key, rotate_key
from tocsin.cli import cli
from tocsin.keys import SecretKey, UnusableKey, verify
from tocsin.keys.minisign import PublicKey
from tocsin.project.keyring import NEXT, Keyring
from tocsin.records.errors import Refused

NEEDS = pytest.mark.needs("minisign")


@pytest.fixture
def keyring(network: Network, settings: Settings, tmp_path: Path) -> Keyring:
    """Keys of this test alone, with the desk key of all the others."""
    shutil.copytree(settings.KEYRING.folder, tmp_path / "keys")
    settings.KEYRING = Keyring(tmp_path / "keys")
    return settings.KEYRING  # type: ignore[no-any-return]


def public_key_of(rendition: Rendition) -> str:
    return VerifyingKey.objects.get(key_id=rendition.key_id).public_key


def is_good(rendition: Rendition) -> bool:
    key = PublicKey.from_text(public_key_of(rendition))
    return bool(verify(str(rendition.text).encode(), rendition.signature, key))


# --- editions -------------------------------------------------------------------------------------------------------


@NEEDS
def test_the_stock_program_accepts_every_language_of_every_edition(network: Network, tmp_path: Path) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    network.follow(case, body=("She was seen.",))
    for rendition in Rendition.objects.all():
        assert stock.accepts(tmp_path, str(rendition.text).encode(), rendition.signature, public_key_of(rendition))


@NEEDS
def test_the_stock_program_detects_any_flipped_byte_of_an_edition(network: Network, tmp_path: Path) -> None:
    network.published()
    rendition = Rendition.objects.get()
    text, public = str(rendition.text).encode(), public_key_of(rendition)
    for place in range(0, len(text), 7 if IN_CI else 97):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        assert not stock.accepts(tmp_path, changed, rendition.signature, public), place


@NEEDS
def test_files_fetched_from_the_public_pages_are_accepted_by_the_stock_program(
    network: Network, client: Client, tmp_path: Path
) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    key = client.get("/check/key").content.decode()
    for place in ("/actions/ua-1-26", "/actions/ua-1-26/editions/1", "/fr/actions/ua-1-26"):
        text, signature = (client.get(f"{place}/{name}").content for name in ("text", "edition.minisig"))
        assert stock.accepts(tmp_path, text, signature, key), place
    assert b"\nLangue: fr\n" in text


def test_the_trusted_comment_names_time_and_file(network: Network) -> None:
    network.published()
    lines = Rendition.objects.get().signature.split("\n")
    assert lines[2] == f"trusted comment: timestamp:{int(network.now.timestamp())}\tfile:ua-1-26-1-en.txt"


def test_a_text_of_an_edition_ends_in_one_line_feed_and_no_line_in_a_space(network: Network) -> None:
    """What may differ on the way must not be what an edition itself has."""
    case = network.published(
        summary="A trailing space. ", body=("  Two before and two behind.  ", "> quoted", "a  b " * 40)
    )
    network.translate(case, "fr", "{} ")
    for rendition in Rendition.objects.all():
        lines = str(rendition.text).split("\n")
        assert lines[-1] == ""
        assert lines[-2] != ""
        assert not [line for line in lines if line != line.rstrip() or line.startswith(">")]


# --- a new key ------------------------------------------------------------------------------------------------------


def test_after_a_rotation_old_editions_verify_with_the_old_key_and_new_ones_with_the_new(
    network: Network, keyring: Keyring, client: Client
) -> None:
    case = network.published()
    old = client.get("/check/key").content.decode()
    made = rotate_key(network.odile, network.later(days=1))
    network.follow(case, body=("She was seen.",))
    first, second = Rendition.objects.order_by("n")
    assert (first.key_id, second.key_id) == (PublicKey.from_text(old).name, made.key_id)
    assert is_good(first)
    assert is_good(second)
    assert client.get(f"/check/keys/{first.key_id}").content.decode() == old
    assert client.get("/check/key").content.decode() == made.public_key == public_key_of(second)
    assert list(verify_chains()) == []


def test_the_old_key_vouches_for_the_new_one_and_for_nothing_after(network: Network, keyring: Keyring) -> None:
    old = keyring.signing_key()
    made = rotate_key(network.odile, network.now)
    assert "follows" in verify(made.public_key.encode(), str(made.endorsement), old.public)
    assert VerifyingKey.objects.get(key_id=old.public.name).retired_at == network.now
    assert keyring.signing_key().public.to_text() == made.public_key
    assert not (keyring.folder / NEXT).exists()


@NEEDS
def test_the_endorsement_is_accepted_by_the_stock_program(network: Network, keyring: Keyring, tmp_path: Path) -> None:
    old = keyring.signing_key().public.to_text()
    made = rotate_key(network.odile, network.now)
    assert stock.accepts(tmp_path, made.public_key.encode(), str(made.endorsement), old)


def test_keys_can_be_rotated_again_and_again(network: Network, keyring: Keyring) -> None:
    case = network.published()
    for _ in range(3):
        rotate_key(network.odile, network.later(days=1))
    network.follow(case, body=("She was seen.",))
    assert VerifyingKey.objects.filter(retired_at=None).count() == 1
    assert all(is_good(one) for one in Rendition.objects.all())
    assert list(verify_chains()) == []


def test_only_an_operator_rotates_and_nobody_else_touches_the_key(network: Network, keyring: Keyring) -> None:
    before = (keyring.folder / "signing.key").read_bytes()
    for person in (network.amina, network.bo, network.chen, network.dara):
        with pytest.raises(Refused):
            rotate_key(person, network.now)
    assert (keyring.folder / "signing.key").read_bytes() == before
    assert not (keyring.folder / NEXT).exists()


def test_the_key_files_are_for_their_owner_alone(network: Network, keyring: Keyring) -> None:
    rotate_key(network.odile, network.now)
    assert (keyring.folder / "signing.key").stat().st_mode & 0o777 == 0o600
    assert not [file for file in keyring.folder.iterdir() if file.name.startswith(".")]


def test_a_rotation_lets_every_page_know(network: Network, keyring: Keyring) -> None:
    version = PublicVersion.objects.get().version
    rotate_key(network.odile, network.now)
    assert PublicVersion.objects.get().version > version


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_editions_published_while_the_key_changes_are_signed_by_a_key_that_counts(
    network: Network, keyring: Keyring
) -> None:
    rounds = 12 if IN_CI else 2
    for _ in range(rounds):
        case = network.draft()
        network.review(case)
        at_once(
            partial(publish_edition, network.amina, str(case.pk), network.now),
            partial(rotate_key, network.odile, network.now),
        )
    assert VerifyingKey.objects.count() == rounds + 1
    assert VerifyingKey.objects.get(retired_at=None).key_id == keyring.signing_key().public.name
    assert all(is_good(one) for one in Rendition.objects.all())
    assert Rendition.objects.count() == rounds
    assert list(verify_chains()) == []


def at_once(*deeds: Callable[[], object]) -> None:
    """Each in a thread and with a connection of its own; whatever one of them raises is raised here."""
    together = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        together.wait()
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(do, deed) for deed in deeds]:
            done.result(timeout=60)


# --- cut short ------------------------------------------------------------------------------------------------------


class PowerCut(Exception):
    """Stands for the end of the process."""


def cut(*arguments: Any, **options: Any) -> NoReturn:
    raise PowerCut


@contextmanager
def power_cut_at(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> Iterator[None]:
    """Everything ends where this is called; what follows is the next process."""
    with monkeypatch.context() as patch:
        patch.setattr(where, name, cut)
        with pytest.raises(PowerCut):
            yield


def publish_and_look(network: Network, case: Case, key_id: str) -> None:
    """The next edition is signed by this key, which everybody can look up, and the whole chain holds."""
    network.follow(case, body=("She was seen.",))
    newest = Rendition.objects.order_by("-n")[0]
    assert newest.key_id == key_id
    assert is_good(newest)
    assert VerifyingKey.objects.get(retired_at=None).key_id == key_id
    assert list(verify_chains()) == []


def test_cut_short_before_the_new_key_is_on_disk_the_old_one_signs_on(
    network: Network, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, old = network.published(), keyring.signing_key().public.name
    with power_cut_at(monkeypatch, os, "fsync"):
        rotate_key(network.odile, network.now)
    publish_and_look(network, case, old)


def test_cut_short_with_the_new_key_on_disk_and_not_known_the_old_one_signs_on(
    network: Network, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, old = network.published(), keyring.signing_key().public.name
    with power_cut_at(monkeypatch, signing.history, "note"):
        rotate_key(network.odile, network.now)
    assert (keyring.folder / NEXT).exists()
    publish_and_look(network, case, old)
    made = rotate_key(network.odile, network.later(days=1))
    assert keyring.signing_key().public.name == made.key_id


def test_cut_short_with_the_new_key_known_and_not_in_its_place_the_new_one_signs(
    network: Network, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, old = network.published(), keyring.signing_key().public.name
    with power_cut_at(monkeypatch, Keyring, "take_next_signing_key"):
        rotate_key(network.odile, network.later(days=1))
    assert keyring.signing_key().public.name == old
    following = keyring.next_signing_key()
    assert following is not None
    publish_and_look(network, case, following.public.name)
    assert not (keyring.folder / NEXT).exists()


def test_a_rotation_after_one_that_was_cut_short_goes_on_from_the_key_that_is_known(
    network: Network, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with power_cut_at(monkeypatch, Keyring, "take_next_signing_key"):
        rotate_key(network.odile, network.now)
    second = keyring.next_signing_key()
    assert second is not None
    third = rotate_key(network.odile, network.later(days=1))
    verify(third.public_key.encode(), str(third.endorsement), second.public)
    assert VerifyingKey.objects.get(retired_at=None).key_id == third.key_id


# --- the wrong key --------------------------------------------------------------------------------------------------


def bring_back(keyring: Keyring, key: SecretKey) -> None:
    (keyring.folder / "signing.key").write_text(key.to_text())


@pytest.mark.parametrize("deed", ["publish", "translate", "rotate"])
def test_a_retired_key_that_was_brought_back_signs_nothing(network: Network, keyring: Keyring, deed: str) -> None:
    case, old = network.published(), keyring.signing_key()
    rotate_key(network.odile, network.now)
    bring_back(keyring, old)
    deeds: dict[str, Callable[[], object]] = {
        "publish": lambda: network.follow(case, body=("She was seen.",)),
        "translate": lambda: network.translate(case, "fr", "« {} »"),
        "rotate": lambda: rotate_key(network.odile, network.now),
    }
    with pytest.raises(Refused, match="newest signing key") as raised:
        deeds[deed]()
    assert raised.value.rule == "retired-key"
    assert Rendition.objects.count() == 1


@pytest.mark.parametrize("deed", ["publish", "translate"])
def test_a_key_that_is_new_to_the_database_can_be_looked_up_before_it_counts(
    network: Network, keyring: Keyring, deed: str
) -> None:
    case = network.published()
    bring_back(keyring, SecretKey.make())
    if deed == "publish":
        network.follow(case, body=("She was seen.",))
    else:
        network.translate(case, "fr", "« {} »")
    assert all(is_good(one) for one in Rendition.objects.all())


def test_another_key_under_a_known_id_is_refused(network: Network, keyring: Keyring) -> None:
    register_key(network.now)
    bring_back(keyring, SecretKey(keyring.signing_key().key_id, bytes(32)))
    for deed in (register_key, key_in_use):
        with pytest.raises(Refused) as raised:
            deed(network.now)
        assert raised.value.rule == "another-key"


def test_a_key_that_stands_in_the_environment_is_not_rotated_behind_its_owners_back(
    network: Network, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SIGNING_KEY", keyring.signing_key().to_text())
    with pytest.raises(UnusableKey, match="TOCSIN_SIGNING_KEY"):
        rotate_key(network.odile, network.now)
    assert VerifyingKey.objects.filter(retired_at=None).count() <= 1


# --- the command line -----------------------------------------------------------------------------------------------


def test_the_command_line_rotates_and_lists_the_keys_with_their_endorsements(
    network: Network, keyring: Keyring, tmp_path: Path
) -> None:
    import json

    network.published()
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    environment = {"TOCSIN_SECRET_FILE": str(tmp_path / "secret")}
    rotated = CliRunner().invoke(cli, ["keys", "rotate", "--as", "odile@example.org"], env=environment)
    assert rotated.exit_code == 0, rotated.stderr
    lines = json.loads(CliRunner().invoke(cli, ["keys", "list", "--json"]).stdout)
    assert lines[0]["key_id"] == rotated.stdout.strip() == keyring.signing_key().public.name
    assert [bool(line["endorsement"]) for line in lines] == [True, False]
    assert [bool(line["retired_at"]) for line in lines] == [False, True]
    refused = CliRunner().invoke(cli, ["keys", "rotate", "--as", "amina@example.org"], env=environment)
    assert (refused.exit_code, refused.stdout) == (1, "")
