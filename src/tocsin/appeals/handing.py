"""What delivery is handed: the gate that is asked directly before each hand-over, and what a carrier takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin import letters
from tocsin.actions.models import PublicRecord
from tocsin.actions.states import EditionState
from tocsin.appeals import notices
from tocsin.appeals.addressees import Shown, addressees_of
from tocsin.appeals.composing import Made, letters_of
from tocsin.appeals.matter import GoneFromPublic, Matter, matter_at
from tocsin.appeals.models import Appeal
from tocsin.appeals.tokens import sender_token
from tocsin.appeals.wish import Answers, Wish
from tocsin.delivery.carriers import Fax
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.channels.fax.timing import next_fax_moment
from tocsin.delivery.handing import GO, Verdict
from tocsin.delivery.incoming.tokens import AddressKind, address
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState
from tocsin.letters.signature import initials_of
from tocsin.records.errors import NotThere, Refused


def gate(letter: Letter, now: datetime) -> Verdict:
    """Whether a letter or notice may go at this moment: what it says is still true and wanted, its writer has not
    erased it, and, for a fax, it is day at its target.
    """
    if letter.is_test and settings.ENVIRONMENT.is_live:
        # Written while somebody tried the network out: no official gets it because it went live meanwhile.
        return Verdict(Event.RECALL, Why.TEST)
    appeal = Appeal.objects.filter(pk=letter.owner, content__isnull=False).first()
    if letter.key == "outcome":
        # It may come long after the appeal's words are erased, and brings along what it needs.
        return GO
    if letter.kind == Kind.NOTICE:
        return Verdict(Event.RECALL, Why.TAKEN_BACK) if appeal is None else _of_notice(letter, appeal, now)
    verdict = still_wanted(letter, now)
    if verdict != GO:
        return verdict
    if appeal is None:
        return Verdict(Event.RECALL, Why.TAKEN_BACK)
    return _by_day(letter, now) if letter.route == Route.NETWORK_FAX else GO


def _of_notice(letter: Letter, appeal: Appeal, now: datetime) -> Verdict:
    """Nobody is asked to confirm what no longer waits, or by a link that has ended; a reply that was not wanted by mail
    stands on the page alone.
    """
    if letter.key in {"confirm", "remind"}:
        waits = Letter.objects.filter(owner=appeal.pk, kind=Kind.LETTER, state=LetterState.WAITING).first()
        hears = appeal.hears and appeal.confirmed_at is None
        if waits is None and not hears:
            return Verdict(Event.RECALL, Why.ALREADY)
        if waits is not None and still_wanted(waits, now) != GO:
            return Verdict(Event.RECALL, Why.ALREADY)
        if appeal.confirm_until is None or now >= appeal.confirm_until:
            return Verdict(Event.EXPIRE, Why.NOT_CONFIRMED)
    if letter.key == "reply" and Wish.of(known_of(letter)["wish"]).answers is Answers.NONE:
        return Verdict(Event.RECALL, Why.ALREADY)
    return GO


def still_wanted(letter: Letter, now: datetime) -> Verdict:
    """Whether the case asks for it: it is live, this edition is its newest, and the deadline has not passed."""
    row = PublicRecord.objects.filter(slug=letter.slug).values_list("state", "visible_until", "record__live").first()
    if row is None or row[0] == EditionState.TAKEN_DOWN or (row[1] is not None and row[1] <= now):
        return Verdict(Event.RECALL, Why.WITHDRAWN)
    if row[0] in {EditionState.STOPPED, EditionState.CLOSED}:
        return Verdict(Event.RECALL, Why.STOPPED)
    if row[2] != letter.n:
        return Verdict(Event.RECALL, Why.SUPERSEDED)
    if letter.not_after is not None and now >= letter.not_after:
        try:
            still_closed = matter_at(letter.slug, now).closed_for(letter.country, now)
        except (NotThere, GoneFromPublic):
            return Verdict(Event.RECALL, Why.WITHDRAWN)
        if still_closed:
            return Verdict(Event.EXPIRE, Why.DEADLINE)
    return GO


def _by_day(letter: Letter, now: datetime) -> Verdict:
    zone = matter_at(letter.slug, now).standing.zone
    moment = next_fax_moment(now, zone or "UTC")
    return GO if moment <= now else Verdict(wait_until=moment)


def load(letter: Letter, now: datetime) -> Mail | Fax:
    """What the carrier takes. Needs the desk key."""
    if letter.kind == Kind.NOTICE:
        return _notice(letter, now)
    made, wish, matter = made_of(letter, now)
    return _fax(letter, made, matter, now) if letter.route == Route.NETWORK_FAX else _mail(letter, made, wish, now)


class RecipientGone(Refused):
    """Nobody knows any more whom a letter goes to: it was queued before that was kept with it."""

    def __init__(self) -> None:
        super().__init__(_("Its recipient is on no list of missions any more."), "recipient-gone")


def made_of(letter: Letter, now: datetime) -> tuple[Made, Wish, Matter]:
    """One letter as its writer saw it, whoever carries it. Needs the desk key. Raises RecipientGone."""
    from tocsin.appeals.composing import day_of

    known = known_of(letter)
    wish = Wish.of(known["wish"])
    wish = replace(wish, ways={**wish.ways, letter.key: Route(letter.route)})
    matter = matter_at(letter.slug, now)
    day = day_of(datetime.fromisoformat(known["day"]), matter)
    made = letters_of(wish, matter, addressees_of(matter, wish.country, Shown.of(known)), day)
    found = next((one for one in made if one.addressee.key == letter.key), None)
    if found is None:
        raise RecipientGone
    return found, wish, matter


def _mail(letter: Letter, made: Made, wish: Wish, now: datetime) -> Mail:
    token = sender_token(letter.message_id)
    domain = settings.ENVIRONMENT.mail_domain
    return Mail(
        sender_name=sender_name(wish),
        sender=address(AddressKind.APPEAL, token, domain),
        to=letter.contact,
        to_name=made.addressee.name,
        subject=made.subject,
        text=mail_text(made, wish),
        message_id=letter.message_id,
        date=now,
        envelope_from=address(AddressKind.BOUNCE, token, domain),
        reply_to=wish.usable_email if wish.answers is Answers.TO_ME else None,
    )


def sender_name(wish: Wish) -> str:
    """As it stands before the network's address: “Ana García via Tocsin network”, or with initials."""
    name = wish.name if wish.sign_as == "full" else initials_of(wish.name)
    return f"{name} via {settings.ENVIRONMENT.network}"


