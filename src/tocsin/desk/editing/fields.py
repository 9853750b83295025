"""The fields of the form: which there are, what they are called, how each is typed and read back.

A name in the form is a path of the draft (`calls.1`, `targets.0.email`). A list is read in the order in which its
entries stand in the form, so that a script may move them about without renaming them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.actions.composing import PARTS
from tocsin.actions.editing.content import TEXT_LISTS, Flat
from tocsin.actions.publishing.clock import zone_of
from tocsin.actions.states import MentionNetwork, Outcome
from tocsin.casefile import Kind
from tocsin.casefile.reading.fields.dates import find_dates
from tocsin.casefile.reading.flow import fold
from tocsin.desk.tongues import language_name, tag_typed
from tocsin.directory.models import InventedState
from tocsin.directory.names import country_name, country_names
from tocsin.directory.recipients import with_line
from tocsin.letters import countries
from tocsin.letters.countries import code_of, every_state, is_country
from tocsin.records.errors import BadInput

MOST: Final = 20_000
"""Characters of one text."""
MOST_ENTRIES: Final = 400
"""Entries of one list."""

_LINE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\ufeff\ufffe\uffff]")
_BLANK: Final = re.compile(r"\n[ \t]*\n+")
_NUMBER: Final = re.compile(r"(UA|EXTRA|MA|NSA) [1-9][0-9]{0,5}/[0-9]{2}")
_NOTHING: Final = object()


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
    """In figures, or in words of any language that documents are read in: “4 January 2027”."""
    text = _one_line(typed)
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        found = find_dates(fold(text[:60]))
    if len(found) != 1:
        raise BadInput(
            _("“%(text)s” is not a date: choose one, or write it as year-month-day, such as 2026-12-14.")
            % {"text": text[:60]}
        )
    return found[0].value.isoformat()


def _number(typed: str) -> str | None:
    text = _one_line(typed).upper()
    if text and not _NUMBER.fullmatch(text):
        raise BadInput(_("A number looks like UA 152/26. Leave it empty, and it is given at publication."))
    return text or None


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


def states_offered() -> SafeString:
    """What is offered while somebody types a state, ready for the page."""
    language = get_language() or "en"
    return offered((*sorted(country_names(language).values()), *_state_names(language)))


@lru_cache(maxsize=16)
def offered(names: tuple[str, ...]) -> SafeString:
    """Options of a list, drawn once for all pages: there are hundreds of them."""
    return format_html_join("", '<option value="{}">', ((name,) for name in names))


def _name_of_state(code: str) -> str:
    """Asks the database only about a state that the program does not know."""
    language = get_language() or "en"
    return countries.country_name(code, language) or country_name(code, language)


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
    "number": _number,
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
    """What could not be read, and was not saved. name: of the field in the form. path: where it is shown again."""

    name: str
    path: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says. fields: by the names of a `Flat`, those that the form holds and that could be read. unsaved:
    lists of which one entry could not be read, as they were typed. places: of each list, by the key that an entry has
    in the form, its place in what was read; None for an empty one.
    """

    fields: Flat
    unsaved: Flat
    faults: tuple[Fault, ...]
    places: Mapping[str, Mapping[str, int | None]]


def read_form(form: Mapping[str, str], lists: Iterable[str]) -> Read:
    """lists: names of the lists that the form holds, be it without an entry."""
    reader = _Reader(form)
    fields: Flat = {}
    for name, read in SCALARS.items():
        if name in form:
            value = reader.take(name, read)
            if not reader.failed(name):
                fields[name] = value
    held = set(lists)
    fields |= {name: name in form for name in TICKS if f"has.{name}" in form}
    unsaved: Flat = {}
    places: dict[str, Mapping[str, int | None]] = {}
    for name in (*TEXT_LISTS, *ENTRIES):
        if name in held:
            value, places[name] = reader.entries(name)
            (unsaved if name in reader.broken else fields)[name] = value
    return Read(fields, unsaved, tuple(reader.faults), places)


def order_in(form: Iterable[str], name: str) -> list[str]:
    """The keys of a list's entries in the order in which they stand in the form."""
    start = f"{name}."
    keys = (path.removeprefix(start).partition(".")[0] for path in form if path.startswith(start))
    return list(dict.fromkeys(key for key in keys if re.fullmatch(r"[0-9]{1,4}|new[0-9]{0,4}", key)))


