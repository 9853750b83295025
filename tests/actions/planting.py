"""A network full of canaries: one case for each way in which something is kept from the public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.actions.canary import Canaries, every_address
from tests.actions.commands import Commands, commands_for
from tests.network import SECRET, Network, case_file
from tocsin.actions.agreements import give_consent, say_impossible
from tocsin.actions.consent import PERSONAL_FIELDS
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case, submit_draft, withdraw_draft
from tocsin.actions.editing.saving import Typed, save_typed
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Case, Rendition, VerifyingKey
from tocsin.actions.originals import Source
from tocsin.actions.remarks import remark
from tocsin.actions.sealed_notes import ask_to_open, open_note, seal_note
from tocsin.actions.section_words import approve_note, end_note, extend_deadline, write_note
from tocsin.actions.translating.glossary import add_word
from tocsin.actions.translating.memory import source_of
from tocsin.actions.translating.memory import take_in as take_in_translation
from tocsin.actions.translating.segments import segments_of
from tocsin.alerts.adapting import hold, write_words
from tocsin.alerts.models import Alert
from tocsin.api import clock as api_clock
from tocsin.api import kept
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import save_draft, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.incoming import take_in
from tocsin.appeals.tokens import sender_token
from tocsin.appeals.wish import Wish
from tocsin.casefile import CaseFile, Kind, Person
from tocsin.casefile.model import Family, Origin, ReadingWarning
from tocsin.cli import console
from tocsin.delivery.models import Letter
from tocsin.delivery.operating import pause, release
from tocsin.members.importing import import_members
from tocsin.members.joining import ask, confirm
from tocsin.members.leaving import leave_by_link
from tocsin.members.wishes import Wishes
from tocsin.public import clock as public_clock
from tocsin.public import pages
from tocsin.staff.second_factor import code_at
from tocsin.staff.signing_in import give_secret, offer_authenticator, set_up_authenticator

type Seen = list[tuple[str, bytes]]
"""What was seen, by where."""


def grow(network: Network, folder: Path, patch: pytest.MonkeyPatch) -> Garden:
    """Nothing is planted yet. Pages and commands go by the clock of the network."""
    for clock in (public_clock, api_clock):
        patch.setattr(clock, "now", lambda: network.now)
    patch.setattr(pages, "SHELF", pages.Shelf())
    kept.forget()
    # Setting Django up a second time would take a test's listener off the log.
    patch.setattr(console, "django_ready", lambda: None)
    return Garden(network, commands_for(network, folder, patch), Canaries("secret"), Canaries("public"))


@dataclass
class Garden:
    """secret: what nobody may see. public: what everybody may, to show that the search would have found it."""

    network: Network
    commands: Commands
    secret: Canaries
    public: Canaries
    until: date | None = None
    """Last day of the consents that are planted."""

    def text(self, canaries: Canaries, name: str) -> dict[str, Any]:
        """All the words of a case file, each with its canary. The recipients are the directory's, not the case's."""

        def word(place: str) -> str:
            return f"She was seen {canaries.word(f'{name} {place}')} there."

        return {
            "headline": word("headline"),
            "summary": word("summary"),
            "body": (word("body one"), word("body two")),
            "people": (
                Person(
                    f"{canaries.word(f'{name} people.name')} {canaries.word(f'{name} people.name, last')}",
                    gender=None,
                    pronouns=canaries.word(f"{name} people.pronouns"),
                    detail=word("people.detail"),
                ),
            ),
            "calls": (word("calls one"), word("calls two")),
            "model_letter": f"{word('model_letter')}\n\n{word('model_letter two')}",
            "background": (word("background"),),
        }

    def file(self, canaries: Canaries, name: str, **changes: Any) -> CaseFile:
        """The same, with what is no personal field, and what the reading left."""
        more = {
            "concerns": (canaries.word(f"{name} concerns"),),
            "after_deadline": f"Ask {canaries.word(f'{name} after_deadline')} first.",
            "warnings": (ReadingWarning("guessed", "body", canaries.word(f"{name} warnings")),),
            "origin": Origin(canaries.word(f"{name} origin"), "text/plain", "0" * 64, Family.B),
        }
        return case_file(**{**self.text(canaries, name), **more, **changes})

    # --- What is not published yet, or never ------------------------------------------------------------------------

    def draft(self, name: str) -> Case:
        """An imported draft with its original, consent, notes, and an opened note."""
        net, word = self.network, self.secret.word
        original = Source(
            f"{word(f'{name} original name')}.txt", word(f"{name} original").encode(), word(f"{name} original read")
        )
        case = new_case(net.amina, net.sections["DE"], self.file(self.secret, name), net.now, original)
        self.agree(case, name)
        for about in ("source", "identity"):
            note = seal_note(net.amina, str(case.pk), about, word(f"{name} note on {about}"), net.now)
            ask_to_open(net.amina, str(case.pk), note.pk, f"It is {word(f'{name} opening of {about}')}.", net.now)
            open_note(net.bo, str(case.pk), note.pk, net.now)
        remark(net.bo, str(case.pk), "summary", f"Leave out {word(f'{name} remark')}.", net.now)
        return case

    def agree(self, case: Case, name: str, fields: tuple[str, ...] = ("all",)) -> None:
        net, word = self.network, self.secret.word
        give_consent(
            net.amina,
            str(case.pk),
            who=word(f"{name} consent who"),
            how=word(f"{name} consent how"),
            fields=fields,
            uses=["publish"],
            until=self.until,
            now=net.now,
        )

    def in_review(self, name: str) -> Case:
        """Submitted, with a translation that waits for it."""
        net = self.network
        case = self.draft(name)
        reason = f"They hide in {self.secret.word(f'{name} impossible')} since Monday."
        say_impossible(net.amina, str(case.pk), reason=reason, until=None, now=net.now)
        submit_draft(net.amina, str(case.pk), net.now)
        self.translate(case, name, "fr")
        return case

    def translate(self, case: Case, name: str, language: str) -> None:
        """Taken in and read by nobody yet."""
        words = {
            one.source: f"Vue {self.secret.word(f'{name} {language} {one.path}')} là."
            for one in segments_of(source_of(case, self.network.now))
        }
        take_in_translation(self.network.chen, str(case.pk), language, words, self.network.now)
        source, target, note = (self.secret.word(f"{name} {language} term {place}") for place in ("of", "is", "note"))
        add_word(self.network.chen, str(case.pk), language, source, target, note, self.network.now)

    def withdrawn(self, name: str) -> Case:
        case = self.draft(name)
        withdraw_draft(self.network.bo, str(case.pk), self.network.now)
        return case

    # --- What is published in part ----------------------------------------------------------------------------------

    def published(self, name: str, covered: tuple[str, ...]) -> Case:
        """Live, with consent for these fields alone: their words are public, those of the others are not."""
        net = self.network
        shown, hidden = self.text(self.public, name), self.text(self.secret, name)
        self.public.words = {
            place: word for place, word in self.public.words.items() if _field(place, name) in {None, *covered}
        }
        top = {field.partition(".")[0] for field in covered}
        content = {field: (shown if field in top else hidden)[field] for field in shown}
        content["people"] = (_mixed(shown["people"][0], hidden["people"][0], covered),)
        case = new_case(net.amina, net.sections["DE"], case_file(**content), net.now)
        self.agree(case, name, covered)
        net.publish(case)
        return case

    def busy(self, name: str) -> Case:
        """Live with all that can be added to a public case, and a second edition being written."""
        net, word = self.network, self.secret.word
        case = self.published(name, PERSONAL_FIELDS)
        net.translate(case, "fr", mark="<{}>")
        self.translate(case, name, "es")
        until, reason = date(2026, 12, 24), f"The {word(f'{name} extension')} holidays."
        extend_deadline(net.dara, str(case.slug), net.sections["DE"], until, reason, net.now)
        self._notes_of_section(case, name)
        note = seal_note(net.amina, str(case.pk), "source", word(f"{name} note"), net.now)
        ask_to_open(net.amina, str(case.pk), note.pk, f"It is {word(f'{name} opening')}.", net.now)
        begin_edition(net.amina, str(case.pk), Kind.UPDATE, net.now)
        edit_draft(
            net.amina,
            str(case.pk),
            Edit(case_file=self.file(self.secret, f"{name} update", number=case.number)),
            net.now,
        )
        self._two_at_once(case, name)
        return case

    def _two_at_once(self, case: Case, name: str) -> None:
        """Emil and Amina change the same summary: hers waits aside."""
        net, word = self.network, self.secret.word
        revision = case.drafts.order_by("-pk")[0].revision
        for person, place in ((net.emil, "versions"), (net.amina, "aside")):
            typed = Typed(revision, {"summary": f"She was seen {word(f'{name} {place}')} there."}, {})
            save_typed(person, str(case.pk), typed, net.now)

    def stop(self, case: Case, name: str) -> None:
        """By Bo alone, with a reason for whoever looks at it."""
        stop_case(
            self.network.bo, str(case.pk), self.network.now, f"Since {self.secret.word(f'{name} reason')} called."
        )

    def write_on(self, case: Case, name: str) -> None:
        """Letters of somebody who wants to hear the outcome, confirmed; an official's answer; and a draft."""
        net, word = self.network, self.secret.word
        said = {
            "country": "DE",
            "language": "en",
            "text": f"I was a {word(f'{name} letter')} and ask you to say where she is.",
            "name": f"{word(f'{name} writer')} {word(f'{name} writer, last')}",
            "place": word(f"{name} place"),
            "email": f"{word(f'{name} mailbox').lower()}@{word(f'{name} domain').lower()}.example.org",
            "hears": True,
            "consent": True,
        }
        entered = send_letters(Wish.of(said), str(case.slug), Visit(), net.now, n=1)
        confirm_at_once(entered.token, net.now)
        letter = Letter.objects.filter(kind="letter").latest("pk")
        to = f"appeal-{sender_token(letter.message_id)}@{settings.ENVIRONMENT.mail_domain}"
        answer = f"From: office@example.org\r\nSubject: Re\r\n\r\nDear {word(f'{name} answer')}.\r\n"
        take_in(to, "office@example.org", answer.encode(), net.now)
        pause(net.odile, 5, net.now, reason=f"The server of {word(f'{name} reason of a pause')} rests.")
        release(net.odile, (), net.now)
        alert = Alert.objects.filter(slug=case.slug).latest("pk")
        hold(net.dara, alert, "DE", 1, net.now, f"We look at {word(f'{name} reason of a hold')} first.")
        write_words(net.dara, alert, "DE", {"en": f"Mind {word(f'{name} words of a section')}."}, net.now)
        save_draft(Wish.of(said | {"text": word(f"{name} draft of a letter")}), str(case.slug), Visit(), net.now)

    def join(self, name: str) -> None:
        """A member who joined by the page, one of a list, and one who left."""
        net, word = self.network, self.secret.word
        for place in ("member", "listed", "gone"):
            email = f"{word(f'{name} {place}').lower()}@example.org"
            if place == "listed":
                import_members(net.dara, ["email\n", f"{email}\n"], "DE", "Fair", net.now)
                continue
            ask(email, Wishes(), "", Visit(), "en", net.now)
            # The code stands in the mail alone.
            code = Letter.objects.filter(key="member").latest("pk").content.open()["code"]
            link = confirm(code, net.now)
            assert link is not None
            if place == "gone":
                leave_by_link(link, net.now)

    def sign_in(self) -> None:
        """Bo has an authenticator, and Chen was offered one: their secrets are canaries that nobody could choose."""
        now = self.network.now
        for name in ("bo", "chen"):
            session = give_secret(f"{name}@example.org", SECRET, "", "", now).session
            secret = offer_authenticator(session)
            self.secret.words[f"{name} authenticator"] = re.sub("[^A-Z]", "", secret)
            if name == "bo":
                set_up_authenticator(session, code_at(secret, now), now)

    def _notes_of_section(self, case: Case, name: str) -> None:
        net, section = self.network, self.network.sections["DE"]
        for state in ("waits", "ended"):
            text = f"Ask {self.secret.word(f'{name} section note that {state}')}."
            note = write_note(net.dara, str(case.slug), section, "en", text, net.now)
            if state == "ended":
                end_note(net.dara, str(case.slug), note.pk, net.now)
        text = f"Ask {self.public.word(f'{name} section note')}."
        note = write_note(net.dara, str(case.slug), section, "en", text, net.now)
        approve_note(net.bo, str(case.slug), note.pk, net.now)


