"""A published case, people who write on it, the worker that hands their letters over, and their mailboxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tests.network import Network
from tocsin.actions.models import Case
from tocsin.actions.section_words import approve_section_words, change_section
from tocsin.appeals.confirming import confirm
from tocsin.appeals.entering import Entered, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.matter import matter_at
from tocsin.appeals.private import Own, open_appeal
from tocsin.appeals.wish import Wish
from tocsin.appeals.work import Worker
from tocsin.delivery.carriers import test_carriers as carriers_of_test_mode
from tocsin.delivery.channels import outbox
from tocsin.delivery.handing import LEASE
from tocsin.delivery.models import Letter

ANA: dict[str, Any] = {
    "country": "DE",
    "language": "en",
    "text": "I am a teacher and think of Mirela Dovan each morning.\n\nPlease say without delay where she is.",
    "name": "Ana García Quellbach",
    "sign_as": "full",
    "place": "Berlin",
    "email": "ana.quellbach@example.org",
    "consent": True,
}
_LINK = re.compile(r"/letters/([a-z2-7]{32})/confirm/([a-z2-7]{32})/")


def wish_of(**changes: Any) -> Wish:
    return Wish.of(ANA | changes)


@dataclass
class Post:
    """network: with its clock. slug: of the case that is written on. outbox: the Maildir of the test mode."""

    network: Network
    slug: str
    outbox: Path
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.worker = self.another_worker()

    def another_worker(self) -> Worker:
        return Worker(carriers_of_test_mode(self.outbox), lambda: self.network.now)

    @property
    def case(self) -> Case:
        return Case.objects.get(slug=self.slug)

    # -- writing

    def write(self, slug: str | None = None, visit: Visit | None = None, **changes: Any) -> Entered:
        """Sent in by Ana, or by whom the changes make of her."""
        now, slug = self.network.now, slug or self.slug
        return send_letters(wish_of(**changes), slug, visit or Visit(), now, n=matter_at(slug, now).n)

    def confirmed(self, slug: str | None = None, **changes: Any) -> str:
        """Written, and the button behind the link pressed; the token of the private page."""
        self.write(slug, **changes)
        token, code = self.link(str(changes.get("email", ANA["email"])))
        confirm(token, code, self.network.now)
        return token

    def own(self, token: str) -> Own:
        return open_appeal(token, self.network.now)

    def states(self, token: str) -> dict[str, str]:
        """By recipient; of several letters to one, the last."""
        return {letter.key: letter.state for letter in self.own(token).letters}

    # -- the worker

    def settle(self) -> None:
        """Until nothing is due."""
        for _ in range(500):
            if not self.worker.step() and self.worker.is_idle and not self.worker.step():
                return
        raise AssertionError("the worker does not come to rest")

    def later(self, **span: float) -> None:
        self.network.later(**span)

    def after_a_lease(self) -> None:
        self.network.later(seconds=LEASE.total_seconds() + 1)

    # -- mailboxes

    def mail(self, to: str | None = None) -> list[EmailMessage]:
        """What came, the oldest first."""
        kept = reversed(outbox.listed(self.outbox, 10_000))
        raw = (outbox.read(self.outbox, one.name) for one in kept)
        found = [message_from_bytes(one, policy=default) for one in raw if one is not None]
        return [one for one in found if to is None or to.lower() in str(one["To"]).lower()]

    def subjects(self, to: str) -> list[str]:
        return [str(one["Subject"]).removeprefix("[TEST] ") for one in self.mail(to)]

    def link(self, email: str = ANA["email"]) -> tuple[str, str]:
        """Token and code of the newest link to confirm that came to an address."""
        self.settle()
        found = [link for one in self.mail(email) if (link := _LINK.search(text_of(one)))]
        return found[-1][1], found[-1][2]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def says(network: Network, **letters: Any) -> None:
    """What the German section says of sending."""
    change_section(network.dara, "DE", {"letters": letters}, network.now)
    approve_section_words(network.bo, "DE", network.now)


def letters_in(state: str) -> int:
    return Letter.objects.filter(state=state, kind="letter").count()
