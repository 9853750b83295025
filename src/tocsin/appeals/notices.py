"""What the network writes to a writer: a link to confirm, and news of their letters. Plain text, in their language.

A notice is a row of the ledger like a letter: it is not lost, and it is tried again. It names no person at risk in its
subject, for a subject is read over shoulders and by mail providers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.models import Appeal
from tocsin.appeals.tokens import message_id, sender_token
from tocsin.appeals.wish import Wish
from tocsin.delivery.incoming.tokens import token_hash
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records import persons
from tocsin.records.fields import Sealed

LAST_PARAGRAPHS = (
    gettext_noop("This message was made by a machine. Nobody reads what you answer to it."),
    gettext_noop("If you did not write this letter, do nothing: then nothing is sent, and all of it is erased."),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """subject, paragraphs: with `{number}` of the case, `{recipient}`, `{link}`, `{when}`."""

    subject: str
    paragraphs: tuple[str, ...]


WORDINGS: Mapping[str, Wording] = {
    "confirm": Wording(
        gettext_noop("Please confirm your letters for {number}"),
        (
            gettext_noop("You wrote letters for the action {number}. Nothing has been sent yet."),
            gettext_noop("Open this page and press the button; until then nothing goes to an official:"),
            "{link}",
            gettext_noop("The link works for 24 hours. It is yours alone: whoever has it can read your letters."),
            LAST_PARAGRAPHS[1],
        ),
    ),
    "remind": Wording(
        gettext_noop("Your letters for {number} are still waiting for you"),
        (
            gettext_noop(
                "Your letters for the action {number} wait for you to confirm them. This is the only reminder."
            ),
            "{link}",
            gettext_noop("In a few hours the link ends. Then your own page can send you a new one, for seven days."),
            LAST_PARAGRAPHS[1],
        ),
    ),
    "bounced": Wording(
        gettext_noop("A letter for {number} came back"),
        (
            gettext_noop("Your letter to {recipient} could not be handed over: the address does not work."),
            gettext_noop("Whoever writes next is told so. Your page shows the ways that are left:"),
            "{link}",
        ),
    ),
    "refused": Wording(
        gettext_noop("A letter for {number} was refused"),
        (
            gettext_noop("Your letter to {recipient} was refused by the mail server at the other end."),
            gettext_noop("Your page shows the ways that are left:"),
            "{link}",
        ),
    ),
    "failed": Wording(
        gettext_noop("A letter for {number} could not be sent"),
        (
            gettext_noop("Your letter to {recipient} was tried many times, and the other side never took it."),
            gettext_noop("Your page shows the ways that are left:"),
            "{link}",
        ),
    ),
    "stopped": Wording(
        gettext_noop("Please send no more letters for {number}"),
        (
            gettext_noop("The action {number} was stopped. Letters that were not handed over yet are held back."),
            gettext_noop("If you have printed one, please do not post it. Your page shows what was held back:"),
            "{link}",
        ),
    ),
    "superseded": Wording(
        gettext_noop("{number} was updated: please look at your letters again"),
        (
            gettext_noop("The action {number} was updated. Letters that were not handed over yet are held back."),
            gettext_noop("Your text is kept. Read what has changed, and send it again from your page:"),
            "{link}",
        ),
    ),
    "withdrawn": Wording(
        gettext_noop("Your letters for {number} are held back"),
        (
            gettext_noop("The action {number} is no longer public. What was not handed over is held back."),
            gettext_noop("Please do not write about it, and do not pass on what you have."),
        ),
    ),
    "deadline": Wording(
        gettext_noop("The last day of {number} has passed"),
        (
            gettext_noop("Some of your letters for {number} were not handed over before the deadline. They stay here."),
            "{link}",
        ),
    ),
    "outcome": Wording(
        gettext_noop("What became of {number}"),
        (
            gettext_noop("You wrote a letter for the action {number} and asked to hear what became of it. It is here:"),
            "{link}",
            gettext_noop("Thank you for writing. This is the last message about it; your address is erased."),
        ),
    ),
    "reply": Wording(
        gettext_noop("{recipient} has answered your letter"),
        (
            gettext_noop("An answer came to your letter for {number}. It follows below, and stands on your page:"),
            "{link}",
            gettext_noop("Whoever sent it does not know your address. If you answer, write from your page or by post."),
            "{reply}",
        ),
    ),
}


def domain_of(wish: Wish) -> str:
    """The keyed hash of the domain of a writer's address, so that a server that hangs holds up no other one's."""
    return persons.domain_of(wish.usable_email or "")


def tell(appeal: Appeal, key: str, number: str, when: datetime, domain: str | None = None, **values: str) -> Letter:
    """Write the row of a notice, in the caller's transaction; it goes when `when` comes.

    What it says is sealed, and worded when it goes, by a process with the desk key. domain: of `domain_of`; None: that
    of the appeal's first notice. values: what its wording names: `recipient`, `reply`, and `link`, where it is another
    than that of the private page.
    """
    if domain is None:
        first = Letter.objects.filter(owner=appeal.pk, kind=Kind.NOTICE).order_by("pk")
        domain = first.values_list("domain", flat=True).first() or ""
    row = row_of(appeal, key, number, when, domain, **values)
    row.owner = appeal.pk
    row.save()
    return row


def row_of(appeal: Appeal, key: str, number: str, when: datetime, domain: str, **values: str) -> Letter:
    """The row of a notice, not saved and without its owner."""
    name = message_id()
    return Letter(
        kind=Kind.NOTICE,
        slug=appeal.slug,
        n=appeal.n,
        key=key,
        role="writer",
        route=Route.NETWORK_EMAIL,
        state=LetterState.READY,
        content=Sealed.of(Letter, "content", {"number": number, **values}),
        domain=domain,
        message_id=name,
        token_hash=token_hash(sender_token(name)),
        next_try=when,
        released_at=when,
        made_at=when,
        state_at=when,
    )


def told(letter: Letter, known: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """To whom a notice goes, and its subject and text. known: what the appeal keeps for the desk, opened."""
    to = Wish.of(known["wish"]).usable_email
    assert to is not None, "nobody is told who gave no address"
    link = f"{settings.ENVIRONMENT.url}/letters/{known['token']}/"
    return to, worded(letter.key, known["tongue"], {"link": link, "recipient": "", "reply": "", **said_in(letter)})


def said_in(letter: Letter) -> dict[str, str]:
    """What a notice has of its own; the one about an outcome brings address and language along."""
    assert letter.content is not None, "what a notice says is kept until it is told"
    said: dict[str, str] = letter.content.open()
    return said


def worded(key: str, tongue: str, values: Mapping[str, str]) -> dict[str, str]:
    """Subject and text in a language of the interface."""
    wording = WORDINGS[key]
    with translation.override(tongue):
        paragraphs = [_filled(one, values) for one in (*wording.paragraphs, LAST_PARAGRAPHS[0])]
        return {"subject": _filled(wording.subject, values), "text": "\n\n".join(paragraphs)}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Values stand in for their names; a value is never looked through again."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], ""), _(text) if text != "{link}" else text)