def _field(place: str, name: str) -> str | None:
    """The field of a word of this case; None for one of another."""
    return place.removeprefix(f"{name} ").split(" ")[0].rstrip(",") if place.startswith(f"{name} ") else None


def _mixed(shown: Person, hidden: Person, covered: tuple[str, ...]) -> Person:
    def of(field: str) -> Any:
        return getattr(shown if f"people.{field}" in covered else hidden, field)

    return Person(of("name"), gender="f", pronouns=of("pronouns"), detail=of("detail"))


def _public_values() -> dict[str, Any]:
    slugs = sorted({*Rendition.objects.values_list("slug", flat=True)})
    keys = VerifyingKey.objects.values_list("key_id", flat=True)
    return {
        "slug": [*slugs, "ua-999-26"],
        "n": [1, 2],
        "code": ["XH", "XO"],
        "concerns/slug": ["fear-of-torture", "nothing"],
        "key_id": [*keys],
        # Private pages are for those who have their links; a stranger has none.
        "token": ["a" * 32],
        "letters/code": ["a" * 32],
        "join/code": ["a" * 32],
        "link": ["a" * 32],
        "member": ["a" * 39],
        "letter": [1],
        "name": ["0" * 40],
        "number": [1],
    }


def everything_public() -> Seen:
    """Every page and file, and what `/check/` says to a number and to a text that was altered."""
    client, seen = Client(), []
    for address in every_address(_public_values()):
        answer = client.get(address)
        seen.append((f"{address} {answer.status_code}", answer.content + str(answer.headers).encode()))
    for rendition in Rendition.objects.exclude(text=None):
        text = str(rendition.text).replace("She", "He")
        seen.append(("/check/ of an altered text", client.post("/check/", {"text": text}).content))
    for number in ("UA 1/26", "DE XH/0001/2026", "UA 99/26"):
        seen.append((f"/check/ of {number}", client.get("/check/", {"number": number}).content))
    return seen
