"""What the history of a case tells, each verb a sentence. Whoever notes a new verb adds its sentence here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import saying
from tocsin.desk.times import day
from tocsin.desk.tongues import language_name

_VERBS: Final = {
    "imported": gettext_noop("Brought a document in."),
    "made": gettext_noop("Made the case."),
    "draft begun": gettext_noop("Began a draft: %(kind)s."),
    "draft edited": gettext_noop("Edited the draft (revision %(revision)s)."),
    "submitted": gettext_noop("Sent the draft to review."),
    "returned": gettext_noop("Sent the draft back to its author."),
    "sent back": gettext_noop("Sent the draft back, with what is to be changed."),
    "taken back": gettext_noop("Took the draft back out of review."),
    "remarked": gettext_noop("Asked for a change."),
    "remark settled": gettext_noop("Settled what a reviewer had asked for."),
    "warning settled": gettext_noop("Settled a warning of the reading."),
    "settled both versions": gettext_noop("Chose between two versions that two people had written."),
    "joined": gettext_noop("Joined a document that was brought in with a known case."),
    "approved": gettext_noop("Approved the text."),
    "published": gettext_noop("Published edition %(n)s."),
    "publication planned": gettext_noop("Planned when it is published."),
    "publication unplanned": gettext_noop("Took back when it is published."),
    "plan cancelled": gettext_noop("Cancelled the time of publication."),
    "publication failed": gettext_noop("It did not go live at its time."),
    "withdrawn": gettext_noop("Gave the draft up."),
    "stopped": gettext_noop("Stopped the case."),
    "taken down": gettext_noop("Took the case down."),
    "looked at": gettext_noop("Looked at what one person had done alone."),
    "outcome recorded": gettext_noop("Kept what became of them."),
    "consent recorded": gettext_noop("Recorded a consent (number %(consent)s)."),
    "consent confirmed": gettext_noop("Confirmed that nobody could be asked (number %(consent)s)."),
    "consent withdrawn": gettext_noop("Withdrew a consent (number %(consent)s)."),
    "note sealed": gettext_noop("Sealed a note (number %(note)s)."),
    "opening asked": gettext_noop("Asked to open a sealed note (number %(note)s)."),
    "note opened": gettext_noop("Opened a sealed note (number %(note)s)."),
    "translated": gettext_noop("Translated into %(language)s."),
    "translation sent back": gettext_noop("Sent texts of the translation into %(language)s back."),
    "translation kept as it is": gettext_noop("Left a text as it is in the translation into %(language)s."),
    "term added": gettext_noop("Added a term for the translation into %(language)s."),
    "term removed": gettext_noop("Removed a term for the translation into %(language)s."),
    "translation approved": gettext_noop("Approved the translation into %(language)s."),
    "translation published": gettext_noop("Published the translation into %(language)s."),
    "translation left out": gettext_noop("Left the translation into %(language)s out."),
    "section note written": gettext_noop("Wrote a note for a section."),
    "section note approved": gettext_noop("Approved a note of a section."),
    "section note ended": gettext_noop("Ended a note of a section."),
    "alert paused": gettext_noop("Paused an alert."),
    "alert resumed": gettext_noop("Let an alert go on."),
    "alert ended": gettext_noop("Ended an alert for good."),
    "alert held": gettext_noop("Held an alert for a section."),
    "alert released": gettext_noop("Let a section’s alert go."),
    "alert worded": gettext_noop("Wrote a section’s words for an alert."),
    "alert words approved": gettext_noop("Approved a section’s words for an alert."),
    "extended": gettext_noop("Gave a section’s writers time until %(until)s."),
    "members imported": gettext_noop("Took in a list of members."),
    "members exported": gettext_noop("Handed out a list of members."),
    "member erased": gettext_noop("Erased a member."),
    "extension ended": gettext_noop("Ended a section’s longer deadline."),
}

_HOLES: Final = ("kind", "revision", "n", "consent", "note", "language", "until")


def verbs() -> frozenset[str]:
    """Those that have a sentence."""
    return frozenset(_VERBS)


def sentence_of(verb: str, detail: Mapping[str, Any]) -> str:
    """The verb itself where nobody gave it a sentence."""
    known = _VERBS.get(verb)
    if known is None:
        return verb
    filled = {hole: str(detail.get(hole, "?")) for hole in _HOLES}
    filled["kind"] = saying.kind(filled["kind"])
    filled["language"] = language_name(filled["language"])
    filled["until"] = _day(filled["until"])
    return _(known) % filled


def _day(text: str) -> str:
    with suppress(ValueError):
        return day(date.fromisoformat(text)).words
    return text
