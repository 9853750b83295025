"""The cast, on the staff of a fresh installation."""

from __future__ import annotations

import pytest

from tests.directory.cast import Cast, gather_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return gather_cast()
