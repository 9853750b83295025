"""A second, strict reader of iCalendar (RFC 5545 §3.1, §3.3.11), for what the library would let pass."""

from __future__ import annotations

import re

NAME = re.compile(r"[A-Z0-9-]+")
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}

Properties = dict[str, str]


def content_lines(content: bytes) -> list[str]:
    """The unfolded lines. Every line ends in CRLF, has at most 75 octets, and is valid UTF-8 by itself."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    unfolded: list[str] = []
    for line in physical:
        assert len(line) <= 75, line
        assert b"\n" not in line
        assert b"\r" not in line
        text = line.decode("utf-8")
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", text), line
        if text.startswith((" ", "\t")):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    return unfolded


def unescaped(value: str) -> str:
    """A TEXT value. Fails on what must have been escaped."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    parts = re.split(r"(\\.)", value)
    assert not any("\\" in part for part in parts[::2]), value
    return "".join(ESCAPES[part] if number % 2 else part for number, part in enumerate(parts))


def read_calendar(content: bytes) -> tuple[Properties, list[Properties]]:
    """Properties of the calendar and of each event, values as written; each property stands once."""
    calendar: Properties = {}
    events: list[Properties] = []
    open_parts: list[str] = []
    for line in content_lines(content):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        else:
            plain = name.partition(";")[0]
            assert NAME.fullmatch(plain), line
            target = events[-1] if open_parts[-1] == "VEVENT" else calendar
            assert plain not in target, line
            target[plain] = value
    assert open_parts == []
    return calendar, events
