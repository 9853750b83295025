"""The way in to one translation, and what its pages share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse

from tocsin.actions.access import access_public_case_for, access_texts_for
from tocsin.actions.models import Case
from tocsin.actions.translating.checking import check_text
from tocsin.actions.translating.glossary import Hit, Word, hits_in, network_words_serving, words_of_case_for
from tocsin.actions.translating.guarding import names_kept_back
from tocsin.actions.translating.memory import check_open
from tocsin.actions.translating.standing import Pair, Whole, name_for, tag_in_address, whole_of
from tocsin.desk import clock
from tocsin.desk.tongues import Tongue, tongue
from tocsin.desk.translating import words
from tocsin.letters.languages import same_language
from tocsin.records.errors import NotThere
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True)
class Room:
    """One translation, opened by somebody who may have its texts. kept_back: names that it must not say."""

    person: Person
    case: Case
    now: datetime
    whole: Whole
    kept_back: tuple[str, ...]
    _names: dict[int, str] = field(default_factory=dict)

    @cached_property
    def terms(self) -> tuple[Word, ...]:
        """Of the case, of the network, and how the people's names are written. Opened where a page shows them: each
        costs a decryption, and there may be thousands.
        """
        return (
            *words_of_case_for(self.person, self.reference, self.language),
            *network_words_serving(self.person, self.language),
            *_names(self.whole),
        )

    @property
    def reference(self) -> str:
        return str(self.case.pk)

    @property
    def language(self) -> str:
        return self.whole.language

    @property
    def target(self) -> Tongue:
        return tongue(self.whole.language)

    @property
    def origin(self) -> Tongue:
        return tongue(self.whole.source.language)

    @property
    def may_translate(self) -> bool:
        return may(self.person, Deed.TRANSLATE, anywhere=True)

    @property
    def may_read(self) -> bool:
        return may(self.person, Deed.READ_TRANSLATION, anywhere=True)

    def name(self, other: int | None) -> str:
        """Of somebody on the staff, for those who may see it; asked for once, for a page names few people often."""
        if other is None:
            return ""
        if other not in self._names:
            self._names[other] = name_for(self.person, other)
        return self._names[other]

    def address(self, name: str) -> str:
        return reverse(name, args=[self.case.pk, self.whole.language])

    def findings(self, pair: Pair, text: str) -> tuple[str, ...]:
        found = check_text(
            pair.segment.source,
            text,
            self.whole.source.language,
            self.whole.language,
            kept_back=self.kept_back,
            is_name=pair.segment.optional,
        )
        return tuple(map(words.finding, found))

    def hits(self, pair: Pair, text: str) -> tuple[Hit, ...]:
        """Terms in a text, and how the people's names are written; a name's own text says it anyhow."""
        if pair.segment.optional:
            return ()
        return tuple(hits_in(pair.segment.source, text, self.terms))


def enter(person: Person, number: int, language: str, deed: Deed | None = None) -> Room:
    """For reading, or for a deed that a page does."""
    now = clock.now()
    case = access_texts_for(person, str(number))
    if deed is not None:
        access_public_case_for(person, str(number), deed)
    check_open(case)
    tag = tag_in_address(language)
    whole = whole_of(case, tag, now)
    if same_language(tag, whole.source.language):
        raise NotThere("translation into the language of the source")
    return Room(person, case, now, whole, names_kept_back(case, now))


def _names(whole: Whole) -> list[Word]:
    """The people's names as this translation writes them."""
    named = [pair for pair in whole.pairs if pair.segment.path.endswith(".name") and pair.segment.optional]
    return [
        Word(0, whole.language, pair.segment.source, pair.text or pair.segment.source, "", of_case=True)
        for pair in named
    ]
