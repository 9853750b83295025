"""For somebody who cannot type much: sentences to choose from, and one of their own. What is chosen becomes text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.matter import Matter
from tocsin.letters.own_words import Assisted, Part, Suggestion, sentences_for
from tocsin.public.reader import Reader
from tocsin.public.write.advice import SCRIPTS_WITHOUT_SPACES
from tocsin.public.write.form import Form
from tocsin.public.write.preview import marks_of

MOST_A_GROUP: Final = 4
"""Each page shows others, so that letters made this way are not all alike."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """key: as the form says it."""

    key: str
    text: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """call: the text of the call that its sentences make, where they make one."""

    title: str
    call: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """marks: of the sentences' language. beginnings: for a sentence of one's own. open: whether it is used."""

    marks: SafeString
    groups: tuple[Group, ...]
    beginnings: tuple[str, ...]
    own_sentence: str
    open: bool


_TITLES: Mapping[Part, str] = {
    Part.OPENING: gettext_noop("How you begin"),
    Part.WHAT_HAPPENED: gettext_noop("What moves you"),
    Part.CALL: gettext_noop("What you ask for"),
    Part.CLOSING_THOUGHT: gettext_noop("How you end"),
}


def help_for(form: Form, matter: Matter, reader: Reader) -> Help | None:
    """None where no sentences are kept in the letter's language."""
    assisted = _assisted(form, matter)
    if not assisted.suggestions:
        return None
    calls = matter.text_in(form.wish.language).calls
    happened = next(iter(one for one in assisted.suggestions if one.part is Part.WHAT_HAPPENED), None)
    return Help(
        marks=marks_of(form.wish.language),
        groups=tuple(_group(one, calls, form.picked) for one in assisted.suggestions),
        beginnings=happened.beginnings[:MOST_A_GROUP] if happened else (),
        own_sentence=form.own_sentence,
        open=bool(form.picked or form.own_sentence),
    )


def assembled(form: Form, matter: Matter) -> Form:
    """With the chosen sentences behind what is written already; nothing is taken away."""
    picked = dict(_picked(form, matter))
    own = form.own_sentence.strip()
    paragraphs = (
        [*picked.get(Part.OPENING, []), *picked.get(Part.WHAT_HAPPENED, []), *([own] if own else [])],
        picked.get(Part.CALL, []),
        picked.get(Part.CLOSING_THOUGHT, []),
    )
    gap = "" if form.wish.language.partition("-")[0] in SCRIPTS_WITHOUT_SPACES else " "
    parts = [form.wish.text.strip(), *(gap.join(one) for one in paragraphs)]
    text = "\n\n".join(part for part in parts if part)
    return replace(form, wish=replace(form.wish, text=text), picked=frozenset(), own_sentence="")


def _picked(form: Form, matter: Matter) -> Iterator[tuple[Part, list[str]]]:
    found: dict[Part, list[str]] = {}
    for one in _assisted(form, matter).suggestions:
        chosen = [text for text in one.sentences if key_of(one, text) in form.picked]
        found.setdefault(one.part, []).extend(chosen)
    yield from found.items()


def _assisted(form: Form, matter: Matter) -> Assisted:
    language = form.wish.language
    # The stamp is another on every page that is handed out, and the same while somebody works on theirs.
    return sentences_for(matter.text_in(language), language, form.stamp) if language else Assisted("", ())


def _group(one: Suggestion, calls: Collection[str], picked: Collection[str]) -> Group:
    keys = [(key_of(one, text), text) for text in one.sentences]
    kept = [pair for number, pair in enumerate(keys) if number < MOST_A_GROUP or pair[0] in picked]
    call = [*calls][one.call] if one.call is not None and one.call < len(calls) else ""
    return Group(_(_TITLES[one.part]), call, tuple(Sentence(key, text, key in picked) for key, text in kept))


def key_of(one: Suggestion, text: str) -> str:
    """Of a sentence in its group, whatever their order."""
    return blake2b(f"{one.part} {one.call} {text}".encode(errors="replace"), digest_size=6).hexdigest()
