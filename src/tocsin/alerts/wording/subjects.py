"""Subjects, each kind its own, so that nobody takes a stop for an invitation. They are plain text on one line."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from tocsin.alerts.models import AlertKind
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.measure import shortened
from tocsin.alerts.wording.variant import Variant
from tocsin.casefile.writing.wording import wording_for

LONGEST: Final = 110
"""Columns. A case's headline is cut where it would make the whole longer."""


def subject_of(kind: AlertKind, public: PublicEdition, variant: Variant) -> str:
    """What became of somebody is not told in a subject, which is read over shoulders."""
    said = _said(kind, public, variant, public.edition["number"])
    # Where a script has no small letters, spam filters take a subject with “UA” in it for one that is all capitals.
    return said if any(map(str.islower, said)) else _said(kind, public, variant, _figures(public.edition["number"]))


def _figures(number: str) -> str:
    """“84/26” of “UA 84/26”."""
    return "".join(character for character in number if not character.isalpha()).strip() or number


def _said(kind: AlertKind, public: PublicEdition, variant: Variant, number: str) -> str:
    where = "" if variant.quiet else public.where(wording_for(variant.tongue))
    match kind:
        case AlertKind.STOP:
            said = _("Please write no more: {number}, {where}") if where else _("Please write no more: {number}")
        case AlertKind.OUTCOME:
            said = _("What became of {number}, {where}") if where else _("What became of {number}")
        case AlertKind.UPDATE:
            said = _("New in {number}, {where}: {headline}") if where else _("New in {number}: please read it again")
        case _other:
            quiet = _("An urgent action asks for your letter ({number})")
            said = _("{where}: {headline} ({number})") if where else quiet
    if not where:
        return said.format(number=number)
    rest = LONGEST - len(said.format(number=number, where=where, headline=""))
    return said.format(number=number, where=where, headline=shortened(public.headline(variant.language), max(rest, 20)))
