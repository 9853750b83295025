"""A draft read in its language: the phrases found in it, and which of its sentences ask for something."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.letters.own_words.draft import Draft, read_draft
from tocsin.letters.own_words.finder import Match
from tocsin.letters.own_words.lexicon import Lexicon, lexicon_for

_REACH = 2
"""Sentences of the same paragraph to which a request goes on: "Please help her. A doctor. A lawyer."."""


@dataclass(frozen=True, slots=True)
class Reading:
    """lexicon: None where nothing can be said of the words: no file for the language, or a text in another one."""

    draft: Draft
    language: str
    lexicon: Lexicon | None
    matches: tuple[Match, ...]

    def of(self, *codes: str) -> list[Match]:
        """What was found of these lists, in the order of the text."""
        return [match for match in self.matches if match.code in codes]

    def sentence_of(self, match: Match) -> int:
        return self.draft.words[match.first].sentence

    def asking(self) -> frozenset[int]:
        """The sentences that ask, questions, what begins by naming a thing to do, and what follows on these."""
        first = {
            self.sentence_of(match)
            for match in self.matches
            if match.code.startswith("things:") and self.draft.begins_sentence(match.first)
        }
        asking = first | self.draft.questions() | {self.sentence_of(match) for match in self.of("requests", "orders")}
        near = {
            sentence + step for sentence in asking for step in range(1, _REACH + 1) if self._together(sentence, step)
        }
        return frozenset(asking | near)

    def _together(self, sentence: int, step: int) -> bool:
        """Whether the sentence so many further stands in the same paragraph."""
        return not any(sentence <= end < sentence + step for end in self.draft.ends)


def read_in(text: str, language: str) -> Reading:
    """Read a text that is said to be in that language."""
    draft = read_draft(text)
    lexicon = lexicon_for(language)
    if lexicon is not None and not lexicon.reads(draft):
        lexicon = None
    return Reading(draft, language, lexicon, lexicon.finder.find(draft.words) if lexicon else ())
