"""What a test needs and a machine lacks: skipped with the reason for a user, a failure in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .programs import HERE

LACKING = """
import pytest

@pytest.mark.needs("no-such-program")
def test_one():
    pass

def test_two():
    pytest.skip("needs a document that is not here")

def test_three():
    pytest.skip("another kernel")
"""


@pytest.mark.parametrize(
    ("in_ci", "code", "said"), [("", 0, "3 skipped"), ("true", 1, "1 failed, 1 skipped, 1 error")], ids=["user", "CI"]
)
def test_what_is_lacking_skips_for_a_user_and_fails_in_ci(in_ci: str, code: int, said: str, tmp_path: Path) -> None:
    shutil.copy(HERE.parent / "needs.py", tmp_path / "conftest.py")
    (tmp_path / "test_lacking.py").write_text(LACKING, "utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "test_left_out.py").write_text("raise AssertionError('only when it is named')", "utf-8")
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)]
    done = subprocess.run(command, env=os.environ | {"CI": in_ci}, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert said in done.stdout
    assert "needs no-such-program, which is not on this machine" in done.stdout
