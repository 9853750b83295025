"""Looking for a name in a text, for people to whose naming nobody agreed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tocsin.actions.consent import Coverage
from tocsin.casefile import CaseFile

_INFLECTED = 5
"""From this length on a word of a name is found with up to three more letters: Dovan, Dovana, Dovanovi."""
_EXACT = 3
"""A word of this length is a word of the language too (May, Can): it is found only as the name spells it. Shorter ones
(He, An, La) are found in the whole name alone; the rest is for the second person's eyes."""

# Thai, Lao, Burmese, Khmer, kana, Han: no spaces between words.
_RUN_TOGETHER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


def names_still_standing(case: CaseFile, published: CaseFile, coverage: Coverage) -> list[str]:
    """Fields of the published case that still say a name to whose publication nobody agreed."""
    if "people.name" in coverage.fields:
        return []
    names = [person.name for person in case.people if person.name and not person.group]
    if not names:
        return []
    return [
        *(path for path, text in _texts(published) if is_named_in(names, text)),
        *(path for path, text in _recipients(published) if is_named_in(names, text, whole=True)),
    ]


def _texts(case: CaseFile) -> Iterable[tuple[str, str]]:
    yield "headline", case.headline
    yield "summary", case.summary or ""
    yield from ((f"body.{n}", text) for n, text in enumerate(case.body))
    yield from ((f"people.{n}.detail", one.detail or "") for n, one in enumerate(case.people))
    yield from ((f"calls.{n}", text) for n, text in enumerate(case.calls))
    yield "model_letter", case.model_letter or ""
    yield from ((f"background.{n}", text) for n, text in enumerate(case.background))
    yield from ((f"concerns.{n}", text) for n, text in enumerate(case.concerns))
    yield "after_deadline", case.after_deadline or ""
    yield "previous", case.previous or ""


def _recipients(case: CaseFile) -> Iterable[tuple[str, str]]:
    """An official may share a word of the name, so only the whole name is looked for in what is said of one."""
    for part in ("targets", "copies"):
        for n, one in enumerate(getattr(case, part)):
            said = (one.name, one.post, *one.lines, *one.email, *one.phone, *one.fax, *one.social, one.salutation)
            yield f"{part}.{n}", "\n".join(filter(None, said))


def is_named_in(names: Iterable[str], text: str, *, whole: bool = False) -> bool:
    """Whether a text says one of these names, or, without whole, a part of one; accents or none, in any case."""
    plain = _plain(text)
    return any(_is_said(name, text, plain, whole=whole) for name in names)


def _is_said(name: str, text: str, plain: str, *, whole: bool) -> bool:
    words = re.findall(r"\w+", _plain(name))
    # Where words run together a name does so too, and a name may stand across the end of a line.
    if words and _finds(r"[\W_]*".join(map(re.escape, words)), plain, "".join(words)):
        return True
    if whole:
        return False
    exact = (word for word in re.findall(r"\w+", unicodedata.normalize("NFC", name)) if len(word) == _EXACT)
    return any(_finds(_form(word), plain, word) for word in words if _is_telling(word)) or any(
        re.search(rf"\b{word}\b", unicodedata.normalize("NFC", text)) for word in exact
    )


def _is_telling(word: str) -> bool:
    return len(word) > _EXACT or (len(word) > 1 and bool(_RUN_TOGETHER.search(word)))


def _form(word: str) -> str:
    return rf"{re.escape(word)}\w{{0,3}}" if len(word) >= _INFLECTED else re.escape(word)


def _finds(pattern: str, plain: str, word: str) -> bool:
    """Whole words in scripts that have capitals; anywhere in others, where articles and particles are joined on."""
    has_case = word.lower() != word.upper()
    return bool(re.search(rf"\b{pattern}\b" if has_case else pattern, plain, re.IGNORECASE))


def _plain(text: str) -> str:
    """Without accents, and without characters that cannot be seen: one spelling of many."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) not in {"Mn", "Cf"}
    )