class _Reader:
    """Reads one form. broken: lists that cannot be saved as they were typed."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form
        self.faults: list[Fault] = []
        self.broken: set[str] = set()

    def failed(self, name: str) -> bool:
        return any(fault.name == name for fault in self.faults)

    def take(self, name: str, read: Callable[[str], Any], instead: Any = _NOTHING) -> Any:
        """What a field says. instead: what is kept of it where it cannot be read; without it, its list is broken."""
        typed = self.form.get(name, "")
        try:
            return read(typed)
        except BadInput as bad:
            self.faults.append(Fault(name, name, typed, str(bad)))
            if instead is _NOTHING:
                self.broken.add(name.partition(".")[0])
                return None
            return instead

    def entries(self, name: str) -> tuple[list[Any], dict[str, int | None]]:
        found: list[Any] = []
        places: dict[str, int | None] = {}
        keys = order_in(self.form, name)
        if len(keys) > MOST_ENTRIES:
            sentence = _("These are too many: at most %(most)d are kept.") % {"most": MOST_ENTRIES}
            self.faults.append(Fault(name, name, "", sentence))
            self.broken.add(name)
        for key in keys:
            path, before = f"{name}.{key}", len(self.faults)
            new = self._texts(path) if name in TEXT_LISTS else self._entry(name, path)
            places[key] = len(found) if new else None
            self._shown_at(before, path, f"{name}.{len(found)}")
            found += new
        return found, places

    def _shown_at(self, since: int, path: str, place: str) -> None:
        for n, fault in enumerate(self.faults[since:], since):
            self.faults[n] = replace(fault, path=f"{place}{fault.name.removeprefix(path)}")

    def _texts(self, path: str) -> list[str]:
        text = self.take(path, _text)
        if text is None:
            return [plain(self.form.get(path, ""))]
        # Several paragraphs pasted into one are several.
        return [one.strip() for one in _BLANK.split(text) if one.strip()]

    def _entry(self, name: str, path: str) -> list[dict[str, Any]]:
        """One entry, or none where nothing was typed."""
        before = len(self.faults)
        entry = self._person(path) if name == "people" else self._recipient(path)
        if any(value for key, value in entry.items() if key != "gender"):
            return [entry]
        if len(self.faults) > before:
            # All that was typed of it could not be read.
            self.broken.add(name)
            return [entry]
        return []

    def _person(self, path: str) -> dict[str, Any]:
        read = {key: self.take(f"{path}.{key}", of) for key, of in _PERSON.items()}
        return read | {"group": f"{path}.group" in self.form}

    def _recipient(self, path: str) -> dict[str, Any]:
        office = self.form.get(f"{path}.office", "")
        if office.isascii() and office.isdigit() and len(office) < 18:
            return {"office": int(office)}
        was_state = self.form.get(f"{path}.was_country", "")
        state = was_state if is_country(was_state) else None
        read = {
            key: self.take(f"{path}.{key}", of, state) if key == "country" else self.take(f"{path}.{key}", of)
            for key, of in _RECIPIENT.items()
        }
        for place, key in enumerate(("name", "post")):
            # Each stands in the block that goes on the envelope (CASEFILE.md), and follows what is typed beside it.
            was = plain(self.form.get(f"{path}.was_{key}", "")) or None
            if read[key] != was or (read[key] and read[key] not in (read["lines"] or [])):
                lines = read["lines"] or []
                read["lines"] = self.take(f"{path}.lines", _following(lines, was, read[key], place))
        return read | {"office": None}


def _following(lines: list[str], was: str | None, now: str | None, place: int) -> Callable[[str], list[str]]:
    return lambda _typed: with_line(lines, was, now, place)


def typed_of(name: str, value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if name == "countries":
        return ", ".join(map(_name_of_state, value))
    if name.endswith("country"):
        return _name_of_state(value)
    if name == "write_in.languages":
        return ", ".join(language_name(tag) for tag in value)
    if name == "language":
        return f"{language_name(value)} ({value})"
    return "\n".join(value) if isinstance(value, list) else str(value)
