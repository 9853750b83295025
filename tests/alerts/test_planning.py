"""Publishing plans an alert: who gets it, who waits for a turn, and that a crash repeats and skips nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from tests.alerts.ledger import adds_up, hand_over, placed, planned, waiting
from tests.alerts.people import make_member, make_members
from tests.network import NOW, Network
from tocsin.actions.drafts import begin_edition
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.states import Outcome
from tocsin.alerts.adapting import release
from tocsin.alerts.models import AlertKind, Chunk, End, StandingHold, Wave, WaveState
from tocsin.alerts.planning import pages
from tocsin.appeals.models import Appeal
from tocsin.casefile import Kind
from tocsin.members.models import Member, MemberState
from tocsin.members.own import Choices, choose
from tocsin.members.wishes import Further, Rhythm, Wishes
from tocsin.records.fields import Sealed
from tocsin.records.persons import person_of

pytestmark = pytest.mark.django_db


def wrote(email: str, slug: str, **fields: Any) -> Appeal:
    """Somebody's confirmed appeal on a case."""
    return Appeal.objects.create(
        slug=slug, n=1, token_hash=email, reader_key=b"", language="en", country="DE", person=person_of(email),
        made_at=NOW, touched_at=NOW, confirmed_at=NOW, **fields,
    )  # fmt: skip


def test_a_new_action_goes_to_those_who_wish_for_such_cases(network: Network) -> None:
    everything = make_members(2, section="DE")
    country = make_members(1, Wishes(countries=("XH",)), first=10)
    make_members(1, Wishes(countries=("XN",)), first=20)
    concern = make_members(1, Wishes(concerns=("fear-of-torture",)), first=30, section="FR")
    make_members(1, first=40, state=MemberState.ASKED)
    make_members(1, first=50, paused_until=NOW.date() + timedelta(days=1))
    back = make_members(1, first=60, paused_until=NOW.date())
    alert = planned(str(network.published().slug), AlertKind.NEW)
    assert placed(alert) == [one.pk for one in (*everything, *country, *concern, *back)]
    waves = {wave.section: wave for wave in alert.waves.all()}
    assert {code: wave.audience for code, wave in waves.items()} == {"": 2, "DE": 2, "FR": 1}
    assert {wave.state for wave in waves.values()} == {WaveState.SENDING}
    assert adds_up(alert)


def test_members_of_a_section_that_ended_are_not_forgotten(network: Network) -> None:
    network.sections["FR"].active = False
    network.sections["FR"].save()
    make_members(3, section="FR")
    assert len(placed(planned(str(network.published().slug), AlertKind.NEW))) == 3


def test_each_chunk_has_one_task_that_carries_its_number_alone(network: Network) -> None:
    make_members(501)
    planned(str(network.published().slug), AlertKind.NEW)
    tasks = DBTaskResult.objects.filter(task_path="tocsin.alerts.tasks.send")
    assert {task.args_kwargs["args"][0] for task in tasks} == set(Chunk.objects.values_list("pk", flat=True))
    assert sorted(Chunk.objects.values_list("size", flat=True)) == [1, 500]


def test_a_cap_lets_one_go_and_the_weekly_ones_wait(network: Network) -> None:
    free = make_members(1, Wishes(most_a_month=3))
    full = make_members(1, Wishes(most_a_month=3), first=10, next_at=NOW + timedelta(hours=1))
    weekly = make_members(1, Wishes(rhythm=Rhythm.WEEKLY), first=20)
    alert = planned(str(network.published().slug), AlertKind.NEW)
    assert placed(alert) == [free[0].pk]
    assert waiting(alert) == [full[0].pk, weekly[0].pk]
    assert Member.objects.get(pk=free[0].pk).next_at == NOW + timedelta(days=10)
    assert adds_up(alert)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many members there are")
def test_planning_reads_members_from_their_index_alone(network: Network) -> None:
    make_members(30)
    network.published()
    with CaptureQueriesContext(connection) as asked:
        pages.plan_waiting(NOW)
    of_members = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and "members_member" in one["sql"]]
    assert len(of_members) == 2 * Wave.objects.count()
    for read in of_members:
        index = "members_moved" if "moved_at" in read else "members_to_alert"
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {read}")
            assert f"COVERING INDEX {index}" in str(cursor.fetchall())


def test_a_crash_on_any_page_repeats_and_skips_nobody(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 7)
    made = make_members(30, Wishes(most_a_month=2))
    case = network.published()
    keep, calls = pages._keep, iter(range(100))

    def killed_each_second_time(*arguments: Any) -> None:
        keep(*arguments)
        if next(calls) % 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(pages, "_keep", killed_each_second_time)
    for _ in range(20):
        try:
            pages.plan_waiting(NOW)
        except KeyboardInterrupt:
            continue
    alert = planned(str(case.slug), AlertKind.NEW)
    assert placed(alert) == [one.pk for one in made]
    assert adds_up(alert)


def test_who_moves_to_another_section_meanwhile_is_met_once_and_where_they_were(network: Network) -> None:
    StandingHold.objects.create(section="DE", hours=6, by=network.dara.pk, at=NOW)
    (into, stays), (away, moves_twice) = make_members(2, section="FR"), make_members(2, first=10, section="DE")
    alert = planned(str(network.published().slug), AlertKind.NEW)
    assert placed(alert) == [into.pk, stays.pk]
    later = NOW + timedelta(hours=1)
    for member, section in ((into, "DE"), (away, "FR"), (moves_twice, "")):
        choose(member.link, Choices(section=section), later)
    release(network.dara, alert, "DE", later)
    pages.plan_waiting(later)
    assert placed(alert) == [into.pk, stays.pk, away.pk, moves_twice.pk]
    assert adds_up(alert)
    assert alert.waves.get(section="DE").audience == 2
    # What is made from now on finds them where they are.
    network.now = later + timedelta(minutes=1)
    newer = planned(str(network.published(headline="Another fear of torture").slug), AlertKind.NEW, network.now)
    release(network.dara, newer, "DE", network.now)
    pages.plan_waiting(network.now)
    assert {wave.section: wave.audience for wave in newer.waves.all()} == {"": 1, "DE": 1, "FR": 2}


