"""What the tests of every room share: a plain word about what a machine lacks, which in CI nothing may lack.

    pytestmark = pytest.mark.needs("java", "outside/node_modules/vnu-jar")

A name with a slash is a place below tests/, any other a program. What is missing skips the test with a reason that
begins with "needs"; with the environment variable CI set, that is a failure. tests/outside/ runs only when it is named.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
OUTSIDE = TESTS / "outside"
IN_CI = bool(os.environ.get("CI"))
AT_FULL_SIZE = bool(os.environ.get("FULL_SIZE"))
"""`make faults`: the counts of the design, which take half an hour."""

in_ci_only = pytest.mark.skipif(not (IN_CI or AT_FULL_SIZE), reason="takes long; runs in CI")
"""Of small versions of tests of faults that take longer than somebody at work can wait for."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(*what): programs, or places below tests/, without which a test is skipped"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Programs of others take minutes: they are for those who ask for them."""
    asked_for = any("outside" in Path(argument.partition("::")[0]).parts for argument in config.args)
    return True if collection_path == OUTSIDE and not asked_for else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for what in marker.args:
            if not ((TESTS / what).exists() if "/" in what else shutil.which(what)):
                pytest.skip(f"needs {what}, which is not on this machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    _lack_nothing_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    _lack_nothing_in_ci(report)
    return report


def _lack_nothing_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith("needs"):
            report.outcome = "failed"
            report.longrepr = f"CI {reason}"
