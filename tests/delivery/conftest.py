"""A ledger without appeals: rows, a clock that the test moves, and a carrier that answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.delivery.ledgers import Desk


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.hand_over.close()
