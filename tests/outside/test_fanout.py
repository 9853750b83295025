"""The measurement that docs/bench.md lets anybody repeat: run as it is printed, with fewer members."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.test_letters_whole_way import free_port

pytestmark = pytest.mark.needs("smtp-sink", "openssl", "bash")

PAGE = Path(__file__).parents[2] / "docs" / "bench.md"
MEMBERS = 300
LONGEST_SECONDS = 300


def script() -> str:
    (block,) = re.findall(r"^```sh\n(MEMBERS=.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    first, _, rest = block.partition("\n")
    assert re.fullmatch(r"MEMBERS=\d+ PORT=\d+ SINK=\d+", first)
    as_others = rest if os.geteuid() == 0 else rest.replace("-u nobody ", "")
    return f"MEMBERS={MEMBERS} PORT={free_port()} SINK={free_port()}\n{as_others}"


def test_the_measurement_from_outside_goes_as_printed(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_", "DJANGO_"))
    }
    environment = {**kept, "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}"}
    running = subprocess.Popen(
        ["bash", "-e", "-c", script()],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said = running.communicate(timeout=LONGEST_SECONDS)[0].splitlines()
    finally:
        _end(running)
    assert running.returncode == 0, said
    assert said[0] == str(MEMBERS)
    told = re.fullmatch(r"(\d+) of (\d+), from \d{4}-\S+ to \d{4}-\S+", said[-2])
    assert told is not None, said
    assert MEMBERS <= int(told[1]) <= int(told[2])
    counted = re.search(r"mesg=(\d+)", said[-1])
    assert counted is not None, said
    assert int(counted[1]) >= MEMBERS


def _end(running: subprocess.Popen[str]) -> None:
    """With all that the script has begun, where it did not come to its end."""
    try:
        os.killpg(running.pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    running.wait(10)
