"""The fields of the form: which there are, what they are called, how each is typed and read back.

A name in the form is a path of the draft (`calls.1`, `targets.0.email`). A list is read in the order in which its
entries stand in the form, so that a script may move them about without renaming them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.actions.composing import PARTS
from tocsin.actions.editing.content import TEXT_LISTS, Flat
from tocsin.actions.publishing.clock import zone_of
from tocsin.actions.states import MentionNetwork, Outcome
from tocsin.casefile import Kind
from tocsin.desk.translating.tongues import name_of, tag_typed
from tocsin.directory.models import InventedState
from tocsin.directory.names import country_name
from tocsin.directory.recipients import with_line
from tocsin.letters.countries import code_of, every_state
from tocsin.records.errors import BadInput

MOST: Final = 20_000
"""Characters of one text."""
MOST_ENTRIES: Final = 100
"""Entries of one list."""

_LINE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")
_BLANK: Final = re.compile(r"\n[ \t]*\n+")


def plain(text: str) -> str:
    """As it is kept: line feeds alone, nothing that cannot be seen."""
    return _LINE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text(typed: str) -> str:
    text = plain(typed)
    if len(text) > MOST:
        raise BadInput(_("This is too long: at most %(most)d characters are kept.") % {"most": MOST})
    return text


def _one_line(typed: str) -> str:
    return " ".join(_text(typed).split())


def _or_none(typed: str) -> str | None:
    return _text(typed) or None


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in _text(typed).split("\n") if line.strip()]


def _line_or_none(typed: str) -> str | None:
    return _one_line(typed) or None


def _day(typed: str) -> str | None:
    text = _one_line(typed)
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(
            _("“%(text)s” is not a date: choose one, or write it as year-month-day, such as 2026-12-14.")
            % {"text": text[:60]}
        ) from None


def _whole_number(typed: str) -> int:
    text = _one_line(typed) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise BadInput(_("This is a whole number from 0 to 999."))
    return int(text)


def _countries(typed: str) -> list[str]:
    return list(dict.fromkeys(_state(name) for name in re.split(r"[,;،、\n]", _text(typed)) if name.strip()))


def _country_or_none(typed: str) -> str | None:
    text = _one_line(typed)
    return _state(text) if text else None


def _state(typed: str) -> str:
    """A state by its name in the language of the page or in English, or by its code."""
    name = typed.strip()
    found = code_of(name) or _states(get_language() or "en").get(name.casefold()) or _invented().get(name.casefold())
    if found is None:
        raise BadInput(_("No state is called “%(name)s”. Choose one from the list.") % {"name": name[:60]})
    return found


@lru_cache(maxsize=8)
def _states(language: str) -> Mapping[str, str]:
    """Codes by the names in a language, folded."""
    return {country_name(code, language).casefold(): code for code in every_state()}


def _invented() -> dict[str, str]:
    rows = InventedState.objects.values_list("code", "names")
    return {name.casefold(): code for code, names in rows for name in (code, *names.values())}


def state_names() -> list[str]:
    """What is offered while somebody types a state."""
    language = get_language() or "en"
    invented = [country_name(code, language) for code in InventedState.objects.values_list("code", flat=True)]
    return [*invented, *_state_names(language)]


@lru_cache(maxsize=8)
def _state_names(language: str) -> tuple[str, ...]:
    return tuple(sorted(country_name(code, language) for code in every_state()))


def _tag(typed: str) -> str:
    return tag_typed(_one_line(typed))


def _tags(typed: str) -> list[str]:
    return list(dict.fromkeys(tag_typed(one) for one in re.split(r"[,;،、\n]", _text(typed)) if one.strip()))


def _zone(typed: str) -> str | None:
    name = _one_line(typed)
    if not name:
        return None
    zone_of(name)
    return name


def _choice(values: Iterable[str], *, may_be_none: bool = False) -> Callable[[str], str | None]:
    allowed = frozenset(values)

    def chosen(typed: str) -> str | None:
        if typed not in allowed:
            if may_be_none and not typed:
                return None
            raise BadInput(_("Choose one from the list."))
        return typed

    return chosen


SCALARS: Final[Mapping[str, Callable[[str], Any]]] = {
    "headline": _one_line,
    "summary": _or_none,
    "concerns": _lines,
    "countries": _countries,
    "language": _tag,
    "kind": _choice(Kind),
    "number": _line_or_none,
    "update": _whole_number,
    "index": _line_or_none,
    "issued": _day,
    "model_letter": _or_none,
    "deadline": _day,
    "zone": _zone,
    "write_in.languages": _tags,
    "after_deadline": _or_none,
    "previous": _line_or_none,
    "mention_network": _choice(MentionNetwork),
    "outcome": _choice(Outcome, may_be_none=True),
}
TICKS: Final = ("write_in.own_language", "diplomatic_copies")
_PERSON: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": _line_or_none,
    "gender": _choice(("m", "f", "mixed"), may_be_none=True),
    "pronouns": _line_or_none,
    "detail": _line_or_none,
}
_RECIPIENT: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": _line_or_none,
    "post": _line_or_none,
    "lines": _lines,
    "country": _country_or_none,
    "email": _lines,
    "fax": _lines,
    "phone": _lines,
    "social": _lines,
    "salutation": _line_or_none,
}
ENTRIES: Final = ("people", *PARTS)
"""Lists whose entries have fields of their own."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read: nothing of this field was saved."""

    path: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Read:
    """fields: by the names of a `Flat`, those that the form holds and that could be read. raw: every text as typed."""

    fields: Flat
    faults: tuple[Fault, ...]


