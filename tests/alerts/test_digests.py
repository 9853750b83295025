"""What became of a digest, edition by edition: nobody counts as told of what their digest did not show."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from tests.alerts.ledger import adds_up, hand_over, planned, waiting
from tests.alerts.people import make_members
from tests.network import NOW, Network
from tocsin.actions.exposure import stop_case, take_down
from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Turn, Wave, WaveState
from tocsin.alerts.operating import end
from tocsin.alerts.planning import digests
from tocsin.alerts.planning.digests import make_digests, settle_digests
from tocsin.members.wishes import Rhythm, Wishes

pytestmark = pytest.mark.django_db

WEEKLY = Wishes(rhythm=Rhythm.WEEKLY)
SUNDAY = datetime(2026, 11, 29, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def digest_of_week() -> Alert:
    return Alert.objects.filter(kind=AlertKind.DIGEST).latest("n")


def ends_in(alert: Alert) -> Counter[str]:
    return Counter("".join(bytes(chunk.ends).decode() for chunk in Chunk.objects.filter(wave__alert=alert)))


def test_an_edition_that_ended_before_the_digest_went_was_told_to_nobody(network: Network) -> None:
    make_members(3, WEEKLY)
    cases = [network.published(), network.published(), network.published(deadline=date(2026, 11, 29))]
    stays, stopped, over = (planned(str(case.slug), AlertKind.NEW) for case in cases)
    assert make_digests(SUNDAY) == 3
    stop_case(network.bo, stopped.slug, SUNDAY + HOUR)
    later = SUNDAY + timedelta(days=2)
    hand_over(digest_of_week(), now=later)
    assert settle_digests(later) == 9
    assert ends_in(stays) == {End.DIGEST: 3}
    assert ends_in(stopped) == {End.RECALLED: 3}
    assert ends_in(over) == {End.RECALLED: 3}
    assert all(adds_up(one) for one in (stays, stopped, over))


def test_an_edition_that_ended_after_the_digest_went_was_told(network: Network) -> None:
    make_members(2, WEEKLY)
    case = network.published()
    alert = planned(str(case.slug), AlertKind.NEW)
    make_digests(SUNDAY)
    hand_over(digest_of_week(), now=SUNDAY + HOUR)
    stop_case(network.bo, alert.slug, SUNDAY + 2 * HOUR)
    settle_digests(SUNDAY + 3 * HOUR)
    assert ends_in(alert) == {End.DIGEST: 2}


def test_what_was_taken_down_was_told_to_nobody(network: Network) -> None:
    make_members(2, WEEKLY)
    case = network.published()
    alert = planned(str(case.slug), AlertKind.NEW)
    make_digests(SUNDAY)
    take_down(network.bo, str(case.pk), SUNDAY)
    hand_over(digest_of_week(), now=SUNDAY + HOUR)
    settle_digests(SUNDAY + HOUR)
    assert ends_in(alert) == {End.RECALLED: 2}


def test_turns_are_settled_a_few_chunks_at_a_time(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.alerts.planning.chunks.LARGEST", 4)
    monkeypatch.setattr(digests, "AT_ONCE", 3)
    make_members(30, WEEKLY)
    alerts = [planned(str(network.published().slug), AlertKind.NEW) for _ in range(2)]
    make_digests(SUNDAY)
    hand_over(digest_of_week(), now=SUNDAY)
    lost = Chunk.objects.filter(wave__alert=digest_of_week()).latest("pk")
    size = lost.size
    lost.delete()
    assert settle_digests(SUNDAY) == 60
    assert settle_digests(SUNDAY) == 0
    for alert in alerts:
        assert ends_in(alert) == {End.DIGEST: 30 - size, End.GIVEN_UP: size}
        assert adds_up(alert)
        assert alert.waves.get(section="").state == WaveState.DONE


def test_a_digest_that_begins_again_is_not_settled(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    make_members(2, WEEKLY)
    planned(str(network.published().slug), AlertKind.NEW)
    make_digests(SUNDAY)
    digest = digest_of_week()
    hand_over(digest, now=SUNDAY)
    Chunk.objects.filter(wave__alert=digest).update(ends=End.WAITS.encode() * 2)

    def begun_meanwhile(what: str) -> None:
        Chunk.objects.filter(wave__alert=digest).update(state=ChunkState.READY)

    monkeypatch.setattr(digests, "take_turn", begun_meanwhile)
    assert settle_digests(SUNDAY) == 0
    assert Turn.objects.count() == 2


def test_a_digest_that_was_ended_stays_so_and_the_turns_wait_for_the_next(network: Network) -> None:
    make_members(14, WEEKLY, section="DE")
    alert = planned(str(network.published().slug), AlertKind.NEW)
    monday = datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert make_digests(monday) == 2
    assert end(network.odile, digest_of_week(), monday) == 1
    assert make_digests(monday + timedelta(days=6)) == 0
    assert set(Wave.objects.filter(alert__kind=AlertKind.DIGEST).values_list("state", flat=True)) == {"recalled"}
    assert len(waiting(alert)) == 12
    assert make_digests(monday + timedelta(days=13)) == 12
    assert adds_up(alert)


def test_a_digest_of_the_test_mode_is_not_gone_on_with_when_delivery_is_live(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_members(14, WEEKLY)
    tried = planned(str(network.published().slug), AlertKind.NEW)
    monday = datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert make_digests(monday) == 2
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, delivery="live"))
    real = planned(str(network.published().slug), AlertKind.NEW)
    assert make_digests(monday + timedelta(days=6)) == 0
    assert make_digests(monday + timedelta(days=13)) == 14
    assert not Turn.objects.filter(wave__alert=real, digest=None).exists()
    assert len(waiting(tried)) == 12, "what was made in test mode is told to nobody"


def test_who_still_waits_can_be_let_go_when_all_others_have_got_it(network: Network) -> None:
    make_members(1)
    make_members(1, WEEKLY, first=10)
    alert = planned(str(network.published().slug), AlertKind.NEW)
    Chunk.objects.update(state=ChunkState.DONE, ends=End.HANDED.encode(), closed_at=NOW)
    Wave.objects.update(state=WaveState.DONE)
    assert end(network.odile, alert, NOW) == 0
    assert not Turn.objects.exists()
