"""Run the commands of the pages one after the other, in one process: `python -m tests.docs.tour < steps.json`.

The clock stands still. What the pages leave out is done here: secrets are given from files, for which a person would be
asked; and a PO file is filled in before it is taken in. Prints, as JSON, what each command printed and its exit code.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import polib
from click.testing import CliRunner

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GIVEN = "words that another person chose"


def main() -> None:
    """Reads a list of commands from standard input."""
    told = sys.__stdout__
    secrets: dict[str, str] = {}
    answers = [_run(command, secrets) for command in json.load(sys.stdin)]
    assert told is not None
    json.dump(answers, told)


def _run(command: str, secrets: dict[str, str]) -> tuple[str, int]:
    if not command.startswith("tocsin "):
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr, done.returncode
    before, arrow, target = command.partition(" > ")
    words = shlex.split(before)[1:]
    _give_secrets(words, secrets)
    if words[:2] == ["translate", "import"]:
        _translate(Path(words[3]))
    result = CliRunner().invoke(_cli(), words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if arrow:
        Path(target).write_bytes(result.stdout_bytes)
        return result.stderr, result.exit_code
    return result.output, result.exit_code


def _give_secrets(words: list[str], secrets: dict[str, str]) -> None:
    """Put the files with the secrets where the command would ask for them."""
    actor = words[words.index("--as") + 1] if "--as" in words and words[0] != "write" else None
    if actor is not None:
        os.environ["TOCSIN_SECRET_FILE"] = _file(secrets.get(actor, GIVEN))
    if words[:2] == ["staff", "add"]:
        secrets[words[2]] = GIVEN if actor else f"words of {words[2]} alone"
        words += ["--secret-file", _file(secrets[words[2]])]
    elif words[:2] == ["staff", "secret"] and actor is not None:
        whose = words[2] if not words[2].startswith("--") else actor
        secrets[whose] = f"words of {actor} alone" if whose == actor else GIVEN
        words += ["--secret-file", _file(secrets[whose])]


def _translate(file: Path) -> None:
    """Every text of a PO file that has no translation, or an old one, put between marks."""
    texts = polib.pofile(str(file), wrapwidth=0)
    for entry in texts:
        if not entry.msgstr or entry.fuzzy:
            entry.msgstr, entry.flags = f"« {entry.msgid} »", []
    texts.save()


def _file(secret: str) -> str:
    path = Path(f"{secret.replace(' ', '-')}.secret").absolute()
    path.write_text(f"{secret}\n", "utf-8")
    return str(path)


def _cli() -> click.Group:
    from tocsin.cli import beside_cases, cases, cli, directory, operating, people, translations
    from tocsin.cli.console import django_ready

    django_ready()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for module in (beside_cases, cases, directory, operating, people, translations):
        module.now = lambda: NOW  # type: ignore[attr-defined]
    return cli


if __name__ == "__main__":
    main()
