"""Each letter as its recipient will see it, made by the function that makes it for sending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.appeals.addressees import Addressees
from tocsin.appeals.composing import Made, day_of, letters_of
from tocsin.appeals.handing import mail_text, sender_name
from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import Answers, Wish
from tocsin.casefile.writing.wording import direction_of
from tocsin.delivery.kinds import Route
from tocsin.letters import InvalidAppeal
from tocsin.letters.names import name_of
from tocsin.public.tongues import normal
from tocsin.public.write.ways import Telling
from tocsin.typesetting import clean, fonts_for

MOST_CHARACTERS: Final = 24_000
"""Of all letters together; beyond it only the first is shown whole, so that the page stays light."""

NOBODY_YET: Final = "—"
_FAXES = frozenset({Route.NETWORK_FAX, Route.OWN_FAX})
_TYPED = frozenset({Route.NETWORK_EMAIL, Route.OWN_MAIL, Route.WEB_FORM})
"""Ways on which the letter is bare text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message's head, with the marks of its value."""

    label: str
    value: SafeString


@dataclass(frozen=True, slots=True)
class Preview:
    """head: of an e-mail, a fax or a form. facts (sender, day, reference), address: of paper and fax.

    paragraphs: lines each. cut: in whose letter the same paragraphs stand, where they are not shown a second time.
    """

    key: str
    recipient: str
    recipient_marks: SafeString
    way: str
    marks: SafeString
    head: tuple[Line, ...]
    facts: tuple[str, ...]
    address: tuple[str, ...]
    address_marks: SafeString
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]
    cut: str
    notes: tuple[str, ...]


def made_of(wish: Wish, matter: Matter, addressees: Addressees, now: datetime) -> list[Made]:
    """The letters that would go out; none where nothing is written yet, or the text cannot be sent as it is."""
    if not (wish.country and wish.language and wish.text.strip()):
        return []
    try:
        made = letters_of(wish, matter, addressees, day_of(now, matter))
    except InvalidAppeal:
        return []
    return [one for one in made if one.route is not None]


def previews_of(made: Sequence[Made], wish: Wish, telling: Telling) -> tuple[Preview, ...]:
    """Somebody without a name yet stands there as a dash."""
    total = sum(len(one.letter.plain_text) for one in made)
    named = replace(wish, name=wish.name or NOBODY_YET)
    first = clean(made[0].addressee.name) if made else ""
    return tuple(
        _preview(one, named, telling, first if number and total > MOST_CHARACTERS else "")
        for number, one in enumerate(made)
    )


def _preview(one: Made, wish: Wish, telling: Telling, cut: str) -> Preview:
    assert one.route is not None, "letters without a way are left out before"
    letter, reader, on_paper = one.letter, telling.reader, one.route not in _TYPED
    return Preview(
        key=one.addressee.key,
        recipient=clean(one.addressee.name),
        recipient_marks=reader.marks(telling.matter.case.language),
        way=telling.name(one.route),
        marks=marks_of(letter.language),
        head=tuple(_head(one, wish)),
        facts=tuple(filter(None, (*letter.signature.sender, letter.date_line, letter.reference))) if on_paper else (),
        address=letter.printed_address if on_paper else (),
        address_marks=block_marks(letter.printed_address, telling.matter.case.language),
        subject=letter.subject if on_paper else "",
        paragraphs=_body(one, wish, whole=not cut),
        cut=cut,
        notes=tuple(_notes(one, wish)),
    )


def marks_of(language: str) -> SafeString:
    """Of a letter: its language and direction, whatever the page's own."""
    return format_html(' lang="{}" dir="{}"', normal(language), fonts_for(language).direction)


def block_marks(lines: Sequence[str], language: str) -> SafeString:
    """Of a postal block, which keeps its own direction."""
    direction = direction_of("\n".join(lines), fonts_for(language).direction)
    return format_html(' lang="{}" dir="{}"', normal(language), direction)


def _head(one: Made, wish: Wish) -> Iterator[Line]:
    addressee = one.addressee
    if one.route in _FAXES:
        yield Line(_("Fax"), _plain(next(iter(addressee.recipient.fax), "")))
    if one.route not in _TYPED:
        return
    if one.route is Route.WEB_FORM:
        yield Line(_("Form"), _plain(addressee.web_form or ""))
    else:
        yield Line(_("From"), _sender(one, wish))
        if one.route is Route.NETWORK_EMAIL:
            yield Line(_("Answers to"), _answers(wish))
        yield Line(_("To"), _mailbox(name_of(addressee.recipient), addressee.email or ""))
    yield Line(_("Subject"), format_html("<bdi{}>{}</bdi>", marks_of(one.letter.language), one.subject))


def _sender(one: Made, wish: Wish) -> SafeString:
    if one.route is Route.OWN_MAIL:
        return format_html("{}", _("the name and address of your own mailbox"))
    # The part that stands for each letter is made when it is taken in.
    return _mailbox(sender_name(wish), f"appeal-…@{settings.ENVIRONMENT.mail_domain}")


def _answers(wish: Wish) -> SafeString:
    if wish.answers is Answers.TO_ME:
        return _plain(wish.usable_email or wish.email or "—")
    return format_html("{}", _("the same address, not yours"))


def _mailbox(name: str, address: str) -> SafeString:
    return format_html('<bdi>{}</bdi> <bdi dir="ltr">&lt;{}&gt;</bdi>', clean(name), clean(address))


def _plain(text: str) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', clean(text))


def _body(one: Made, wish: Wish, *, whole: bool) -> tuple[tuple[str, ...], ...]:
    """What stands in the letter, from the salutation to the name, in paragraphs of lines."""
    letter = one.letter
    text = mail_text(one, wish) if one.route is Route.NETWORK_EMAIL else letter.plain_text
    blocks = tuple(tuple(block.split("\n")) for block in text.split("\n\n"))
    if one.route not in _TYPED:
        # On paper the sender stands at the head, and below the letter the name alone.
        blocks = (*blocks[:-1], (letter.signature.name,))
    return blocks if whole else (*blocks[:2], *blocks[len(letter.paragraphs) + 1 :])


def _notes(one: Made, wish: Wish) -> Iterator[str]:
    if one.letter.salutation.is_default:
        yield _("No form of address is known for this language, so a polite general one is used.")
    if one.route is Route.OWN_MAIL:
        yield _("Your own mailbox adds its name and address: this official sees them, whatever you chose above.")
    if wish.name == NOBODY_YET:
        yield _("“—” stands where your name will stand.")
