"""What the tests of backups start from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.network import NOW, Network
from tocsin.project.backup import back_up


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    """A TOCSIN_DATA of this test alone; the keys stay where they are."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=folder)
    return folder


@pytest.fixture
def backup(network: Network, tmp_path: Path) -> Path:
    """A small one, of a network with one draft."""
    network.draft()
    file = tmp_path / "backup.tar"
    back_up(file, NOW)
    return file
