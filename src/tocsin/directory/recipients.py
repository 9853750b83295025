"""A recipient as plain JSON values, and how its postal block follows a change of name or post."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from django.utils.translation import gettext as _

from tocsin.casefile import Recipient
from tocsin.directory.checked import MOST, checked_country, checked_email, checked_lines, checked_verbatim
from tocsin.letters.addresses import fax_of
from tocsin.records.errors import BadInput

_LISTS = {
    "lines": "address",
    "email": "e-mail address",
    "fax": "fax number",
    "phone": "phone number",
    "social": "account",
}
_TEXTS = ("name", "post", "salutation")


def recipient_to_json(recipient: Recipient) -> dict[str, Any]:
    """As the case file's JSON has it (CASEFILE.md)."""
    values = {field.name: getattr(recipient, field.name) for field in fields(recipient)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def recipient_from_json(values: Mapping[str, Any]) -> Recipient:
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Recipient(**kept)


def typed_recipient(recipient: Recipient) -> Recipient:
    """A recipient that somebody typed, put as a case file has it (CASEFILE.md).

    Addresses are checked, numbers that can be dialled are in E.164, and an address has name and post among its lines.
    """
    lines = checked_lines(recipient.lines, "address lines")
    above = [text for text in (recipient.name, recipient.post) if text and lines and text not in lines]
    return replace(
        recipient,
        lines=(*above, *lines),
        country=None if recipient.country is None else checked_country(recipient.country),
        email=tuple(map(checked_email, recipient.email)),
        fax=tuple(as_dialled(number, recipient.country) for number in recipient.fax),
        phone=tuple(as_dialled(number, recipient.country) for number in recipient.phone),
    )


def as_dialled(number: str, country: str | None) -> str:
    """E.164 where the number can be dialled, else as given."""
    return fax_of(number, country) or number


def check_recipient(recipient: Recipient, *, may_be_empty: bool = False) -> None:
    """Raise BadInput where it cannot be kept as printed, or says nothing."""
    for name in _TEXTS:
        if (text := getattr(recipient, name)) is not None:
            checked_verbatim(text, name)
    for name, what in _LISTS.items():
        if len(getattr(recipient, name)) > MOST:
            raise BadInput(
                _("The recipient has too many entries of the kind %(what)s: at most %(most)s.")
                % {"what": what, "most": MOST}
            )
        for text in getattr(recipient, name):
            checked_verbatim(text, what)
    if recipient.country is not None:
        checked_country(recipient.country)
    if not may_be_empty and recipient.name is None and recipient.post is None and not recipient.lines:
        raise BadInput(_("The recipient needs a name, a post or an address."))


def with_line(lines: Sequence[str], old: str | None, new: str | None, place: int) -> list[str]:
    """The postal block after a name or post was changed.

    The line of the old one becomes the new one, or goes away; a new one without an old one stands at `place`. Raises
    BadInput where the old one stands inside another line: what that line says now, only a person knows.
    """
    changed = list(lines)
    if old == new:
        return changed
    if old is not None and old in changed:
        at = changed.index(old)
        changed[at : at + 1] = [] if new is None else [new]
    elif old and any(re.search(rf"(?<!\w){re.escape(old)}(?!\w)", line) for line in changed):
        raise BadInput(_("A line of the address still holds what was there before: give the lines of the address too."))
    elif old is None and new is not None and changed and new not in changed:
        changed.insert(min(place, len(changed)), new)
    return changed
