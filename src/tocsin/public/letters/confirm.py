"""The page behind the link that was sent to an address: it shows what would go to whom, and the button that lets it go.

Mail programs and scanners open links: to read this page changes nothing. Somebody whose address was given by another
person sees here what was written in their name, and erases it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals import private as appeals
from tocsin.appeals.composing import Made
from tocsin.appeals.confirming import confirm, is_open
from tocsin.appeals.handing import mail_text, sender_name
from tocsin.appeals.private import Own
from tocsin.appeals.wish import Answers
from tocsin.appeals.wording import route_name
from tocsin.delivery.incoming.tokens import token_hash
from tocsin.delivery.kinds import Route
from tocsin.delivery.states import LetterState
from tocsin.public import errors, times
from tocsin.public.frame import frame_for
from tocsin.public.letters.deeds import see_other
from tocsin.public.letters.moments import Moments
from tocsin.public.letters.page import About, Trouble, about_of, address_of, made_of, notice_of
from tocsin.public.letters.refusals import trouble_of
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, private
from tocsin.public.reader import Reader, Words, reader_of
from tocsin.public.views import READS, only
from tocsin.records.errors import NotThere, Refused
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Going:
    """One letter as it would go. sender, reply_to: of an e-mail, else empty. to: address, number or postal block."""

    name: Words
    way: str
    sender: str
    reply_to: str
    to: str
    subject: str
    text: Words


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What the template `confirm` shows. letters: empty where the link does not work any more."""

    heading: str
    trouble: Trouble | None
    about: About | None
    letters: tuple[Going, ...]
    until: SafeString | None
    action: str
    button: str
    mine: str


@private
@only(*READS, "POST")
@from_our_page
def confirming(request: HttpRequest, token: str, code: str) -> HttpResponseBase:
    """GET and HEAD only show; POST confirms (`do=confirm`) or, from somebody else's mailbox, erases (`do=not-me`)."""
    reader = reader_of(request)
    try:
        own = appeals.open_appeal(token, reader.now)
    except NotThere:
        return errors.not_found(request)
    if request.method != "POST":
        return _shown(own, token, code, reader)
    do = request.POST.get("do")
    if do == "not-me":
        return _not_me(own, token, code, reader)
    if do != "confirm":
        return errors.bad_request(request)
    try:
        confirm(token, code, reader.now)
    except Refused as error:
        return _page(own, token, code, reader, trouble_of(error), 422)
    return see_other(address_of(token, reader))


def _not_me(own: Own, token: str, code: str, reader: Reader) -> HttpResponseBase:
    """Only by a link that is still open: whoever has an old one alone takes nothing from its writer."""
    if not is_open(token, code, reader.now):
        return _page(own, token, code, reader, _ended(own, code), 422)
    appeals.erase(token, reader.now)
    return see_other(reader.to("/letters/erased/"))


def _shown(own: Own, token: str, code: str, reader: Reader) -> HttpResponseBase:
    trouble = notice_of(own, reader) if is_open(token, code, reader.now) else _ended(own, code)
    return _page(own, token, code, reader, trouble, 200)


def _ended(own: Own, code: str) -> Trouble:
    if own.appeal.confirmed_at is not None and own.appeal.confirm_hash == token_hash(code):
        said = _("You pressed the button already: once is enough. How each letter stands, your page shows.")
        return Trouble(_("Your letters are confirmed"), (said,))
    return Trouble(
        _("This link has ended"),
        (
            _("It works for 24 hours, and a newer link ends an older one. Nothing was sent by it."),
            _("Your own page can send you a new one, for seven days."),
        ),
    )


def _page(  # noqa: PLR0913, PLR0917 - what is shown of a link
    own: Own, token: str, code: str, reader: Reader, trouble: Trouble | None, status: int
) -> HttpResponseBase:
    letters = _letters(own, reader) if trouble is None else ()
    until = own.appeal.confirm_until
    page = ConfirmPage(
        heading=trouble.heading if trouble else _("These letters wait for you"),
        trouble=trouble,
        about=about_of(own, reader),
        letters=letters,
        until=Moments.of(own.appeal.country, reader).with_zone(until) if until and not trouble else None,
        action=reader.to(f"/letters/{token}/confirm/{code}/"),
        button=_button(len(letters), reader),
        mine=address_of(token, reader),
    )
    return HttpResponse(rendered("confirm", frame=frame_for(reader, page.heading), page=page), status=status)


def _button(number: int, reader: Reader) -> str:
    said = ngettext("Send {number} letter", "Send these {number} letters", number)
    return said.format(number=times.count(number, reader.words))


def _letters(own: Own, reader: Reader) -> tuple[Going, ...]:
    """Those that wait, each as the office will see it."""
    waiting = {letter.key: letter for letter in own.letters if letter.state == LetterState.WAITING}
    made = made_of(own)
    return tuple(_going(own, made[key], reader) for key in waiting if key in made)


def _going(own: Own, made: Made, reader: Reader) -> Going:
    wish, letter = own.wish, made.letter
    assert wish is not None, "letters are made from what the writer said"
    by_mail = made.route is Route.NETWORK_EMAIL
    language = own.matter.case.language if own.matter else letter.language
    return Going(
        name=reader.says(made.addressee.name, language),
        way=route_name(made.route or ""),
        sender=sender_name(wish) if by_mail else "",
        reply_to=(wish.usable_email or "") if by_mail and wish.answers is Answers.TO_ME else "",
        to=_reached(made),
        subject=made.subject if by_mail else letter.subject,
        text=reader.says(mail_text(made, wish) if by_mail else letter.plain_text, letter.language),
    )


def _reached(made: Made) -> str:
    """Where it goes: an address, a number, or the lines of a postal block."""
    match made.route:
        case Route.NETWORK_EMAIL:
            return made.addressee.email or ""
        case Route.NETWORK_FAX:
            return made.addressee.fax or ""
        case _:
            return "\n".join(map(clean, made.letter.address))
