"""Sites that are prepared once: their members, keys and tables, on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.fanning import Sink, Site, copied, make_site, opened
from tests.needs import AT_FULL_SIZE

MEMBERS = 10_000 if AT_FULL_SIZE else 1_200
"""Of each site: several chunks, for several workers."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("fanning")
    site = make_site(folder / "site", None, Sink(folder / "sink.log"))
    site.prepare(MEMBERS)
    site.end()
    return site


@pytest.fixture
def site_with(prepared: Site, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A site with so many members and a server with these faults; all its processes end with the test."""
    with ExitStack() as stack:
        yield lambda *faults: stack.enter_context(opened(copied(prepared, tmp_path / "site", faults)))
