"""Every saved revision of a draft, kept as long as somebody may need it to be told what they changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from tocsin.actions.editing.content import content_of
from tocsin.actions.models import Aside, Draft, DraftVersion
from tocsin.records.fields import Sealed
from tocsin.records.models import Entry
from tocsin.staff.models import Person

ALL_KEPT: Final = timedelta(hours=24)
"""So long each revision is kept; later the last one of each run of saves by one person."""


def keep_version(draft: Draft, person: Person, content: dict[str, Any], now: datetime) -> None:
    """In the transaction of the change, for the revision that the draft now has."""
    sealed = Sealed.of(DraftVersion, "content", content)
    DraftVersion.objects.update_or_create(
        draft=draft, revision=draft.revision, defaults={"content": sealed, "editor": person, "at": now}
    )


def keep_present_version(draft: Draft) -> None:
    """Before a change: what it is made to, of a draft from before versions were kept."""
    if not DraftVersion.objects.filter(draft=draft, revision=draft.revision).exists():
        keep_version(draft, draft.last_editor, content_of(draft), draft.edited_at)


def content_at(draft: Draft, revision: int) -> dict[str, Any]:
    """What the draft said at a revision. Of one that is kept no more, the one before it, or the first that there is:
    against an older one a merge sees more changes than there were, and takes back none.
    """
    if revision == draft.revision:
        return content_of(draft)
    versions = DraftVersion.objects.filter(draft=draft).exclude(content=None)
    version = versions.filter(revision__lte=revision).order_by("-revision").first()
    version = version or versions.order_by("revision").first()
    return version.content.open() if version else content_of(draft)


def prune(draft: Draft, now: datetime) -> None:
    """Take out versions of the middle of a run that are older than a day. Those stay that somebody's text aside was
    written against, and those that were handed to review.
    """
    rows = list(DraftVersion.objects.filter(draft=draft).order_by("revision").values_list("revision", "editor", "at"))
    old = now - ALL_KEPT
    if not rows or rows[0][2] > old:
        return
    kept = set(Aside.objects.filter(draft=draft).values_list("base", flat=True))
    handed = Entry.objects.filter(subject=f"case:{draft.case_id}", verb="submitted").values_list("at", flat=True)
    for moment in handed:
        kept |= {max((revision for revision, _, at in rows if at <= moment), default=0)}
    # The first stays: a page that lay open for days always finds a version from before its own.
    kept |= {rows[0][0]}
    middle = [
        revision
        for (revision, editor, at), (_next, next_editor, _at) in pairwise(rows)
        if at <= old and editor == next_editor and revision not in kept
    ]
    if middle:
        DraftVersion.objects.filter(draft=draft, revision__in=middle).delete()
