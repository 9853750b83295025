"""A chart as SVG, drawn by pygal: what it shows stands in it as words too, and it needs no colour to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

# Loaded with the room, so by the desk's process alone.
from pygal import Config, HorizontalStackedBar

WIDTH: Final = 760
ROW: Final = 34
EDGES: Final = 96
LONGEST: Final = 26
WHOLE: Final = 12

_STYLE: Final = """
svg { color-scheme: light dark; font-family: system-ui, sans-serif; --ink: #14171a; --paper: #fdfdfc; --soft: #4b5157; --hair: #d6d8d3; }
@media (prefers-color-scheme: dark) { svg { --ink: #ebeae6; --paper: #121416; --soft: #b2b3b0; --hair: #363b40; } }
.background { fill: var(--paper); }
text { fill: var(--ink); stroke: none; font-size: 13px; }
.axis.y text { text-anchor: end; }
.axis.x text { text-anchor: middle; fill: var(--soft); }
.guide.line, .axis.line { fill: none; stroke: var(--hair); }
.axis.y .guide.line { stroke: none; }
rect.reactive { stroke: var(--ink); stroke-width: 1; fill: url(#p3); }
:is(.serie-0, .color-0) rect, rect.color-0 { fill: var(--ink); }
:is(.serie-1, .color-1) rect, rect.color-1 { fill: url(#p1); }
:is(.serie-2, .color-2) rect, rect.color-2 { fill: url(#p2); }
pattern rect { fill: var(--paper); stroke: none; }
pattern path { stroke: var(--ink); stroke-width: 1.5; fill: none; }
"""  # noqa: E501
"""No `var` reaches a pattern's own fill in every browser, so patterns are drawn with classes."""

_PATTERNS: Final = {"p1": "M0 8 8 0", "p2": "M4 0V8", "p3": "M0 4H8"}
_NOT_OURS: Final = frozenset({"script", "style", "title", "desc"})
_SVG: Final = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Series:
    """values: None where nothing is told."""

    name: str
    values: tuple[int | None, ...]


def draw(title: str, labels: tuple[str, ...], series: tuple[Series, ...], nothing: str) -> bytes:
    """The picture as a file. nothing: what is said where there is nothing to draw."""
    config = Config(
        width=WIDTH, height=ROW * max(len(labels), 1) + EDGES, explicit_size=True, js=[], no_data_text=nothing,
        legend_at_bottom=True, legend_at_bottom_columns=1 if len(series) > 2 else 2, truncate_legend=-1,
        truncate_label=-1, margin=12, show_x_guides=True, print_values=False, disable_xml_declaration=False,
    )  # fmt: skip
    config.height += 22 * len(series)
    chart = HorizontalStackedBar(config)
    # pygal draws the first line at the bottom.
    chart.x_labels = [_short(label) for label in reversed(labels)]
    most = max((sum(found) for found in zip(*(_bare(one) for one in series), strict=True)), default=0)
    if 0 < most <= WHOLE:
        # Else a small scale would have tenths of a letter.
        chart.y_labels = list(range(most + 1))
    for one in series:
        chart.add(one.name, [*reversed(one.values)])
    chart.add_xml_filter(lambda root: _dressed(root, title, _told(labels, series) or nothing))
    return bytes(chart.render())


def _bare(one: Series) -> tuple[int, ...]:
    return tuple(value or 0 for value in one.values)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def _told(labels: tuple[str, ...], series: tuple[Series, ...]) -> str:
    """Every bar in words, for who hears the picture."""
    lines = []
    for at, label in enumerate(labels):
        said = ", ".join(f"{one.name} {one.values[at]}" for one in series if one.values[at] is not None)
        lines.append(f"{label}: {said or '–'}.")
    return " ".join(lines)


def _dressed(root: Any, title: str, told: str) -> Any:
    """Without pygal's script, addresses, colours and tooltips; with a name, a description and patterns."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_foreign = not isinstance(child.tag, str) or child.tag.removeprefix(_SVG) in _NOT_OURS
            if is_foreign or "tooltip-overlay" in (child.get("class") or ""):
                parent.remove(child)
    for one in root.iter():
        one.attrib.pop("style", None)
        if (one.get("class") or "").startswith("rect") and one.get("width") is None:
            one.set("width", "0")
            one.set("class", "empty")
    root.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    made = root.makeelement
    defs = root.find("defs") if root.find("defs") is not None else root.find(f"{_SVG}defs")
    defs.append(_with_text(made("style", {}), _STYLE))
    for name, path in _PATTERNS.items():
        pattern = made("pattern", {"id": name, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"})
        pattern.append(made("rect", {"width": "8", "height": "8"}))
        pattern.append(made("path", {"d": path}))
        defs.append(pattern)
    root.insert(0, _with_text(made("title", {"id": "title"}), title))
    root.insert(1, _with_text(made("desc", {"id": "desc"}), told))
    return root


def _with_text(element: Element, text: str) -> Element:
    element.text = text
    return element
