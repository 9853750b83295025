"""`tocsin bounce`, `tocsin receive` and `tocsin work` as an operator or a mail server calls them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.actions.commands import Commands, commands_for
from tests.appeals.messages import bounce, reply
from tests.appeals.writing import Post
from tocsin.delivery.states import LetterState

NOBODY = "550 5.1.1 no such user"


@pytest.fixture
def commands(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    for name in ("ORIGINAL_RECIPIENT", "SENDER"):
        monkeypatch.delenv(name, raising=False)
    return commands_for(post.network, tmp_path, monkeypatch)


@pytest.fixture
def _signals() -> Iterator[None]:
    """The worker takes the signals of its process, which here is that of the tests."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def sent(post: Post) -> str:
    token = post.confirmed()
    post.settle()
    return token


@pytest.mark.parametrize("how", ["option", "environment", "head"])
def test_a_message_from_a_pipe_finds_its_letter(
    post: Post, sent: str, commands: Commands, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    to, _, message = bounce(post, "minister@", NOBODY)
    if how == "environment":
        monkeypatch.setenv("ORIGINAL_RECIPIENT", to)
    said = commands.run("bounce", *(["--to", to] if how == "option" else []), by=None, given=message)
    assert (said.exit_code, said.stdout) == (0, "")
    assert post.states(sent)["targets.0"] == LetterState.BOUNCED


def test_who_sent_it_is_taken_from_the_environment(
    post: Post, sent: str, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, sender, message = reply(post, "minister@", "We have read it.")
    monkeypatch.setenv("SENDER", sender)
    assert commands.run("bounce", "--to", to, by=None, given=message).exit_code == 0
    assert [one.by_machine for one in post.own(sent).answers] == [False]


def test_a_message_that_is_about_no_letter_of_ours_changes_nothing(post: Post, sent: str, commands: Commands) -> None:
    to, _, message = bounce(post, "minister@", NOBODY)
    forged = commands.run("bounce", "--to", f"bounce-{'a' * 32}@letters.example.org", by=None, given=message)
    assert (forged.exit_code, forged.stderr.splitlines()[-1]) == (1, "Nothing was changed.")
    foreign = commands.run("bounce", by=None, given=message.replace(to.encode(), b"somebody@example.org"))
    assert (foreign.exit_code, foreign.stderr.splitlines()[-1]) == (2, "Nothing was changed.")
    assert post.states(sent)["targets.0"] == LetterState.HANDED_OVER


@pytest.mark.parametrize("place", ["", "127.0.0.1", ":24", "127.0.0.1:0", "127.0.0.1:70000", "192.0.2.1:2424"])
def test_mail_is_taken_at_a_port_of_this_machine_alone(commands: Commands, place: str) -> None:
    said = commands.run("receive", "--lmtp", place, by=None)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.splitlines()[-1] == "Nothing was started."


def test_the_worker_does_not_begin_where_a_setting_is_missing(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = replace(settings.ENVIRONMENT, delivery="live", smtp=None)
    monkeypatch.setattr(settings, "ENVIRONMENT", live)
    said = commands.run("work", "--until-idle", by=None)
    assert said.exit_code == 2
    assert "TOCSIN_SMTP" in said.stderr


@pytest.mark.usefixtures("_signals")
def test_the_worker_ends_when_nothing_is_due(post: Post, commands: Commands) -> None:
    assert commands.run("work", "--until-idle", by=None).exit_code == 0
