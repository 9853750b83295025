"""An alert that asks for letters: a new action, or what is new in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.publishing import wordings
from tocsin.actions.publishing.shapes import Change
from tocsin.actions.states import MentionNetwork
from tocsin.alerts.wording import times
from tocsin.alerts.wording.blocks import (
    Block,
    Button,
    Heading,
    Items,
    Kicker,
    Link,
    Note,
    Said,
    State,
    Title,
    Words,
    isolated,
    of_case,
)
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.holes import WRITE
from tocsin.alerts.wording.measure import columns, shortened
from tocsin.alerts.wording.variant import Variant
from tocsin.casefile import CaseFile, Kind
from tocsin.casefile.writing.wording import Wording, languages_sentence, paragraphs, wording_for

MOST_PARAGRAPHS: Final = 2
MOST_COLUMNS: Final = 1000
"""Of what happened: the page has the rest."""


def inviting_blocks(
    public: PublicEdition, variant: Variant, said: Mapping[str, str], now: datetime
) -> tuple[Block, ...]:
    """said: what the member's section says at the head, by language."""
    words, case = wording_for(variant.tongue), public.case_in(variant.language)
    may_write = public.may_write(variant.section, now)
    return (
        *section_blocks(public, variant, said),
        kicker_of(public, variant, words),
        Title(Words(public.headline(variant.language), case.language)),
        state_of(public, variant, words, now),
        *([write_button(public)] if may_write else []),
        *_happened(case, words),
        *_news(public, words),
        *_calls(public, case, words),
        *([*group_blocks(public)] if variant.group and may_write else []),
        Link(_("Addresses, forms of address and the whole case"), page_of(public)),
        *wrote_blocks(variant, words, may_write=may_write),
    )


def page_of(public: PublicEdition) -> str:
    """The short address, as on sheets."""
    return f"{settings.ENVIRONMENT.url}/{public.slug}"


def write_button(public: PublicEdition) -> Button:
    return Button(_("Write now"), f"{settings.ENVIRONMENT.url}/actions/{public.slug}/write/{WRITE}/")


def kicker_of(public: PublicEdition, variant: Variant, words: Wording) -> Kicker:
    """Number and kind; where, and what is feared."""
    case = public.case_in(variant.language)
    concerns = wording_for(case.language).listed(*map(of_case, case.concerns))
    return Kicker(numbered(public, words), public.where(words), Words(concerns, case.language) if concerns else None)


def numbered(public: PublicEdition, words: Wording) -> str:
    """“UA 84/26, update 1”."""
    return words.listed(isolated(public.edition["number"], words.direction), wordings.kind(public.edition))


def state_of(public: PublicEdition, variant: Variant, words: Wording, now: datetime) -> State:
    """Until when one may write, as of now; a member's section may give them longer."""
    deadline, longer = public.standing.deadline, public.deadline_for(variant.section)
    if deadline is None:
        return State((_("This action gives no last day. Write as soon as you can."),))
    dated = {
        "day": times.full_day(deadline.day, words),
        "zone": times.zone_in_words(deadline, words, quiet=variant.quiet),
    }
    is_over = now >= deadline.at
    sentences = [
        _("The last day to write was {day}, {zone}.").format(**dated)
        if is_over
        else _("Write before the end of {day}, {zone}.").format(**dated)
    ]
    if longer:
        day = times.full_day(longer.day, words)
        sentences.append(_("Your section gives its own writers until {day}.").format(day=day))
    counted = longer if is_over else deadline
    return State(tuple(sentences), times.left(counted, now, words) if counted else None)


def section_blocks(public: PublicEdition, variant: Variant, said: Mapping[str, str]) -> Iterator[Block]:
    """What their section says to its members, in the language that fits best."""
    language = next((one for one in (variant.language, variant.tongue) if one in said), next(iter(said), None))
    section = public.section(variant.section)
    if language is None:
        return
    name = of_case(section["name"]) if section else variant.section
    direction = wording_for(variant.tongue).direction
    texts = map(of_case, paragraphs(said[language].replace("\r\n", "\n")))
    head = _("From {name}").format(name=isolated(name, direction))
    yield Note(head, tuple(Words(text, language) for text in texts if text))


