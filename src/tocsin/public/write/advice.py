"""What we noticed in a text, in plain and kind words. It advises; the writer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.appeals.guarding import seen_before, shingle_key
from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import Wish
from tocsin.letters.own_words import Advice, Cover, Finding, FindingCode, advise
from tocsin.public import times
from tocsin.public.reader import Reader, Words

MOST_SHOWN: Final = 9
"""More would be read by nobody; the rest come once these are mended."""
LONGEST_QUOTE: Final = 240
SCRIPTS_WITHOUT_SPACES: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})


@dataclass(frozen=True, slots=True)
class Noticed:
    """quote: a piece of the writer's own text. expected: what the action says instead."""

    heading: str
    sentence: str
    quote: Words
    expected: Words


@dataclass(frozen=True, slots=True)
class Counsel:
    """What stands beside and below a text. own: per cent that is the writer's alone. covers: one for each call.
    in_letter: the numbers of those that it makes.
    """

    size: str
    own: int
    own_words: SafeString
    covers: tuple[str, ...]
    in_letter: frozenset[int]
    heading: str
    noticed: tuple[Noticed, ...]


_SAID: Mapping[FindingCode, tuple[str, str]] = {
    FindingCode.CALL_MISSING: (
        gettext_noop("One thing to ask for is not in your letter."),
        gettext_noop("Add it if you can: officials act on what they are asked for. You need not ask for everything."),
    ),
    FindingCode.NAME_DIFFERS: (
        gettext_noop("A name is written differently in the action."),
        gettext_noop("With another spelling, an office may say that it knows no such person."),
    ),
    FindingCode.DATE_DIFFERS: (
        gettext_noop("A date is not the one in the action."),
        gettext_noop("Look it up once more: a wrong date is a reason to put a letter aside."),
    ),
    FindingCode.PLACEHOLDER: (
        gettext_noop("Something seems to wait for being filled in."),
        gettext_noop("Write what belongs there, or take it out."),
    ),
    FindingCode.TOO_LONG: (
        gettext_noop("The letter is longer than a page."),
        gettext_noop("A page is read to its end more often. Keep what only you can say."),
    ),
    FindingCode.TOO_SHORT: (
        gettext_noop("The letter is very short."),
        gettext_noop("Say in one more sentence who you are, or why this matters to you."),
    ),
    FindingCode.ROUGH_TONE: (
        gettext_noop("This may sound rough to the person who opens it."),
        gettext_noop("A polite letter cannot be put aside for its tone. Say the same in calm words."),
    ),
    FindingCode.PARTISAN: (
        gettext_noop("This sounds like party politics."),
        gettext_noop("It is safer for the people concerned to leave it out: the letter is about rights alone."),
    ),
    FindingCode.DEMAND_ADDED: (
        gettext_noop("You ask for something that the action does not ask for."),
        gettext_noop("The family and the researchers chose the demands with care. Another one may do harm."),
    ),
    FindingCode.NEARLY_THE_ACTION: (
        gettext_noop("One passage is nearly the action’s own."),
        gettext_noop("Say it as you would say it to a neighbour, or leave it."),
    ),
    FindingCode.NEARLY_OTHERS: (
        gettext_noop("One passage stands nearly so in other letters."),
        gettext_noop("Letters that resemble each other are counted as one. Say it in your own way."),
    ),
    FindingCode.UNKNOWN_PERSON: (
        gettext_noop("You name a person whom the action does not name."),
        gettext_noop("The name may put somebody at risk who was never asked. Leave it out, unless it is your own."),
    ),
    FindingCode.CONTACT_GIVEN: (
        gettext_noop("You give an address or a number in the text."),
        gettext_noop("All officials who get the letter will see it. Below you choose what they learn of you."),
    ),
}


def counsel_on(wish: Wish, matter: Matter, reader: Reader) -> Counsel:
    """Reads the writer's text; keeps nothing of it."""
    case = matter.text_in(wish.language)
    seen = seen_before(wish, matter.slug)
    advice = advise(wish.text, case, wish.language, key=shingle_key(matter.slug), seen=seen)
    noticed = tuple(_noticed(one, wish, matter, reader) for one in advice.findings[:MOST_SHOWN])
    own = round(100 * max(0.0, min(1.0, advice.own_share)))
    return Counsel(
        size=_size(advice, wish.language, reader),
        own=own,
        own_words=_own(own, reader),
        covers=tuple(_(_COVERS[cover]) for cover in advice.calls),
        in_letter=frozenset(number for number, cover in enumerate(advice.calls) if cover is Cover.COVERED),
        heading=_heading(len(noticed)),
        noticed=noticed,
    )


_COVERS: Mapping[Cover, str] = {
    Cover.COVERED: gettext_noop("in your letter"),
    Cover.MISSING: gettext_noop("not in your letter yet"),
    Cover.UNKNOWN: gettext_noop("look yourself: we could not tell"),
}


def _noticed(finding: Finding, wish: Wish, matter: Matter, reader: Reader) -> Noticed:
    heading, sentence = _SAID[finding.code]
    case = matter.text_in(wish.language)
    return Noticed(
        _(heading),
        _(sentence),
        reader.says(_short(finding.quote), wish.language),
        reader.says(_short(finding.expected), case.language),
    )


def _own(share: int, reader: Reader) -> SafeString:
    return format_html(_("<b>{number} %</b> of your letter is yours alone"), number=times.count(share, reader.words))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def _heading(number: int) -> str:
    if not number:
        return _("We noticed nothing to change")
    said = ngettext("{number} thing we noticed", "{number} things we noticed", number)
    return said.format(number=number)


def _size(advice: Advice, language: str, reader: Reader) -> str:
    """“156 words, about one page on paper”."""
    number = times.count(advice.words, reader.words)
    if language.partition("-")[0] in SCRIPTS_WITHOUT_SPACES:
        words = ngettext("{number} character", "{number} characters", advice.words).format(number=number)
    else:
        words = ngettext("{number} word", "{number} words", advice.words).format(number=number)
    return reader.words.listed(words, _pages(advice.pages))


def _pages(pages: float) -> str:
    if pages <= 0.6:
        return _("half a page on paper")
    return _("one page on paper") if pages <= 1 else _("more than one page on paper")
