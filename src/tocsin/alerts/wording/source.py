"""The texts of one alert about one edition: everything is read once, then each variant is made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.utils import translation

from tocsin.actions.states import EditionState
from tocsin.alerts.models import AlertKind, Wave
from tocsin.alerts.wording.blocks import Block, Message, without_marks
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.ended import ended_blocks
from tocsin.alerts.wording.foot import foot_of
from tocsin.alerts.wording.html_part import write_html
from tocsin.alerts.wording.inviting import inviting_blocks
from tocsin.alerts.wording.quiet import quiet_blocks
from tocsin.alerts.wording.subjects import subject_of
from tocsin.alerts.wording.text_part import write_text
from tocsin.alerts.wording.variant import AlertText, Variant
from tocsin.appeals.matter import GoneFromPublic

_ASKS: Final = frozenset({EditionState.LIVE, EditionState.EXPIRED})
_STANDS: Final = {
    AlertKind.STOP: frozenset({EditionState.STOPPED}),
    AlertKind.OUTCOME: frozenset({EditionState.CLOSED}),
}

MOST_KEPT: Final = 100
"""Texts of one alert that are kept, some twenty thousand octets each."""

type SectionTexts = Mapping[str, Mapping[str, str]]
"""What sections say at the head of their members' alert, by section and language."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an alert is made from. now: when its texts are made; the days that are left count from it."""

    kind: AlertKind
    public: PublicEdition
    words: SectionTexts
    now: datetime
    _made: dict[Variant, AlertText] = field(default_factory=dict)

    @classmethod
    def load(cls, kind: AlertKind, slug: str, n: int, now: datetime, words: SectionTexts | None = None) -> Self:
        """words: what sections say; None for what was approved, which needs the desk key where there is any.

        Raises GoneFromPublic where the edition is not, or no longer, the newest one that is public, and where the case
        does not stand as this kind of alert says: one that was stopped asks nobody for letters.
        """
        public = PublicEdition.load(slug, n, now)
        if public.standing.state not in _STANDS.get(kind, _ASKS):
            raise GoneFromPublic
        return cls(kind, public, approved_words(kind, slug, n) if words is None else words, now)

    @property
    def languages(self) -> tuple[str, ...]:
        """In which it can be read, that in which it was written first."""
        own = self.public.own
        return (own, *sorted(set(self.public.contents) - {own}))

    def text(self, variant: Variant) -> AlertText:
        """The text for all members of a variant."""
        variant = self.public.seen_by(variant)
        if variant not in self._made:
            with translation.override(variant.tongue):
                keep(self._made, variant, written(self._message(variant), plain=variant.plain))
        return self._made[variant]

    def _message(self, variant: Variant) -> Message:
        foot = foot_of(variant, self.public)
        subject = without_marks(subject_of(self.kind, self.public, variant))
        return Message(subject, variant.tongue, (*self._blocks(variant), foot))

    def _blocks(self, variant: Variant) -> tuple[Block, ...]:
        if variant.quiet:
            return quiet_blocks(self.kind, self.public, variant, self.now)
        said = self.words.get(variant.section, {})
        if self.kind in {AlertKind.STOP, AlertKind.OUTCOME}:
            return ended_blocks(self.public, variant, said)
        return inviting_blocks(self.public, variant, said, self.now)


def written(message: Message, *, plain: bool) -> AlertText:
    """The same blocks as text and as HTML."""
    return AlertText(message.subject, write_text(message), None if plain else write_html(message))


def keep[Key](made: dict[Key, AlertText], key: Key, text: AlertText) -> None:
    """The days on which people wrote make many variants: the oldest text makes room."""
    if len(made) >= MOST_KEPT:
        del made[next(iter(made))]
    made[key] = text


def approved_words(kind: AlertKind, slug: str, n: int) -> SectionTexts:
    """What sections say, where a second person approved it."""
    waves = Wave.objects.filter(alert__kind=kind, alert__slug=slug, alert__n=n)
    approved = waves.filter(words__isnull=False, words_approved_by__isnull=False)
    return {wave.section: wave.words.open() for wave in approved if wave.words is not None}
