"""The public process can read what is public and nothing with which the desk opens or signs."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.actions.canary import every_address
from tests.actions.planting import grow
from tests.network import Network
from tests.project.installation import Installation
from tocsin.actions.models import PUBLIC_TABLES, Rendition, VerifyingKey
from tocsin.appeals.entering import send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.wish import Wish
from tocsin.delivery.models import Letter
from tocsin.members.alert_links import write_token
from tocsin.members.joining import ask, link_behind
from tocsin.members.models import Member
from tocsin.members.wishes import Wishes
from tocsin.project.keyring import Keyring
from tocsin.project.shelter import public_environment
from tocsin.project.tables import PUBLIC_ROLE, set_up, tables_of_public_role

PROBE = '''
"""Stands in for the server: says what the process that would serve the pages can read, and ends."""
import json, os, subprocess, sys
from pathlib import Path

def tried(what):
    try:
        what()
    except OSError:
        return "refused"
    return "done"

def probe():
    data, named = Path(os.environ["TOCSIN_DATA"]), Path(os.environ["PROBE_NAMED"])
    keys = data / "keys"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
    import django
    django.setup()
    from django.test import Client
    from tocsin.project.shelter import has_desk_keys
    (keys / "later.key").write_text("a key that is made while the pages are served")
    (data / "link").symlink_to(keys / "desk.key")
    child = "import sys; open(sys.argv[1]).read()"
    return {
        "has_desk_keys": has_desk_keys(),
        "variables": sorted(name for name in os.environ if "KEY" in name),
        "first variables": sorted(
            entry.split("=")[0]
            for entry in Path("/proc/self/environ").read_text().split("\\0")
            if "SIGNING_KEY" in entry or "DESK_KEY" in entry
        ),
        "refused": {
            "signing.key": tried((keys / "signing.key").read_bytes),
            "desk.key": tried((keys / "desk.key").read_bytes),
            "the file that a variable names": tried(named.read_bytes),
            "through a link": tried((data / "link").read_bytes),
            "through the process": tried(Path(f"/proc/self/cwd/{keys}/desk.key").read_bytes),
            "a key made later": tried((keys / "later.key").read_bytes),
            "a second name": tried(lambda: os.link(keys / "desk.key", data / "database" / "x")),
            "another place": tried(lambda: os.rename(keys / "desk.key", data / "database" / "x")),
            "another place for the folder": tried(lambda: os.rename(keys, data / "database" / "keys")),
        },
        "child": subprocess.run([sys.executable, "-c", child, str(keys / "desk.key")], stderr=-3).returncode,
        "done": {
            "desk.pub": tried((keys / "desk.pub").read_bytes),
            "secret.key": tried((keys / "secret.key").read_bytes),
            "the file beside it": tried((named.parent / "beside").read_bytes),
            "the database": tried(next((data / "database").glob("*.sqlite3")).read_bytes),
            "the code": tried(Path(sys.modules["tocsin"].__file__).read_bytes),
            "the system": tried(Path("/etc/passwd").read_bytes),
        },
        "pages": [Client(SERVER_NAME="127.0.0.1").get(path).status_code for path in ("/", "/check/", "/healthz")],
    }

class Granian:
    def __init__(self, *arguments, **more):
        pass

    def serve(self):
        print(json.dumps(probe()))
'''


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the real chain of processes ends in: `tocsin serve --public`, with the probe where granian would be."""
    folder = tmp_path_factory.mktemp("shelter")
    place = Installation(folder / "data")
    Keyring(place.data / "keys").make_missing()
    (folder / "named").mkdir()
    for name in ("desk.key", "beside"):
        (folder / "named" / name).write_text((place.data / "keys" / "desk.key").read_text())
    (folder / "granian").mkdir()
    (folder / "granian" / "__init__.py").write_text(PROBE)
    (folder / "granian" / "constants.py").write_text("class Interfaces: WSGI = 'wsgi'\n")
    assert place.run("migrate").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    served = place.run(
        "serve",
        "--public",
        "--port",
        port,
        PYTHONPATH=str(folder),
        PROBE_NAMED=str(folder / "named" / "desk.key"),
        TOCSIN_SIGNING_KEY=(place.data / "keys" / "signing.key").read_text(),
        TOCSIN_DESK_KEY_FILE=str(folder / "named" / "desk.key"),
    )
    assert served.returncode == 0, served.stderr
    if "This kernel cannot close" in served.stderr:
        pytest.skip("needs a kernel with Landlock")
    found: dict[str, Any] = json.loads(served.stdout)
    return found


def test_the_public_process_has_no_key_of_the_desk_in_its_environment(seen: dict[str, Any]) -> None:
    assert (seen["variables"], seen["first variables"]) == ([], [])


