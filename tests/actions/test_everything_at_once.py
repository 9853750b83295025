"""Everybody works at once, on the same cases, the directory, the keys and the staff, which lock one another's rows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from tests.actions.race import network_and_its_end, race
from tests.actions.steps import words_of
from tests.conftest import AT_FULL_SIZE, IN_CI
from tests.network import Network, case_file
from tocsin.actions.drafts import begin_edition, new_case, submit_draft
from tocsin.actions.exposure import end_lapsed
from tocsin.actions.models import Case
from tocsin.actions.publishing import record
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import approve_draft
from tocsin.actions.section_words import approve_note, extend_deadline, write_note
from tocsin.actions.signing import rotate_key
from tocsin.actions.translating.memory import approve_translation, take_in
from tocsin.casefile import Kind, Recipient
from tocsin.directory.models import Office
from tocsin.directory.targets import edit_office
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.roles import Role
from tocsin.staff.services import end_roles, grant_roles

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORKERS, STEPS_EACH = 6, 60 if AT_FULL_SIZE else 12 if IN_CI else 3


@pytest.fixture
def network() -> Iterator[Network]:
    yield from network_and_its_end()


@dataclass
class Worker:
    """One of those who work. cases: ids of public cases."""

    network: Network
    chance: Random
    cases: list[str]

    def case(self) -> str:
        return self.chance.choice(self.cases)

    def update(self) -> None:
        case, now = self.case(), self.network.now
        with contextlib.suppress(Refused):
            begin_edition(self.network.amina, case, Kind.UPDATE, now)
        approve_draft(self.network.bo, case, submit_draft(self.network.amina, case, now).text_hash, now)
        publish_edition(self.network.amina, case, now)

    def translate(self) -> None:
        case = Case.objects.get(pk=self.case())
        words = words_of(self.network, case, f"« {{}} {self.chance.random()} »")
        take_in(self.network.chen, str(case.pk), "fr", words, self.network.now)
        approve_translation(self.network.farid, str(case.pk), "fr", self.network.now)

    def localise(self) -> None:
        case, section, now = self.case(), self.network.sections["DE"], self.network.now
        extend_deadline(self.network.dara, case, section, date(2027, 2, self.chance.randint(1, 28)), "Strike", now)
        note = write_note(self.network.dara, case, section, "en", "Postage is 1.10.", now)
        approve_note(self.network.greta, case, note.pk, now)

    def correct(self) -> None:
        office = self.chance.choice(list(Office.objects.values_list("pk", flat=True)))
        address = f"office{self.chance.randint(0, 99)}@example.org"
        edit_office(self.network.bo, office, {"email": [address]}, self.network.now)

    def bring(self) -> None:
        court = Recipient(name=f"Court {self.chance.randint(0, 5)}", post=None, country="XH")
        document = case_file(targets=(court,), number=f"UA {self.chance.randint(1, 40)}/26")
        new_case(self.network.emil, self.network.sections["DE"], document, self.network.now)

    def agree(self) -> None:
        self.network.agree(Case.objects.get(pk=self.case()), until=date(2027, 1, self.chance.randint(1, 31)))

    def operate(self) -> None:
        rotate_key(self.network.odile, self.network.now)
        record.refresh_all(self.network.now)
        end_lapsed(self.network.now)

    def staff(self) -> None:
        grant_roles(self.network.odile, "bo@example.org", [Role.COORDINATOR], self.network.now)
        end_roles(self.network.mallory, "bo@example.org", [Role.COORDINATOR], self.network.now)

    def work(self) -> int:
        """How many steps were done; a refusal is an answer too."""
        update, translate, localise = self.update, self.translate, self.localise
        steps: list[Callable[[], None]] = [update, update, translate, localise, self.correct, self.bring, self.agree]
        done = 0
        for _ in range(STEPS_EACH):
            with contextlib.suppress(Refused, BadInput):
                self.chance.choice([*steps, self.operate, self.staff])()
                done += 1
        return done


def test_everything_at_once_ends_in_answers_and_refusals(network: Network) -> None:
    cases = [str(network.published(deadline=date(2027, 1, 1)).pk) for _ in range(3)]
    outcomes = race(*(Worker(network, Random(n), cases).work for n in range(WORKERS)))
    assert sum(one for one in outcomes if isinstance(one, int)) > WORKERS
