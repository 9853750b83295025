"""The documentation as data: pages, sections, tables, code spans."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """Sections of the second and third level by their headings, each up to the next heading of any level."""
    parts = re.split(r"^#{2,3} (.+)$", without_blocks(text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def without_blocks(text: str) -> str:
    """The text without fenced code, in which a comment could be taken for a heading."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def rows(section: str) -> list[list[str]]:
    """Rows of the section's tables without heads, cell by cell."""
    lines = re.findall(r"^\|(.+)\|$", section, re.MULTILINE)
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    heads = {number - 1 for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for number, row in enumerate(cells) if number not in heads and number - 1 not in heads]


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def first_codes(section: str) -> set[str]:
    """Code spans in the first column of the section's tables."""
    return {code for row in rows(section) for code in codes(row[0])}


def anchors(text: str) -> set[str]:
    """What a link may point to inside a page."""
    heads = re.findall(r"^#{1,6} (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
