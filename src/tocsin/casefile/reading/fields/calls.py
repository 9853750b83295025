"""What the authorities are urged to do: bullets, lost bullets, or clauses of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tocsin.casefile.reading.fields.paragraphs import join
from tocsin.casefile.reading.flow import Line, fold
from tocsin.casefile.reading.labels import languages

Call = tuple[str, list[Line]]

_GLYPH = (
    r"[\u2022\u25a0\u25aa\u25cf\u25e6\u2023\u00b7\u2219\u25ba\u25b"
    r"6\u27a2\u2713\u2714\u25c6\u25c7\u2756\u25a1\u25ab\u2666\u2043\u204c\u204d\ue000-\uf8ff\u00a7]"
)
_BULLET = re.compile(rf"^\s*(?:{_GLYPH}|[-\u2013\u2014*](?=\s|[^\W\d_])|\(?\d{{1,2}}[.)](?=\s)|\([a-h]\)(?=\s))\s*")
_GLYPH_ONLY = re.compile(rf"{_GLYPH}\s*")
_LETTER_BULLET = re.compile(r"^\s*(?P<letter>[nolvqØüuè])(?:\s+(?=\S)|\s*$)")


def split_calls(lines: Sequence[Line]) -> list[Call]:
    """The calls of a part of a document, closing marks dropped."""
    marked = list(_cut_inline_glyphs(lines))
    starts = _bullet_starts(marked)
    if not starts:
        starts = _indent_starts(marked)
    groups = _group_at(marked, starts) if starts else _group_by_ends(marked)
    calls = ((clean_call(join(group)), group) for group in groups)
    return [(text, group) for text, group in calls if text]


def clean_call(text: str) -> str:
    """Without bullet, and without the closing `;` `.` `,` and a final `and`."""
    bare = _GLYPH_ONLY.sub("", text, count=1) if _GLYPH_ONLY.match(text) else text
    bare = re.sub(r"^\s*[-\u2013\u2014*]\s*", "", bare).strip()
    bare = re.sub(r"[\s\u00a0]*[;,][\s\u00a0]*(?:and|et|y|e|und)?[\s\u00a0]*$", "", bare).strip()
    return re.sub(r"[\s\u00a0]*[;.,:]+$", "", bare).strip()


def _cut_inline_glyphs(lines: Sequence[Line]) -> Iterator[Line]:
    """A line that lost its breaks before bullets is cut at each glyph."""
    for line in lines:
        lead = len(line.text) - len(line.text.lstrip())
        glyphs = (match.start() for match in _GLYPH_ONLY.finditer(line.text))
        cuts = [column for column in glyphs if column > lead and not _inside_word(line.text, column)]
        for begin, stop in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
            yield line if not cuts else line.part(begin, stop)


def _inside_word(text: str, column: int) -> bool:
    """A middle dot or a section sign inside a word or before a figure is no bullet."""
    return text[column] in "\u00b7\u2219\u00a7" and (
        text[column - 1].isalnum() or text[column + 1 : column + 2].isdigit()
    )


def _bullet_starts(lines: Sequence[Line]) -> list[int]:
    """Line numbers where a bulleted item begins."""
    starts = _without_stray_figures(
        lines,
        [
            number
            for number, line in enumerate(lines)
            if _BULLET.match(line.text) and not _is_dash_inside(lines, number)
        ],
    )
    if starts:
        return starts
    letters: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if match := _LETTER_BULLET.match(line.text):
            letters.setdefault(match["letter"], []).append(number)
    for letter, numbers in letters.items():
        # `n` and `o` are squares and rings of symbol fonts; `o` and `u` are words too: twice, or alone on a line.
        if len(numbers) > 1 or lines[numbers[0]].bare == letter or letter in "nØüè":
            return numbers
    return []


def _without_stray_figures(lines: Sequence[Line], starts: list[int]) -> list[int]:
    """Figures number items only where they begin with 1 and no glyph does it: `27. Juni` may begin a line too."""
    figures = [number for number in starts if re.match(r"\s*\(?\d", lines[number].text)]
    if len(figures) < len(starts) or not figures:
        return [number for number in starts if number not in figures]
    return starts if re.match(r"\s*\(?1[.)]", lines[figures[0]].text) else []


def _is_dash_inside(lines: Sequence[Line], number: int) -> bool:
    """A dash at a line's start that goes on a sentence: the line above is full and the text after it is lower case."""
    text = lines[number].bare
    return (
        text[:1] in "\u2013\u2014"
        and text[1:2] == " "
        and text[2:3].islower()
        and number > 0
        and not lines[number - 1].blank
        and lines[number - 1].bare[-1:] not in ":;.,"
    )


