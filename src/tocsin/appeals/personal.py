"""No column of an appeal is personal by itself: what a person said is sealed, and goes with `erase_appeal`."""

from __future__ import annotations


def tell_keepers() -> None:
    """Nothing to tell: fields are sealed or hashed (`records.personal` is for those that can be read)."""
