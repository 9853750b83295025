"""How the cost of a member grows with their number: a table (CSV) and a picture (SVG) of what `fanout.py` measured."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from pygal import Config, Line
from pygal.style import Style

NAME = "fanout-growth"
WITHIN = 0.15
FLAT_FROM = 10_000
_SVG = "{http://www.w3.org/2000/svg}"
_NOT_OURS = {"script", f"{_SVG}script"}


@dataclass(frozen=True)
class Row:
    """microseconds: between two hand-overs."""

    database: str
    members: int
    workers: int
    a_second: float
    microseconds: float
    octets: int
    peak_mb: float


def write(rows: Sequence[Row], folder: Path) -> None:
    """fanout-growth.csv and fanout-growth.svg into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{NAME}.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(one.name for one in fields(Row))
        lines.writerows([_rounded(value) for value in astuple(row)] for row in rows)
    (folder / f"{NAME}.svg").write_bytes(picture(rows))


def _rounded(value: object) -> object:
    return round(value, 1) if isinstance(value, float) else value


def spread(rows: Iterable[Row]) -> float:
    """How far the costs from 10⁴ members on lie from the middle between the least and the most: 0.15 is ± 15 %."""
    costs = [row.microseconds for row in rows if row.members >= FLAT_FROM]
    if not costs:
        return 0.0
    return (max(costs) - min(costs)) / (max(costs) + min(costs))


def picture(rows: Sequence[Row]) -> bytes:
    sizes = sorted({row.members for row in rows})
    databases = list(dict.fromkeys(row.database for row in rows))
    costs = {(row.database, row.members): row.microseconds for row in rows}
    chart = Line(
        Config(js=[], show_legend=len(databases) > 1, legend_at_bottom=True, pretty_print=True, no_prefix=True),
        style=Style(
            background="#ffffff",
            plot_background="#ffffff",
            font_family="sans-serif",
            colors=("#9b1c1c", "#1d3f72"),
            guide_stroke_color="#cccccc",
            major_guide_stroke_color="#cccccc",
        ),
        max_scale=8,
        title="Cost of a member, by how many there are",
        x_title="members",
        y_title="µs for each, 2 workers",
        include_x_axis=True,
        range=(0, max(costs.values()) * 1.2),
        stroke_style={"width": 3},
        dots_size=5,
        width=800,
        height=420,
    )
    chart.x_labels = [f"{size:,}" for size in sizes]
    for at, database in enumerate(databases):
        dashed = {"width": 3, "dasharray": "8, 6"} if at else {"width": 3}
        values = [costs.get((database, size)) for size in sizes]
        chart.add({"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(database, database), values, stroke_style=dashed)
    chart.add_xml_filter(_bare)
    return bytes(chart.render())


def _bare(root: Any) -> Any:
    """Without pygal's script, which would ask another host."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in _NOT_OURS:
                parent.remove(child)
    return root
