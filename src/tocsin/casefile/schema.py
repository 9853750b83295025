"""The case file's JSON Schema, and what is wrong with a value in plain words."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tocsin.casefile.errors import InvalidCaseFile
from tocsin.casefile.model import CaseFile

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

MAX_BYTES = 5_000_000
"""A case file is a page or two; a larger file is a mistake or an attack."""


@cache
def schema() -> dict[str, Any]:
    """The schema as it is shipped."""
    return json.loads(files("tocsin.casefile").joinpath("schema.json").read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def _validator() -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker

    return Draft202012Validator(schema(), format_checker=FormatChecker(["date"]))


def problems_in(value: Any) -> tuple[tuple[str, str], ...]:
    """Each place where the value leaves the schema, as (path, plain sentence); empty when it is a case file."""
    errors = sorted(_validator().iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    return tuple(dict.fromkeys((_path(error), _plain_sentence(error)) for error in errors))


def load_case(content: bytes) -> CaseFile:
    """Bytes of a JSON file to a case file; InvalidCaseFile says what is wrong."""
    if len(content) > MAX_BYTES:
        raise InvalidCaseFile(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB: a case file is a few pages of JSON."
        )
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (RecursionError, ValueError):
        raise InvalidCaseFile("The file is not JSON: give the output of “tocsin read”.") from None
    return case_from(value)


def case_from(value: Any) -> CaseFile:
    """A parsed JSON value to a case file."""
    problems = problems_in(value)
    if problems or not isinstance(value, dict):
        path, sentence = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidCaseFile(f"This is not a case file: {path or 'the file'} {sentence}{more}.", problems)
    if found := _what_no_text_holds(value):
        raise InvalidCaseFile(f"This is not a case file: {found[0]} {found[1]}.", (found,))
    return CaseFile.from_json(value)


def _no_constant(name: str) -> None:
    raise ValueError(name)


_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML, and so no feed, can hold; a database refuses some, and a terminal obeys some."""


def _what_no_text_holds(value: object, path: str = "") -> tuple[str, str] | None:
    """The path of a string with characters that are none, and what they are; JSON escapes can smuggle them in."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            return path, "holds half a character"
        return (path, "holds a control character") if _CONTROL.search(value) else None
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = (_what_no_text_holds(item, f"{path}.{key}".lstrip(".")) for key, item in items)
    return next((one for one in found if one), None)


def _path(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.absolute_path)


def _plain_sentence(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    found: Any = error.instance
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in found]
            return f"lacks {', '.join(missing)}"
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            unknown = [name for name in found if name not in known]
            return f"has the unknown field {', '.join(unknown)[:80]}"
        case "enum" | "const":
            allowed = wanted if isinstance(wanted, list) else [wanted]
            return f"must be one of {', '.join('null' if value is None else str(value) for value in allowed)}"
        case "type":
            return f"must be {' or '.join(wanted if isinstance(wanted, list) else [wanted])}"
        case "format":
            return "is not a date of the calendar (YYYY-MM-DD)"
        case "pattern":
            return _PATTERNS.get(
                str(error.absolute_path[-1]) if error.absolute_path else "", "is not in the expected form"
            )
        case _:
            return "is not as the schema asks"


_PATTERNS = {
    "number": "is not a number like UA 152/17",
    "issued": "is not a date (YYYY-MM-DD)",
    "deadline": "is not a date (YYYY-MM-DD)",
    "language": "is not a language tag like en or pt-BR",
}
