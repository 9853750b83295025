"""The worker as a whole: what goes on when something around it fails, and what a restore brings back."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection, transaction

from tests.appeals.writing import ANA, Post, letters_in
from tests.project.backups import empty
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Draft
from tocsin.appeals import handing, work
from tocsin.appeals.confirming import confirm
from tocsin.appeals.entering import save_draft
from tocsin.appeals.guarding import Visit
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.private import erase, open_appeal, take_back
from tocsin.appeals.wish import Wish
from tocsin.delivery import switching
from tocsin.delivery.channels.errors import ChannelError
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter, Switch
from tocsin.delivery.states import LetterState
from tocsin.project.backup import back_up, restore
from tocsin.project.tables import PUBLIC_ROLE, open_to_public_role
from tocsin.project.work import carriers_for
from tocsin.records import tombstones
from tocsin.records.errors import BadInput, NotThere

ON_DISK = pytest.mark.django_db(transaction=True, serialized_rollback=True)
S = LetterState


# --- failures around it ---------------------------------------------------------------------------------------------


def test_while_the_database_is_away_nothing_ends_and_then_all_goes_on(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.confirmed(to=["targets.0"])
    shut = switching.shut

    def away(now: object) -> bool:
        raise OperationalError

    monkeypatch.setattr(switching, "shut", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert [post.worker.step() for _ in range(5)] == [False] * 5
    monkeypatch.setattr(switching, "shut", shut)
    post.settle()
    assert letters_in(S.HANDED_OVER) == 1


def test_a_job_that_fails_fails_alone_and_is_done_again(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(now: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "forget", broken)
    token = post.write().token
    with caplog.at_level(logging.ERROR):
        post.confirmed(email="bo@example.org", to=["targets.0"])
        post.settle()
    assert letters_in(S.HANDED_OVER) == 1
    assert "a job of the worker failed" in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=post.outbox.parent))
    post.later(days=8)
    post.settle()
    with pytest.raises(NotThere):
        post.own(token)


def test_an_error_while_one_letter_is_made_freezes_that_one(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    letters_of = handing.letters_of

    def broken(wish: Wish, *more: object) -> object:
        if wish.name == "Bo Lund":
            raise ZeroDivisionError
        return letters_of(wish, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(handing, "letters_of", broken)
    bos = post.confirmed(email="bo@example.org", name="Bo Lund", to=["targets.0"])
    anas = post.confirmed(to=["targets.0"])
    post.settle()
    assert post.states(bos) == {"targets.0": S.FROZEN}
    assert post.states(anas) == {"targets.0": S.HANDED_OVER}


def test_two_workers_side_by_side_hold_back_and_hand_over_each_letter_once(post: Post) -> None:
    other = post.another_worker()
    for number in range(6):
        post.confirmed(email=f"writer{number}@example.org", name=f"Writer {number}", to=["targets.0"])
    for _ in range(40):
        post.worker.step()
        other.step()
    assert len(post.mail("minister@")) == 6
    waiting = post.write(email="late@example.org")
    stop_case(post.network.amina, post.slug, post.network.now)
    for _ in range(10):
        other.step()
        post.worker.step()
    other.close()
    assert set(post.states(waiting.token).values()) == {S.RECALLED}


def test_a_confirmed_letter_does_not_wait_behind_a_sweep_or_a_round_of_forgetting(post: Post) -> None:
    post.write()
    link = post.link()
    confirm(*link, post.network.now)
    for _ in range(4):
        post.worker.step()
    assert len(post.mail("minister@")) == 1


# --- which carriers -------------------------------------------------------------------------------------------------


def test_live_needs_a_server_and_a_domain_and_says_which_is_missing() -> None:
    live = replace(settings.ENVIRONMENT, delivery="live", smtp=None)
    for environment in (live, replace(live, smtp="smtp://127.0.0.1:25")):
        with pytest.raises(BadInput, match="TOCSIN_SMTP or TOCSIN_MAIL_DOMAIN"):
            carriers_for(environment)
    for wrong in (
        replace(live, smtp="http://127.0.0.1", mail_domain="mail.example.org"),
        replace(live, smtp="smtp://127.0.0.1:25", mail_domain="mail.example.org", dkim_key="no key"),
        replace(live, smtp="smtp://127.0.0.1:25", mail_domain="mail.example.org", sendfax=Path("/nowhere")),
    ):
        with pytest.raises(BadInput) as refused:
            carriers_for(wrong)
        assert not isinstance(refused.value, ChannelError)
        assert "TOCSIN_" in str(refused.value)


# --- a restore ------------------------------------------------------------------------------------------------------


@ON_DISK
def test_after_a_restore_nothing_goes_out_until_an_operator_lets_it(post: Post, data: Path, tmp_path: Path) -> None:
    token = post.confirmed(to=["targets.0"])
    file = tmp_path / "backup.tar"
    back_up(file, post.network.now)
    post.settle()
    assert len(post.mail("minister@")) == 1
    empty()
    restore(file, post.network.now)
    switch = Switch.row()
    assert (switch.held, switch.why) == (True, Why.RESTORED)
    post.later(hours=12)
    post.settle()
    assert post.states(token) == {"targets.0": S.READY}
    switching.release_all(post.network.now)
    before = post.mail("minister@")[0]["Message-ID"]
    post.settle()
    # Known again by its name: in a real mailbox the second copy is recognised, and here it takes the first one's place.
    assert [one["Message-ID"] for one in post.mail("minister@")] == [before]


@ON_DISK
def test_what_its_writer_erased_after_the_backup_stays_erased(post: Post, data: Path, tmp_path: Path) -> None:
    token, kept = post.confirmed(), post.write(email="bo@example.org").token
    file = tmp_path / "backup.tar"
    back_up(file, post.network.now)
    erase(token, post.network.now)
    post.later(hours=2)
    post.settle()
    assert len(tombstones.marked("appeal")) == 1
    empty()
    restore(file, post.network.now)
    with pytest.raises(NotThere):
        open_appeal(token, post.network.now)
    assert open_appeal(kept, post.network.now).wish is not None
    assert set(Letter.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == {S.RECALLED, S.WAITING}


@ON_DISK
def test_what_was_over_when_an_old_backup_came_back_is_forgotten_at_once(
    post: Post, data: Path, tmp_path: Path
) -> None:
    post.confirmed()
    save_draft(Wish.of(ANA), post.slug, Visit(), post.network.now)
    post.settle()
    file = tmp_path / "backup.tar"
    back_up(file, post.network.now)
    empty()
    post.later(days=60)
    restore(file, post.network.now)
    post.settle()
    post.later(hours=2)
    post.settle()
    assert set(Appeal.objects.values_list("state", flat=True)) == {AppealState.ERASED}


# --- the rights of the public pages ---------------------------------------------------------------------------------


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
def test_the_public_process_can_take_letters_in_and_open_no_table_of_the_desk(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {PUBLIC_ROLE}")
        open_to_public_role()
    first, draft = post.write(), save_draft(Wish.of(ANA), post.slug, Visit(network="192.0.2.0/24"), post.network.now)
    link = post.link()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {PUBLIC_ROLE}")
        assert confirm(*link, post.network.now) == 2
        assert post.write(email="bo@example.org").waits
        assert take_back(first.token, post.network.now) == 2
        erase(draft, post.network.now)
        assert open_appeal(first.token, post.network.now).letters
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(Draft.objects.all())
        cursor.execute("RESET ROLE")
    assert set(post.states(first.token).values()) == {S.RECALLED}
