"""Names in scripts without spaces, where a foreign name has its parts joined by a dot: 米雷拉·多万."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.matter import Matter, Name
from tocsin.letters.own_words.names import distance
from tocsin.letters.own_words.reading import Reading

_HAN = "[\u3040-\u30ff\u3400-\u9fff]"
_DOT = "[·・•‧∙]"
_JOINED = re.compile(rf"{_HAN}{{1,8}}(?:{_DOT}{_HAN}{{1,8}}){{1,3}}")
_DOTS = re.compile(_DOT)
_END = 2
_TITLES = frozenset("先女小老同夫太部法阿")


def misspelt_joined_names(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """Each misspelling once. Whole names in the case's language are compared; a surname alone is left alone."""
    names = [name for name in matter.names if name.is_person and re.match(_HAN, name.parts[0])]
    told: set[str] = set()
    joined = [name for name in names if len(name.parts) > 1]
    others = {_core(match.group()) for match in _JOINED.finditer(matter.text)}
    for match in _JOINED.finditer(reading.draft.text):
        found = _misspelling(match.group(), joined) or _other_misspelling(match.group(), others)
        if found is not None and found.quote not in told:
            told.add(found.quote)
            yield found
    for name in names:
        if len(name.parts) == 1 and len(name.parts[0]) == 3:
            yield from _native(reading.draft.text, name.parts[0])


def _misspelling(run: str, names: list[Name]) -> Finding | None:
    """What the run of characters holds: its ends may be other words, its middle parts are exact."""
    pieces = _DOTS.split(run)
    for name in names:
        if len(pieces) != len(name.parts) or _holds(pieces, name):
            continue
        first = _nearest_end(pieces[0], name.parts[0])
        last = _nearest_beginning(pieces[-1], name.parts[-1])
        written = [first, *pieces[1:-1], last]
        differences = [distance(one, other) for one, other in zip(written, name.parts, strict=True)]
        some_right = any(difference == 0 for difference in differences)
        if sum(differences) <= 2 and (some_right or sum(differences) == 1):
            return Finding(FindingCode.NAME_DIFFERS, "·".join(written), "·".join(name.parts))
    return None


def _core(run: str) -> tuple[str, ...]:
    """The middle parts of a joined name, with the two characters at either end that surely belong to it."""
    first, *middle, last = _DOTS.split(run)
    return (first[-_END:], *middle, last[:_END])


def _other_misspelling(run: str, others: set[tuple[str, ...]]) -> Finding | None:
    """A name from the case's narrative with one character changed; where it ends there, nobody knows."""
    core = _core(run)
    if core in others:
        return None
    for other in others:
        if [len(part) for part in core] == [len(part) for part in other]:
            changed = sum(a != b for a, b in zip("".join(core), "".join(other), strict=True))
            if changed == 1:
                return Finding(FindingCode.NAME_DIFFERS, "·".join(core), "·".join(other))
    return None


def _holds(pieces: list[str], name: Name) -> bool:
    return (
        pieces[0].endswith(name.parts[0])
        and pieces[-1].startswith(name.parts[-1])
        and tuple(pieces[1:-1]) == name.parts[1:-1]
    )


def _nearest_end(piece: str, part: str) -> str:
    return min((piece[-length:] for length in _lengths(part)), key=lambda end: (distance(end, part), -len(end)))


def _nearest_beginning(piece: str, part: str) -> str:
    return min((piece[:length] for length in _lengths(part)), key=lambda end: (distance(end, part), -len(end)))


def _lengths(part: str) -> range:
    return range(max(len(part) - 1, 1), len(part) + 2)


def _native(text: str, name: str) -> Iterator[Finding]:
    """A name of three characters whose middle one is another: 王晓明 for 王小明."""
    pattern = re.compile(f"{re.escape(name[0])}({_HAN}){re.escape(name[2])}")
    for match in pattern.finditer(text):
        if match.group(1) != name[1] and match.group(1) not in _TITLES:
            yield Finding(FindingCode.NAME_DIFFERS, match.group(), name)
            return
