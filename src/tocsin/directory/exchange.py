"""Sections and targets as files: for another installation, for keeping, and from a spreadsheet.

JSON holds everything. CSV is for targets alone, with the columns that a mission has in `letters.missions`:

    post, name, address, country, email, fax, phone, social, salutation, language

`address` is the postal block, its lines separated by `|` or line breaks; name and post are put on top where they
are not among its lines. Several addresses or numbers are separated by `|`. One of post, name and address is needed.
Importing the same file twice doubles nothing.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from tocsin.casefile import Recipient
from tocsin.directory.assembling import load_offices, post_lines, post_value
from tocsin.directory.checked import checked_country, checked_language, checked_verbatim
from tocsin.directory.exchange_schema import SECTIONS, TARGETS
from tocsin.directory.kinds import ContactKind
from tocsin.directory.models import ContactPoint, Holder, Office, Salutation, Section
from tocsin.directory.recipients import typed_recipient
from tocsin.directory.searching import keep_words
from tocsin.directory.sections import add_section
from tocsin.directory.targets import add_office, find_office
from tocsin.letters.countries import code_of
from tocsin.letters.hygiene import lines_of, one_line
from tocsin.records import history
from tocsin.records.errors import BadInput
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LARGEST = 50_000_000
"""Bytes of a file."""
_COLUMNS = ("post", "name", "address", "country", "email", "fax", "phone", "social", "salutation", "language")


# --- sections -------------------------------------------------------------------------------------------------------


def section_to_json(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "country": section.country,
        "name": section.name,
        "languages": section.languages,
        "email": section.email,
        "web": section.web,
        "address": section.address,
        "after_deadline": section.after_deadline,
        "letters": section.letters,
        "active": section.active,
    }


def export_sections() -> str:
    """All sections, as JSON. What a section says of itself is public."""
    return _json([section_to_json(section) for section in Section.objects.all()])


@transaction.atomic
def import_sections(actor: Person, content: bytes, now: datetime) -> int:
    """Add the sections of a file that are not there yet; how many. Those that are there stay as they are."""
    require(actor, Deed.SECTIONS, anywhere=True)
    added = 0
    for entry in _checked_json(content, SECTIONS, "sections"):
        if Section.objects.filter(code=entry["code"]).exists():
            continue
        active = entry.pop("active", True)
        section = add_section(actor, **{"email": "", "web": "", "address": [], "after_deadline": {}} | entry, now=now)
        if not active:
            section.active = False
            section.save(update_fields=["active"])
        added += 1
    return added


# --- targets --------------------------------------------------------------------------------------------------------


def office_to_json(office: Office) -> dict[str, Any]:
    """Everything about an office from `assembling.load_offices`, but its number."""
    return {
        "post": office.post,
        "organisation": office.organisation,
        "country": office.country,
        "holders": [
            {"name": one.name, "since": _day(one.since), "until": _day(one.until), "gender": one.gender}
            for one in office.holders.all()
        ],
        "contacts": [
            {
                "kind": one.kind,
                "value": list(post_lines(one)) if one.kind == ContactKind.POST else one.value,
                "state": one.state,
                "state_since": one.state_since.isoformat(),
                "checked_at": one.checked_at.isoformat() if one.checked_at else None,
                "note": one.note,
            }
            for one in office.contacts.all()
        ],
        "salutations": [
            {"language": one.language, "register": one.register, "text": one.text} for one in office.salutations.all()
        ],
    }


def office_details(office: Office) -> dict[str, Any]:
    """The same with the numbers of the office and of its contact points."""
    values = office_to_json(office)
    numbered = zip(office.contacts.all(), values["contacts"], strict=True)
    return {"id": office.pk} | values | {"contacts": [{"id": one.pk} | contact for one, contact in numbered]}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def export_targets() -> str:
    """The offices with all holders and contact points, as JSON. Ask `access.see_directory` first."""
    ids = Office.objects.filter(merged_into=None).values_list("pk", flat=True)
    return _json([office_to_json(office) for office in load_offices(ids)])


def import_targets(actor: Person, content: bytes, now: datetime) -> int:
    """Add the offices of a file, JSON or CSV, that are not there yet; how many. Raises BadInput; then nothing is."""
    require(actor, Deed.DIRECTORY, anywhere=True)
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{"))
    with transaction.atomic():
        return _from_json(actor, content, now) if is_json else _from_csv(actor, content, now)


def _from_json(actor: Person, content: bytes, now: datetime) -> int:
    ids = Office.objects.filter(merged_into=None).values_list("pk", flat=True)
    there = {_likeness(office_to_json(office)) for office in load_offices(ids)}
    added = 0
    for entry in _checked_json(content, TARGETS, "targets"):
        if _likeness(entry) in there:
            continue
        there.add(_likeness(entry))
        office = _keep(entry, now)
        history.note(now, actor.pk, "office added", f"office:{office.pk}", country=office.country, imported=True)
        added += 1
    return added


def _likeness(entry: Mapping[str, Any]) -> str:
    """What makes two entries the same office: everything but how well its contact points work."""
    contacts = sorted((one["kind"], json.dumps(one["value"])) for one in entry["contacts"])
    return json.dumps({**entry, "contacts": contacts}, sort_keys=True)


def _keep(entry: Mapping[str, Any], now: datetime) -> Office:
    for text in _texts(entry):
        checked_verbatim(text, "entry")
    if not (entry["post"] or entry["organisation"] or entry["holders"] or entry["contacts"]):
        raise BadInput(_("In the list of targets is an entry without a post, a name and an address."))
    country = None if entry["country"] is None else checked_country(entry["country"])
    office = Office.objects.create(post=entry["post"], organisation=entry["organisation"], country=country)
    for one in entry["holders"]:
        since, until = _date(one["since"]), _date(one["until"])
        Holder.objects.create(office=office, name=one["name"], since=since, until=until, gender=one["gender"])
    for place, one in enumerate(entry["contacts"]):
        is_post = one["kind"] == ContactKind.POST
        if is_post is isinstance(one["value"], str):
            raise BadInput(_("In the list of targets an address is a list of lines, and every other value a text."))
        ContactPoint.objects.create(
            office=office,
            kind=one["kind"],
            value=post_value(one["value"]) if is_post else one["value"],
            position=place,
            state=one["state"],
            state_since=_moment(one["state_since"]) or now,
            checked_at=_moment(one["checked_at"]),
            note=one["note"],
        )
    for one in entry["salutations"]:
        tag = checked_language(one["language"])
        Salutation.objects.update_or_create(
            office=office, language=tag, register=one["register"], defaults={"text": one["text"]}
        )
    keep_words([office.pk])
    return office


def _texts(value: object) -> Iterator[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            _("In the list of targets “%(text)s” is not a date, such as 2026-11-23.") % {"text": text}
        ) from None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if text is not None and (moment is None or moment.tzinfo is None):
        raise BadInput(_("In the list of targets “%(text)s” is not a time with its zone.") % {"text": text[:40]})
    return moment


# --- targets from a spreadsheet -------------------------------------------------------------------------------------


def _from_csv(actor: Person, content: bytes, now: datetime) -> int:
    added = 0
    for number, row in _table(content):
        language = row.get("language") or "en"
        try:
            recipient = typed_recipient(_recipient(row))
            if find_office(recipient, checked_language(language), now.date()) is None:
                add_office(actor, recipient, language, now)
                added += 1
        except BadInput as error:
            raise BadInput(
                _("Line %(number)s of the list of targets: %(error)s") % {"number": number, "error": error}
            ) from None
    return added


def _table(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row by its columns, with the number of its last line in the file."""
    try:
        text = content.decode("utf-8-sig").lstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInput(_("The list of targets is not UTF-8 text: save it as CSV in UTF-8.")) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        header = [one_line(name).lower() for name in next(reader, [])]
        wrong = next((name for name in header if name not in _COLUMNS), None)
        if wrong is not None or not header:
            raise BadInput(
                _("The list of targets has no known header: its columns are %(columns)s.")
                % {"columns": ", ".join(_COLUMNS)}
            )
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, dict(zip(header, map(str.strip, cells), strict=False))
    except csv.Error as error:
        raise BadInput(
            _("The list of targets cannot be read at line %(line_num)s: %(error)s.")
            % {"line_num": reader.line_num, "error": error}
        ) from None


def _recipient(row: Mapping[str, str]) -> Recipient:
    country = row.get("country") or None
    code = code_of(country) if country else None
    if country and code is None:
        raise BadInput(_("country is “%(country)s”, not the code or name of a country.") % {"country": country[:40]})
    name, post, salutation = (one_line(row.get(column, "")) or None for column in ("name", "post", "salutation"))
    email, fax, phone, social = (_several(row, column) for column in ("email", "fax", "phone", "social"))
    lines = lines_of(re.split(r"[|\n]", row.get("address", "")))
    return Recipient(name, post, lines, code, email, fax, phone, social, salutation)


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, re.split(r"[|\n]", row.get(column, "")))))


# --- JSON -----------------------------------------------------------------------------------------------------------


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _checked_json(content: bytes, schema: Mapping[str, Any], what: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (RecursionError, ValueError):
        raise BadInput(_("The list of %(what)s is not JSON: give what was exported.") % {"what": what}) from None
    error = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if error is not None:
        place = ", ".join(str(part) for part in error.absolute_path) or "the whole"
        raise BadInput(
            _("The list of %(what)s is wrong at %(place)s: give what was exported.") % {"what": what, "place": place}
        )
    return list(value)
