"""The command `tocsin alerts`: status that adds up, pausing and resuming, ceilings."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.actions.commands import Commands, commands_for
from tests.alerts.ledger import hand_over, planned
from tests.alerts.people import make_members
from tests.network import NOW, Network
from tocsin.alerts.models import Alert, AlertKind, Ceiling, Chunk, ChunkState, End, Entry, WaveState
from tocsin.alerts.progress import Counts, progress_of
from tocsin.members.wishes import Wishes
from tocsin.records.persons import domain_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commands(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return commands_for(network, tmp_path, monkeypatch)


def test_the_numbers_of_an_alert_add_up_to_its_audience(network: Network, commands: Commands) -> None:
    made = make_members(5, section="DE")
    make_members(2, Wishes(most_a_month=1), first=10, next_at=NOW + timedelta(days=3))
    slug = str(network.published().slug)
    alert = planned(slug, AlertKind.NEW)
    hand_over(alert, {made[0].pk: End.REFUSED, made[1].pk: End.GONE, made[2].pk: End.WAITS})
    (one,) = json.loads(commands.done("alerts", "status", slug, "--json", by=None))["alerts"]
    counts = {"handed": 2, "refused": 1, "gone": 1, "waiting": 1, "turns": 2}
    assert {name: one[name] for name in Counts().to_json()} == Counts().to_json() | counts
    assert one["audience"] == sum(counts.values()) == 7
    assert [part["audience"] for part in one["sections"]] == [2, 5, 0]


def test_what_a_journal_says_counts_before_its_chunk_is_closed(network: Network) -> None:
    make_members(120)
    alert = planned(str(network.published().slug), AlertKind.NEW)
    chunk = Chunk.objects.get()
    chunk.state, chunk.claims = ChunkState.CLAIMED, 1
    chunk.save()
    done = b"".join(at.to_bytes(2, "big") + End.HANDED.encode() for at in range(60))
    Entry.objects.create(chunk=chunk, claim=1, worker="a", done=done, at=NOW)
    (progress,) = progress_of([alert], NOW + timedelta(seconds=30))
    assert (progress.counts.handed, progress.counts.waiting, progress.rate) == (60, 60, 1.0)
    assert progress.ends == NOW + timedelta(seconds=90)


def test_paused_alerts_say_so_and_go_on(network: Network, commands: Commands) -> None:
    make_members(1)
    slug = str(network.published().slug)
    planned(slug, AlertKind.NEW)
    assert commands.done("alerts", "pause", slug, by="amina") == "1"
    assert json.loads(commands.done("alerts", "status", "--json"))["alerts"][0]["state"] == "paused"
    assert commands.run("alerts", "resume", by="amina").exit_code == 1
    assert commands.done("alerts", "resume", by="odile") == "1"
    assert not Alert.objects.get().paused
    assert commands.run("alerts", "pause", "ua-9-26", by="amina").exit_code == 1


def test_a_section_holds_its_part_and_lets_it_go(network: Network, commands: Commands) -> None:
    make_members(2, section="DE")
    slug = str(network.published().slug)
    until = commands.done("alerts", "hold", slug, "--section", "DE", "--hours", 6, "--reason", "Postage", by="dara")
    assert until == (NOW + timedelta(hours=6)).isoformat(timespec="seconds")
    alert = planned(slug, AlertKind.NEW)
    assert alert.waves.get(section="DE").state == WaveState.HELD
    assert commands.run("alerts", "hold", slug, "--section", "DE", "--hours", 25, by="dara").exit_code == 2
    commands.done("alerts", "release", alert.pk, "--section", "DE", by="dara")
    assert commands.run("alerts", "release", alert.pk, "--section", "DE", by="dara").exit_code == 1
    assert planned(slug, AlertKind.NEW).waves.get(section="DE").state == WaveState.SENDING


def test_an_alert_is_ended_by_the_slug_or_its_number(network: Network, commands: Commands) -> None:
    make_members(2)
    slug = str(network.published().slug)
    alert = planned(slug, AlertKind.NEW)
    assert commands.done("alerts", "end", slug, by="odile") == "1"
    assert commands.run("alerts", "end", alert.pk, by="odile").exit_code == 1
    assert commands.run("alerts", "end", "ua-9-26", by="odile").exit_code == 1
    assert alert.waves.get(section="").state == WaveState.RECALLED


def test_a_mail_domain_gets_a_ceiling(network: Network, commands: Commands) -> None:
    commands.done("alerts", "ceiling", "@Example.ORG", "--a-minute", "60", by="odile")
    assert Ceiling.objects.get().key == domain_of("somebody@example.org")
    assert "example.org" in commands.done("alerts", "ceiling", by="odile")
    assert commands.run("alerts", "ceiling", "example.org", by="odile").exit_code == 2
    assert commands.run("alerts", "ceiling", "example.org", "--none", by="odile").exit_code == 0
    assert not Ceiling.objects.exists()
