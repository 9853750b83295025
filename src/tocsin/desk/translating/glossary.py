"""How names and terms are said: the network's glossary, and the terms of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.translating.glossary import Word, add_word, network_words_for, remove_word
from tocsin.desk import clock
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.tongues import OFFERED, Tongue, tongue
from tocsin.desk.translating.languages import tag_of
from tocsin.desk.translating.room import enter
from tocsin.desk.translating.sides import Sent, shown
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

_FIELDS = ("language", "source", "target", "note")


@dataclass(frozen=True, slots=True)
class Chapter:
    """The terms of one language."""

    tongue: Tongue
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    chapters: tuple[Chapter, ...]
    may_change: bool
    offered: tuple[Tongue, ...]
    word: Mapping[str, str]
    fault: str


@for_staff(*READS, "POST")
def glossary(request: HttpRequest, session: Session) -> HttpResponseBase:
    person = session.person
    if request.method != "POST":
        return _shown(request, person)
    require(person, Deed.TRANSLATE, anywhere=True)
    if "remove" in request.POST:
        remove_word(person, None, request.POST["remove"], clock.now())
        return see_other(reverse("desk-glossary"), said="translating.word-gone")
    word = _word_in(request)
    try:
        add_word(person, None, tag_of(word["language"]), word["source"], word["target"], word["note"], clock.now())
    except BadInput as error:
        return _shown(request, person, word, str(error))
    return see_other(reverse("desk-glossary"), said="translating.word")


@for_staff("POST")
def case_words(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    """Add or remove a term of one case; the page is that of its translation."""
    room = enter(session.person, number, language, Deed.TRANSLATE)
    address = room.address("desk-translate")
    if "remove" in request.POST:
        remove_word(room.person, room.reference, request.POST["remove"], room.now)
        return see_other(address, said="translating.word-gone")
    word = _word_in(request)
    try:
        add_word(room.person, room.reference, room.language, word["source"], word["target"], word["note"], room.now)
    except NotThere:
        raise
    except BadInput as error:
        return shown(request, room, Sent(word=word, word_fault=str(error)), 422)
    return see_other(address, said="translating.word")


def _word_in(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in _FIELDS}


def _shown(
    request: HttpRequest, person: Person, word: Mapping[str, str] | None = None, fault: str = ""
) -> HttpResponseBase:
    found = network_words_for(person)
    tags = dict.fromkeys(one.language for one in found)
    chapters = (Chapter(tongue(tag), tuple(one for one in found if one.language == tag)) for tag in tags)
    shown_page = GlossaryPage(
        chapters=tuple(sorted(chapters, key=lambda one: one.tongue.name)),
        may_change=may(person, Deed.TRANSLATE, anywhere=True),
        offered=tuple(sorted(map(tongue, OFFERED), key=lambda one: one.name)),
        word=word or {},
        fault=fault,
    )
    return page(request, "translating/glossary", _("Glossary"), person, 422 if fault else 200, glossary=shown_page)
