"""The numbers of an alert add up while workers go on: they are of one moment."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection

from tests.alerts.ledger import planned
from tests.alerts.people import make_members
from tests.network import NOW, Network
from tocsin.alerts import progress
from tocsin.alerts.models import AlertKind, Chunk, ChunkState, End

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_chunk_that_is_closed_while_somebody_looks_is_counted_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_members(501)
    alert = planned(str(network.published().slug), AlertKind.NEW)
    Chunk.objects.filter(size=1).update(state=ChunkState.CLAIMED)
    of_ends = progress.Counts.of_ends

    def closed_by_a_worker() -> None:
        Chunk.objects.filter(size=1).update(state=ChunkState.DONE, ends=End.HANDED.encode(), closed_at=NOW)
        connection.close()

    def meanwhile(ends: bytes) -> Any:
        thread = Thread(target=closed_by_a_worker)
        thread.start()
        thread.join()
        return of_ends(ends)

    monkeypatch.setattr(progress.Counts, "of_ends", meanwhile)
    (seen,) = progress.progress_of([alert], NOW)
    assert seen.counts.whole == seen.audience == 501
