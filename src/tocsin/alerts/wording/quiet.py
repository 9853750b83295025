"""Quiet alerts: a number, a day and a link. No text of the case, of a section or of a zone is in them, for any of these
may name a person or a country.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.alerts.models import AlertKind
from tocsin.alerts.wording.blocks import Block, Kicker, Link, State, Title, Words
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.inviting import (
    group_blocks,
    numbered,
    page_of,
    state_of,
    write_button,
    wrote_blocks,
)
from tocsin.alerts.wording.variant import Variant
from tocsin.casefile.writing.wording import wording_for


def quiet_blocks(kind: AlertKind, public: PublicEdition, variant: Variant, now: datetime) -> tuple[Block, ...]:
    words = wording_for(variant.tongue)
    kicker = Kicker(numbered(public, words), "")
    if kind in {AlertKind.STOP, AlertKind.OUTCOME}:
        return (
            kicker,
            *_ending(kind, words.say("stop_notice.text")),
            Link(_("What is known stands here"), page_of(public)),
            *wrote_blocks(variant, words, may_write=False),
        )
    may_write = public.may_write(variant.section, now)
    title = _("An urgent action asks for your letter") if kind is AlertKind.NEW else _("An urgent action has news")
    return (
        kicker,
        Title(Words(title)),
        state_of(public, variant, words, now),
        *([write_button(public)] if may_write else []),
        *([*group_blocks(public)] if variant.group and may_write else []),
        Link(_("Addresses, forms of address and the whole case"), page_of(public)),
        *wrote_blocks(variant, words, may_write=may_write),
    )


def _ending(kind: AlertKind, sentence: str) -> tuple[Block, ...]:
    title = _("What became of an urgent action") if kind is AlertKind.OUTCOME else _("An urgent action has ended")
    return Title(Words(title)), State((sentence,), _("Please do not write any more"), leads=True)