def test_the_public_process_and_its_children_can_read_no_key_of_the_desk(seen: dict[str, Any]) -> None:
    assert set(seen["refused"].values()) == {"refused"}, seen["refused"]
    assert seen["has_desk_keys"] is False
    assert seen["child"] == 1


def test_the_public_process_reads_its_code_the_database_and_what_is_for_everybody(seen: dict[str, Any]) -> None:
    assert set(seen["done"].values()) == {"done"}, seen["done"]
    assert seen["pages"] == [200, 200, 200]


def test_only_what_the_desk_alone_may_have_is_taken_out_of_the_environment() -> None:
    variables = {
        "TOCSIN_SIGNING_KEY": "a",
        "TOCSIN_SIGNING_KEY_FILE": "b",
        "TOCSIN_DESK_KEY": "c",
        "TOCSIN_DESK_KEY_FILE": "d",
        "TOCSIN_SECRET_KEY": "e",
        "TOCSIN_DATA": "f",
    }
    assert public_environment(variables) == {"TOCSIN_SECRET_KEY": "e", "TOCSIN_DATA": "f"}


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


@pytest.fixture
def as_public(network: Network) -> Network:
    """Published cases, and from here on the rights of the public role; it goes with the transaction of the test."""
    if connection.vendor != "postgresql":
        pytest.skip("is about PostgreSQL")
    case = network.published()
    network.translate(case, mark="<{}>")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {PUBLIC_ROLE}")
        assert any(PUBLIC_ROLE in line for line in set_up(network.now))
        cursor.execute(f"SET LOCAL ROLE {PUBLIC_ROLE}")
    return network


def _refused(statement: str, why: str = "permission denied") -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_public_role_reads_and_writes_its_tables_and_is_denied_all_others(as_public: Network) -> None:
    readable, written = tables_of_public_role()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in readable - {"directory_mission"}:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert cursor.fetchone(), table
        for table in written:
            cursor.execute(f'DELETE FROM "{table}"')
    denied = {*tables} - readable - written
    assert {"staff_person", "actions_draft", "actions_consent", "directory_office", "records_entry"} < denied
    for table in denied:
        _refused(f'SELECT 1 FROM "{table}"')


@pytest.mark.django_db
def test_the_public_role_changes_nothing(as_public: Network) -> None:
    for model in PUBLIC_TABLES:
        table = model._meta.db_table
        _refused(f'DELETE FROM "{table}"')
        _refused(f'TRUNCATE "{table}"')
        _refused(f'UPDATE "{table}" SET id = id')
        _refused(f'INSERT INTO "{table}" (id) VALUES (1)')
        _refused(f'DROP TABLE "{table}"', "must be owner")
    _refused("CREATE TABLE other (id integer)")


_WISH = Wish.of(
    {
        "country": "DE",
        "language": "en",
        "text": "Please say where she is.",
        "name": "Ana Quellbach",
        "place": "Berlin",
        "email": "ana@example.org",
        "consent": True,
    }
)


@pytest.mark.django_db
def test_every_page_is_made_with_the_rights_of_the_public_role(
    as_public: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    grow(as_public, tmp_path, monkeypatch)
    ask("cleo@example.org", Wishes(), "", Visit(), "en", as_public.now)
    code = Letter.objects.filter(key="member").latest("pk").content.open()["code"]
    link = link_behind(code)
    assert Client().post(f"/join/{code}/").status_code == 303
    values: dict[str, Any] = {
        "slug": ["ua-1-26"],
        "n": [1],
        "code": ["XH"],
        "join/code": [code],
        "link": [link.text],
        "leave/token": [link.leave],
        "member": [write_token(Member.objects.get(link_hash=link.hash).pk, "ua-1-26", 1)],
        "concerns/slug": ["fear-of-torture"],
        "key_id": [VerifyingKey.objects.get().key_id],
        "token": [send_letters(_WISH, "ua-1-26", Visit(), as_public.now, n=1).token],
        "letter": Letter.objects.filter(kind="letter").values_list("pk", flat=True)[:1],
        "letters/code": ["a" * 32],
        "name": ["0" * 40],
        "number": [1],
    }
    answers = {address: Client().get(address).status_code for address in every_address(values)}
    assert {*answers.values()} <= {200, 302, 404}, answers
    missing = {address for address, status in answers.items() if status == 404 and not address.startswith("/ar")}
    # A letter has files by its own way alone, a group's file needs a choice, and the outbox is empty.
    empty = re.compile(r"/letters/\w+/\d+\.|/all\.pdf|/together\.pdf|/outbox/0")
    assert not [address for address in missing if not empty.search(address)]
    assert Client().post(f"/leave/{link.leave}/").status_code == 200
    assert Client().get(f"/me/{link.text}/").status_code != 200
    text = str(Rendition.objects.only("text").get(is_source=True).text)
    assert Client().post("/check/", {"text": text}).status_code == 200
    assert Client().get("/check/", {"number": "UA 1/26"}).status_code == 200
