"""Names that a translation must not say, because nobody agreed that they are published."""

from __future__ import annotations

from datetime import datetime

from tocsin.actions.composing import compose
from tocsin.actions.models import Case, Edition
from tocsin.actions.translating.memory import submitted_draft


def names_kept_back(case: Case, now: datetime) -> tuple[str, ...]:
    """Only to look for in what was typed: never shown. Empty where all names are covered."""
    draft = submitted_draft(case)
    if draft is None:
        edition = Edition.objects.select_related("draft__case").filter(case=case).order_by("-n").first()
        draft = edition.draft if edition else None
    if draft is None or draft.content is None:
        return ()
    composed = compose(draft, now.date())
    if "people.name" in composed.coverage.fields:
        return ()
    return tuple(one.name for one in composed.whole.people if one.name and not one.group)
