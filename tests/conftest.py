"""What the tests of every room share: hooks (`needs.py`), the database, and a small network."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from tests.needs import (  # noqa: F401 - pytest finds its hooks here
    AT_FULL_SIZE,
    IN_CI,
    pytest_configure,
    pytest_ignore_collect,
    pytest_make_collect_report,
    pytest_runtest_makereport,
    pytest_runtest_setup,
)
from tests.network import Network, found_network


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what has to be run on either database. Whole programs choose theirs by themselves: see those tests."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """SQLite empties tables after a test with threads by DELETE, which written-once tables refuse.

    tests/records shows on tables of its own that they do.
    """
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_once_delete'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """A test that commits leaves empty tables behind, without what the migrations made: tests that come after it in the
    same process, as they may where several share the work, find it again.
    """
    yield
    marker = item.get_closest_marker("django_db")
    # After the last test the database itself is gone.
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        _bring_back_what_migrations_made(item.config.stash[blocking_manager_key])


def _bring_back_what_migrations_made(blocker: DjangoDbBlocker) -> None:
    from django.db import connection

    from tocsin.directory.models import InventedState

    with blocker.unblock():
        if not InventedState.objects.exists():
            contents: str = connection._test_serialized_contents  # type: ignore[attr-defined]
            connection.creation.deserialize_db_from_string(contents)


@pytest.fixture
def network(db: None) -> Network:
    return found_network()
