"""The demonstration's network: every queue of the desk has something in it."""

from __future__ import annotations

from collections import Counter

import pytest
from django_tasks_db.models import DBTaskResult

from tests.network import NOW
from tocsin.actions.section_words import notes_waiting_for
from tocsin.actions.waiting import case_lines_for
from tocsin.alerts.models import Alert, Turn
from tocsin.alerts.progress import progress_of
from tocsin.appeals.failing import reported_for
from tocsin.appeals.replies import replies_waiting_for
from tocsin.delivery.kinds import SaidFailing
from tocsin.delivery.operating import letters_for, waiting_for
from tocsin.delivery.states import LetterState
from tocsin.directory.access import failing_contacts_for
from tocsin.directory.models import Section
from tocsin.members.links import MemberLink
from tocsin.members.models import Member, MemberState
from tocsin.members.own import open_member
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.project.demo.members import JOINED
from tocsin.project.demo.network import CAST, populate
from tocsin.staff.models import Grant, Person

pytestmark = pytest.mark.django_db


def test_every_queue_of_the_desk_has_something_in_it() -> None:
    made = populate("seven bells over water", NOW, NOW.date(), with_members=True)
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
    _look_at_members(made.member)
    _look_at_alerts()


def _look_at_members(own_page: str) -> None:
    own = open_member(MemberLink(own_page.rstrip("/").rpartition("/")[2]))
    assert (own.email, own.choices.section) == (JOINED[0].email, "DE")
    states = Counter(Member.objects.values_list("state", flat=True))
    assert set(states) == {MemberState.ACTIVE, MemberState.FAILING}
    assert states.total() >= 29
    assert states[MemberState.FAILING] == 1
    wishes = [Wishes.of(one.profile.wishes) for one in Member.objects.select_related("profile")]
    assert {one.languages[0] for one in wishes} >= {"en", "fr", "es", "ar", "zh-Hans", "de"}
    assert any(one.quiet for one in wishes)
    assert any(one.plain for one in wishes)
    assert any(one.rhythm is Rhythm.WEEKLY for one in wishes)
    assert any(one.most_a_month == 1 for one in wishes)
    assert Member.objects.filter(paused_until__gt=NOW).exists()
    assert Member.objects.filter(group_size__gt=1).count() == 2


def _look_at_alerts() -> None:
    """Each went at its time: nothing is left for the worker but the turns."""
    found = progress_of(list(Alert.objects.all()), NOW)
    assert len(found) >= 13
    assert sum(one.counts.refused for one in found) == 1
    assert {one.counts.waiting for one in found} == {0}
    assert all(one.counts.handed >= 10 for one in found)
    assert Turn.objects.exists()
    assert not DBTaskResult.objects.exists()
