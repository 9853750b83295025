"""From a case, a writer and an appeal to letters as plain values, before any paper, fax or message is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date

from tocsin.casefile import CaseFile, Recipient
from tocsin.letters.appeal import Appeal, read_appeal
from tocsin.letters.countries import country_name
from tocsin.letters.errors import InvalidAppeal
from tocsin.letters.hygiene import lines_of, one_line
from tocsin.letters.languages import is_language_tag, locale_for, normal_tag
from tocsin.letters.missions import Mission, Missions
from tocsin.letters.names import in_words, name_of, reference_of, subject_of
from tocsin.letters.phrases import phrases_for
from tocsin.letters.postal import postal_lines
from tocsin.letters.salutation import Salutation, choose_salutation, languages_of
from tocsin.letters.signature import Signature, signature_of
from tocsin.letters.writer import Writer


class Role(StrEnum):
    """Why somebody gets this letter."""

    TARGET = "target"
    COPY = "copy"
    MISSION = "mission"


@dataclass(frozen=True, slots=True)
class Letter:
    """One appeal to one recipient, by whatever route. Every text is clean and in its final words.

    is_ruled: the appeal itself is written by hand, on lines that fill the page; such a letter is for paper only.
    """

    role: Role
    recipient: Recipient
    address: tuple[str, ...]
    language: str
    salutation: Salutation
    paragraphs: tuple[str, ...]
    closing: str
    signature: Signature
    subject: str
    reference: str
    day: date
    writer: Writer
    is_ruled: bool = False

    @property
    def printed_address(self) -> tuple[str, ...]:
        """The postal block; on a fax to somebody without one, the office and the name."""
        named = (self.recipient.post, self.recipient.name)
        return self.address or lines_of(line for line in named if line)

    @property
    def salutation_line(self) -> str:
        return self.salutation.line(self.language)

    @property
    def date_line(self) -> str:
        """The date in words, in the letter's language."""
        return str(format_date(self.day, "long", locale=locale_for(self.language, self.writer.country)))

    @property
    def plain_text(self) -> str:
        """Salutation, paragraphs, closing and sender as a message's body, paragraphs apart by a blank line."""
        foot = (self.signature.name, *(line for line in self.signature.sender if line not in self.signature.name))
        return "\n\n".join((self.salutation_line, *self.paragraphs, self.closing, "\n".join(foot)))


@dataclass(frozen=True, slots=True)
class UnknownMission:
    """A mission that was asked for and is in no list: `state` is its sending state in the letter's language."""

    state: str
    language: str


def compose(  # noqa: PLR0913  the whole of a command line
    case: CaseFile,
    writer: Writer,
    text: str | None,
    *,
    day: date,
    language: str | None = None,
    missions: Missions | None = None,
) -> Iterator[Letter | UnknownMission]:
    """Letters in the case's order: targets, copies, mission. Raises InvalidAppeal before the first.

    text: None for letters with lines to write on by hand.
    """
    chosen = language_of_letters(writer, language)
    signature = signature_of(writer, chosen)
    appeal = None if text is None else read_appeal(text, chosen, signature)
    return _Desk(case, writer, appeal, chosen, signature, day).letters(missions)


def language_of_letters(writer: Writer, language: str | None) -> str:
    """The language asked for, else the writer's. Raises InvalidAppeal."""
    if language and not is_language_tag(language):
        raise InvalidAppeal("The language of the letters is not known: give a language tag, such as de or pt-BR.")
    return normal_tag(language) if language else writer.language


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all letters of one appeal share."""

    case: CaseFile
    writer: Writer
    appeal: Appeal | None
    language: str
    signature: Signature
    day: date

    def letters(self, missions: Missions | None) -> Iterator[Letter | UnknownMission]:
        for target in self.case.targets:
            yield self._letter(Role.TARGET, target, target.salutation, self.case.language)
        for copy in self.case.copies:
            yield self._letter(Role.COPY, copy, copy.salutation, self.case.language)
        if missions is not None and self.case.countries and self.case.countries[0] != self.writer.country:
            yield self._to_mission(missions.accredited(self.case.countries[0], self.writer.country))

    def _to_mission(self, mission: Mission | None) -> Letter | UnknownMission:
        if mission is None:
            state = self.case.countries[0]
            return UnknownMission(country_name(state, self.language) or state, self.language)
        printed = mission.recipient.salutation
        language = mission.salutation_language or (min(languages_of(printed), default=None) if printed else None)
        return self._letter(Role.MISSION, mission.recipient, printed, language or self.language)

    def _letter(self, role: Role, recipient: Recipient, printed: str | None, printed_in: str) -> Letter:
        cleaned = one_line(printed) if printed else None
        salutation = choose_salutation(
            cleaned,
            printed_in,
            self.language,
            local_languages=self.case.write_in.languages,
            to_mission=role is Role.MISSION,
        )
        covering = () if role is Role.TARGET else (self._covering_line(),)
        return Letter(
            role=role,
            recipient=recipient,
            address=postal_lines(recipient, self.writer, self.case.language),
            language=self.language,
            salutation=salutation,
            paragraphs=(*covering, *(self.appeal.paragraphs if self.appeal else ())),
            closing=phrases_for(self.language).closing,
            signature=self.signature,
            subject=subject_of(self.case, self.language),
            reference=reference_of(self.case, self.language),
            day=self.day,
            writer=self.writer,
            is_ruled=self.appeal is None,
        )

    def _covering_line(self) -> str:
        phrases = phrases_for(self.language)
        names = [name for name in map(name_of, self.case.targets) if name]
        if not names:
            return phrases.covering_line_without_recipients
        return phrases.covering_line.replace("{recipients}", in_words(names, self.language))
