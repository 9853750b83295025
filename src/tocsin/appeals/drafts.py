"""Letters that were kept for later, counted for the desk; never who keeps them, or what they say."""

from __future__ import annotations

from tocsin.appeals.models import Appeal, AppealState


def letters_in_draft(slug: str) -> int:
    """How many writers of a case have not sent theirs yet: each is shown a new edition before they send."""
    return Appeal.objects.filter(slug=slug, state=AppealState.DRAFT).count()
