"""Reports, their lines and columns in the reader's words."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_noop, to_locale
from django.utils.translation import gettext as _

from tocsin.appeals.numbers import Hidden
from tocsin.appeals.reporting.counting import GONE
from tocsin.appeals.reporting.tables import Cell, Column, Line, Row
from tocsin.desk import saying
from tocsin.directory.names import country_name
from tocsin.directory.regions import OTHER

_TITLES: Final = {
    "case": gettext_noop("Letters by case"),
    "action": gettext_noop("Letters by action"),
    "country": gettext_noop("Letters by country of the case"),
    "concern": gettext_noop("Letters by concern"),
    "region": gettext_noop("New actions and updates by region"),
    "kind": gettext_noop("Letters by kind of action"),
    "year": gettext_noop("Letters by year"),
    "month": gettext_noop("Letters by month"),
    "section": gettext_noop("Letters by the writers’ section"),
    "home": gettext_noop("Letters by the writers’ country"),
    "writer": gettext_noop("Writers by how many letters they sent on one action"),
    "faithful": gettext_noop("Writers by how many cases they wrote on"),
    "outcome": gettext_noop("Outcomes by concern"),
    "delay": gettext_noop("Delays by section"),
    "case-delay": gettext_noop("Delays by case"),
}

_RULES: Final = {
    "case": gettext_noop("The period chooses actions by the month in which they were published."),
    "year": gettext_noop("The period chooses letters by the month in which they went. Whoever wrote in two of them counts in both."),  # noqa: E501
    "section": gettext_noop("The period chooses cases by the month of their first action. Only what the page of each case tells is added up here: where fewer than 5 people of a country wrote on a case, they are left out, and others with them where the rest would tell. They stand in the last line but one, together."),  # noqa: E501
    "writer": gettext_noop("All years, all sections. Nobody can be named from this: a number below 5 is not told, nor one that would give it away by subtracting."),  # noqa: E501
    "faithful": gettext_noop("Only writers whom we still recognise, by a hash that is erased 28 days after their last letter came to its end. A number below 5 is not told, nor one that would give it away."),  # noqa: E501
    "outcome": gettext_noop("The period chooses cases by the month of their first action. Cases that were taken down are left out."),  # noqa: E501
    "delay": gettext_noop("Hours from a case’s first action to the section’s note on it, and to the first letter of its writers that was handed over: half of the cases lie between the two quartiles. Letters are told from 5 cases on, each with at least 5 writers of that country."),  # noqa: E501
    "case-delay": gettext_noop("Hours from a case’s first action to the first note of any section, and to the first letter that was handed over, where at least 5 people wrote."),  # noqa: E501
}  # fmt: skip
_SAME_RULE: Final = {
    "action": "case", "country": "case", "concern": "case", "region": "case", "kind": "case", "month": "year",
    "home": "section",
}  # fmt: skip

_LINES: Final = {
    Line.EDITION: gettext_noop("Action"),
    Line.CASE: gettext_noop("Case"),
    Line.COUNTRY: gettext_noop("Country"),
    Line.CONCERN: gettext_noop("Concern"),
    Line.YEAR: gettext_noop("Year"),
    Line.MONTH: gettext_noop("Month"),
    Line.KIND: gettext_noop("Kind"),
    Line.REGION: gettext_noop("Region"),
    Line.SECTION: gettext_noop("Section"),
    Line.LETTERS: gettext_noop("Letters of one writer"),
    Line.CASES: gettext_noop("Cases of one writer"),
}

_COLUMNS: Final = {
    Column.EDITIONS: gettext_noop("Actions"),
    Column.CASES: gettext_noop("Cases"),
    Column.PEOPLE: gettext_noop("Writers"),
    Column.BY_NETWORK: gettext_noop("Letters handed over by us"),
    Column.REPORTED: gettext_noop("Letters reported by writers"),
    Column.OPEN: gettext_noop("Still open"),
    Column.PASSED: gettext_noop("Deadline passed, no outcome"),
    Column.STOPPED: gettext_noop("Stopped, no outcome"),
    Column.BETTER: gettext_noop("Free, safe or better off"),
    Column.WORSE: gettext_noop("Sentenced, returned or dead"),
    Column.NO_NEWS: gettext_noop("No news or something else"),
    Column.NEW: gettext_noop("New actions"),
    Column.NEW_LETTERS: gettext_noop("Letters on new actions"),
    Column.UPDATES: gettext_noop("Updates"),
    Column.UPDATE_LETTERS: gettext_noop("Letters on updates"),
    Column.NOTES: gettext_noop("Cases with a note"),
    Column.NOTE_LOW: gettext_noop("Hours to the note, lower quartile"),
    Column.NOTE: gettext_noop("Hours to the note"),
    Column.NOTE_HIGH: gettext_noop("Hours to the note, upper quartile"),
    Column.LETTER_LOW: gettext_noop("Hours to the first letter, lower quartile"),
    Column.LETTER: gettext_noop("Hours to the first letter"),
    Column.LETTER_HIGH: gettext_noop("Hours to the first letter, upper quartile"),
}

_HIDDEN: Final = {Hidden.FEW: gettext_noop("fewer than 5"), Hidden.WITHHELD: gettext_noop("not shown")}


def _language() -> str:
    return get_language() or "en"


def title(report: str) -> str:
    return _(_TITLES[report])


def rule(report: str) -> str:
    return _(_RULES[_SAME_RULE.get(report, report)])


def line(code: Line) -> str:
    return _(_LINES[code])


def column(code: Column) -> str:
    return _(_COLUMNS[code])


def cell(value: Cell) -> str:
    if value is None:
        return "–"
    if isinstance(value, Hidden):
        return _(_HIDDEN[value])
    return str(format_decimal(value, locale=to_locale(_language())))


def name(of: Line, row: Row) -> str:
    """What a line is called."""
    if row.value == GONE:
        return _("No section in their country") if of is Line.SECTION else _("Taken down")
    match of:
        case Line.COUNTRY:
            return country_name(row.value, _language())
        case Line.REGION:
            return _("Others") if row.value == OTHER else _region(row.value)
        case Line.KIND:
            return saying.kind(row.value)
        case Line.MONTH:
            return month(row.value)
        case Line.LETTERS | Line.CASES:
            return row.value.replace("-", "–")
    return row.name or row.value


def month(code: str) -> str:
    """“March 2026”."""
    year, number = code.split("-")
    return str(format_date(date(int(year), int(number), 1), "LLLL y", to_locale(_language())))


def _region(code: str) -> str:
    found = Locale.parse(to_locale(_language())).territories.get(code) or Locale("en").territories.get(code)
    return str(found or code)
