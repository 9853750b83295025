"""Whom to write to: names and addresses as they are printed, in their own script and direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.casefile import CaseFile, Recipient
from tocsin.casefile.writing.links import mail_link, phone_link, web_link
from tocsin.casefile.writing.wording import country_line, direction_of, postal_lines
from tocsin.public.reader import UNMARKED, Reader
from tocsin.public.tongues import normal
from tocsin.typesetting import clean, fonts_for


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a kind; href where it can be a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """A fact about a recipient. marks: where the values are in another language than the page."""

    label: str
    ways: tuple[Way, ...]
    marks: SafeString = UNMARKED


@dataclass(frozen=True, slots=True)
class Addressee:
    """lines: the postal block without the line that names whom it is to, with marks of its own, for a block keeps its
    direction on every page."""

    role: str
    name: str
    marks: SafeString
    lines: tuple[str, ...]
    block_marks: SafeString
    facts: tuple[Ways, ...]


@dataclass(frozen=True, slots=True)
class Recipients:
    """embassy: what is said of the embassy in the writer's country, where it gets a copy."""

    people: tuple[Addressee, ...]
    embassy: str | None


def recipients_of(case: CaseFile, reader: Reader, *, invites: bool, with_addresses: bool) -> Recipients:
    """invites: letters are wanted, so addresses may be links. with_addresses: else names and posts alone."""
    roles = (_("Write to"), _("Copy to")) if invites else (_("Addressee"), _("Copy"))
    people = [
        _addressee(one, role, case, reader, invites, with_addresses)
        for part, role in zip((case.targets, case.copies), roles, strict=True)
        for one in part
    ]
    note = reader.words.say("recipients.embassy_note" if invites else "recipients.embassy_note_closed")
    return Recipients(tuple(people), note if case.diplomatic_copies else None)


def _addressee(  # noqa: PLR0913, PLR0917
    one: Recipient, role: str, case: CaseFile, reader: Reader, invites: bool, with_addresses: bool
) -> Addressee:
    block = [(clean(line), is_lead) for line, is_lead in postal_lines(one)]
    name = one.name or one.post or next((line for line, _lead in block), role)
    lines = [line for line, is_lead in block if not is_lead and line != name]
    if not with_addresses:
        lines = [one.post] if one.post and one.post != name else []
    direction = direction_of("\n".join(line for line, _lead in block), fonts_for(case.language).direction)
    return Addressee(
        role=role,
        name=clean(name),
        marks=reader.marks(case.language),
        lines=tuple(clean(line) for line in lines),
        block_marks=format_html(' lang="{}" dir="{}"', normal(case.language), direction),
        facts=tuple(_facts(one, case, reader, invites)) if with_addresses else (),
    )


def _facts(one: Recipient, case: CaseFile, reader: Reader, invites: bool) -> Iterator[Ways]:
    if one.salutation:
        yield Ways(_("Salutation"), (Way(clean(one.salutation)),), reader.marks(case.language))
    yield from _reached(_("E-mail"), one.email, mail_link if invites else _no_link)
    yield from _reached(_("Fax"), one.fax, _no_link)
    yield from _reached(_("Phone"), one.phone, phone_link if invites else _no_link)
    yield from _reached(_("Social media"), one.social, web_link)
    country = country_line(one, reader.words, {})
    if country:
        yield Ways(_("Country"), (Way(country),))


def _reached(label: str, values: Iterable[str], link: Callable[[str], str | None]) -> Iterator[Ways]:
    ways = tuple(Way(clean(value), link(value)) for value in values)
    if ways:
        yield Ways(label, ways)


def _no_link(_value: str) -> None:
    return None