def mail_text(made: Made, wish: Wish) -> str:
    """The body of the e-mail: the letter, and below it who wrote it and how the network knows."""
    return f"{made.letter.plain_text}\n\n-- \n{footer(made.letter.language, wish)}"


def footer(language: str, wish: Wish) -> str:
    """In the letter's language where the interface speaks it, else in English."""
    from tocsin.appeals.wording import tongue_for

    with translation.override(tongue_for(language)):
        who = wish.name if wish.sign_as == "full" else initials_of(wish.name)
        lines = [
            _("%(who)s wrote this letter in their own words and confirmed it by a link to their e-mail address.")
            % {"who": who},
            _("%(network)s handed it over and has not changed it.") % {"network": settings.ENVIRONMENT.network},
        ]
        if wish.answers is Answers.PASSED_ON:
            lines.append(_("An answer to this message is passed on to them."))
        return "\n".join(lines)


def _notice(letter: Letter, now: datetime) -> Mail:
    to, said, tongue = _told(letter)
    sender = address(AddressKind.BOUNCE, sender_token(letter.message_id), settings.ENVIRONMENT.mail_domain)
    return Mail(
        sender_name=settings.ENVIRONMENT.network,
        sender=sender,
        to=to,
        to_name="",
        subject=said["subject"],
        text=said["text"],
        message_id=letter.message_id,
        date=now,
        envelope_from=sender,
        headers=(("Auto-Submitted", "auto-generated"), ("Content-Language", tongue)),
    )


def _told(letter: Letter) -> tuple[str, dict[str, str], str]:
    if letter.key == "outcome":
        own = notices.said_in(letter)
        return own["to"], notices.worded(letter.key, own["tongue"], own), own["tongue"]
    known = known_of(letter)
    to, said = notices.told(letter, known)
    return to, said, str(known["tongue"])


def known_of(letter: Letter) -> Mapping[str, Any]:
    """What the appeal keeps for the desk: `wish`, `token`, `day`, `tongue`, `embassy` (`addressees.Shown`)."""
    appeal = Appeal.objects.get(pk=letter.owner)
    assert appeal.content is not None, "the words of a letter are kept until it has ended"
    known: Mapping[str, Any] = appeal.content.open()
    return known


def _fax(letter: Letter, made: Made, matter: Matter, now: datetime) -> Fax:
    return Fax(
        number=letter.contact,
        pages=letters.fax_of_pdf(letters.LetterPress().one(made.letter)),
        tag=f"letter-{letter.pk}",
        recipient=made.addressee.name,
        message_id=letter.message_id,
        date=now,
        zone=matter.standing.zone or "UTC",
        notify=address(AddressKind.BOUNCE, sender_token(letter.message_id), settings.ENVIRONMENT.mail_domain),
    )