def read_form(form: Mapping[str, str], lists: Iterable[str]) -> Read:
    """lists: names of the lists that the form holds, be it without an entry."""
    fields: Flat = {}
    faults: list[Fault] = []

    def take(path: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(form[path])
        except BadInput as bad:
            faults.append(Fault(path, form[path][:MOST], str(bad)))
            return None

    for name, read in SCALARS.items():
        if name in form:
            value = take(name, read)
            if not any(fault.path == name for fault in faults):
                fields[name] = value
    held = set(lists)
    fields |= {name: name in form for name in TICKS if f"has.{name}" in form}
    for name in (*TEXT_LISTS, *ENTRIES):
        if name in held:
            before = len(faults)
            value = _entries(form, name, take)
            if len(faults) == before:
                fields[name] = value
    return Read(fields, tuple(faults))


def order_in(form: Iterable[str], name: str) -> list[str]:
    """The keys of a list's entries in the order in which they stand in the form."""
    start = f"{name}."
    keys = (path.removeprefix(start).partition(".")[0] for path in form if path.startswith(start))
    return list(dict.fromkeys(key for key in keys if re.fullmatch(r"[0-9]{1,4}|new[0-9]{0,4}", key)))[:MOST_ENTRIES]


def _entries(form: Mapping[str, str], name: str, take: Callable[[str, Callable[[str], Any]], Any]) -> list[Any]:
    found: list[Any] = []
    for key in order_in(form, name):
        path = f"{name}.{key}"
        if name in TEXT_LISTS:
            text = take(path, _text) if path in form else None
            # Several paragraphs pasted into one are several.
            found += [one.strip() for one in _BLANK.split(text or "") if one.strip()]
        elif name == "people":
            person = _person(form, path, take)
            found += [person] if any(person[one] for one in ("name", "detail", "pronouns")) or person["group"] else []
        else:
            recipient = _recipient(form, path, take)
            found += [recipient] if any(recipient.values()) else []
    return found


def _person(form: Mapping[str, str], path: str, take: Callable[[str, Callable[[str], Any]], Any]) -> dict[str, Any]:
    read = {key: take(f"{path}.{key}", of) if f"{path}.{key}" in form else None for key, of in _PERSON.items()}
    return read | {"group": f"{path}.group" in form}


def _recipient(form: Mapping[str, str], path: str, take: Callable[[str, Callable[[str], Any]], Any]) -> dict[str, Any]:
    office = form.get(f"{path}.office", "")
    if office.isascii() and office.isdigit() and len(office) < 18:
        return {"office": int(office)}
    read: dict[str, Any] = {}
    for key, of in _RECIPIENT.items():
        empty: Any = [] if of is _lines else None
        read[key] = take(f"{path}.{key}", of) if f"{path}.{key}" in form else empty
    for place, key in enumerate(("name", "post")):
        # Each stands in the block that goes on the envelope (CASEFILE.md), and follows what is typed beside it.
        was = plain(form.get(f"{path}.was_{key}", "")) or None
        if read[key] != was or (read[key] and read[key] not in read["lines"]):
            read["lines"] = take(f"{path}.lines", _following(read["lines"] or [], was, read[key], place))
    return read | {"office": None}


def _following(lines: list[str], was: str | None, now: str | None, place: int) -> Callable[[str], list[str]]:
    return lambda _typed: with_line(lines, was, now, place)


def typed_of(name: str, value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if name == "countries":
        return ", ".join(country_name(code, get_language() or "en") for code in value)
    if name.endswith("country"):
        return country_name(value, get_language() or "en")
    if name == "write_in.languages":
        return ", ".join(name_of(tag) for tag in value)
    if name == "language":
        return f"{name_of(value)} ({value})"
    return "\n".join(value) if isinstance(value, list) else str(value)
