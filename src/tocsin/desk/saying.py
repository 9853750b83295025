"""States, matters and deeds in the desk's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.waiting import CaseLine, Drift, Matter
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.tongues import language_name

_STATES: Final = {
    "draft": gettext_noop("In draft"),
    "in review": gettext_noop("In review"),
    "approved": gettext_noop("Approved"),
    "withdrawn": gettext_noop("Withdrawn"),
    "not public": gettext_noop("Not public"),
    "live": gettext_noop("Live"),
    "superseded": gettext_noop("Superseded"),
    "expired": gettext_noop("Deadline passed"),
    "stopped": gettext_noop("Stopped"),
    "closed": gettext_noop("Closed"),
    "taken down": gettext_noop("Taken down"),
}
_KINDS: Final = {
    "initial": gettext_noop("First edition"),
    "update": gettext_noop("Update"),
    "reissue": gettext_noop("Reissue"),
    "correction": gettext_noop("Correction"),
    "stop": gettext_noop("Stop"),
    "outcome": gettext_noop("Outcome"),
}
_DEEDS: Final = {
    "wrote": gettext_noop("Written by"),
    "edited": gettext_noop("Last edited by"),
    "submitted": gettext_noop("Sent to review by"),
    "approved": gettext_noop("Approved by"),
    "published": gettext_noop("Published by"),
}
_MATTERS: Final = {
    Matter.OPENING: gettext_noop("Somebody asks that a sealed note be opened"),
    Matter.CONFIRM: gettext_noop("To be confirmed by you: nobody could be asked"),
    Matter.FAILED: gettext_noop("Could not be published as planned"),
    Matter.REVIEW: gettext_noop("Waiting for your review"),
    Matter.PUBLISH: gettext_noop("Approved, waiting to be published"),
    Matter.DRAFT: gettext_noop("In draft, by you"),
    Matter.NO_OUTCOME: gettext_noop("Deadline passed, no outcome recorded"),
}
"""Those that need nothing but their words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as words; look: the mark beside them (`yours`, `moving`, `done`, or none). href: where it is done."""

    words: str
    look: str = ""
    href: str = ""


def state(code: str) -> str:
    return _(_STATES.get(code, code))


def kind(code: str) -> str:
    return _(_KINDS.get(code, code))


def deed(code: str) -> str:
    return _(_DEEDS[code])


def mark_of(line: CaseLine) -> Mark:
    """The one thing to say of a case in a list: what waits for the reader, else where it stands."""
    if line.matters:
        return Mark(_matter(line), "yours", _way(line))
    if line.draft:
        return Mark(state(line.draft), "moving")
    return Mark(state(line.state), "done" if line.state in {"live", "closed", "stopped"} else "")


def _way(line: CaseLine) -> str:
    """Straight to the one translation that waits; to all of them where there are more."""
    match line.matters[0]:
        case Matter.SECOND_READ:
            name, tags = "desk-second-read", [one.language for one in line.drifts if one.to_read]
        case Matter.TRANSLATION:
            name, tags = "desk-translate", [one.language for one in line.drifts if one.missing or one.back]
        case _:
            return ""
    return reverse(name, args=[line.id, *tags]) if len(tags) == 1 else reverse("desk-translations", args=[line.id])


def _matter(line: CaseLine) -> str:
    match line.matters[0]:
        case Matter.WARNINGS:
            return ngettext("In draft, %d warning", "In draft, %d warnings", line.warnings) % line.warnings
        case Matter.LESSENED:
            return lessened(line.lessened.deed, line.lessened.by) if line.lessened else ""
        case Matter.NEAR:
            return days_left(line.days or 0)
        case Matter.TRANSLATION:
            behind = (one for one in line.drifts if one.missing or one.back)
            return _("Translation behind: %s") % listed(map(drift, behind))
        case Matter.SECOND_READ:
            to_read = (language_name(one.language) for one in line.drifts if one.to_read)
            return _("Waiting for a second reader: %s") % listed(to_read)
        case plain:
            return _(_MATTERS[plain])


def lessened(deed: str, by: str) -> str:
    """“Stopped by Dara, to be looked at”."""
    if deed == "stopped":
        return _("Stopped by %(name)s, to be looked at") % {"name": isolated(by)}
    return _("Taken down by %(name)s, to be looked at") % {"name": isolated(by)}


def days_left(days: int) -> str:
    if days <= 0:
        return _("Live, last day")
    return ngettext("Live, %d day left", "Live, %d days left", days) % days


def drift(one: Drift) -> str:
    """“French, 3 missing, 1 sent back, 1 unread”."""
    parts = [language_name(one.language)]
    if one.missing:
        parts.append(_("%d missing") % one.missing)
    if one.back:
        parts.append(_("%d sent back") % one.back)
    if one.unread:
        parts.append(_("%d unread") % one.unread)
    return listed(parts)
