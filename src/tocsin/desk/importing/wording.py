"""What was read and what the reading warns of, in words, for lists beside the document."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from tocsin.actions.importing import DIRECTORY_DIFFERS, MAY_BE_KNOWN, NUMBER_TAKEN
from tocsin.actions.likeness import LIKENESS_CODES
from tocsin.casefile import CaseFile, ReadingWarning, Recipient
from tocsin.casefile import Person as AtRisk
from tocsin.desk.reviewing.naming import field_name
from tocsin.desk.saying import kind
from tocsin.desk.times import day
from tocsin.directory.names import country_name

_OF_IMPORTING: Final = {
    NUMBER_TAKEN: gettext_noop("The number of the document is in use already, so this case has none yet."),
    MAY_BE_KNOWN: gettext_noop("This may be a case that is known already: compare the two."),
}
RECIPIENT_FIELDS: Final = ("name", "post", "lines", "country", "email", "fax", "phone", "social", "salutation")
"""What is compared of a recipient, in this order."""


def warning_words(warning: ReadingWarning) -> str:
    """What a warning says. Those of the reader name things as they are printed, and are in its own words."""
    if warning.code == DIRECTORY_DIFFERS:
        whose = field_name(warning.message.split(" ", 1)[0])
        return _("%s: the directory knows this office otherwise.") % whose
    return _(_OF_IMPORTING.get(warning.message, warning.message))


def is_compared(warning: ReadingWarning) -> bool:
    """Whether it is settled on the page that compares (`desk-likeness`)."""
    return warning.code == DIRECTORY_DIFFERS or warning.code in LIKENESS_CODES


def value_at(content: CaseFile, path: str) -> str:
    """What the draft says there now, in short; empty where nothing is there any more."""
    name, *rest = path.split(".")
    value: object = getattr(content, name, None)
    for part in rest:
        if isinstance(value, tuple) and part.isascii() and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, Recipient | AtRisk):
            value = getattr(value, part, None)
        else:
            return ""
    if path == "kind":
        return kind(content.kind.value)
    if name == "countries":
        return ", ".join(country_name(code, get_language() or "en") for code in content.countries)
    return said(value)


def said(value: object) -> str:
    """A value in words: lists by commas, addresses by lines."""
    match value:
        case None | () | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return day(value).words
        case Recipient():
            return "\n".join(value.lines) or ", ".join(filter(None, (value.name, value.post)))
        case AtRisk():
            return ", ".join(filter(None, (value.name, value.detail)))
        case tuple():
            return "\n".join(said(one) for one in value)
        case _ if hasattr(value, "languages"):
            return ", ".join(value.languages)
        case _:
            return str(value)
