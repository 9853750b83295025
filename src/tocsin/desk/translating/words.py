"""Texts, their standing and what is to be looked at, in the desk's words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.translating.checking import Finding, Slip
from tocsin.actions.translating.segments import Segment
from tocsin.actions.translating.standing import Pair, Standing
from tocsin.casefile import CaseFile
from tocsin.desk import said
from tocsin.desk.saying import Mark
from tocsin.desk.scripts import listed
from tocsin.staff.models import Person

_PLACES: Final = {
    "headline": (gettext_noop("Headline"), gettext_noop("One line, as short as the source.")),
    "concerns": (gettext_noop("Concern %(n)d"), gettext_noop("A short term; use the same one in every action.")),
    "summary": (gettext_noop("Summary"), gettext_noop("The first paragraph that people read.")),
    "body": (gettext_noop("What happened, %(n)d"), ""),
    "name": (
        gettext_noop("Person %(n)d, name"),
        gettext_noop("Keep it, or write it in your script as the family does. It may be left empty."),
    ),
    "group": (gettext_noop("Group %(n)d"), gettext_noop("A group described in words.")),
    "pronouns": (gettext_noop("Person %(n)d, pronouns"), gettext_noop("It may be left empty.")),
    "detail": (gettext_noop("Person %(n)d, who they are"), ""),
    "calls": (gettext_noop("Call %(n)d"), gettext_noop("Polite, exact, nothing added and nothing left out.")),
    "model_letter": (
        gettext_noop("Model letter, paragraph %(n)d"),
        gettext_noop("As somebody who writes would say it."),
    ),
    "salutation": (gettext_noop("Salutation for %(who)s"), gettext_noop("The prescribed form of address.")),
    "after_deadline": (gettext_noop("After the deadline"), ""),
    "background": (gettext_noop("Background, %(n)d"), ""),
}
"""What a text is, and what a translator should know; by the part of the case file."""

_STANDINGS: Final = {
    Standing.MISSING: (gettext_noop("Missing"), "yours"),
    Standing.DRIFTED: (gettext_noop("The source changed"), "yours"),
    Standing.KEPT: (gettext_noop("Stays as it is"), "done"),
    Standing.BACK: (gettext_noop("Sent back"), "yours"),
    Standing.UNREAD: (gettext_noop("Waits for a second reader"), "moving"),
    Standing.READ: (gettext_noop("Read by a second person"), "done"),
}

_SLIPS: Final = {
    Slip.NAME: gettext_noop("This says a name, and nobody agreed that the name is published: take it out."),
    Slip.NUMBERS: gettext_noop("In the source, and not here: %(what)s."),
    Slip.CONTACTS: gettext_noop("This is to stay exactly as in the source: %(what)s"),
    Slip.SOURCE: gettext_noop("Still in the language of the source: “%(what)s”"),
    Slip.SHORT: gettext_noop("This is much shorter than the source. Is something left out?"),
    Slip.LONG: gettext_noop("This is much longer than the source. Was something added?"),
    Slip.MARKS: gettext_noop("A mark of direction is opened and not closed."),
    Slip.BULLETS: gettext_noop("The source has another number of bullets."),
    Slip.EMPTY: gettext_noop("There is not a single word in it."),
}

said.tell(
    {
        "translating.saved": gettext_noop("Saved. A second person has to read it before it goes live."),
        "translating.nothing": gettext_noop("Nothing was changed, and so nothing was saved."),
        "translating.kept": gettext_noop("The text stays as it is, and waits for a second reader again."),
        "translating.back": gettext_noop("Sent back. Whoever translates sees your notes beside the texts."),
        "translating.live": gettext_noop("Approved. The translation is public now."),
        "translating.with-edition": gettext_noop("Approved. The translation goes live with its edition."),
        "translating.part": gettext_noop(
            "Approved, as far as others translated it. What is your own, or was sent back, still waits."
        ),
        "translating.word": gettext_noop("The term is in the glossary."),
        "translating.word-gone": gettext_noop("The term is no longer in the glossary."),
    }
)


def label_of(segment: Segment, source: CaseFile) -> str:
    part, n, leaf = _parts(segment)
    label = _(_PLACES[_place(segment)][0])
    if leaf == "salutation":
        one = getattr(source, part)[n]
        return label % {"who": one.post or one.name or _("the office")}
    return label % {"n": n + 1} if "%(n)d" in label else label


def hint_of(segment: Segment) -> str:
    hint = _PLACES[_place(segment)][1]
    return _(hint) if hint else ""


def _place(segment: Segment) -> str:
    part, _n, leaf = _parts(segment)
    if leaf == "name":
        return "name" if segment.optional else "group"
    return leaf or part


def _parts(segment: Segment) -> tuple[str, int, str]:
    part, *rest = segment.path.split(".")
    return part, int(rest[0]) if rest else 0, rest[1] if len(rest) > 1 else ""


def mark_of(pair: Pair, person: Person) -> Mark:
    """How a text stands, for this person."""
    words, look = _STANDINGS[pair.standing]
    if pair.standing is Standing.UNREAD and not pair.waits_for(person):
        return Mark(_("Yours, waits for another reader"), look)
    return Mark(_(words), look)


def finding(one: Finding) -> str:
    sentence = _(_SLIPS[one.slip])
    return sentence % {"what": listed(one.what)} if one.what else sentence


def progress(done: int, texts: int) -> str:
    return _("%(done)d of %(texts)d texts translated") % {"done": done, "texts": texts}


def saved_texts(number: int) -> str:
    return ngettext("%d text was saved.", "%d texts were saved.", number) % number
