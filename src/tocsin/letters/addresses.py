"""E-mail addresses and fax numbers as a machine takes them, or None where there is no using them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email


@lru_cache(maxsize=4096)
def email_of(address: str) -> str | None:
    """The address with its domain as A-labels (RFC 5891); the part before @ may stay non-ASCII (RFC 6531).

    None for what no mail server could take: no domain, quoted or bracketed forms, names reserved for tests.
    """
    bare = address.strip().removeprefix("mailto:")
    try:
        found = validate_email(bare, check_deliverability=False)
    except EmailNotValidError:
        return None
    return f"{found.local_part}@{found.ascii_domain}"


def emails_of(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The usable ones, each once, in printed order."""
    return tuple(dict.fromkeys(email for email in map(email_of, addresses) if email))


@lru_cache(maxsize=4096)
def fax_of(number: str, country: str | None) -> str | None:
    """A number that can be dialled, in E.164; None where it is not possible in that country (or without `+`)."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def faxes_of(numbers: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fax for fax in (fax_of(number, country) for number in numbers) if fax))
