"""The text of an alert: what is read first, by everybody. Lines of 72 columns, but for an address that is longer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.alerts.wording.blocks import (
    Block,
    Button,
    Foot,
    Heading,
    Items,
    Kicker,
    Link,
    Message,
    Note,
    Said,
    State,
    Title,
)
from tocsin.alerts.wording.measure import WIDTH, columns, wrapped
from tocsin.casefile.writing.wording import wording_for
from tocsin.letters.languages import base_language

_NO_CAPITALS: Final = frozenset({"tr", "az", "el", "lt", "nl", "de"})
"""Languages whose capitals are not those that Python makes, or change the word."""


def write_text(message: Message) -> str:
    """The whole text, ended by a line feed."""
    lines: list[str] = []
    for block in message.blocks:
        lines += [*_gap(block, bool(lines)), *_lines(block, message)]
    return "\n".join(lines) + "\n"


def _gap(block: Block, after: bool) -> list[str]:
    if not after:
        return []
    return ["", ""] if isinstance(block, Heading) else [""]


def _lines(block: Block, message: Message) -> Iterator[str]:
    match block:
        case Note(head, said):
            yield from wrapped(f"{head}{_colon(message.language)}".rstrip())
            for n, one in enumerate(said):
                if n:
                    yield ""
                yield from (f"  {line}" for line in wrapped(one.text, WIDTH - 2))
        case Kicker():
            yield from _kicker(block, message)
        case Title(words) | Said(words):
            yield from wrapped(words.text)
        case State():
            yield from wrapped(block.in_one(message.language))
        case Heading(text, language):
            yield from wrapped(_capitals(text, language or message.language))
        case Items():
            yield from _items(block)
        case Button(label, address) | Link(label, address):
            yield from _link(label, address, message.language, alone=isinstance(block, Link))
        case Foot():
            yield from _foot(block, message.language)


def _kicker(block: Kicker, message: Message) -> Iterator[str]:
    if block.number:
        yield from wrapped(block.number)
    where = _capitals(block.where, message.language)
    concerns = _capitals(block.concerns.text, block.concerns.language or message.language) if block.concerns else ""
    second = f"{where}{_colon(message.language)}{concerns}" if where and concerns else where or concerns
    if second:
        yield from wrapped(second)


def _items(block: Items) -> Iterator[str]:
    for n, item in enumerate(block.items, 1):
        mark = f"{n:<3}" if block.numbered else "-  "
        first, *rest = wrapped(item.text, WIDTH - len(mark))
        yield mark + first
        yield from (f"   {line}" for line in rest)


def _link(label: str, address: str, language: str, *, alone: bool) -> Iterator[str]:
    said = f"{label}{_colon(language)}".rstrip()
    if not alone and columns(said) + 2 + columns(address) <= WIDTH:
        yield f"{said}  {address}"
    else:
        yield from wrapped(said)
        yield address


def _foot(block: Foot, language: str) -> Iterator[str]:
    yield "--"
    change = f"{block.change.label}{_colon(language)}".rstrip()
    yield from wrapped(wording_for(language).sentences(block.reason, change))
    yield block.change.address
    for sentence in block.last:
        yield from wrapped(sentence)


def _colon(language: str) -> str:
    return {"zh-Hans": "：", "fr": "\u00a0: "}.get(base_language(language), ": ")


def _capitals(text: str, language: str) -> str:
    return text if base_language(language) in _NO_CAPITALS else text.upper()
