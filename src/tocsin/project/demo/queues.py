"""Something in every queue of the desk: letters in many states, what came back, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft
from tocsin.actions.models import Case
from tocsin.actions.overview import draft_case_file
from tocsin.actions.publishing.planned import plan_publication
from tocsin.actions.review import approve_draft
from tocsin.actions.section_words import change_section, write_note
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import save_draft, send_letters
from tocsin.appeals.failing import say_failing
from tocsin.appeals.guarding import Visit
from tocsin.appeals.incoming import take_in
from tocsin.appeals.matter import matter_at
from tocsin.appeals.private import open_appeal
from tocsin.appeals.tokens import sender_token
from tocsin.appeals.wish import Wish
from tocsin.casefile import Kind
from tocsin.delivery import ledger
from tocsin.delivery.incoming.tokens import AddressKind, address
from tocsin.delivery.kinds import Route, SaidFailing, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.operating import hold
from tocsin.delivery.states import Event, LetterState
from tocsin.project.demo.letters import hand_over
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person

WRITTEN_ON, NOTED = "03-execution-date", "04-border-group"

_SENTENCES: Final = (
    "I am a retired judge, and I have signed warrants that I would not sign today.",
    "I teach history, and my pupils asked me what a sworn statement is worth.",
    "My father was a prison chaplain and spoke of such a morning all his life.",
    "I drive a bus, and I write this at the terminus before my shift.",
    "I am nineteen, as long on this earth as he has waited.",
    "I sat on a jury once, and we asked to hear the witness again.",
    "I keep bees, and I have never written to a governor before.",
)
_REQUEST: Final = "I ask you to commute the sentence of Walter Imre Cole."
_NEWS: Final = (
    "The Board of Clemency has asked once more that the governor commute the sentence of Walter Imre Cole. Dale Orrin "
    "Finch, on whose word he was sentenced, has sworn that he lied, and still no court has heard him."
)
_NOTE: Final = "Whoever writes from Germany may add a line in German: the ministry has somebody who reads it."
_BOUNCE: Final = """From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {about}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b1--
"""
_REPLY: Final = """From: Office of the Minister <cabinet@example.org>
To: {to}
Subject: Re: your letter
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Your letter was received and given to the department concerned.
"""


def fill_queues(staff: Mapping[str, Person], cases: Mapping[str, Case], slug: str, now: datetime, secret: str) -> None:
    """cases: by the name of their story. slug: of the case on which letters were handed over already."""
    _write(staff["odile"], str(cases[WRITTEN_ON].slug), now)
    _answer(slug, now - timedelta(minutes=5))
    _plan(staff, cases[WRITTEN_ON], now)
    section = staff["dara"].section
    assert section is not None
    write_note(staff["dara"], str(cases[NOTED].pk), section, "en", _NOTE, now - timedelta(minutes=20))
    postage = {**section.letters, "postage_abroad": "€1.30"}
    change_section(staff["dara"], section.code, {"letters": postage}, now - timedelta(minutes=15))
    add_person(
        staff["odile"], email="noor@example.org", name="Noor Salem", roles=(Role.AUTHOR,), secret=f"{secret}, at first",
        section_id=None, now=now - timedelta(minutes=10),
    )  # fmt: skip


def _write(operator: Person, slug: str, now: datetime) -> None:
    """Letters that came back, that an operator holds, that are stuck, printed by volunteers, or not finished."""
    wishes = _wishes()
    bounced = _letter(next(wishes), slug, Route.NETWORK_EMAIL, now - timedelta(hours=2), to="targets.1")
    hand_over(now - timedelta(hours=2))
    told = {"to": _own_address(AddressKind.BOUNCE, bounced), "about": bounced.contact}
    _come(AddressKind.BOUNCE, bounced, "", _BOUNCE.format(**told), now - timedelta(minutes=100))
    for minutes in (80, 60):
        at = now - timedelta(minutes=minutes)
        token = _enter(next(wishes), slug, Route.OWN_FAX, at, hears=True)
        confirm_at_once(token, at)
        say_failing(token, open_appeal(token, at).letters[0].pk, SaidFailing.NO_ANSWER, at + timedelta(minutes=30))
    held = _letter(next(wishes), slug, Route.NETWORK_EMAIL, now)
    hold(operator, [held.pk], now, "The writer telephoned and wants to change a word.")
    stuck = _letter(next(wishes), slug, Route.NETWORK_EMAIL, now)
    ledger.move(stuck, Event.FREEZE, now, Why.ERROR, reference="d3m0d3m0")
    _letter(next(wishes), slug, Route.NETWORK_PAPER, now)
    save_draft(_wish(next(wishes), Route.OWN_MAIL), slug, Visit(), now)


def _wishes() -> Iterator[tuple[int, str]]:
    yield from enumerate(_SENTENCES)


def _wish(said: tuple[int, str], route: Route, to: str = "targets.0", *, hears: bool = False) -> Wish:
    number, sentence = said
    return Wish.of(
        {
            "country": "DE",
            "language": "en",
            "text": f"{sentence}\n\n{_REQUEST}",
            "name": f"Writer Number {number}",
            "place": "Kassel",
            "email": f"other{number}@example.org",
            "ways": {to: route.value},
            "to": [to],
            "hears": hears,
            "consent": True,
        }
    )


def _enter(said: tuple[int, str], slug: str, route: Route, at: datetime, *, hears: bool = False) -> str:
    return send_letters(_wish(said, route, hears=hears), slug, Visit(), at, n=matter_at(slug, at).n).token


def _letter(said: tuple[int, str], slug: str, route: Route, at: datetime, to: str = "targets.0") -> Letter:
    """One that the network sends, confirmed and not handed over yet."""
    token = send_letters(_wish(said, route, to), slug, Visit(), at, n=matter_at(slug, at).n).token
    confirm_at_once(token, at)
    return open_appeal(token, at).letters[0]


def _answer(slug: str, now: datetime) -> None:
    """An official's answer to a letter that went."""
    letter = Letter.objects.filter(slug=slug, route=Route.NETWORK_EMAIL, state=LetterState.HANDED_OVER)[0]
    text = _REPLY.format(to=_own_address(AddressKind.APPEAL, letter))
    _come(AddressKind.APPEAL, letter, "cabinet@example.org", text, now)


def _own_address(kind: AddressKind, letter: Letter) -> str:
    return address(kind, sender_token(letter.message_id), settings.ENVIRONMENT.mail_domain)


def _come(kind: AddressKind, letter: Letter, sender: str, message: str, now: datetime) -> None:
    take_in(_own_address(kind, letter), sender, message.replace("\n", "\r\n").encode(), now)


def _plan(staff: Mapping[str, Person], case: Case, now: datetime) -> None:
    """An update that a second person has approved goes live by itself in two days."""
    reference, at = str(case.pk), now - timedelta(minutes=30)
    begin_edition(staff["amina"], reference, Kind.UPDATE, at)
    content = replace(draft_case_file(staff["amina"], case, at), summary=_NEWS)
    edit_draft(staff["amina"], reference, Edit(case_file=content), at)
    submit_draft(staff["amina"], reference, at)
    approve_draft(staff["bo"], reference, None, at + timedelta(minutes=10))
    due = (now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    plan_publication(staff["bo"], reference, due, at + timedelta(minutes=12))
