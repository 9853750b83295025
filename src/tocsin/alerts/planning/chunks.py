"""Making chunks: places in an alert, and the tasks that hand them over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Final

from tocsin.alerts import tasks
from tocsin.alerts.models import Chunk, ChunkState, End
from tocsin.alerts.packing import packed
from tocsin.alerts.queueing import enqueue

LARGEST: Final = 500


def make_chunks(wave: int, members: Sequence[int]) -> None:
    """Places for these members, whose ids are distinct; in the caller's transaction."""
    rows = Chunk.objects.bulk_create(
        Chunk(
            wave_id=wave,
            members=packed(some),
            ends=End.WAITS.encode() * len(some),
            size=len(some),
            state=ChunkState.READY,
        )
        for some in batched(sorted(members), LARGEST)
    )
    enqueue(tasks.send, [row.pk for row in rows])
