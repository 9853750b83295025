"""The content of a draft as one flat table of fields, for comparing and merging.

A content is `{"casefile", "links", "zone", "mention_network", "outcome"}`, as `DraftVersion` keeps it. Flat, the fields
of the case file and the rest stand side by side, `write_in` is taken apart, and each recipient carries the number of
the office that it is tied to (`office`), so that a recipient that moves takes its tie along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.actions.composing import PARTS
from tocsin.actions.models import Draft
from tocsin.casefile.model import FORMAT

type Flat = dict[str, Any]
"""Values of JSON by the name of their field."""

LISTS: Final = (
    "countries", "concerns", "body", "people", "write_in.languages", "calls", "targets", "copies", "background",
    "warnings",
)  # fmt: skip
"""Fields that are lists and merged item by item."""

TEXT_LISTS: Final = ("body", "calls", "background")

_BESIDE: Final = ("zone", "mention_network", "outcome")


def content_of(draft: Draft) -> dict[str, Any]:
    """What a draft says now. Raises SealedAway where the desk key is not at hand."""
    return {
        "casefile": draft.content.open(),
        "links": dict(draft.links),
        "zone": draft.deadline_zone,
        "mention_network": str(draft.mention_network),
        "outcome": None if draft.outcome is None else str(draft.outcome),
    }


def flat_of(content: Mapping[str, Any]) -> Flat:
    """A content as one table of fields."""
    flat = {name: value for name, value in content["casefile"].items() if name not in {"format", "write_in"}}
    write_in = content["casefile"]["write_in"]
    flat |= {"write_in.languages": write_in["languages"], "write_in.own_language": write_in["own_language"]}
    flat |= {part: _tied(part, content) for part in PARTS}
    return flat | {name: content[name] for name in _BESIDE}


def _tied(part: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    links = content["links"]
    return [{**one, "office": links.get(f"{part}.{n}")} for n, one in enumerate(content["casefile"][part])]


def content_from(flat: Flat) -> dict[str, Any]:
    """The other way."""
    case = {name: value for name, value in flat.items() if name not in _BESIDE and not name.startswith("write_in.")}
    case["write_in"] = {"languages": flat["write_in.languages"], "own_language": flat["write_in.own_language"]}
    links: dict[str, int] = {}
    for part in PARTS:
        case[part] = [{key: value for key, value in one.items() if key != "office"} for one in flat[part]]
        links |= {f"{part}.{n}": one["office"] for n, one in enumerate(flat[part]) if one["office"]}
    return {"casefile": {"format": FORMAT, **case}, "links": links} | {name: flat[name] for name in _BESIDE}
