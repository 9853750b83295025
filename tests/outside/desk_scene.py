"""A desk with something on every page: what waits, what failed, what was refused; in plain words or in hostile ones."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from tests.desk.test_pages import letter
from tests.desk.things import OTHERS
from tests.missions import put_in_force
from tests.network import COMMISSIONER, MINISTER, NOW, SECRET, Network, case_file
from tocsin.actions.agreements import say_impossible
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft
from tocsin.actions.importing import import_document
from tocsin.actions.models import Case
from tocsin.actions.originals import Source
from tocsin.actions.overview import draft_case_file
from tocsin.actions.remarks import remark
from tocsin.actions.sealed_notes import ask_to_open, open_note, seal_note
from tocsin.actions.section_words import extend_deadline, write_note
from tocsin.actions.translating.glossary import add_word
from tocsin.actions.translating.memory import source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.alerts.adapting import hold, write_words
from tocsin.alerts.models import Alert
from tocsin.alerts.operating import pause, set_ceiling
from tocsin.appeals.models import Appeal, Reply
from tocsin.casefile import Kind, Person, ReadingWarning, Recipient
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.directory.health import record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.directory.mission_lists import bring_missions
from tocsin.directory.models import Section
from tocsin.directory.sections import add_section
from tocsin.project.demo.letters import write_letters
from tocsin.records.fields import Sealed
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person

type Say = Callable[[str, str], str]
"""What is written into a field, by its name and the plain words of it."""

_MISSIONS = """sending_state,host,also_accredited,name,post,address,email,fax,phone,salutation,language
Halvara,DE,,"{}",Ambassador,Musterallee 12|10999 Berlin,berlin@embassy.example.org,,,Your Excellency,en
"""


def plainly(_field: str, words: str) -> str:
    return words


@dataclass(frozen=True)
class Scene:
    """review: an update in review, of a case that is live and translated. read: a document that was just read. live:
    nothing under way. begun: a translation that is half done and partly sent back. ended: deadline passed.
    """

    review: Case
    read: Case
    live: Case
    ended: Case
    others: dict[str, str]

    def cases(self) -> Iterator[Case]:
        yield from (self.review, self.read, self.live, self.ended)


def make_scene(network: Network, say: Say = plainly) -> Scene:
    odile = network.odile
    add_section(
        odile, code="KR", country="KR", name=say("section", "Section KR"), languages=["ko"], email="kr@example.org",
        web="https://kr.example.org/", address=[say("section address", "1 Street")],
        after_deadline={"en": say("section words", "Ask first.")}, now=NOW,
    )  # fmt: skip
    add_person(
        odile, email="new@example.org", name=say("staff", "Noor"), roles=[Role.AUTHOR, Role.REVIEWER], secret=SECRET,
        section_id=None, now=NOW,
    )  # fmt: skip
    embassy = say("mission", "Embassy of Halvara").replace('"', '""')
    put_in_force(network.amina, network.bo, _MISSIONS.format(embassy).encode(), NOW)
    live = _live(network, say)
    review = _in_review(network, say)
    read = _read(network, say)
    ended = network.published(headline=say("headline", "The deadline passed"), deadline=date(2026, 11, 24), people=())
    _letters(live, say)
    _alert(live, network, say)
    record_health_of(None, ContactKind.EMAIL, "minister@interior.example.org", ContactEvent.BOUNCED, NOW)
    others = {name: make(network) for name, make in OTHERS.items()}
    waiting = say("mission that waits", "Embassy of Halvara, moved").replace('"', '""')
    brought = bring_missions(network.dara, _MISSIONS.format(waiting).encode(), NOW)
    assert brought is not None
    others["missions"] = str(brought.pk)
    others["reply"] = str(Reply.objects.order_by("pk")[0].pk)
    return Scene(review, read, live, ended, others)


def hostile_case(say: Say) -> dict[str, Any]:
    """Every text of a case file."""
    minister = replace(
        MINISTER,
        name=say("target", "Radomir Estel"),
        post=say("post", "Minister of the Interior"),
        lines=(say("target line", "4 Harbour Gate"), "1000 Ostreva"),
        salutation=say("salutation", "Your Excellency"),
    )
    return {
        "headline": say("headline", "Dam inspector held in secret"),
        "summary": say("summary", "Mirela Dovan was taken from her home."),
        "body": (say("body", "Four men took her."), say("body again", "Her daughter waits at the gate.")),
        "people": (Person(say("person", "Mirela Dovan"), gender="f", detail=say("detail", "46, engineer")),),
        "calls": (say("call", "say where she is"), say("another call", "give her insulin")),
        "concerns": (say("concern", "Held in secret"),),
        "background": (say("background", "The dam was built in 1961."),),
        "after_deadline": say("after", "Ask your section."),
        "model_letter": say("model letter", "I write to you about Mirela Dovan."),
        "targets": (minister,),
        "copies": (replace(COMMISSIONER, name=say("copy", "Human Rights Commissioner")),),
    }


def _live(network: Network, say: Say) -> Case:
    case = network.published("DE", **hostile_case(say))
    extend_deadline(network.dara, str(case.pk), network.sections["DE"], date(2026, 12, 20), say("why", "Post."), NOW)
    write_note(network.dara, str(case.pk), network.sections["DE"], "en", say("local note", "It costs 1.10."), NOW)
    return case


def _alert(case: Case, network: Network, say: Say) -> None:
    """The section holds its part, with words that nobody approved yet."""
    alert = Alert.objects.get(slug=case.slug)
    hold(network.dara, alert, "DE", 6, NOW, say("why held", "For a line of our own."))
    (language, *_) = Section.objects.get(code="DE").languages
    write_words(network.dara, alert, "DE", {language: say("words for the head", "The embassy reads along.")}, NOW)
    pause(network.bo, [alert], NOW, say("why paused", "The daughter telephoned."))
    set_ceiling(network.odile, "example.org", 100, NOW, say("why slow", "It answers slowly."))


def _in_review(network: Network, say: Say) -> Case:
    """Edition 1 in French; an update is submitted, was sent back once, has notes and what nobody could be asked."""
    case = network.draft("DE", **{**hostile_case(say), "people": (Person(say("somebody", "Ana Toll")),)})
    reference = str(case.pk)
    network.publish(case)
    network.translate(case, "fr", say("translation", "«{}»").replace("{}", "") + "«{}»")
    words = {one.source: say("half", "«{}»") for one in segments_of(source_of(case, NOW))[:3]}
    take_in(network.chen, reference, "ar", words, NOW)
    for place in (None, reference):
        add_word(network.chen, place, "fr", say("term", "gate"), say("said", "portail"), say("why", "Never door."), NOW)
    for about in ("source", "identity"):
        note = seal_note(network.amina, reference, about, say("note", "The guard told us."), NOW)
        ask_to_open(network.amina, reference, note.pk, say("reason", "To check a name."), NOW)
        open_note(network.bo, reference, note.pk, NOW)
        ask_to_open(network.greta, reference, note.pk, say("reason", "Once more."), NOW)
    begin_edition(network.amina, reference, Kind.UPDATE, NOW)
    content = replace(
        draft_case_file(network.amina, case, NOW),
        summary=say("new summary", "Mirela Dovan has been seen in the fortress."),
        calls=(say("new call", "let her family see her"), *case_file().calls),
    )
    edit_draft(network.amina, reference, Edit(case_file=content), NOW)
    say_impossible(
        network.amina,
        reference,
        reason=say("impossible", "Her family is in hiding, and nobody has a way to reach them."),
        until=date(2026, 12, 31),
        now=NOW,
    )
    submit_draft(network.amina, reference, NOW)
    remark(network.bo, reference, "summary", say("remark", "Who saw her?"), NOW)
    case.refresh_from_db()
    return case


def _read(network: Network, say: Say) -> Case:
    """A document that says a number in use, with warnings and an office that the directory knows otherwise."""
    minister: Recipient = replace(MINISTER, fax=("+12025550199",), salutation=say("salutation", "Excellency"))
    warnings = (
        ReadingWarning("two-deadlines", "deadline", say("warning", "Two days are named.")),
        ReadingWarning("missing-index", "index", "No index was found."),
    )
    read = case_file(number="UA 1/26", targets=(minister,), warnings=warnings, **{
        key: value for key, value in hostile_case(say).items() if key not in {"targets"}
    })  # fmt: skip
    words = say("document", "The text of the document.")
    source = Source(say("file name", "again.txt"), b"the bytes", words, {"headline": ((0, min(8, len(words))),)})
    return import_document(network.amina, network.sections["DE"], read, source, NOW).case


def _letters(case: Case, say: Say) -> None:
    """Written by ten people; some handed over, held, frozen; one answered by the office."""
    assert case.slug
    write_letters(case.slug, NOW)
    for number, state in enumerate((LetterState.HELD, LetterState.FROZEN, LetterState.READY)):
        letter(state, number)
    sent = Letter.objects.exclude(owner=1).order_by("pk")[0]
    for number in range(2):
        answer = EmailMessage()
        answer["From"] = Address(say("office", "The cabinet"), "cabinet", "example.org")
        answer["Subject"] = say("subject", "Your letter")
        answer.set_content(say("reply", "We have read it."))
        answer.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=say("attached", "answer.pdf"))
        kept = {"base64": base64.b64encode(bytes(answer)).decode("ascii")}
        Reply.objects.create(
            appeal=Appeal.objects.get(pk=sent.owner), letter=sent.pk, digest=f"{number:064}", received_at=NOW,
            content=Sealed.of(Reply, "content", kept),
        )  # fmt: skip
