"""What several tests of this room start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.commands import Commands, commands_for
from tests.network import Network


@pytest.fixture
def commands(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return commands_for(network, tmp_path, monkeypatch)
