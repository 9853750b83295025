"""Somebody to write, and a data folder of one's own, in which the outbox of the test mode lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.appeals.writing import Post
from tests.network import Network, found_network, network_of
from tests.remembered import bring_back, keep
from tocsin.actions.models import PublicRecord, PublicVersion, VerifyingKey
from tocsin.delivery.models import Switch
from tocsin.directory.models import InventedState
from tocsin.project.backup import _in_order as in_order


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=folder))
    return folder


@pytest.fixture
def network(db: None) -> Network:
    """With one published case, which is made once and then put back row by row."""
    network = network_of() if bring_back("a case to write on") else found_network()
    if not PublicRecord.objects.exists():
        network.published()
        made_before = {PublicVersion, VerifyingKey, InventedState, Switch}
        keep("a case to write on", [model for model in in_order() if model not in made_before])
    return network


@pytest.fixture
def post(network: Network, data: Path) -> Iterator[Post]:
    post = Post(network, PublicRecord.objects.get().slug, data / "outbox")
    yield post
    post.worker.close()
