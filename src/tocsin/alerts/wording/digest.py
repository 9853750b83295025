"""The week's actions in one message, for those who want them once a week: the nearest deadline first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.alerts.wording import times
from tocsin.alerts.wording.blocks import Block, Button, Heading, Message, Said, Title, Words, isolated
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.foot import foot_of
from tocsin.alerts.wording.inviting import numbered, state_of, together_link, told_of
from tocsin.alerts.wording.measure import shortened
from tocsin.alerts.wording.source import keep, written
from tocsin.alerts.wording.variant import AlertText, Variant, language_for
from tocsin.appeals.matter import GoneFromPublic
from tocsin.casefile.writing.wording import Wording, wording_for

MOST_COLUMNS: Final = 400
"""Of what happened, for each action."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The open actions among those asked for, by slug. now: as of `Source`."""

    editions: dict[str, PublicEdition]
    now: datetime
    _made: dict[tuple[Variant, tuple[str, ...]], AlertText] = field(default_factory=dict)

    @classmethod
    def load(cls, editions: Iterable[tuple[str, int]], now: datetime) -> Self:
        """editions: slug and n; of several of one case the newest is told of. What is no longer public is left out."""
        found: dict[str, PublicEdition] = {}
        for slug, n in sorted(editions):
            try:
                found[slug] = PublicEdition.load(slug, n, now)
            except GoneFromPublic:
                continue
        return cls(found, now)

    def text(self, variant: Variant, slugs: Iterable[str]) -> AlertText:
        """For members of a variant for whom it is these actions' turn. Raises GoneFromPublic where none of them takes
        letters from them any more.

        language of the variant: the one liked best; each action is told in it where it can be.
        """
        shown = self.order(variant, slugs)
        if not shown:
            raise GoneFromPublic
        key = variant, tuple(public.slug for public in shown)
        if key not in self._made:
            with translation.override(variant.tongue):
                keep(self._made, key, written(_message(shown, variant, self.now), plain=variant.plain))
        return self._made[key]

    def order(self, variant: Variant, slugs: Iterable[str]) -> tuple[PublicEdition, ...]:
        """Those that these members may write on, the nearest deadline first; without one last."""
        asked = (self.editions[slug] for slug in dict.fromkeys(slugs) if slug in self.editions)
        shown = [public for public in asked if public.may_write(variant.section, self.now)]
        return tuple(sorted(shown, key=lambda public: _nearest(public, variant.section)))


def _nearest(public: PublicEdition, section: str) -> tuple[bool, float, str]:
    deadline = public.deadline_for(section) or public.standing.deadline
    return deadline is None, deadline.at.timestamp() if deadline else 0.0, public.slug


def _message(shown: Sequence[PublicEdition], variant: Variant, now: datetime) -> Message:
    words = wording_for(variant.tongue)
    said = ngettext(
        "{number} action asks for your letter this week", "{number} actions ask for your letters this week", len(shown)
    )
    title = said.format(number=times.count(len(shown), words))
    blocks = (block for public in shown for block in _action(public, variant, words, now))
    return Message(title, variant.tongue, (Title(Words(title)), *blocks, foot_of(variant, *shown)))


def _action(public: PublicEdition, variant: Variant, words: Wording, now: datetime) -> Iterator[Block]:
    number = numbered(public, words)
    variant = public.seen_by(variant)
    state = state_of(public, variant, words, now)
    address = f"{settings.ENVIRONMENT.url}/actions/{public.slug}/write/"
    if variant.quiet:
        yield Heading(number)
    else:
        language, _tongue = language_for((variant.language, variant.tongue), (), tuple(public.contents), public.own)
        yield Heading(public.headline(language), language)
        yield Said(Words(words.listed(isolated(public.where(words), words.direction), number)))
        for one in list(told_of(public.case_in(language)))[:1]:
            yield Said(Words(shortened(one.words.text, MOST_COLUMNS), language))
    yield Said(Words(state.in_one(variant.tongue)))
    yield Button(_("Write now"), address)
    if variant.group:
        yield together_link(public)
