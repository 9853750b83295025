"""The look through tracked files for what must not be published; the examples stand in two pieces, not to be found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .programs import HERE

pytestmark = pytest.mark.needs("git")

LEAKS = {
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "a secret key of minisign or age": "untrusted comment: minisign " + "encrypted secret key",
    "a token of a code host": "ghp" + "_" + "a1" * 18,
    "a token of a package registry": "npm" + "_" + "a1" * 18,
    "a token of a service": "AKIA" + "ABCD" * 4,
    "a signed web token": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "a password in an address": "postgres://writer:" + "open-sesame@db.internal/tocsin",
    "a password or key in a setting": "SECRET_KEY = " + "'correct-horse-battery'",
    "a place on somebody's machine": '"/ro' + 'ot/tocsin/case.json"',
    "the host of a package registry": "https://py" + "pi.org/simple/",
}
HARMLESS = "https://example.org/work/ and password: ask(), token: str, SECRET = os.environ['TOCSIN_SECRET']\n"


def looked_through(folder: Path) -> tuple[int, str]:
    (folder / "tools").mkdir()
    (folder / "tools" / "leaks.py").write_bytes((HERE.parents[1] / "tools" / "leaks.py").read_bytes())
    for command in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    done = subprocess.run([sys.executable, "tools/leaks.py"], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("what", LEAKS)
def test_what_must_not_be_published_is_found_and_not_shown(what: str, tmp_path: Path) -> None:
    (tmp_path / "notes.bin").write_bytes(b"\0\xff\n" + LEAKS[what].encode() + b"\n")
    code, said = looked_through(tmp_path)
    assert (code, said.splitlines()) == (1, [f"notes.bin:2: {what}", "2 tracked files, 1 leaks."])


def test_harmless_files_pass(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(HARMLESS, "utf-8")
    assert looked_through(tmp_path) == (0, "2 tracked files, 0 leaks.\n")


def test_what_stands_for_a_password_and_hosts_that_are_nowhere_may_be_named(tmp_path: Path) -> None:
    named = ("smtp://USER:PASSWORD@smtp.provider.net", "smtps://ana:word@relay.example.com", "smtp://a:b@mail.example")
    (tmp_path / "notes.md").write_text("\n".join(named) + "\n", "utf-8")
    assert looked_through(tmp_path) == (0, "2 tracked files, 0 leaks.\n")
