r"""The plain-text form of a case file: its labels and its escapes, for the writer and the reader alike.

A text of this form is made of sections. A section begins with a label at the start of a line (`SUMMARY:`); items of a
list begin with `- `, what belongs to an item is indented by two spaces, and a labelled line of an item (`Fax: …`)
begins with a label too. Paragraphs are wrapped at single spaces and parted by blank lines.

A backslash takes the meaning off the character behind it: it stands before a backslash, and at the start of a line
that would else be taken for a label, an item or a quotation. `\0` is nothing (so that an empty string and outer spaces
can be written), `\/` a line break inside a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tocsin.casefile.model import FORMAT

MARK = f"Format: {FORMAT}"
"""The line by which a text of this form is known, the same in every language."""

WIDTH = 78


class Label(StrEnum):
    """Labels by the field that they announce; those of items have a dot in their value."""

    KIND = "kind"
    NUMBER = "number"
    UPDATE = "update"
    INDEX = "index"
    ISSUED = "issued"
    COUNTRIES = "countries"
    LANGUAGE = "language"
    DEADLINE = "deadline"
    CONCERNS = "concerns"
    HEADLINE = "headline"
    SUMMARY = "summary"
    BODY = "body"
    PEOPLE = "people"
    LANGUAGES = "write_in"
    CALLS = "calls"
    MODEL_LETTER = "model_letter"
    TARGETS = "targets"
    COPIES = "copies"
    DIPLOMATIC = "diplomatic_copies"
    AFTER = "after_deadline"
    BACKGROUND = "background"
    PREVIOUS = "previous"
    EDITION = "edition"
    NAME = ".name"
    POST = ".post"
    COUNTRY = ".country"
    EMAIL = ".email"
    FAX = ".fax"
    PHONE = ".phone"
    SOCIAL = ".social"
    SALUTATION = ".salutation"
    GROUP = ".group"
    GENDER = ".gender"
    PRONOUNS = ".pronouns"
    DETAIL = ".detail"

    @property
    def of_item(self) -> bool:
        return self.value.startswith(".")


_EN = (
    "Kind",
    "Number",
    "Update",
    "Index",
    "Issued",
    "Countries",
    "Language",
    "Write before the end of",
    "CONCERNS",
    "HEADLINE",
    "SUMMARY",
    "WHAT HAS HAPPENED",
    "WHO IS AT RISK",
    "WRITE IN",
    "ASK THE AUTHORITIES",
    "MODEL LETTER",
    "WRITE TO",
    "COPIES TO",
    "Copies to embassies",
    "AFTER THE DEADLINE",
    "BACKGROUND",
    "PREVIOUS DOCUMENT",
    "EDITION",
    "Name",
    "Office",
    "State",
    "E-mail",
    "Fax",
    "Telephone",
    "Account",
    "Salutation",
    "Group",
    "Gender",
    "Pronouns",
    "About",
)
_FR = (
    "Nature",
    "Numéro",
    "Mise à jour",
    "Index",
    "Date",
    "Pays",
    "Langue",
    "Écrire avant la fin du",
    "PRÉOCCUPATIONS",
    "TITRE",
    "RÉSUMÉ",
    "LES FAITS",
    "PERSONNES EN DANGER",
    "ÉCRIRE EN",
    "DEMANDES AUX AUTORITÉS",
    "MODÈLE DE LETTRE",
    "ÉCRIRE À",
    "COPIES À",
    "Copies aux ambassades",
    "APRÈS LA DATE LIMITE",
    "CONTEXTE",
    "DOCUMENT PRÉCÉDENT",
    "ÉDITION",
    "Nom",
    "Fonction",
    "État",
    "Courriel",
    "Télécopie",
    "Téléphone",
    "Compte",
    "Formule d'appel",
    "Groupe",
    "Genre",
    "Pronoms",
    "Précisions",
)
_ES = (
    "Tipo",
    "Número",
    "Actualización",
    "Índice",
    "Fecha",
    "Países",
    "Idioma",
    "Escribir antes del fin del",
    "MOTIVOS",
    "TÍTULO",
    "RESUMEN",
    "LO OCURRIDO",
    "PERSONAS EN PELIGRO",
    "ESCRIBIR EN",
    "PEDIR A LAS AUTORIDADES",
    "CARTA MODELO",
    "ESCRIBIR A",
    "COPIAS A",
    "Copias a embajadas",
    "DESPUÉS DEL PLAZO",
    "ANTECEDENTES",
    "DOCUMENTO ANTERIOR",
    "EDICIÓN",
    "Nombre",
    "Cargo",
    "Estado",
    "Correo-e",
    "Fax n.º",
    "Teléfono",
    "Cuenta",
    "Tratamiento",
    "Grupo",
    "Género",
    "Pronombres",
    "Datos",
)
_DE = (
    "Art",
    "Nummer",
    "Aktualisierung",
    "Indexnummer",
    "Datum",
    "Staaten",
    "Sprache",
    "Schreiben bis zum Ende des",
    "ANLIEGEN",
    "ÜBERSCHRIFT",
    "ZUSAMMENFASSUNG",
    "WAS GESCHEHEN IST",
    "WER IN GEFAHR IST",
    "SCHREIBEN AUF",
    "FORDERUNGEN",
    "MODELLBRIEF",
    "SCHREIBEN AN",
    "KOPIEN AN",
    "Kopien an Botschaften",
    "NACH DER FRIST",
    "HINTERGRUND",
    "VORIGES DOKUMENT",
    "AUSGABE",
    "Person",
    "Amt",
    "Staat",
    "E-Mail-Adresse",
    "Telefax",
    "Telefon",
    "Konto",
    "Anrede",
    "Gruppe",
    "Geschlecht",
    "Pronomen",
    "Angaben",
)

_TABLES: Mapping[str, Mapping[Label, str]] = {
    code: dict(zip(Label, words, strict=True)) for code, words in (("en", _EN), ("fr", _FR), ("es", _ES), ("de", _DE))
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand as values."""

    yes: str
    no: str
    own_language: str


