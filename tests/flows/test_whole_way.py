"""The whole way with the real commands and the real server: from a document to a page, with two people."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest

TOCSIN = Path(sys.executable).with_name("tocsin")
SHARED = Path(__file__).parents[3] / "shared" / "seeds"
SECRETS = {name: f"{name} keeps a long secret" for name in ("odile", "amina", "bo")}


class Desk:
    """A data folder of its own, and people who run commands in it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("TOCSIN_", "DJANGO_", "DATABASE_"))
        }
        self.environment = {**kept, "TOCSIN_DATA": str(folder / "data"), "TOCSIN_URL": self.url}
        for name, secret in SECRETS.items():
            (folder / name).write_text(secret, "utf-8")
            (folder / f"{name}-own").write_text(f"{secret} of their own", "utf-8")

    def run(self, *arguments: object, by: str | None = None, code: int = 0) -> str:
        """A command, by one of the people; what it printed. A refusal says why in at most three lines."""
        words = [str(one) for one in arguments]
        environment = dict(self.environment)
        if by is not None:
            words += ["--as", f"{by}@example.org"]
            environment["TOCSIN_SECRET_FILE"] = str(self.folder / by)
        done = subprocess.run(
            [TOCSIN, *words], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == code, (words, done.stdout, done.stderr)
        if code:
            assert done.stdout == ""
            assert 1 <= len(done.stderr.strip().splitlines()) <= 3
        return done.stdout.strip() if not code else done.stderr

    def found(self) -> None:
        """Keys, tables, a section, and three people, of whom each set their own secret."""
        self.run("keys", "make")
        self.run("migrate")
        secret = ["--secret-file", self.folder / "odile"]
        self.run("staff", "add", "odile@example.org", "--name", "Odile", "--role", "operator", *secret)
        section = ["--country", "DE", "--name", "Section in Germany", "--language", "de"]
        self.run("sections", "add", "DE", *section, by="odile")
        for name, role in (("amina", "author"), ("bo", "reviewer")):
            person = [f"{name}@example.org", "--name", name.title(), "--role", role, "--section", "DE"]
            self.run("staff", "add", *person, "--secret-file", self.folder / name, by="odile")
            own = self.folder / f"{name}-own"
            self.run("staff", "secret", "--secret-file", own, by=name)
            own.replace(self.folder / name)
        self.run("staff", "confirm", "bo@example.org", by="amina")

    def get(self, path: str, site: str = "") -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen((site or self.url) + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("whole-way"), free_port())
    made.found()
    return made


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(
    desk: Desk, side: str, port: int, environment: dict[str, str]
) -> Iterator[Callable[[str], tuple[int, bytes]]]:
    """One side, until the end; what is at a path of it."""

    def get(path: str) -> tuple[int, bytes]:
        return desk.get(path, f"http://127.0.0.1:{port}")

    command = [str(TOCSIN), "serve", side, "--port", str(port)]
    given = {**desk.environment, **environment}
    with subprocess.Popen(command, env=given, start_new_session=True, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 30
            while time.monotonic() < until and server.poll() is None:
                try:
                    if get("/healthz")[0] == 200:
                        break
                except OSError:
                    continue
            yield get
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(10)


@pytest.fixture(scope="module")
def site(desk: Desk) -> Iterator[Desk]:
    """The public side, serving."""
    not_for_it = {"TOCSIN_DESK_KEY": "must not get in", "TOCSIN_SIGNING_KEY_FILE": "nor this"}
    with serving(desk, "--public", desk.port, not_for_it):
        yield desk


def document(desk: Desk) -> Path:
    """The real document where it is at hand; else the demonstration's, with a deadline long past."""
    real = sorted(SHARED.glob("*.txt"))
    if real:
        return real[0]
    text = files("tocsin.project.demo").joinpath("document.txt").read_text("utf-8")
    made = desk.folder / "document.txt"
    made.write_text(text.replace("2026", "2017"), "utf-8")
    return made


def test_a_document_becomes_a_live_signed_edition_with_two_people_and_is_taken_down_again(site: Desk) -> None:
    case = site.run("case", "import", document(site), by="amina")
    assert re.fullmatch(r"\d+", case)
    consent = ["--by", "the family", "--how", "by telephone", "--field", "all"]
    site.run("case", "consent", case, *consent, by="amina")
    text_hash = site.run("case", "submit", case, by="amina")
    assert "reviewer" in site.run("case", "approve", case, by="amina", code=1)
    site.run("case", "publish", case, by="amina", code=1)
    assert site.run("case", "approve", case, "--hash", text_hash, by="bo") == text_hash
    address = site.run("case", "publish", case, by="bo")
    slug = address.rstrip("/").rsplit("/", 1)[-1]

    code, page = site.get(f"/actions/{slug}/")
    assert code == 200
    assert b"Deadline passed" in page
    state = json.loads(site.get(f"/actions/{slug}/edition.json")[1])
    assert state["state"] == "expired"
    sheet = site.get(f"/actions/{slug}/sheet.pdf")[1]
    assert len(pypdfium2.PdfDocument(sheet)) == 2
    check_signature(site, slug)

    site.run("case", "stop", case, by="bo")
    assert json.loads(site.get(f"/actions/{slug}/edition.json")[1])["state"] == "stopped"
    site.run("case", "takedown", case, by="amina")
    assert site.get(f"/actions/{slug}/")[0] == 410
    assert site.get(f"/actions/{slug}/text")[0] == 410


def check_signature(site: Desk, slug: str) -> None:
    """By the stock program, with the key that the site hands out."""
    for name in ("text", "edition.minisig"):
        (site.folder / name).write_bytes(site.get(f"/actions/{slug}/{name}")[1])
    (site.folder / "key.pub").write_bytes(site.get("/check/key")[1])
    if shutil.which("minisign"):
        command = ["minisign", "-Vm", "text", "-x", "edition.minisig", "-p", "key.pub"]
        assert subprocess.run(command, cwd=site.folder, capture_output=True, check=False).returncode == 0


def test_a_wrong_secret_and_an_unknown_address_are_told_in_the_same_words(desk: Desk) -> None:
    (desk.folder / "eve").write_text("a guess that is long enough", "utf-8")
    (desk.folder / "right").write_text((desk.folder / "amina").read_text("utf-8"), "utf-8")
    stranger = desk.run("case", "list", by="eve", code=1)
    (desk.folder / "amina").write_text("a guess that is long enough", "utf-8")
    wrong = desk.run("case", "list", by="amina", code=1)
    (desk.folder / "amina").write_text((desk.folder / "right").read_text("utf-8"), "utf-8")
    assert stranger == wrong


def test_the_desk_is_a_process_of_its_own_that_asks_who_comes(desk: Desk) -> None:
    port = free_port()
    with serving(desk, "--desk", port, {"TOCSIN_DESK_URL": f"http://127.0.0.1:{port}"}) as there:
        status, page = there("/desk/")
        assert (status, b'name="secret"' in page, b"Amina" in page) == (200, True, False)
        assert there("/actions/ua-1-26/")[0] == there("/desk/nothing")[0] == 404
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/desk/sign-in/", b"email=amina@example.org", timeout=20)
        with refused.value as answer:
            assert (answer.code, b"not from here" in answer.read()) == (403, True)


def test_without_its_key_the_desk_does_not_start(desk: Desk) -> None:
    key = desk.folder / "data" / "keys" / "desk.key"
    away = key.rename(key.with_name("away"))
    try:
        assert "There is no desk.key" in desk.run("serve", "--desk", "--port", free_port(), code=2)
    finally:
        away.rename(key)
