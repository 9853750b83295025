"""What the parts of a document are called, language by language.

Each language is one module of this folder that holds one `Language`; a new language is a new module and nothing else.
Patterns are regular expressions over folded text (lower case, no accents, plain quotes and dashes), in which a space
stands for any white space, a line break or none at all, and `…` for up to ninety characters. A pattern that begins
with `^` counts only at the start of a line; one that begins with `!` counts anywhere when it is printed in capitals,
and else only where it stands alone on its line or ends with a colon; any other counts wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules


class Concept(StrEnum):
    """What a label announces."""

    TITLE = "title"
    DISTRIBUTION = "distribution"
    FACTS = "facts"
    NOTE = "note"
    ACTION = "recommended action"
    ASK = "ask"
    TARGETS = "targets"
    COPIES = "copies"
    DIPLOMATIC = "diplomatic"
    IMMEDIATELY = "immediately"
    LATE = "late"
    UPDATE_NOTE = "update note"
    NO_MORE = "no more action"
    BACKGROUND = "background"
    NAME = "name"
    GENDER = "gender"
    TAKE_ACTION = "take action"
    LETTER = "letter"
    LANGUAGES = "languages"
    OWN_LANGUAGE = "own language"
    UNTIL = "until"
    PRONOUN = "pronoun"
    PREVIOUS = "previous"
    ASIDE = "aside"
    PILOT_TITLE = "pilot title"
    PILOT_DATE = "pilot date"
    PILOT_NUMBER = "pilot number"
    PILOT_INDEX = "pilot index"
    PILOT_COUNTRY = "pilot country"
    PILOT_SUMMARY = "pilot summary"
    PILOT_LETTER = "pilot letter"
    PILOT_TARGETS = "pilot targets"
    PILOT_DEADLINE = "pilot deadline"


class Contact(StrEnum):
    """What a labelled line under a postal block holds."""

    FAX = "fax"
    PHONE = "phone"
    PHONE_AND_FAX = "phone and fax"
    EMAIL = "email"
    SOCIAL = "social"
    SALUTATION = "salutation"
    UNUSED = "unused"  # telegrams, telexes, web pages: read past


@dataclass(frozen=True)
class Language:
    """Everything that the grammar needs to know of one language."""

    code: str
    labels: Mapping[Concept, tuple[str, ...]]
    contacts: Mapping[Contact, tuple[str, ...]]
    header: Mapping[str, str]
    """Patterns of the header: `index`, `date`, `issue_date`, `number`, `page`."""
    kinds: Mapping[str, tuple[str, ...]]
    """Patterns that tell the kind: `update`, `stop`, `outcome`, `correction`, `reissue`, `initial`, `final`."""
    ordinals: Mapping[str, str]
    """Ordinals, typing errors among them, to figures."""
    numbers: Mapping[str, str]
    spellings: Mapping[Concept, str] = field(default_factory=dict)
    """One full spelling of a label, folded, against which misspelt ones are compared."""
    months: Mapping[str, str] = field(default_factory=dict)
    """Names of months that Babel does not give: short ones, old ones."""
    common_words: frozenset[str] = frozenset()
    own_language: tuple[str, ...] = ()
    other_languages: Mapping[str, str] = field(default_factory=dict)
    """Names of languages that Babel does not give."""
    new_names: tuple[str, ...] = ()
    and_others: tuple[str, ...] = ()
    group_words: tuple[str, ...] = ()
    genders: Mapping[str, str] = field(default_factory=dict)
    urging: tuple[str, ...] = ()
    """What stands before the calls in a letter: `i urge you to`."""
    openings: tuple[str, ...] = ()
    """First words of a letter."""
    closings: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    honorific_articles: tuple[str, ...] = ()
    """What may stand before an office: `his excellency the`."""
    links: tuple[str, ...] = ()
    """Words that join an office to its field: `minister of`."""
    particles: tuple[str, ...] = ()
    """Small words inside names of people."""
    about: tuple[str, ...] = ()
    """Words before a rough number: `around`."""
    many: tuple[str, ...] = ()
    """Words that stand for a number of people."""
    conjunctions: tuple[str, ...] = ()
    """Words between the names of languages."""
    countries: Mapping[str, str] = field(default_factory=dict)
    """Names of states that Babel does not give, folded."""
    section_country: str | None = None
    """The state of the section that prints sheets in this language for its own members."""
    polite_tail: tuple[str, ...] = ()
    """Sentences that follow an instruction and mean nothing: `Merci.`"""


def listed(text: str) -> tuple[str, ...]:
    """Items of a long list, written one after the other with semicolons between them."""
    return tuple(item for part in text.split(";") if (item := " ".join(part.split())))


def table(text: str) -> dict[str, str]:
    """`name = value` pairs, written as a list is."""
    return {name.strip(): value.strip() for name, _, value in (item.rpartition("=") for item in listed(text))}


@cache
def languages() -> tuple[Language, ...]:
    """All languages, English first, the others by their code."""
    found = [import_module(f"{__name__}.{module.name}").LANGUAGE for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda language: (language.code != "en", language.code)))


@cache
def any_of(kind: str) -> str:
    """The words of one kind (`titles`, `links`) in all languages as alternatives of a pattern, long ones first."""
    words = {word for language in languages() for word in getattr(language, kind)}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@cache
def pattern(source: str) -> re.Pattern[str]:
    """One pattern of a language, compiled; its `^` and `!` are taken off, they are looked at by the caller."""
    return re.compile(_regular(source.lstrip("^!")), re.DOTALL)


_PIECES = re.compile(r"(?:\\[swdWD]|\[(?:\\.|[^\]\\])*\])\+|\\.|\[(?:\\.|[^\]\\])*\]| [?*]?|…")
_MEANING = {" ": r"\s{0,40}", " ?": r"\s{0,40}", " *": r"[^\S\n]{0,40}", "…": r".{0,90}?"}


def _regular(source: str) -> str:
    r"""The short marks of the label modules as a regular expression; classes and escapes stay as they are.

    A class with a plus, such as `\w+`, matches no more than ninety characters: without an end it would be tried from
    every place of a long run to its end, which takes time by the square of the run.
    """
    return _PIECES.sub(lambda match: _meaning(match.group()), source)


def _meaning(piece: str) -> str:
    if len(piece) > 1 and piece.endswith("+") and piece != r"\+":
        return piece[:-1] + "{1,90}"
    return _MEANING.get(piece, piece)


@cache
def needed_word(source: str) -> str:
    """A word without which the pattern cannot match; empty where there is none.

    To ask whether a text holds a word is a hundred times quicker than to search it for a pattern.
    """
    bare = re.sub(r"\\.", "\n", source.lstrip("^!"))
    bare = re.sub(r"\[[^\]]*\]", "\n", bare)
    while (outer := re.sub(r"\([^()]*\)[?*]?(?:\{[^}]*\})?", "\n", bare)) != bare:
        bare = outer
    if "|" in bare:
        return ""
    words = [
        word[:-1] if following in "?*{" and following else word
        for word, following in re.findall(r"([a-z'-]+)([?*{]?)", bare)
    ]
    return max(words, key=len, default="")


def alternatives(sources: tuple[str, ...]) -> re.Pattern[str]:
    """Several patterns as one."""
    return pattern("|".join(f"(?:{source})" for source in sources) if sources else "(?!)")
