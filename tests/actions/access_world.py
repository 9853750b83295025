"""The world of the access table: one object of each kind, all of section DE, and somebody for every role and place."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from tests.actions.commands import Commands, commands_for
from tests.actions.steps import words_of
from tests.network import COMMISSIONER, NOW, SECRET, Network, case_file, found_network
from tocsin.actions.agreements import say_impossible
from tocsin.actions.drafts import begin_edition, submit_draft, withdraw_draft
from tocsin.actions.models import Case
from tocsin.actions.sealed_notes import ask_to_open, seal_note
from tocsin.actions.section_words import approve_section_words, change_section, write_note
from tocsin.actions.translating.memory import source_of, take_in
from tocsin.actions.translating.po import export_po
from tocsin.actions.translating.segments import segments_of
from tocsin.alerts.adapting import hold
from tocsin.alerts.models import Alert
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.wish import Wish
from tocsin.casefile import Kind
from tocsin.delivery.models import Letter
from tocsin.directory.exchange import export_targets
from tocsin.directory.mission_lists import bring_missions
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.targets import add_office
from tocsin.members.importing import import_members
from tocsin.staff.models import Grant, Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, remove_person

ROLE = {role.value[0].upper(): role for role in Role}


@dataclass
class NewFile:
    """A name that is free each time that it is asked for: files are not put back with the database."""

    folder: Path
    asked: int = 0

    def __str__(self) -> str:
        self.asked += 1
        return str(self.folder / f"batch{self.asked}.pdf")


def person(network: Network, name: str, roles: list[Role], section: str | None, *, confirmed: bool = True) -> Person:
    """Somebody who has had these roles for a month, under a secret of their own."""
    then = NOW - timedelta(days=30)
    made = Person.objects.create(
        email=f"{name}@example.org",
        name=name,
        section=network.sections[section] if section else None,
        secret=make_password(SECRET),
        joined_at=then,
    )
    made.secret_set_by = made
    made.save()
    for role in roles:
        by = network.odile if confirmed else None
        when = then if confirmed else None
        Grant.objects.create(
            person=made, role=role, granted_by=network.odile, granted_at=then, confirmed_by=by, confirmed_at=when
        )
    return made


def settle(folder: Path, patch: pytest.MonkeyPatch) -> tuple[Commands, dict[str, object]]:
    """The commands, and the objects by the names that the table uses."""
    data = folder / "data"
    shutil.copytree(settings.KEYRING.folder, data / "keys")
    patch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=data))
    patch.setattr(settings, "KEYRING", replace(settings.KEYRING, folder=data / "keys"))
    network = found_network()
    commands = commands_for(network, folder, patch)
    for place in ("DE", "FR", None):
        for letter, role in ROLE.items():
            person(network, f"{place or 'nowhere'}-{letter}".lower(), [role], place)
    person(network, "fr-all", list(Role), "FR")
    person(network, "waiting", list(Role), None, confirmed=False)
    person(network, "roleless", [], None)
    person(network, "gone", list(Role), None)
    remove_person(network.odile, "gone@example.org", network.now)
    cases = _cases(network)
    letters = _letters(network, cases)
    _members(network)
    return commands, cases | letters | {"member": "member@example.org"} | _people(network) | _directory(
        network
    ) | _files(commands)


def _cases(network: Network) -> dict[str, object]:
    now = network.now
    draft, submitted, approved, withdrawn = (network.draft(headline=f"Draft {n}") for n in range(4))
    submit_draft(network.amina, str(submitted.pk), now)
    network.review(approved)
    withdraw_draft(network.amina, str(withdrawn.pk), now)
    live, following = network.published(), network.published()
    begin_edition(network.amina, str(following.pk), Kind.UPDATE, now)
    take_in(network.chen, str(live.pk), "fr", words_of(network, live), now)
    sealed = seal_note(network.amina, str(draft.pk), "source", "The pastor.", now)
    ask_to_open(network.amina, str(draft.pk), sealed.pk, "To reach him", now)
    hold(network.dara, Alert.objects.get(slug=following.slug), "DE", 6, now)
    unasked = say_impossible(network.amina, str(draft.pk), reason="She is held in secret", until=None, now=now)
    note = write_note(network.dara, str(live.pk), network.sections["DE"], "en", "Postage is 1.10.", now)
    cases: dict[str, Case] = {
        "draft": draft,
        "submitted": submitted,
        "approved": approved,
        "withdrawn": withdrawn,
        "live": live,
        "following": following,
    }
    return {
        **{name: case.pk for name, case in cases.items()},
        "live_slug": live.slug,
        "held_slug": following.slug,
        "sealed_note": sealed.pk,
        "unasked": unasked.pk,
        "consent": live.consents.get().pk,
        "waiting_note": note.pk,
        "reason": "hidden-by-friends and out-of reach",
    }


def _letters(network: Network, cases: dict[str, object]) -> dict[str, object]:
    """Letters by post that wait in Germany, one of them printed; and e-mails in the states of the outbox."""
    change_section(network.dara, "DE", {"letters": {"prints": True}}, network.now)
    approve_section_words(network.bo, "DE", network.now)
    slug = str(Case.objects.get(pk=cases["live"]).slug)
    for number, route in enumerate(("network-paper", "network-paper", *["network-email"] * 3)):
        wish = Wish.of(
            {
                "country": "DE",
                "language": "en",
                "text": f"I ask you, for the {number}. time, to say where she is.",
                "name": "Ana Quellbach",
                "place": "Berlin",
                "email": f"writer{number}@example.org",
                "to": ["targets.0"],
                "ways": {"targets.0": route},
                "consent": True,
            }
        )
        confirm_at_once(send_letters(wish, slug, Visit(), network.now, n=1).token, network.now)
    letters = list(Letter.objects.filter(kind="letter").order_by("pk"))
    for letter, state in zip(letters[3:], ("held", "frozen"), strict=True):
        Letter.objects.filter(pk=letter.pk).update(state=state)
    Letter.objects.filter(pk=letters[1].pk).update(printed_at=network.now)
    names = ("unprinted_letter", "printed_letter", "waiting_letter", "held_letter", "frozen_letter")
    return dict(zip(names, (letter.pk for letter in letters), strict=True))


def _members(network: Network) -> None:
    import_members(network.dara, ["email\n", "member@example.org\n"], "DE", "Fair", network.now)


def _people(network: Network) -> dict[str, object]:
    home = network.sections["DE"].pk
    for name in ("candidate", "colleague", "leaver"):
        add_person(
            network.odile,
            email=f"{name}@example.org",
            name=name,
            roles=[Role.AUTHOR],
            secret=SECRET,
            section_id=home,
            now=network.now,
        )
    remove_person(network.odile, "leaver@example.org", network.now)
    return {name: f"{name}@example.org" for name in ("candidate", "colleague", "leaver")}


def _directory(network: Network) -> dict[str, object]:
    office = Office.objects.order_by("pk")[0]
    waiting = bring_missions(network.amina, b"sending_state,host,name\nXV,FR,Embassy of Vestria\n", network.now)
    assert waiting is not None
    other = add_office(network.amina, replace(COMMISSIONER, name="Ombudsman", lines=("Ombudsman",)), "en", network.now)
    return {
        "missions_list": waiting.pk,
        "office": office.pk,
        "other_office": other.pk,
        "contact": ContactPoint.objects.filter(office=office)[0].pk,
    }


def _files(commands: Commands) -> dict[str, object]:
    network = commands.network
    source = source_of(Case.objects.exclude(slug=None)[0], network.now)
    segments = segments_of(source)
    memory = {one.source: {"text": f"« {one.source} »", "by": 1, "read_by": None} for one in segments}
    words = export_po(source, segments, memory, "es", network.now)  # type: ignore[arg-type]
    section = {"code": "NEW", "country": "XH", "name": "New", "languages": ["en"]}
    return {
        "batch": NewFile(commands.folder),
        "casefile": commands.file("case.json", json.dumps(case_file(headline="Imported").to_json())),
        "text": commands.file("note.txt", "Postage is 1.10 euros.\n"),
        "words": commands.file("es.po", words),
        "new_secret": commands.file("new.txt", "a new secret of somebody\n"),
        "sections_file": commands.file("sections.json", json.dumps([section])),
        "targets_file": commands.file("targets.json", export_targets()),
        "members_file": commands.file("members.csv", "email\nnew.member@example.org\n"),
        "missions_file": commands.file("missions.csv", (Path(__file__).parents[2] / MISSIONS).read_bytes()),
    }


MISSIONS = "src/tocsin/project/demo/missions.csv"