def test_an_update_goes_to_writers_and_to_those_who_want_all_of_it(network: Network) -> None:
    case = network.published()
    slug = str(case.slug)
    writer = make_member("writer@example.org", Wishes(countries=("XN",)))
    wrote("writer@example.org", slug)
    wants_all = make_member("all@example.org", Wishes(further=Further.ALL))
    make_member("usual@example.org")
    hand_over(planned(slug, AlertKind.NEW))
    network.follow(case, Kind.UPDATE, update=1, headline="Another was taken")
    assert placed(planned(slug, AlertKind.UPDATE)) == sorted([writer.pk, wants_all.pk])


def test_who_had_not_got_the_edition_before_gets_the_update_in_its_place(network: Network) -> None:
    made = make_members(4)
    weekly = make_members(1, Wishes(rhythm=Rhythm.WEEKLY), first=10)
    case = network.published()
    slug = str(case.slug)
    first = planned(slug, AlertKind.NEW)
    hand_over(first, {made[2].pk: End.RECALLED, made[3].pk: End.REFUSED})
    network.follow(case, Kind.UPDATE, update=1, headline="Another was taken")
    update = planned(slug, AlertKind.UPDATE)
    assert placed(update) == [made[2].pk]
    assert waiting(update) == [weekly[0].pk]


def test_an_update_reaches_those_whom_nobody_had_planned_yet(network: Network) -> None:
    made = make_members(2)
    case = network.published()
    network.follow(case, Kind.UPDATE, update=1, headline="Another was taken")
    assert placed(planned(str(case.slug), AlertKind.UPDATE)) == [one.pk for one in made]
    assert set(Wave.objects.filter(alert__kind=AlertKind.NEW).values_list("state", flat=True)) == {WaveState.RECALLED}


def test_a_stop_goes_at_once_to_those_who_got_it_or_wrote(network: Network) -> None:
    got = make_members(2, Wishes(most_a_month=1))
    weekly = make_member("weekly@example.org", Wishes(rhythm=Rhythm.WEEKLY))
    writer = make_member("writer@example.org", Wishes(countries=("XN",), rhythm=Rhythm.WEEKLY))
    case = network.published()
    slug = str(case.slug)
    wrote("writer@example.org", slug)
    first = planned(slug, AlertKind.NEW)
    hand_over(first, {got[1].pk: End.BOUNCED})
    stop_case(network.bo, slug, NOW)
    stop = planned(slug, AlertKind.STOP)
    assert placed(stop) == sorted([got[0].pk, got[1].pk, writer.pk])
    assert weekly.pk not in waiting(first)
    assert sum(first.waves.values_list("passed", flat=True)) == 1
    assert adds_up(first)


def test_a_stop_that_was_told_is_not_told_again_by_its_edition(network: Network) -> None:
    made = make_members(2)
    case = network.published()
    slug = str(case.slug)
    hand_over(planned(slug, AlertKind.NEW))
    stop_case(network.bo, slug, NOW)
    hand_over(planned(slug, AlertKind.STOP), {made[1].pk: End.RECALLED})
    network.follow(case, Kind.STOP, headline="No more letters, please")
    assert placed(planned(slug, AlertKind.STOP)) == [made[1].pk]


def test_an_outcome_is_not_told_twice_to_those_whom_their_own_notice_tells(network: Network) -> None:
    asked, other = make_member("asked@example.org"), make_member("other@example.org")
    case = network.published()
    slug = str(case.slug)
    wrote("asked@example.org", slug, news=Sealed.of(Appeal, "news", {"to": "asked@example.org", "tongue": "en"}))
    wrote("other@example.org", slug)
    hand_over(planned(slug, AlertKind.NEW))
    begin_edition(network.amina, slug, Kind.OUTCOME, NOW, outcome=Outcome.RELEASED)
    network.publish(case)
    assert placed(planned(slug, AlertKind.OUTCOME)) == [other.pk]
    assert asked.pk != other.pk


def test_a_take_down_calls_everything_back_and_leaves_no_words(network: Network) -> None:
    make_members(3, section="DE")
    case = network.published()
    planned(str(case.slug), AlertKind.NEW)
    Wave.objects.update(words=Sealed.of(Wave, "words", {"de": "Bitte schreibt."}))
    take_down(network.bo, str(case.pk), NOW)
    assert Wave.objects.get(section="DE").state == WaveState.RECALLED
    assert not Wave.objects.exclude(words=None).exists()


def test_a_section_that_holds_its_alerts_holds_new_ones_and_never_a_stop(network: Network) -> None:
    StandingHold.objects.create(section="DE", hours=6, by=network.dara.pk, at=NOW)
    make_members(2, section="DE")
    case = network.published()
    alert = planned(str(case.slug), AlertKind.NEW)
    held = alert.waves.get(section="DE")
    assert (held.state, held.hold_until) == (WaveState.HELD, NOW + timedelta(hours=6))
    assert placed(alert) == []
    stop_case(network.bo, str(case.slug), NOW)
    assert not Wave.objects.filter(alert__kind=AlertKind.STOP, state=WaveState.HELD).exists()
