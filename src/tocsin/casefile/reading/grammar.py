"""From extracted text to a case file: furniture, labels, language, family, then the grammar of that family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import cast

import phonenumbers

from tocsin.casefile.errors import NoActionFound, UnreadableDocument
from tocsin.casefile.model import CaseFile, Family
from tocsin.casefile.reading.draft import Draft, Places
from tocsin.casefile.reading.families import Document, family_of, written
from tocsin.casefile.reading.families.action1990 import is_captioned
from tocsin.casefile.reading.fields.countries import own_name_at_end
from tocsin.casefile.reading.fields.numbers import find_indexes, find_numbers
from tocsin.casefile.reading.flow import Flow, split_lines
from tocsin.casefile.reading.heading import take_out_furniture
from tocsin.casefile.reading.labels import alternatives, languages, pattern
from tocsin.casefile.reading.segments import Hit, Segments, find_labels, language_of

MAX_CHARACTERS = 400_000
"""An urgent action is two to six pages; a text of this length is something else."""

MAX_LINES = 12_000

_GRAMMARS = {
    Family.A: "action1990",
    Family.B: "action2009",
    Family.C: "action2018",
    Family.LABELLED: "labelled2017",
    Family.UNKNOWN: "action2009",
}


@dataclass(frozen=True, slots=True)
class TextReading:
    """A case file and where each of its fields stands in the text."""

    case: CaseFile
    family: Family
    places: Places


def read_text(text: str, name: str = "") -> TextReading:
    """Read extracted text. name: the file's name, for a number that stands only there.

    Raises NoActionFound where the text has no label, number or index of any family.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument(
            f"The document is too long: {len(text):,} characters, and at most {MAX_CHARACTERS:,} are read."
        )
    if written.is_written(text):
        draft = written.read(text)
        return TextReading(draft.finish(), draft.family, draft.places)
    document, hits = understand(text, name)
    family = family_of(document.segments, captioned=is_captioned(document))
    if not hits and not find_indexes(text[:50_000]) and not find_numbers(text[:50_000]):
        raise NoActionFound(
            "No urgent action was found in the document: it has no label, number or index of any known form."
        )
    draft = _grammar(family)(document)
    draft.values.setdefault("language", document.language.code)
    case = draft.finish()
    if family is Family.UNKNOWN:
        draft.family = family
    return TextReading(replace(case, language=document.language.code), draft.family, draft.places)


def understand(text: str, name: str) -> tuple[Document, list[Hit]]:
    """The document without furniture, with its labels and its language."""
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        raise UnreadableDocument(f"The document is too long: {len(lines):,} lines, and at most {MAX_LINES:,} are read.")
    pages = take_out_furniture(lines)
    flow = Flow(pages.lines)
    hits = find_labels(flow)
    language = language_of(hits, flow.folded)
    return Document(pages, flow, Segments(flow, hits), language, name), hits


@cache
def _grammar(family: Family) -> Callable[[Document], Draft]:
    grammar = import_module(f"tocsin.casefile.reading.families.{_GRAMMARS[family]}")
    return cast("Callable[[Document], Draft]", grammar.read)


def warm_up() -> None:
    """Compile every pattern and load every table, so that the first document is as quick as the next."""
    own_name_at_end("nowhere")
    for language in languages():
        for sources in (*language.labels.values(), *language.kinds.values()):
            alternatives(sources)
            for source in sources:
                pattern(source)
    # Each number loads the rules of its state: all of them now, rather than one by one in every child.
    phonenumbers.PhoneMetadata.load_all()
    for text in _REHEARSALS:
        read_text(text)


_REHEARSALS = (
    """PUBLIC AI Index: ASA 31/118/2004
9 June 2004
UA 187/04         Fear of torture
NEPAL             Somebody Else (f), aged 24
Somebody was led away.
RECOMMENDED ACTION: Please send appeals in Nepali or your own language:
- asking for news;
APPEALS TO:
Minister of Justice
Somebody Else
Kathmandu, Nepal
Fax: + 977 1 4555 186
Email: office@example.org
Salutation: Dear Minister
PLEASE SEND APPEALS IMMEDIATELY. Check with your section office, if sending appeals after 21 July 2004.
""",
    """First UA: 1/20 Index: ASA 17/0001/2020 China Date: 1 January 2020
URGENT ACTION
NOBODY IN PARTICULAR
Nobody was led away.
TAKE ACTION: WRITE AN APPEAL IN YOUR OWN WORDS OR USE THIS MODEL LETTER
Minister of Justice
Dear Minister,
I urge you to look into it.
Yours sincerely,
PREFERRED LANGUAGE TO ADDRESS TARGET: English
PLEASE TAKE ACTION AS SOON AS POSSIBLE UNTIL: 1 February 2020
NAME AND PRONOUN: Nobody (they/them)
""",
    """AU 1/15, AFR 20/2093/2015 – Tchad, 9 juillet 2015
ACTION URGENTE
PERSONNE EN PARTICULIER
Personne n’a été emmenée de la maison dans la nuit.
Veuillez écrire immédiatement, en français ou dans votre propre langue :
■ demandez des nouvelles ;
VEUILLEZ ENVOYER VOS APPELS AVANT LE 20 AOÛT 2015 À :
Ministre de la Justice
Avenue du Manguier
Fax : +235 22 55 01 39
Formule d’appel : Monsieur le Ministre,
Nom : Personne
Genre : homme
""",
    """UA-Nr.: UA-1/2015-1 AI-Index: EUR 62/1987/2015 Datum: 30. Juni 2015
SACHLAGE
Niemand wurde auf dem Weg zu dem Gericht und nicht von der Polizei aus seinem Auto geholt.
SCHREIBEN SIE BITTE FAXE MIT FOLGENDEN FORDERUNGEN
- Bitte geben Sie Auskunft.
APPELLE AN
INNENMINISTER
Taschkent
USBEKISTAN
(Anrede: Dear Minister / Sehr geehrter Herr Minister)
KOPIEN AN
BOTSCHAFT DER REPUBLIK USBEKISTAN
""",
)
"""Short texts that make every pattern and table load."""


__all__ = ["MAX_CHARACTERS", "Draft", "TextReading", "read_text", "understand", "warm_up"]
