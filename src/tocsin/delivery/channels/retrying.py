"""What every channel says after a failed hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again; `after` is None once we have given up."""

    after: timedelta | None
    reason: str