def _happened(case: CaseFile, words: Wording) -> Iterator[Block]:
    told = list(told_of(case))
    if told:
        yield Heading(words.heading("happened"))
        yield from told


def told_of(case: CaseFile) -> Iterator[Said]:
    """The first paragraphs of what happened, no longer together than a screen; none where the case tells nothing."""
    left = MOST_COLUMNS
    texts = filter(None, map(of_case, (case.summary or "", *case.body)))
    for _n, text in zip(range(MOST_PARAGRAPHS), texts, strict=False):
        if left < MOST_COLUMNS // 10:
            return
        kept = shortened(text, left)
        left -= columns(kept)
        yield Said(Words(kept, case.language))


def _news(public: PublicEdition, words: Wording) -> Iterator[Block]:
    """What an edition changed, a sentence each; the same sentence stands once."""
    if public.edition["kind"] == Kind.CORRECTION:
        yield Said(Words(words.say("correction_notice.text")))
    said = dict.fromkeys(_change(one, words) for one in public.edition["changes"])
    if said:
        yield Heading(_("New in this update"))
        yield Items(tuple(map(Words, said)))


def _change(change: Change, words: Wording) -> str:
    number = change.get("count", 1)
    match change["code"]:
        case "deadline-moved":
            return _deadline_moved(change, words)
        case "call-added":
            said = ngettext("{number} thing more to ask for.", "{number} things more to ask for.", number)
        case "call-removed":
            said = ngettext(
                "{number} thing is no longer asked for.", "{number} things are no longer asked for.", number
            )
        case code:
            said = wordings.change(code)
    name = isolated(of_case(change.get("name")), words.direction)
    return said.format(number=times.count(number, words), name=name)


def _deadline_moved(change: Change, words: Wording) -> str:
    old, new = (words.day(date.fromisoformat(day)) if day else None for day in (change.get("old"), change.get("new")))
    if old and new:
        return _("The last day to write moves from {old} to {new}.").format(old=old, new=new)
    return _("The last day to write is {new}.").format(new=new) if new else wordings.change("")


def _calls(public: PublicEdition, case: CaseFile, words: Wording) -> Iterator[Block]:
    calls = tuple(Words(call, case.language) for call in map(of_case, case.calls) if call)
    if calls:
        yield Heading(words.heading("calls"))
        yield Items(calls, numbered=True)
    languages = languages_sentence(case.write_in, words)
    advice = [
        _("Do not say in your letter that this network asked you to write.")
        if public.edition["mention_network"] == MentionNetwork.NO
        else None,
        words.say("own_words"),
    ]
    yield Said(Words(words.sentences(languages, *advice)))


def group_blocks(public: PublicEdition) -> Iterator[Block]:
    """One packet for a local group or a class."""
    yield Heading(_("For your group"))
    yield Said(
        Words(
            _(
                "Each writes a letter in their own words, by hand. Pages to print, with salutation, address and "
                "closing on them already, and how an evening can go:"
            )
        )
    )
    yield together_link(public)


def together_link(public: PublicEdition) -> Link:
    """To the page for groups."""
    return Link(_("Writing together"), f"{settings.ENVIRONMENT.url}/actions/{public.slug}/together/")


def wrote_blocks(variant: Variant, words: Wording, *, may_write: bool) -> Iterator[Block]:
    if variant.wrote_on is None:
        return
    said = (
        _("You wrote on {day}. You may write again, about what is new.")
        if may_write
        else _("You wrote on {day}. Thank you.")
    )
    yield Said(Words(said.format(day=times.day_and_month(variant.wrote_on, words))))
