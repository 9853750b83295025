"""From two people at the desk to what a stranger fetches and checks: through the services, then over the addresses."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client

from tests.api.conftest import Clock
from tests.network import Network
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case, VerifyingKey
from tocsin.keys import PublicKey

ADDRESS = "/actions/ua-1-26/"
FILES = ("text", "casefile.json", "sheet.pdf", "edition.minisig", "edition.json", "letters.csv", "calendar.ics")


@pytest.fixture
def case(network: Network, moment: Clock) -> Case:
    """Two editions of UA 1/26; the second one is in French as well."""
    case = network.published()
    network.later(days=1)
    network.follow(case, body=("She was seen; her daughter spoke to her.",))
    network.translate(case, mark="« {} »")
    moment.time = network.later(hours=1)
    return case


@pytest.mark.needs("minisign")
@pytest.mark.parametrize("beside", [ADDRESS, f"{ADDRESS}editions/1/", f"/fr{ADDRESS}"])
def test_the_stock_program_accepts_what_is_handed_out_and_no_flipped_byte(
    client: Client, case: Case, tmp_path: Path, beside: str
) -> None:
    key = PublicKey.from_text(VerifyingKey.objects.get().public_key)
    text, signature = tmp_path / "text", tmp_path / "edition.minisig"
    text.write_bytes(client.get(f"{beside}text").content)
    signature.write_bytes(client.get(f"{beside}edition.minisig").content)
    command = ["minisign", "-Vm", str(text), "-x", str(signature), "-P", key.line]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    text.write_bytes(text.read_bytes().replace(b"a", b"b", 1))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_the_hashes_that_an_edition_names_are_those_of_the_files(client: Client, case: Case) -> None:
    edition = client.get(f"{ADDRESS}edition.json").json()
    assert (edition["n"], edition["state"], edition["languages"]) == (2, "live", ["en", "fr"])
    for prefix, hashes in (("", edition["hashes"]), ("/fr", edition["hashes"]["translations"]["fr"])):
        for name, part in (("text", "text"), ("casefile.json", "casefile"), ("sheet.pdf", "sheet")):
            assert sha256(client.get(f"{prefix}{ADDRESS}{name}").content).hexdigest() == hashes[part]
    first = client.get(f"{ADDRESS}editions/1/text").content
    assert edition["previous"] == sha256(first).hexdigest()


def test_a_stop_shows_at_the_next_load_everywhere(network: Network, client: Client, case: Case, moment: Clock) -> None:
    loaded = [ADDRESS + "edition.json", ADDRESS + "calendar.ics", "/calendar.ics", "/feed/"]
    before = {address: client.get(address) for address in loaded}
    stop_case(network.dara, str(case.pk), network.now)
    moment.time = network.now
    for address in loaded:
        after = client.get(address, headers={"If-None-Match": before[address]["ETag"]})
        assert after.status_code == 200
        assert b"topped" in after.content
        assert b"topped" not in before[address].content
    assert b"STATUS:CANCELLED" in client.get("/calendar.ics").content


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_take_down_leaves_a_number_in_the_calendar_and_nothing_else(
    network: Network, client: Client, case: Case
) -> None:
    client.get("/feed/")
    take_down(network.dara, str(case.pk), network.now)
    for name in FILES:
        assert client.get(ADDRESS + name).status_code == 410
    assert b"<entry" not in client.get("/feed/").content
    calendar = client.get("/calendar.ics").content
    assert b"SUMMARY:UA 1/26\r\n" in calendar
    assert b"STATUS:CANCELLED" in calendar
    assert b"Mirela" not in calendar
    assert b"DESCRIPTION" not in calendar


def test_nothing_that_is_handed_out_names_the_machine_or_the_staff(client: Client, case: Case) -> None:
    from django.conf import settings

    from tests.network import ROLES

    names = [str(settings.ENVIRONMENT.data), str(Path(__file__).parents[2]), *(f"{name}@example.org" for name in ROLES)]
    for address in (*(ADDRESS + name for name in FILES), "/feed/", "/calendar.ics"):
        answer = client.get(address)
        said = answer.content + repr(answer.headers).encode()
        assert not any(name.encode() in said for name in names)
