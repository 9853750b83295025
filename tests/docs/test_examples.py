"""The examples of the documentation are run, and say what the pages say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tocsin.letters import load_missions, load_writer

from .pages import page

AFTER_THE_DEADLINE = " That day has passed: ask your section before you write."


def steps() -> list[tuple[str, list[str]]]:
    """Commands of the README's tour with the lines that they print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", page("README.md"), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def run(command: str, folder: Path) -> list[str]:
    done = subprocess.run(
        ["sh", "-c", command],
        check=False,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return [line.rstrip() for line in done.stdout.replace(AFTER_THE_DEADLINE, "").splitlines()]


@pytest.fixture
def folder_after_the_demo(tmp_path: Path) -> Path:
    """The command in `.venv/bin` and the shipped files in `demo`, as `make demo` leaves them."""
    command = tmp_path / ".venv" / "bin" / "tocsin"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tocsin.cli "$@"\n')
    command.chmod(0o755)
    (tmp_path / "demo").mkdir()
    for name in ("document.txt", "appeal.txt", "writer.toml", "missions.csv"):
        (tmp_path / "demo" / name).write_bytes(files("tocsin.project").joinpath("demo", name).read_bytes())
    return tmp_path


def test_the_tour_of_the_readme_goes_as_printed(folder_after_the_demo: Path) -> None:
    tour = steps()
    assert len(tour) >= 5
    for command, printed in tour:
        assert run(command, folder_after_the_demo) == [line.rstrip() for line in printed], command


def test_the_writers_file_in_the_page_for_writers_is_taken() -> None:
    [example] = re.findall(r"((?:^    \w+ +=.*\n)+)", page("docs/writer.md"), re.MULTILINE)
    assert load_writer(re.sub("^    ", "", example, flags=re.MULTILINE).encode()).envelope.name == "din-5008-b"


def test_the_list_of_missions_in_its_page_is_taken() -> None:
    [example] = re.findall(r"^```csv\n(.*?)^```$", page("docs/missions.md"), re.MULTILINE | re.DOTALL)
    assert load_missions(example.encode()).accredited("XH", "AT")
