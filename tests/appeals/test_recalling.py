"""Recall: what is not handed over is held back at once, whoever wrote it is told once, and nothing begins later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from tests.appeals.writing import Post, letters_in, text_of
from tests.network import Network
from tocsin.actions.drafts import Edit, edit_draft
from tocsin.actions.exposure import stop_case, take_down, withdraw_consent
from tocsin.actions.models import Case
from tocsin.actions.section_words import extend_deadline
from tocsin.appeals.handing import gate
from tocsin.appeals.private import report_sent
from tocsin.appeals.recalling import sweep
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

S = LetterState
STOPPED = "Please send no more letters for UA 1/26"
UPDATED = "UA 1/26 was updated: please look at your letters again"
WITHDRAWN = "Your letters for UA 1/26 are held back"
CLOSED = "The last day of UA 1/26 has passed"


def _stop(post: Post) -> None:
    stop_case(post.network.amina, post.slug, post.network.now)


def _update(post: Post) -> None:
    post.network.follow(post.case, calls=("let her go home today",))


def _take_down(post: Post) -> None:
    take_down(post.network.amina, post.slug, post.network.now)


def _withdraw(post: Post) -> None:
    withdraw_consent(post.network.amina, str(post.case.pk), post.case.consents.get().pk, post.network.now)


def _outlive(post: Post) -> None:
    post.later(days=3)


WAYS = {
    "stopped": (_stop, Why.STOPPED, S.RECALLED, STOPPED),
    "updated": (_update, Why.SUPERSEDED, S.RECALLED, UPDATED),
    "taken down": (_take_down, Why.WITHDRAWN, S.RECALLED, WITHDRAWN),
    "without consent": (_withdraw, Why.WITHDRAWN, S.RECALLED, WITHDRAWN),
    "over": (_outlive, Why.DEADLINE, S.EXPIRED, CLOSED),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_action_that_ends_holds_back_what_is_not_handed_over_and_tells_each_writer_once(
    post: Post, way: str
) -> None:
    end, why, state, subject = WAYS[way]
    post.network.now = datetime(2026, 12, 13, tzinfo=UTC)
    token = post.confirmed()
    waiting = post.write(email="bo@example.org", name="Bo Lund", text="I am a nurse.").token
    mine = post.write(email="cho@example.org", ways={"targets.0": "own-paper", "copies.0": "own-paper"}).token
    end(post)
    post.settle()
    assert [post.mail(office) for office in ("minister@", "commissioner@")] == [[], []]
    letters = Letter.objects.filter(kind=Kind.LETTER)
    assert set(letters.values_list("state", "why")) == {(state, why)}
    assert post.subjects("ana.quellbach").count(subject) == 1
    # Whose address nobody confirmed is not written to; their page says it.
    assert subject not in post.subjects("bo@") + post.subjects("cho@")
    post.settle()
    assert post.subjects("ana.quellbach").count(subject) == 1
    if why is not Why.WITHDRAWN:
        assert {*post.states(token).values(), *post.states(waiting).values(), *post.states(mine).values()} == {state}


def test_what_was_handed_over_before_stays_as_it_is(post: Post) -> None:
    token = post.confirmed(ways={"copies.0": "own-paper"})
    post.settle()
    _stop(post)
    post.settle()
    assert post.states(token) == {"targets.0": S.HANDED_OVER, "copies.0": S.RECALLED}
    own = next(one for one in post.own(token).letters if one.key == "copies.0")
    # It may have been posted before the stop.
    assert report_sent(token, own.pk, 1, post.network.now).state == S.REPORTED


@pytest.mark.parametrize("way", WAYS)
def test_the_gate_stops_a_hand_over_also_before_any_sweep(post: Post, way: str) -> None:
    """Claimed by a worker that is slow: it asks as the last thing."""
    end, why, state, _ = WAYS[way]
    post.network.now = datetime(2026, 12, 13, tzinfo=UTC)
    post.confirmed(to=["targets.0"])
    hand_over = post.worker.hand_over
    (letter,) = hand_over._claim(8)
    end(post)
    hand_over._begin(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.why) == (state, why)
    assert post.mail("minister@") == []


def test_no_hand_over_begins_after_a_stop_in_the_middle_of_a_queue(post: Post) -> None:
    """A stop at 40 % of a fan-out: whatever the worker has claimed or not, nothing begins any more."""
    writers = 30
    for number in range(writers):
        post.confirmed(email=f"writer{number}@example.org", name=f"Writer {number}", to=["targets.0"])
    while letters_in(S.HANDED_OVER) < writers * 0.4:
        post.later(seconds=10)
        post.worker.step()
    stopped = post.network.now
    _stop(post)
    for _ in range(30):
        post.later(seconds=10)
        post.settle()
    assert letters_in(S.HANDED_OVER) + letters_in(S.RECALLED) == writers
    assert letters_in(S.RECALLED) > writers / 3
    began = [parsedate_to_datetime(str(one["Date"])) for one in post.mail("minister@")]
    assert len(began) == letters_in(S.HANDED_OVER)
    assert max(began) <= stopped


def test_a_sweep_takes_more_than_one_batch(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    from tocsin.appeals import recalling

    monkeypatch.setattr(recalling, "AT_ONCE", 3)
    for number in range(8):
        post.write(email=f"writer{number}@example.org", to=["targets.0"])
    _stop(post)
    assert sweep(post.network.now) == 8
    assert sweep(post.network.now) == 0


def test_one_letter_in_flight_keeps_no_other_from_being_held_back(post: Post) -> None:
    token = post.confirmed()
    (letter,) = post.worker.hand_over._claim(1)
    _stop(post)
    assert sweep(post.network.now) == 1
    assert Letter.objects.get(pk=letter.pk).state == S.READY
    post.after_a_lease()
    post.settle()
    assert set(post.states(token).values()) == {S.RECALLED}


# --- the last day ---------------------------------------------------------------------------------------------------


def publish_until(network: Network, zone: str, day: date) -> str:
    case = network.draft(deadline=day, headline=f"Until the end of the day in {zone}")
    edit_draft(network.amina, str(case.pk), Edit(zone=zone), network.now)
    network.publish(case)
    return str(Case.objects.get(pk=case.pk).slug)


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("Pacific/Kiritimati", datetime(2026, 12, 14, 10, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 12, 15, 11, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 12, 14, 18, 15, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 15, 5, tzinfo=UTC)),
    ],
)
def test_letters_go_until_the_last_second_of_the_day_in_the_deadlines_zone(
    post: Post, network: Network, zone: str, ends: datetime
) -> None:
    slug = publish_until(network, zone, date(2026, 12, 14))
    network.now = ends - timedelta(seconds=1)
    post.confirmed(slug, to=["targets.0"])
    letter = Letter.objects.get(kind=Kind.LETTER)
    assert letter.not_after == ends
    assert gate(letter, network.now).event is None
    network.now = ends
    assert gate(letter, network.now).why is Why.DEADLINE
    post.settle()
    letter.refresh_from_db()
    assert letter.state == S.EXPIRED


def test_a_section_gives_its_own_writers_more_time_and_nobody_elses(post: Post, network: Network) -> None:
    german = post.write(email="", to=["copies.0"], ways={"copies.0": "own-paper"}).token
    french = post.write(email="", country="FR", to=["copies.0"], ways={"copies.0": "own-paper"}).token
    network.now = datetime(2026, 12, 10, tzinfo=UTC)
    extend_deadline(
        network.dara, str(post.case.pk), network.sections["DE"], date(2026, 12, 20), "A strike of the post", network.now
    )
    network.now = datetime(2026, 12, 16, tzinfo=UTC)
    post.settle()
    assert post.states(german) == {"copies.0": S.WRITTEN}
    assert post.states(french) == {"copies.0": S.EXPIRED}
    late = post.confirmed(to=["targets.0"])
    post.settle()
    assert post.states(late) == {"targets.0": S.HANDED_OVER}
    network.now = datetime(2026, 12, 22, tzinfo=UTC)
    post.settle()
    assert post.states(german) == {"copies.0": S.EXPIRED}


def test_a_reason_of_a_withdrawal_is_told_without_a_link_to_what_must_be_forgotten(post: Post) -> None:
    post.confirmed()
    _take_down(post)
    post.settle()
    told = text_of(post.mail("ana.quellbach")[-1])
    assert "/letters/" not in told
    assert "Dovan" not in told