def _indent_starts(lines: Sequence[Line]) -> list[int]:
    """Bullets lost altogether: their lines begin with a space and the others do not."""
    filled = [number for number, line in enumerate(lines) if not line.blank]
    indented = [number for number in filled if lines[number].text[:1].isspace()]
    if not indented or (len(indented) == len(filled) and len(filled) > 1 and not _all_items(lines, filled)):
        return []
    return indented if filled and indented[0] == filled[0] else []


def _all_items(lines: Sequence[Line], filled: Sequence[int]) -> bool:
    """Every line is an item of its own: each ends like one."""
    return all(lines[number].bare[-1:] in ";." for number in filled)


def _group_at(lines: Sequence[Line], starts: Sequence[int]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    begins = frozenset(starts)
    for number in range(starts[0], len(lines)):
        line = lines[number]
        if number in begins:
            match = _BULLET.match(line.text) or _LETTER_BULLET.match(line.text)
            groups.append([line.part(match.end()) if match else line])
        elif not line.blank:
            if _is_subheading(groups[-1], lines, number, starts):
                continue
            if _ends_list(groups[-1], lines, number):
                break
            groups[-1].append(line)
    return groups


def _is_subheading(group: Sequence[Line], lines: Sequence[Line], number: int, starts: Sequence[int]) -> bool:
    """A line between two items that says to whom the next ones go: `TO THE SENEGALESE AUTHORITIES:`."""
    following = next((other for other in range(number + 1, len(lines)) if not lines[other].blank), None)
    return (
        lines[number].bare.endswith(":") and following in starts and any(line.bare[-1:] in ";.," for line in group[-1:])
    )


def _ends_list(group: Sequence[Line], lines: Sequence[Line], number: int) -> bool:
    """A new sentence after a blank line behind an item that ended: no longer a call."""
    said = [line for line in group if not line.blank]
    ended = bool(said) and said[-1].bare[-1:] in ".;"
    return (
        ended
        and lines[number - 1].blank
        and not lines[number].after_page
        and lines[number].bare[:1].isupper()
        and not any(line.after_page for line in (lines[number - 1],))
    )


def _group_by_ends(lines: Sequence[Line]) -> list[list[Line]]:
    """No bullets at all: an item ends with a semicolon, a full stop, or before a blank line."""
    groups: list[list[Line]] = [[]]
    for number, line in enumerate(lines):
        if line.blank:
            following = next((other for other in lines[number:] if not other.blank), None)
            if groups[-1] and following and not following.bare[:1].islower():
                groups.append([])
            continue
        groups[-1].append(line)
        if line.bare[-1:] in ";." and number + 1 < len(lines):
            groups.append([])
    return [group for group in groups if group]


@cache
def _urging() -> re.Pattern[str]:
    sources = [source.replace(" ", r"\s+") for language in languages() for source in language.urging]
    return re.compile("|".join(f"(?:{source})" for source in sources))


_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b\d)(?<!\b\d\d)(?<!\bDr)(?<!\bMr)(?<!\bNo)(?<!\bSt)(?<!\bMrs)(?<!\bMs)(?<!\bLt)(?<!\bGen)(?<!\bCol)(?<!\bArt)(?<!\bart)(?<!\bSr)(?<!\bSra)(?<!\bNr)[.!?](?=\s+[\"\u201c\u2018\u00ab]?[A-ZÀ-ÞŁŚŽ]|\s*$)"
)


def clauses(paragraph: str) -> list[str]:
    """What follows `I urge you to` in a paragraph of a letter, to the end of the sentence, each time."""
    folded = fold(paragraph)
    found: list[str] = []
    position = 0
    while match := _urging().search(folded, position):
        end = _SENTENCE_END.search(paragraph, match.end())
        stop = end.start() if end else len(paragraph)
        again = _urging().search(folded, match.end(), stop)
        if again:
            stop = again.start()
        text = clean_call(re.sub(r"^[\s:,]+", "", paragraph[match.end() : stop]))
        text = re.sub(r"[\s,;]+(?:and|et|y|e|und|also)$", "", text)
        if len(text.split()) > 2 and not _COURTESY.match(fold(text)):
            found.append(text)
        position = max(stop, match.end())
    return found


_COURTESY = re.compile(r"^(?:croire|agreer|recevoir|accepter|accept|acepte|reciba|d'agreer|de croire)\b")
"""`Je vous prie d'agréer …` is a closing, not a call."""
