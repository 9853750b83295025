"""Fields of a case file in words, and what they say, for lists beside the document."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from tocsin.actions.importing import DIRECTORY_DIFFERS, MAY_BE_KNOWN, NUMBER_TAKEN
from tocsin.actions.likeness import LIKENESS_CODES
from tocsin.casefile import CaseFile, ReadingWarning, Recipient
from tocsin.casefile import Person as AtRisk
from tocsin.desk.saying import kind
from tocsin.desk.times import day
from tocsin.directory.names import country_name

_FIELDS: Final = {
    "kind": gettext_noop("Kind"),
    "number": gettext_noop("Number"),
    "update": gettext_noop("Update"),
    "index": gettext_noop("Index"),
    "issued": gettext_noop("Date of issue"),
    "countries": gettext_noop("State"),
    "language": gettext_noop("Language"),
    "concerns": gettext_noop("Concerns"),
    "headline": gettext_noop("Headline"),
    "summary": gettext_noop("Summary"),
    "body": gettext_noop("Text"),
    "people": gettext_noop("People"),
    "write_in": gettext_noop("Write in"),
    "calls": gettext_noop("Calls"),
    "model_letter": gettext_noop("Model letter"),
    "deadline": gettext_noop("Last day to write"),
    "targets": gettext_noop("Recipients"),
    "copies": gettext_noop("Copies"),
    "diplomatic_copies": gettext_noop("Copies to embassies"),
    "after_deadline": gettext_noop("After the deadline"),
    "background": gettext_noop("Background"),
    "previous": gettext_noop("The document before"),
}
_ONE_OF: Final = {
    "concerns": gettext_noop("Concern %d"),
    "body": gettext_noop("Text, paragraph %d"),
    "people": gettext_noop("Person %d"),
    "calls": gettext_noop("Call %d"),
    "targets": gettext_noop("Recipient %d"),
    "copies": gettext_noop("Copy %d"),
    "background": gettext_noop("Background, paragraph %d"),
    "countries": gettext_noop("State %d"),
}
_OF_RECIPIENT: Final = {
    "name": gettext_noop("Name"),
    "post": gettext_noop("Office"),
    "lines": gettext_noop("Address"),
    "country": gettext_noop("State"),
    "email": gettext_noop("E-mail"),
    "fax": gettext_noop("Fax"),
    "phone": gettext_noop("Telephone"),
    "social": gettext_noop("Accounts"),
    "salutation": gettext_noop("Salutation"),
}
_OF_IMPORTING: Final = {
    NUMBER_TAKEN: gettext_noop("The number of the document is in use already, so this case has none yet."),
    MAY_BE_KNOWN: gettext_noop("This may be a case that is known already: compare the two."),
}
RECIPIENT_FIELDS: Final = tuple(_OF_RECIPIENT)


def of_recipient(name: str) -> str:
    """“Fax”."""
    return _(_OF_RECIPIENT[name])


def path_words(path: str) -> str:
    """“Recipient 1, Fax” of `targets.0.fax`; a path that nobody knows as it is."""
    name, *rest = path.split(".")
    words = _(_FIELDS.get(name, name))
    if rest and rest[0].isdecimal() and name in _ONE_OF:
        words = _(_ONE_OF[name]) % (int(rest[0]) + 1)
        rest = rest[1:]
    if rest and rest[0] in _OF_RECIPIENT:
        return _("%(whose)s, %(what)s") % {"whose": words, "what": of_recipient(rest[0])}
    return words


def warning_words(warning: ReadingWarning) -> str:
    """What a warning says. Those of the reader name things as they are printed, and are in its own words."""
    if warning.code == DIRECTORY_DIFFERS:
        whose = path_words(warning.message.split(" ", 1)[0])
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
