"""When a wave is done: nobody of its audience is to get it any more, in a chunk or by a turn."""

from __future__ import annotations

from tocsin.alerts.models import Chunk, ChunkState, Wave, WaveState


def end_if_over(wave: int) -> None:
    """For whoever took the last one away: closed a chunk, or a turn that came, never came, or was told by a digest."""
    open_chunks = Chunk.objects.filter(wave=wave).exclude(state=ChunkState.DONE)
    if not open_chunks.exists() and not Wave.objects.get(pk=wave).turns.exists():
        Wave.objects.filter(pk=wave, state=WaveState.SENDING).update(state=WaveState.DONE)
