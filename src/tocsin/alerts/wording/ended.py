"""An alert that asks for nothing more: a stop, or what became of a case. Nothing in it leads to the writing page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from tocsin.actions.publishing import wordings
from tocsin.actions.states import EditionState
from tocsin.alerts.wording.blocks import Block, Heading, Link, Said, State, Title, Words
from tocsin.alerts.wording.edition import PublicEdition
from tocsin.alerts.wording.inviting import kicker_of, page_of, section_blocks, told_of, wrote_blocks
from tocsin.alerts.wording.variant import Variant
from tocsin.casefile import CaseFile, Kind
from tocsin.casefile.writing.wording import Wording, wording_for


def ended_blocks(public: PublicEdition, variant: Variant, said: Mapping[str, str]) -> tuple[Block, ...]:
    """said: what the member's section says at the head, by language."""
    words, case = wording_for(variant.tongue), public.case_in(variant.language)
    return (
        *section_blocks(public, variant, said),
        kicker_of(public, variant, words),
        ending_of(public, words),
        Title(Words(public.headline(variant.language), case.language)),
        *_why(public, case, words),
        Link(_("The whole case"), page_of(public)),
        *wrote_blocks(variant, words, may_write=False),
    )


def ending_of(public: PublicEdition, words: Wording) -> State:
    """That letters are not wanted any more, and, of a closed case, what became of it."""
    if public.standing.state is EditionState.CLOSED:
        code = public.record["outcome"]
        told = filter(None, (wordings.death(code), words.say("outcome_notice.text")))
        return State(tuple(told), wordings.outcome(code), leads=True)
    return State((words.say("stop_notice.text"),), _("Please do not write any more"), leads=True)


def _why(public: PublicEdition, case: CaseFile, words: Wording) -> Iterator[Block]:
    """In the words of the edition, where it is one that tells why; a stop comes before the words on it are agreed."""
    if public.edition["kind"] not in {Kind.STOP, Kind.OUTCOME}:
        yield Said(Words(_("As soon as two people have agreed on words about it, the reason stands on the page.")))
        return
    told = list(told_of(case))
    if told:
        yield Heading(words.heading("happened"))
        yield from told