_WORDS = {
    "en": Words("yes", "no", "your own language"),
    "fr": Words("oui", "non", "votre propre langue"),
    "es": Words("sí", "no", "su propio idioma"),
    "de": Words("ja", "nein", "in Ihrer eigenen Sprache"),
}
YES = frozenset(words.yes for words in _WORDS.values())
OWN_LANGUAGE = frozenset(words.own_language for words in _WORDS.values())


def words_of(language: str) -> Words:
    """The words in the document's language, English where there are none."""
    return _WORDS.get(language.split("-", maxsplit=1)[0].lower(), _WORDS["en"])


def labels_of(language: str) -> Mapping[Label, str]:
    """The labels in the document's language, English where there are none."""
    return _TABLES.get(language.split("-", maxsplit=1)[0].lower(), _TABLES["en"])


@cache
def known_labels() -> Mapping[str, tuple[Label, ...]]:
    """Every label of every language, and what it can stand for: at the left edge, or inside an item."""
    found: dict[str, tuple[Label, ...]] = {}
    for table in _TABLES.values():
        for label, word in table.items():
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), label)))
    return found


@cache
def label_line() -> re.Pattern[str]:
    """A line that begins with a label: groups `label` and `value`."""
    words = "|".join(sorted(map(re.escape, {*known_labels(), "Format"}), key=len, reverse=True))
    return re.compile(rf"(?P<label>{words}):(?: (?P<value>.*)|$)", re.DOTALL)


# --- escapes -------------------------------------------------------------------------------------------------------


def escape(text: str) -> str:
    r"""One paragraph's text without line breaks and with its backslashes doubled; outer spaces held by `\0`."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\/")
    if not text:
        return "\\0"
    return escaped + ("\\0" if text[-1].isspace() else "")


def guard(line: str) -> str:
    """A printed line whose first character is taken at its word where it could mean something else."""
    risky = (
        line[:1].isspace() or line[:1] in ("-", ">", "|") or bool(label_line().match(line)) or line.startswith("From ")
    )
    return "\\" + line if risky else line


def unescape(text: str) -> str:
    """What `escape` and `guard` made, turned back."""
    return re.sub(r"\\(.)", lambda match: {"0": "", "/": "\n"}.get(match[1], match[1]), text, flags=re.DOTALL)


_SINGLE_SPACE = re.compile(r"(?<=\S) (?=\S)")


def wrap(text: str, width: int = WIDTH) -> Iterator[str]:
    """An escaped paragraph as guarded lines; it is broken at single spaces alone, so that nothing is lost."""
    line = ""
    for word in _SINGLE_SPACE.split(text):
        if line and len(line) + 1 + len(word) > width:
            yield guard(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield guard(line)


def unwrap(lines: list[str]) -> str:
    """Lines of one paragraph back to its text."""
    return unescape(" ".join(lines))
