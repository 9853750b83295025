"""The demonstration's network: every queue of the desk has something in it."""

from __future__ import annotations

import pytest

from tests.network import NOW
from tocsin.actions.section_words import notes_waiting_for
from tocsin.actions.waiting import case_lines_for
from tocsin.appeals.failing import reported_for
from tocsin.appeals.replies import replies_waiting_for
from tocsin.delivery.kinds import SaidFailing
from tocsin.delivery.operating import letters_for, waiting_for
from tocsin.delivery.states import LetterState
from tocsin.directory.access import failing_contacts_for
from tocsin.directory.models import Section
from tocsin.project.demo.network import CAST, populate
from tocsin.staff.models import Grant, Person

pytestmark = pytest.mark.django_db


def test_every_queue_of_the_desk_has_something_in_it() -> None:
    populate("seven bells over water", NOW, NOW.date())
    staff = {one.email.partition("@")[0]: Person.objects.get(email=one.email) for one in CAST}
    bo, odile = staff["bo"], staff["odile"]
    assert [one.value for one in failing_contacts_for(bo)] == ["attorney.general.linden@example.org"]
    (said,) = reported_for(bo)
    assert (said.writers, said.ways) == (2, {SaidFailing.NO_ANSWER: 2})
    assert waiting_for(odile) == {LetterState.HELD: 1, LetterState.FROZEN: 1}
    assert replies_waiting_for(bo) == 1
    assert {one.written_by for one in notes_waiting_for(bo)} == {"Dara Weiss"}
    planned = [line.planned for line in case_lines_for(bo, NOW) if line.planned]
    assert [(one.edition, one.by) for one in planned] == [(2, "Bo Lindqvist")]
    states = {one.state for one in letters_for(odile)}
    assert {"written", "bounced", "handed over", "held", "frozen", "ready", "reported"} <= states
    assert Grant.objects.filter(confirmed_at=None, ended_at=None).count() == 1
    assert Section.objects.get(code="DE").shown["letters"]["postage_abroad"] == "€1.25", "not approved yet"
