"""The letter's own part of the page: the sheet to write on, the calls beside it, and what makes a letter good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.states import MentionNetwork
from tocsin.appeals.addressees import Addressees
from tocsin.appeals.composing import Made, chosen
from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import Wish
from tocsin.casefile import CaseFile
from tocsin.casefile.writing.wording import languages_sentence, paragraphs
from tocsin.letters.own_words.draft import is_unspaced
from tocsin.letters.phrases import phrases_for
from tocsin.letters.salutation import choose_salutation
from tocsin.public.reader import Reader, Words
from tocsin.public.write.advice import Counsel
from tocsin.public.write.naming import shown_as
from tocsin.public.write.preview import marks_of
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Call:
    """cover: whether it is in the letter, in words; empty before anybody looked."""

    text: Words
    cover: str
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """text: as it was written. counted: label of its length, for the script, with `{number}`. salutation, closing: what
    the letter brings itself, in its own language.
    """

    text: str
    counted: str
    marks: SafeString
    salutation: str
    salutation_for: str
    closing: str
    signed: str
    calls: tuple[Call, ...]
    read_soonest: str | None
    rules: tuple[str, ...]
    hints: tuple[str, ...]
    mention: str
    model: tuple[Words, ...]


def sheet_of(  # noqa: PLR0913, PLR0917 - all that stands beside a text
    wish: Wish,
    matter: Matter,
    addressees: Addressees,
    made: Sequence[Made],
    counsel: Counsel | None,
    reader: Reader,
) -> Sheet:
    case = _case_read(matter, reader)
    salutation, whose = _salutation(wish, matter, addressees, made)
    return Sheet(
        text=wish.text,
        counted=_("Characters: {number}") if is_unspaced(wish.language) else _("Words: {number}"),
        marks=marks_of(wish.language) if wish.language else SafeString(' dir="auto"'),
        salutation=salutation,
        salutation_for=_("For %(name)s. Each of the others gets their own.") % {"name": whose} if whose else "",
        closing=phrases_for(wish.language or matter.case.language).closing,
        signed=shown_as(wish),
        calls=_calls(case, counsel, reader),
        read_soonest=languages_sentence(matter.case.write_in, reader.words),
        rules=_rules(),
        hints=_hints(),
        mention=_mention(matter),
        model=tuple(reader.says(text, case.language) for text in paragraphs(case.model_letter or "")),
    )


def _case_read(matter: Matter, reader: Reader) -> CaseFile:
    """The calls are read in the reader's language where there is one, whatever the letter's."""
    return matter.text_in(reader.tongue.tag)


def _salutation(wish: Wish, matter: Matter, addressees: Addressees, made: Sequence[Made]) -> tuple[str, str]:
    """The first letter's form of address, and whose it is."""
    if made:
        return made[0].letter.salutation_line, clean(made[0].addressee.name)
    first = next(iter(chosen(wish, addressees)), None)
    if first is None or not wish.language:
        return "", ""
    salutation = choose_salutation(
        clean(first.recipient.salutation) if first.recipient.salutation else None,
        matter.case.language,
        wish.language,
        local_languages=matter.case.write_in.languages,
    )
    return salutation.line(wish.language), clean(first.name)


def _calls(case: CaseFile, counsel: Counsel | None, reader: Reader) -> tuple[Call, ...]:
    covers = counsel.covers if counsel and len(counsel.covers) == len(case.calls) else ()
    in_letter = counsel.in_letter if counsel else ()
    return tuple(
        Call(
            reader.says(text, case.language),
            covers[number] if covers else "",
            bool(covers) and number in in_letter,
        )
        for number, text in enumerate(case.calls)
    )


def _rules() -> tuple[str, ...]:
    return (
        _("Be polite. An angry letter helps the person who puts it away."),
        _("Be short: one page, one matter."),
        _("Keep to facts that the action gives."),
        _("Write names, places and dates exactly as the action does."),
        _("Ask for what the action asks for, and for nothing else."),
        _("Leave party politics and religion out of it."),
        _("Do not name anybody whom the action does not name."),
        _("Close with respect."),
    )


def _hints() -> tuple[str, ...]:
    return (
        _("Your trade: I repair trains. I teach children to read."),
        _("Your age or family: I am seventy-one. I have a daughter of the same age."),
        _("Why this touches you: I have diabetes too. My father was a judge."),
        _("Leave out what could be used against you or somebody else."),
    )


def _mention(matter: Matter) -> str:
    return {
        MentionNetwork.NO: _("Do not say in your letter that this network asked you to write."),
        MentionNetwork.YES: _("Say in your letter that this network asked you to write."),
    }.get(
        MentionNetwork(matter.edition["mention_network"]),
        _("Whether you say how you heard of it is up to you."),
    )
