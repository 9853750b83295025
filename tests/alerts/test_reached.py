"""Who counts as reached when a stop is planned: also those of whom the ledger cannot know it yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.alerts.ledger import adds_up, hand_over, placed, planned, waiting
from tests.alerts.people import make_member, make_members
from tests.network import NOW, Network
from tocsin.actions.exposure import stop_case
from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Entry, Wave, WaveState
from tocsin.alerts.planning.digests import make_digests
from tocsin.alerts.planning.pages import plan_wave
from tocsin.alerts.sending import ledger
from tocsin.casefile import Kind
from tocsin.members.wishes import Rhythm, Wishes

pytestmark = pytest.mark.django_db

WEEKLY = Wishes(rhythm=Rhythm.WEEKLY)
SUNDAY = datetime(2026, 11, 29, 6, tzinfo=UTC)
DEAD = NOW + timedelta(minutes=1)
"""When the lease of a worker that died at NOW is over."""


def test_a_stop_goes_to_those_in_the_hands_of_a_worker_that_died(network: Network) -> None:
    made = make_members(3)
    slug = str(network.published().slug)
    first = planned(slug, AlertKind.NEW)
    held = ledger.claim(Chunk.objects.get().pk, "one", NOW)
    assert held is not None
    ledger.write_down(held, {0: End.HANDED, 1: End.REFUSED}, NOW)
    stop_case(network.bo, slug, NOW)
    assert placed(planned(slug, AlertKind.STOP, NOW)) == [], "somebody may hand one over at this moment"
    assert placed(planned(slug, AlertKind.STOP, DEAD)) == [made[0].pk, made[2].pk]
    assert first.waves.get(section="").state == WaveState.RECALLED


def test_a_stop_goes_to_them_also_where_another_worker_has_called_the_rest_back(network: Network) -> None:
    made = make_members(2)
    slug = str(network.published().slug)
    planned(slug, AlertKind.NEW)
    held = ledger.claim(Chunk.objects.get().pk, "one", NOW)
    assert held is not None
    stop_case(network.bo, slug, NOW)
    again = ledger.claim(held.chunk.pk, "two", DEAD)
    assert again is not None
    again.ends[:] = End.RECALLED.encode() * 2
    ledger.close(again, DEAD)
    assert placed(planned(slug, AlertKind.STOP, DEAD)) == [one.pk for one in made]


def test_a_stop_goes_to_nobody_whose_digest_had_not_begun(network: Network) -> None:
    got, waits = make_members(2, WEEKLY)
    slug = str(network.published().slug)
    planned(slug, AlertKind.NEW)
    make_digests(SUNDAY)
    chunk = Chunk.objects.get()
    Entry.objects.create(chunk=chunk, claim=1, worker="a", done=b"\x00\x00" + End.HANDED.encode(), at=SUNDAY)
    stop_case(network.bo, slug, SUNDAY)
    assert placed(planned(slug, AlertKind.STOP, SUNDAY)) == [got.pk]
    assert waits.pk in placed(Alert.objects.get(kind=AlertKind.DIGEST))


def test_a_stop_goes_to_those_whose_digest_is_in_a_workers_hands(network: Network) -> None:
    made = make_members(2, WEEKLY)
    slug = str(network.published().slug)
    planned(slug, AlertKind.NEW)
    make_digests(SUNDAY)
    assert ledger.claim(Chunk.objects.get().pk, "one", SUNDAY) is not None
    stop_case(network.bo, slug, SUNDAY)
    assert placed(planned(slug, AlertKind.STOP, SUNDAY)) == [one.pk for one in made]


def test_an_update_is_for_those_whose_digest_had_not_begun(network: Network) -> None:
    (weekly,) = make_members(1, WEEKLY)
    case = network.published()
    slug = str(case.slug)
    planned(slug, AlertKind.NEW)
    make_digests(SUNDAY)
    network.follow(case, Kind.UPDATE, update=1, headline="Another was taken")
    assert waiting(planned(slug, AlertKind.UPDATE, SUNDAY)) == [weekly.pk]


def test_the_ledger_is_read_once_however_many_sections_there_are(network: Network) -> None:
    for at, section in enumerate(("DE", "FR", "")):
        make_members(2, section=section, first=10 * at + 1)
    slug = str(network.published().slug)
    hand_over(planned(slug, AlertKind.NEW))
    stop_case(network.bo, slug, NOW)
    stop = Alert.objects.get(kind=AlertKind.STOP)
    with CaptureQueriesContext(connection) as asked:
        for wave in stop.waves.order_by("pk"):
            plan_wave(wave.pk, NOW)
    readings = [one["sql"] for one in asked if "alerts_chunk" in one["sql"] and '"members"' in one["sql"]]
    assert len([one for one in readings if one.startswith(("SELECT", "DECLARE"))]) == 2, "once for stops, once for all"
    assert len(placed(stop)) == 6
    assert adds_up(stop)


def test_a_part_that_was_handed_over_before_its_last_page_is_done(network: Network) -> None:
    make_member("one@example.org")
    slug = str(network.published().slug)
    alert = planned(slug, AlertKind.NEW)
    part = alert.waves.get(section="")
    Chunk.objects.update(state=ChunkState.DONE, ends=End.HANDED.encode(), closed_at=NOW)
    Wave.objects.filter(pk=part.pk).update(state=WaveState.PLANNING, planned_at=None)
    plan_wave(part.pk, NOW)
    assert Wave.objects.get(pk=part.pk).state == WaveState.DONE
