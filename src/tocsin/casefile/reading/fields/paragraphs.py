"""Printed lines back to running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from tocsin.casefile.reading.flow import Line, blocks

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
_SOFT = "\u00ad"


def join_lines(texts: Sequence[str]) -> str:
    """Lines of one paragraph: soft breaks become spaces, words broken before a lower-case letter are joined.

    `re-` + `arrest` cannot be told from `deten-` + `tion`: both are joined without the hyphen, as printers break words.
    A hyphen before a capital stays (`Laoang-` + `Bukid`).
    """
    joined = ""
    for raw in texts:
        text = re.sub(r"[ \t\u00a0\u2007\u202f]+", " ", raw).strip()
        if not text:
            continue
        if _BROKEN_WORD.search(joined[-2:]):
            joined = (joined[:-1] if text[0].islower() or joined.endswith(_SOFT) else joined) + text
        else:
            joined = f"{joined} {text}" if joined else text
    return joined.replace(_SOFT, "")


def join(lines: Sequence[Line]) -> str:
    """The running text of some lines."""
    return join_lines([line.text for line in lines])


_ENDS = re.compile(r"[.!?:;…]['\"\u201d\u2019»)\]]*$")


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped into paragraphs: by blank lines, and where there are none, by lines that stop short."""
    groups = _rejoin_over_pages(blocks(lines), lines)
    result: list[list[Line]] = []
    for group in groups:
        result.extend(_split_at_short_lines(group))
    return result


def _rejoin_over_pages(groups: list[list[Line]], lines: Sequence[Line]) -> list[list[Line]]:
    """A paragraph that goes on after a page break, or in lower case after a line without an end, is one."""
    breaks = {line.start for line in lines if line.after_page}
    merged: list[list[Line]] = []
    for group in groups:
        if merged and _goes_on(merged[-1][-1], group[0], breaks):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return merged


def _goes_on(before: Line, after: Line, breaks: set[int]) -> bool:
    if _ENDS.search(before.bare):
        return False
    if after.bare[:1].islower():
        return True
    crossed = any(before.end < start <= after.start for start in breaks)
    return crossed and len(before.bare) > 60


def _split_at_short_lines(group: list[Line]) -> list[list[Line]]:
    if median(len(line.text) for line in group) > 160:
        return _split_at_full_lines(group)
    if len(group) < 4:
        return [group]
    width = median(sorted(len(line.text) for line in group)[len(group) // 2 :])
    parts: list[list[Line]] = [[]]
    for line, following in zip(group, [*group[1:], None], strict=True):
        parts[-1].append(line)
        short = len(line.text) < width * 0.82 and re.search(r"[.!?]['\"\u201d\u2019»)\]]*$", line.bare)
        if following and short and _starts_anew(following):
            parts.append([])
    return [part for part in parts if part]


def _split_at_full_lines(group: list[Line]) -> list[list[Line]]:
    """Lines that were never wrapped are paragraphs of their own."""
    parts: list[list[Line]] = []
    for line in group:
        if parts and not _ENDS.search(parts[-1][-1].bare):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _starts_anew(line: Line) -> bool:
    first = line.bare.lstrip("\"'\u201c\u2018\u00ab([")[:1]
    return first.isupper() or first.isdigit()
