"""Fields of a case file and their codes, in the desk's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from tocsin.desk import saying
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.times import When, date_and_time, day
from tocsin.desk.tongues import language_name
from tocsin.directory.names import country_name

_FIELDS: Final = {
    "kind": gettext_noop("Kind of document"),
    "outcome": gettext_noop("Outcome"),
    "headline": gettext_noop("Headline"),
    "countries": gettext_noop("Countries"),
    "concerns": gettext_noop("Concerns"),
    "summary": gettext_noop("Summary"),
    "body": gettext_noop("Story"),
    "people": gettext_noop("People at risk"),
    "calls": gettext_noop("Calls"),
    "write_in": gettext_noop("Languages to write in"),
    "write_in.languages": gettext_noop("Languages to write in"),
    "write_in.own_language": gettext_noop("Own language of the writer"),
    "model_letter": gettext_noop("Model letter"),
    "deadline": gettext_noop("Deadline"),
    "zone": gettext_noop("Time zone of the deadline"),
    "targets": gettext_noop("Recipients"),
    "copies": gettext_noop("Copies"),
    "diplomatic_copies": gettext_noop("Copies to embassies"),
    "mention_network": gettext_noop("Naming the network in letters"),
    "after_deadline": gettext_noop("After the deadline"),
    "background": gettext_noop("Background"),
    "language": gettext_noop("Language of the text"),
    "number": gettext_noop("Number"),
    "update": gettext_noop("Number of the update"),
    "previous": gettext_noop("Document before this one"),
    "index": gettext_noop("Index number"),
    "issued": gettext_noop("Date of issue"),
    "people.name": gettext_noop("Names"),
    "people.gender": gettext_noop("Gender"),
    "people.pronouns": gettext_noop("Pronouns"),
    "people.detail": gettext_noop("Age, work and more"),
}
_ENTRIES: Final = {
    "countries": gettext_noop("Country %(n)d"),
    "concerns": gettext_noop("Concern %(n)d"),
    "body": gettext_noop("Story, paragraph %(n)d"),
    "people": gettext_noop("Person %(n)d"),
    "calls": gettext_noop("Call %(n)d"),
    "targets": gettext_noop("Recipient %(n)d"),
    "copies": gettext_noop("Copy %(n)d"),
    "background": gettext_noop("Background, paragraph %(n)d"),
}
_PARTS: Final = {
    "name": gettext_noop("name"),
    "post": gettext_noop("office"),
    "lines": gettext_noop("postal address"),
    "country": gettext_noop("country"),
    "email": gettext_noop("e-mail"),
    "fax": gettext_noop("fax"),
    "phone": gettext_noop("telephone"),
    "social": gettext_noop("social media"),
    "salutation": gettext_noop("salutation"),
    "group": gettext_noop("a group"),
    "gender": gettext_noop("gender"),
    "pronouns": gettext_noop("pronouns"),
    "detail": gettext_noop("age, work and more"),
}
_GENDERS: Final = {"f": gettext_noop("Female"), "m": gettext_noop("Male"), "mixed": gettext_noop("Mixed")}
_NETWORK: Final = {
    "yes": gettext_noop("Yes"),
    "no": gettext_noop("No"),
    "optional": gettext_noop("As the writer likes"),
}


def field_name(path: str) -> str:
    """“Call 2”, “Recipient 1: e-mail”. The whole text for an empty path; the path itself for one that is unknown."""
    if not path:
        return _("The whole text")
    if path in _FIELDS:
        return _(_FIELDS[path])
    name, _dot, rest = path.partition(".")
    number, _dot, part = rest.partition(".")
    if name not in _ENTRIES or not (number.isascii() and number.isdigit() and len(number) < 9):
        return path
    entry = _(_ENTRIES[name]) % {"n": int(number) + 1}
    return _("%(thing)s: %(part)s") % {"thing": entry, "part": _(_PARTS.get(part, part))} if part else entry


def old_name(path: str) -> str:
    """“Recipients: e-mail”, for an entry of a list that has no number any more."""
    name, _dot, rest = path.partition(".")
    part = rest.partition(".")[2]
    whole = field_name(name)
    return _("%(thing)s: %(part)s") % {"thing": whole, "part": _(_PARTS.get(part, part))} if part else whole


def part_name(path: str) -> str:
    """“E-mail”: the last part of a path, to begin a line with."""
    said = _(_PARTS.get(path.rpartition(".")[2], path))
    return said[:1].upper() + said[1:]


def zone_name(zone: str) -> str:
    """“Europe/Berlin”, and “UTC+4” for Etc/GMT-4, whose sign reads the other way round."""
    if zone.startswith("Etc/GMT") and zone[7:8] in {"+", "-"}:
        return f"UTC{'-' if zone[7] == '+' else '+'}{zone[8:]}"
    return zone.replace("_", " ")


def zone_from(name: str) -> str:
    """The zone that somebody typed, by the name it has in the system: “UTC+4” is Etc/GMT-4."""
    typed = name.strip().replace(" ", "_")
    found = re.fullmatch(r"(?:UTC|GMT)([+-])0?(\d{1,2})(?::?00)?", typed, re.ASCII | re.IGNORECASE)
    return f"Etc/GMT{'-' if found[1] == '+' else '+'}{found[2]}" if found else typed


def value_in_words(path: str, text: str) -> str:
    """A code, a date or a number as it is said; a text as it is."""
    saying_of = _VALUES.get(path.rpartition(".")[2])
    return saying_of(text) if saying_of and text else text


def _day(text: str) -> str:
    return day(date.fromisoformat(text)).words


def _each(of: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: listed(of(one) for one in text.split(", "))


def _country(code: str) -> str:
    return country_name(code, get_language() or "en")


_VALUES: Final[dict[str, Callable[[str], str]]] = {
    "kind": saying.kind,
    "outcome": lambda text: _(text.replace("_", " ").capitalize()),
    "deadline": _day,
    "issued": _day,
    "countries": _each(_country),
    "country": _country,
    "languages": _each(language_name),
    "language": language_name,
    "own_language": lambda _text: _("Yes"),
    "diplomatic_copies": lambda _text: _("Yes"),
    "group": lambda _text: _("Yes"),
    "gender": lambda text: _(_GENDERS.get(text, text)),
    "zone": zone_name,
    "mention_network": lambda text: _(_NETWORK.get(text, text)),
}


def moment_there(at: datetime, zone: str) -> When:
    """“14 December 2026, 09:30 in Europe/Berlin (UTC+01:00)”."""
    there = at.astimezone(ZoneInfo(zone))
    offset, name = there.strftime("%z"), zone_name(zone)
    told = _("%(when)s in %(zone)s") % {
        "when": date_and_time(there),
        "zone": isolated(name if name.startswith("UTC") else f"{name} (UTC{offset[:3]}:{offset[3:5]})"),
    }
    return When(there.isoformat(timespec="minutes"), told)
