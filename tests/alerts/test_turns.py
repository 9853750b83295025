"""Monthly caps and weekly digests: whose turn comes when, and that every case gets enough writers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.alerts.ledger import adds_up, hand_over, placed, planned, waiting
from tests.alerts.people import make_member, make_members
from tests.alerts.test_planning import wrote
from tests.network import NOW, Network
from tocsin.actions.exposure import stop_case
from tocsin.alerts.models import Alert, AlertKind, End, Turn, Wave, WaveState
from tocsin.alerts.packing import unpacked
from tocsin.alerts.planning.digests import make_digests, settle_digests, weekday_of
from tocsin.alerts.planning.turns import close_ended, give_turns
from tocsin.members.models import Member
from tocsin.members.wishes import Rhythm, Wishes

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WEEKLY = Wishes(rhythm=Rhythm.WEEKLY)


def alerts_of(network: Network, number: int) -> list[Alert]:
    """Of so many cases with the same deadline, planned."""
    return [planned(str(network.published().slug), AlertKind.NEW) for _ in range(number)]


def test_who_is_free_again_gets_the_case_that_ends_first(network: Network) -> None:
    (member,) = make_members(1, Wishes(most_a_month=1), next_at=NOW + timedelta(hours=1))
    far = planned(str(network.published(deadline=date(2027, 1, 20)).slug), AlertKind.NEW)
    near = planned(str(network.published(deadline=date(2026, 12, 1)).slug), AlertKind.NEW)
    assert give_turns(NOW) == 0
    assert give_turns(LATER) == 1
    assert (placed(near), placed(far), waiting(far)) == ([member.pk], [], [member.pk])
    assert Member.objects.get(pk=member.pk).next_at == LATER + timedelta(days=30)
    assert give_turns(LATER) == 0
    assert adds_up(near)
    assert adds_up(far)


def test_one_round_spreads_members_evenly_and_more_where_few_wrote(network: Network) -> None:
    make_members(60, Wishes(most_a_month=1), next_at=NOW + timedelta(hours=1))
    alerts = alerts_of(network, 3)
    for at in range(12):
        wrote(f"writer{at}@example.org", alerts[0].slug)
    assert give_turns(LATER) == 60
    assert [len(placed(alert)) for alert in alerts] == [12, 24, 24]
    assert all(adds_up(alert) for alert in alerts)


def test_nobody_gets_two_whatever_runs_twice(network: Network) -> None:
    members = make_members(20, Wishes(most_a_month=2), next_at=NOW + timedelta(hours=1))
    alerts = alerts_of(network, 3)
    give_turns(LATER)
    give_turns(LATER)
    got = Counter(one for alert in alerts for one in placed(alert))
    assert got == Counter({one.pk: 1 for one in members})


def test_when_a_case_ends_its_turns_are_counted_and_gone(network: Network) -> None:
    make_members(3, Wishes(most_a_month=1), next_at=NOW + timedelta(days=20))
    stopped, ended = alerts_of(network, 2)
    stop_case(network.bo, stopped.slug, NOW)
    assert not Turn.objects.filter(wave__alert=stopped).exists()
    close_ended(datetime(2026, 12, 20, tzinfo=UTC))
    assert not Turn.objects.exists()
    for alert in (stopped, ended):
        assert sum(alert.waves.values_list("passed", flat=True)) == 3
        assert adds_up(alert)


@pytest.mark.parametrize("how", ["the case ends", "the member leaves", "a digest tells them"])
def test_a_wave_is_done_when_the_last_who_waited_is_settled(network: Network, how: str) -> None:
    make_member("at.once@example.org", Wishes())
    weekly = make_member("weekly@example.org", WEEKLY)
    (alert,) = alerts_of(network, 1)
    hand_over(alert, {})
    waves = Wave.objects.filter(alert=alert, section="")
    assert waves.get().state == WaveState.SENDING, "one waits for their day"
    if how == "the case ends":
        close_ended(datetime(2026, 12, 20, tzinfo=UTC))
    elif how == "the member leaves":
        Member.objects.filter(pk=weekly.pk).delete()
        close_ended(NOW)
    else:
        sunday = datetime(2026, 12, 6, 6, tzinfo=UTC)
        make_digests(sunday)
        hand_over(Alert.objects.get(kind=AlertKind.DIGEST), {})
        settle_digests(sunday)
    assert waves.get().state == WaveState.DONE
    assert adds_up(alert)


def test_who_left_waits_no_more(network: Network) -> None:
    (member,) = make_members(1, WEEKLY)
    (alert,) = alerts_of(network, 1)
    Member.objects.filter(pk=member.pk).delete()
    close_ended(NOW)
    assert waiting(alert) == []
    assert adds_up(alert)


def test_a_weekly_member_gets_one_digest_of_all_that_waits_on_their_day(network: Network) -> None:
    members = make_members(14, WEEKLY, section="DE")
    alerts = alerts_of(network, 2)
    monday = datetime(2026, 11, 30, 6, tzinfo=UTC)
    told: list[int] = []
    for day in range(7):
        make_digests(monday + timedelta(days=day))
        make_digests(monday + timedelta(days=day, hours=1))
        digest = Alert.objects.get(kind=AlertKind.DIGEST)
        assert all(weekday_of(one) <= day for one in placed(digest))
        told.append(len(placed(digest)))
    assert told == [2, 4, 6, 8, 10, 12, 14]
    assert placed(digest) == [one.pk for one in members]
    assert digest.n == 202649
    assert all(adds_up(alert) for alert in (*alerts, digest))


def test_what_became_of_a_digest_stands_in_the_editions_that_it_told_of(network: Network) -> None:
    got, refused = make_member("got@example.org", WEEKLY), make_member("refused@example.org", WEEKLY)
    alerts = alerts_of(network, 2)
    sunday = datetime(2026, 12, 6, 6, tzinfo=UTC)
    assert make_digests(sunday) == 2
    assert settle_digests(sunday) == 0
    hand_over(Alert.objects.get(kind=AlertKind.DIGEST), {refused.pk: End.REFUSED})
    assert settle_digests(sunday) == 4
    for alert in alerts:
        (chunk,) = Wave.objects.get(alert=alert, section="").chunks.all()
        ends = dict(zip(unpacked(chunk.members), bytes(chunk.ends).decode(), strict=True))
        assert ends == {got.pk: End.DIGEST, refused.pk: End.REFUSED}
        assert adds_up(alert)
    # Whoever read of it in a digest is told of a stop like all others.
    stop_case(network.bo, alerts[0].slug, NOW)
    assert placed(planned(alerts[0].slug, AlertKind.STOP)) == [got.pk]


def test_a_digest_comes_once_a_week_and_keeps_to_a_cap(network: Network) -> None:
    (weekly,) = make_members(1, WEEKLY)
    (rarely,) = make_members(1, Wishes(rhythm=Rhythm.WEEKLY, most_a_month=1), first=2)
    alerts_of(network, 1)
    sunday = datetime(2026, 11, 29, 6, tzinfo=UTC)
    assert make_digests(sunday) == 2
    next_at = dict(Member.objects.values_list("pk", "next_at"))
    assert next_at[weekly.pk].date() == date(2026, 11, 30) + timedelta(days=weekday_of(weekly.pk))
    assert next_at[rarely.pk] == sunday + timedelta(days=30)
