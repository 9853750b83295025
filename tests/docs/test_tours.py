"""The tours of the pages for operators, editors and translators are walked, and go as printed.

A line of a page that ends in `…` begins like the command's; a line that is `…` alone stands for any number of lines.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from .pages import ROOT, page

type Step = tuple[str, list[str]]

FIRST_EDITION = "UA 84/26, edition 1 "


def steps(name: str) -> list[Step]:
    """Commands of a page's console blocks with the lines that they print."""
    found: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line.rstrip())
    return found


def until_published(tour: list[Step]) -> list[Step]:
    """The tour up to the command that publishes the first edition."""
    last = next(n for n, (_, printed) in enumerate(tour) if printed and printed[0].startswith(FIRST_EDITION))
    return tour[: last + 1]


def pattern_of(printed: list[str]) -> str:
    """What the command's whole output must match."""
    lines = [r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r" *\n" for line in printed]
    return "".join(lines)


def walk(tour: list[Step], folder: Path) -> None:
    for name in ("document.txt", "missions.csv"):
        (folder / name).write_bytes(files("tocsin.project").joinpath(f"demo/{name}").read_bytes())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.docs.tour"],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": str(ROOT),
            "TOCSIN_DATA": str(folder / "data"),
            "TOCSIN_URL": "https://network.example.org",
            "DJANGO_SETTINGS_MODULE": "tocsin.project.settings",
        },
        input=json.dumps([command for command, _ in tour]),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for (command, printed), (said, code) in zip(tour, json.loads(done.stdout), strict=True):
        assert re.fullmatch(pattern_of(printed), said), f"$ {command}\n{said}"
        assert (code != 0) == ("Nothing was changed." in printed), f"$ {command}\n{said}"


@pytest.mark.parametrize("walked", ["editors", "translators"])
def test_the_tour_goes_as_printed(walked: str, tmp_path: Path) -> None:
    begin, life = steps("docs/operator.md"), steps("docs/editor.md")
    assert len(life) > 30
    if walked == "editors":
        walk([*begin, *life], tmp_path)
    else:
        walk([*begin, *until_published(life), *steps("docs/translator.md")], tmp_path)
