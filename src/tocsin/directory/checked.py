"""Values from outside, checked before they are kept. Each function gives the value back, or raises BadInput."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from tocsin.letters.countries import is_country
from tocsin.letters.hygiene import lines_of, one_line
from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.records.errors import BadInput

LONGEST = 2_000
"""Characters of one value: an address or a sentence, not a text."""
MOST = 100
"""Items of one list."""


def checked_items(value: object, what: str) -> list[Any]:
    """A list of whatever it is, not endless."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadInput(_("For %(what)s a list is needed.") % {"what": what})
    items = list(value)
    if len(items) > MOST:
        raise BadInput(_("There are too many %(what)s: at most %(most)s.") % {"what": what, "most": MOST})
    return items


def checked_country(value: object) -> str:
    """An alpha-2 code of a state that exists or may be invented."""
    if not isinstance(value, str) or not is_country(value):
        raise BadInput(
            _("“%(shown)s” is not the two-letter code of a state, such as DE or XH.") % {"shown": _shown(value)}
        )
    return value


def checked_language(value: object) -> str:
    """A language tag in its usual form: `zh-TW`."""
    if not isinstance(value, str) or not is_language_tag(value) or len(value) > 35:
        raise BadInput(
            _("“%(shown)s” is not a language tag, such as en, fr or zh-Hant (BCP 47).") % {"shown": _shown(value)}
        )
    return normal_tag(value)


def checked_languages(value: object) -> list[str]:
    """At least one language, each once, in the order given."""
    found = list(dict.fromkeys(map(checked_language, checked_items(value, "languages"))))
    if not found:
        raise BadInput(_("At least one language is needed, such as en."))
    return found


def checked_verbatim(value: object, what: str, longest: int = LONGEST) -> str:
    """A text that is kept exactly as it is; refused where a database or a page could not hold it."""
    if not isinstance(value, str):
        raise BadInput(_("The %(what)s is not a text.") % {"what": what})
    if len(value) > longest:
        raise BadInput(
            _("The %(what)s is too long: at most %(longest)s characters.") % {"what": what, "longest": longest}
        )
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in value):
        raise BadInput(_("The %(what)s holds a character that cannot be kept: type it again.") % {"what": what})
    return value


def checked_line(value: object, what: str, longest: int = LONGEST) -> str:
    """A text on one line, cleaned; not empty."""
    line = one_line(checked_verbatim(value, what, longest))
    if not line:
        raise BadInput(_("The %(what)s is missing.") % {"what": what})
    return line


def checked_lines(value: object, what: str) -> list[str]:
    """A postal block: lines cleaned, empty ones left out; none is an empty list."""
    return list(lines_of(checked_verbatim(item, what) for item in checked_items(value, what)))


def checked_email(value: object) -> str:
    """An address that mail can be sent to."""
    address = checked_line(value, "e-mail address")
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise BadInput(_("“%(shown)s” is not an e-mail address.") % {"shown": _shown(address)}) from None


def checked_web(value: object) -> str:
    """An address of a web page."""
    address = checked_line(value, "web address", 500)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in address:
        raise BadInput(_("“%(shown)s” is not a web address: it begins with https://.") % {"shown": _shown(address)})
    return address


def checked_by_language(value: object, what: str) -> dict[str, str]:
    """Texts by language; an empty one is left out."""
    if not isinstance(value, Mapping):
        raise BadInput(_("The %(what)s is given by language, such as en=TEXT.") % {"what": what})
    texts = {checked_language(tag): checked_verbatim(text, what).strip() for tag, text in value.items()}
    return {tag: text for tag, text in texts.items() if text}


def checked_section_code(value: object) -> str:
    """The code of a section: two to eight capital letters or digits."""
    if not isinstance(value, str) or not is_section_code(value):
        raise BadInput(
            _("“%(shown)s” is not a section’s code: two to eight capital letters or digits.") % {"shown": _shown(value)}
        )
    return value


def is_section_code(text: str) -> bool:
    return re.fullmatch("[A-Z0-9]{2,8}", text) is not None


def _shown(value: object) -> str:
    return one_line(str(value))[:60]


_SENDING: Mapping[str, str] = {
    "postage_home": "text",
    "postage_abroad": "text",
    "no_post_to": "states",
    "prints": "yes or no",
    "office_hours": "yes or no",
}


def checked_sending(value: object) -> dict[str, Any]:
    """What a section says of sending (`Section.letters`); every key may be left out."""
    if not isinstance(value, Mapping):
        raise BadInput(_("What a section says of sending is a table of values."))
    return {key: _checked_of_sending(key, one) for key, one in value.items() if one not in ("", None, [])}


def _checked_of_sending(key: object, value: object) -> Any:
    kind = _SENDING.get(str(key))
    if kind == "text":
        return checked_line(value, "postage", 40)
    if kind == "states":
        return list(dict.fromkeys(map(checked_country, checked_items(value, "states"))))
    if kind == "yes or no" and isinstance(value, bool):
        return value
    raise BadInput(
        _("Of sending, a section says %(sending)s: not “%(shown)s” like this.")
        % {"sending": ", ".join(_SENDING), "shown": _shown(key)}
    )
