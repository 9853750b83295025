"""How names and terms are said in other languages: for the whole network, and for one case. Sealed: a name is one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tocsin.actions.access import access_public_case_for, access_texts_for
from tocsin.actions.models import Case, Term
from tocsin.actions.translating.memory import check_open
from tocsin.actions.translating.tags import language_tag
from tocsin.letters.languages import same_language
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere
from tocsin.records.fields import Sealed
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST: Final = 200
LONGEST_NOTE: Final = 500
MOST: Final = 2_000
"""Terms in one language with all its regions, of the network and of one case: each is opened where a text is shown."""
_RUN_TOGETHER: Final = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Word:
    """source: as the network's texts say it. target: as it is said in that language. of_case: of this case alone."""

    id: int
    language: str
    source: str
    target: str
    note: str
    of_case: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that stands in a source text. used: whether the translation says it as the glossary does; what is not
    translated yet misses nothing."""

    source: str
    target: str
    note: str
    used: bool


def network_words_for(person: Person) -> list[Word]:
    """The network's terms, by language; every section uses them."""
    require(person, Deed.SEE, anywhere=True)
    return _words(Term.objects.filter(case=None))


def network_words_serving(person: Person, language: str) -> list[Word]:
    """Those of a language: French terms serve `fr-CA` too. No other's are opened, for each costs a decryption."""
    require(person, Deed.SEE, anywhere=True)
    return _words(_serving(None, language))


def _serving(case: Case | None, language: str) -> QuerySet[Term]:
    terms = Term.objects.filter(case=case)
    tags = terms.order_by().values_list("language", flat=True).distinct()
    return terms.filter(language__in=[tag for tag in tags if same_language(tag, language)])


def words_of_case_for(person: Person, reference: str, language: str) -> list[Word]:
    """Those of one case and language; for whoever may have its texts."""
    case = access_texts_for(person, reference)
    return _words(Term.objects.filter(case=case, language=language))


def _words(terms: Iterable[Term]) -> list[Word]:
    found = []
    for term in terms:
        content = term.content.open() if term.content else None
        if content:
            found.append(
                Word(
                    term.pk,
                    term.language,
                    content["source"],
                    content["target"],
                    content["note"],
                    term.case_id is not None,
                )
            )
    return sorted(found, key=lambda word: (word.language, word.source.casefold()))


@transaction.atomic
def add_word(  # noqa: PLR0913, PLR0917 - what a term consists of
    person: Person, reference: str | None, language: str, source: str, target: str, note: str, now: datetime
) -> Term:
    """Add a term, or say it anew. reference: a case; None: the network."""
    case = _place(person, reference)
    tag = language_tag(language)
    content = {
        "source": _line(source, "Say the name or the term."),
        "target": _line(target, "Say how it is said in the other language."),
        "note": _line(note, "", LONGEST_NOTE),
    }
    there = list(_serving(case, tag).select_for_update())
    same = (one for one in there if one.language == tag and one.content and _is_same(one, content["source"]))
    term = next(same, None)
    if term is None and len(there) >= MOST:
        raise BadInput(_("There are %(most)s terms already: remove some first.") % {"most": MOST})
    term = term or Term(case=case, language=tag)
    term.content, term.by, term.at = Sealed.of(Term, "content", content), person, now
    term.save()
    history.note(now, person.pk, "term added", _subject(case), term=term.pk, language=tag)
    return term


@transaction.atomic
def remove_word(person: Person, reference: str | None, number: str, now: datetime) -> None:
    case = _place(person, reference)
    known = number.isascii() and number.isdigit() and len(number) < 18
    term = Term.objects.filter(case=case, pk=int(number)).first() if known else None
    if term is None:
        raise NotThere("term of this number")
    history.note(now, person.pk, "term removed", _subject(case), term=term.pk, language=term.language)
    term.delete()


def _place(person: Person, reference: str | None) -> Case | None:
    if reference is None:
        require(person, Deed.TRANSLATE, anywhere=True)
        return None
    case = access_public_case_for(person, reference, Deed.TRANSLATE, lock=True)
    check_open(case)
    return case


def _subject(case: Case | None) -> str:
    return f"case:{case.pk}" if case else "glossary"


def _is_same(term: Term, source: str) -> bool:
    return str(term.content.open()["source"]).casefold() == source.casefold()


def _line(text: str, empty: str, longest: int = LONGEST) -> str:
    tidy = " ".join(text.split())
    if not tidy and empty:
        raise BadInput(empty)
    if len(tidy) > longest:
        raise BadInput(
            _("“%(tidy)s…” is longer than %(longest)s characters.") % {"tidy": tidy[:30], "longest": longest}
        )
    if not tidy.replace("\u200e", "").replace("\u200f", "").replace("\u200c", "").replace("\u200d", "").isprintable():
        raise BadInput(_("It holds characters that cannot be printed: type it anew."))
    return tidy


def hits_in(source: str, text: str, words: Iterable[Word]) -> list[Hit]:
    """The terms that a source says, those of the case before those of the network, each once."""
    found: dict[str, Hit] = {}
    for word in sorted(words, key=lambda one: not one.of_case):
        if word.source.casefold() not in found and says(source, word.source):
            used = not text or word.target.casefold() in text.casefold()
            found[word.source.casefold()] = Hit(word.source, word.target, word.note, used)
    return list(found.values())


def says(text: str, term: str) -> bool:
    """Whether a text says a term, in any case of letters, as whole words where the script parts them."""
    if term.casefold() not in text.casefold():
        return False
    pattern = re.escape(term)
    if not _RUN_TOGETHER.search(term):
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None
