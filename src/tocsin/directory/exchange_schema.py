"""JSON Schemas of the files that `exchange` takes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.directory.kinds import ContactKind, ContactState, Register
from tocsin.directory.models import GENDERS

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}


def _entry(properties: Mapping[str, Any], needed: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties) if needed is None else needed,
        "additionalProperties": False,
    }


def _list_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(entry), "maxItems": 100_000}


SECTIONS: Mapping[str, Any] = _list_of(
    _entry(
        {
            "code": _TEXT,
            "country": _TEXT,
            "name": _TEXT,
            "languages": _TEXTS,
            "email": _TEXT,
            "web": _TEXT,
            "address": _TEXTS,
            "after_deadline": {"type": "object", "additionalProperties": _TEXT},
            "letters": {"type": "object"},
            "active": {"type": "boolean"},
        },
        ["code", "country", "name", "languages"],
    )
)

TARGETS: Mapping[str, Any] = _list_of(
    _entry(
        {
            "post": _TEXT_OR_NULL,
            "organisation": _TEXT_OR_NULL,
            "country": _TEXT_OR_NULL,
            "holders": _list_of(
                _entry(
                    {
                        "name": _TEXT,
                        "since": _TEXT_OR_NULL,
                        "until": _TEXT_OR_NULL,
                        "gender": {"enum": [*GENDERS, None]},
                    }
                )
            ),
            "contacts": _list_of(
                _entry(
                    {
                        "kind": {"enum": [kind.value for kind in ContactKind]},
                        "value": {"anyOf": [_TEXT, _TEXTS]},
                        "state": {"enum": [state.value for state in ContactState]},
                        "state_since": _TEXT_OR_NULL,
                        "checked_at": _TEXT_OR_NULL,
                        "note": _TEXT,
                    }
                )
            ),
            "salutations": _list_of(
                _entry({"language": _TEXT, "register": {"enum": [item.value for item in Register]}, "text": _TEXT})
            ),
        }
    )
)
