"""Going live: now, at a time, and whatever may come between."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.desk.conftest import Clock, SignIn
from tests.desk.reviewing.pages import address, approve, text_of
from tests.network import NOW, Network, case_file
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft, withdraw_draft
from tocsin.actions.models import Case, Consent, Draft, Edition
from tocsin.actions.publishing import planned
from tocsin.actions.publishing.planned import Twice, moment_in, publish_due, why_failed
from tocsin.actions.publishing.publish import publish_edition
from tocsin.appeals.models import Appeal
from tocsin.appeals.work import PUBLISH_EVERY, Worker
from tocsin.casefile import Kind
from tocsin.records import history
from tocsin.staff.roles import Role
from tocsin.staff.services import end_roles

PLAN = {"do": "plan", "day": "2026-11-30", "time": "09:30", "zone": "Europe/Berlin"}
AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


@pytest.fixture
def case(network: Network) -> Case:
    found = network.draft()
    network.review(found)
    return found


def draft(case: Case) -> Draft:
    return case.drafts.latest("pk")


# --- now ------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_will_happen(network: Network, case: Case, sign_in: SignIn) -> None:
    network.translate(case, "fr")
    text = text_of(sign_in(network.amina).get(address(case, "publish")))
    assert "Edition 1 goes live in English, signed" in text
    assert "Letters can be written until the end of Monday, 14 December 2026" in text
    assert "French is translated and read: it goes live with the text." in text


def test_two_people_make_an_edition_from_review_to_public(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    submit_draft(network.amina, str(case.pk), NOW)
    bo = sign_in(network.bo)
    assert "A second person has not approved it yet." in text_of(bo.get(address(case, "publish")))
    assert bo.post(address(case, "publish"), {"do": "now"}).status_code == 409
    approve(bo, case)
    answer = sign_in(network.amina).post(address(case, "publish"), {"do": "now"}, follow=True)
    assert "Published. It is live now." in text_of(answer)
    assert Edition.objects.get(case=case).publisher == network.amina


def test_a_form_sent_twice_publishes_once(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.amina)
    answers = [client.post(address(case, "publish"), {"do": "now"}, follow=True) for _ in range(2)]
    assert "It was published already. Nothing was done twice." in text_of(answers[1])
    assert Edition.objects.filter(case=case).count() == 1


def test_what_forbids_it_is_said_without_commands(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.amina)
    Consent.objects.filter(case=case).update(withdrawn_at=NOW)
    for answer in (client.get(address(case, "publish")), client.post(address(case, "publish"), {"do": "now"})):
        assert "tocsin case" not in text_of(answer)
        assert 'value="now"' not in answer.content.decode()
    assert answer.status_code == 409
    assert "Nobody has agreed to publication yet. Record the consent first." in text_of(answer)
    assert not case.editions.exists()


def test_an_approver_who_lost_the_role_does_not_count(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.amina)
    end_roles(network.odile, "bo@example.org", [Role.REVIEWER], NOW)
    assert client.post(address(case, "publish"), {"do": "now"}).status_code == 409
    assert not case.editions.exists()


@pytest.mark.parametrize("do", ["now", "plan"])
def test_who_may_not_publish_does_not(network: Network, case: Case, sign_in: SignIn, do: str) -> None:
    for person in (network.chen, network.dara, network.odile):
        assert sign_in(person).post(address(case, "publish"), {**PLAN, "do": do}).status_code == 403
    assert draft(case).publish_at is None
    assert not case.editions.exists()


def test_letters_in_draft_are_counted(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    for n in range(2):
        Appeal.objects.create(
            slug=str(case.slug), n=1, token_hash=str(n), reader_key=b"", language="en", country="DE", made_at=NOW,
            touched_at=NOW,
        )  # fmt: skip
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, NOW)
    assert "2 letters in draft will be shown the new edition" in text_of(
        sign_in(network.bo).get(address(case, "review"))
    )


# --- at a time ------------------------------------------------------------------------------------------------------


def test_a_time_is_shown_there_and_in_utc_and_goes_live_then(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.amina)
    answer = client.post(address(case, "publish"), PLAN, follow=True)
    text = text_of(answer)
    assert "30 November 2026, 08:30 UTC" in text
    assert re.search(r"30 November 2026, \d\d:30 in ([\w/]+ \(UTC[+-]\d\d:\d\d\)|UTC[+-]\d+)", text)
    assert draft(case).publish_at == AT
    assert publish_due(AT - timedelta(seconds=1)) == 0
    assert publish_due(AT) == 1
    assert publish_due(AT) == 0
    edition = Edition.objects.get(case=case)
    assert (edition.publisher, edition.published_at) == (network.amina, AT)


@pytest.mark.parametrize(("zone", "hour"), [("UTC+4", 5), ("utc-04:00", 13), ("America/New York", 14), ("UTC", 9)])
def test_a_zone_may_be_typed_as_people_say_it(
    network: Network, case: Case, sign_in: SignIn, zone: str, hour: int
) -> None:
    assert sign_in(network.amina).post(address(case, "publish"), {**PLAN, "zone": zone}).status_code == 303
    assert draft(case).publish_at == datetime(2026, 11, 30, hour, 30, tzinfo=UTC)


def test_the_worker_publishes_what_is_due(network: Network, case: Case, sign_in: SignIn) -> None:
    sign_in(network.amina).post(address(case, "publish"), PLAN)
    time_of = Clock()
    time_of.time = AT - timedelta(minutes=1)
    worker = Worker({}, time_of.now)
    try:
        worker.step()
        assert not case.editions.exists()
        time_of.time = AT
        worker.step()
        assert case.editions.count() == 1
        time_of.later(seconds=PUBLISH_EVERY.total_seconds())
        worker.step()
        assert case.editions.count() == 1
    finally:
        worker.close()


def test_a_time_is_cancelled_by_whoever_lessens_exposure(network: Network, case: Case, sign_in: SignIn) -> None:
    sign_in(network.amina).post(address(case, "publish"), PLAN)
    answer = sign_in(network.dara).post(address(case, "publish"), {"do": "cancel"})
    assert answer.status_code == 303
    assert draft(case).publish_at is None
    assert draft(case).state == "approved"
    assert publish_due(AT) == 0


@pytest.mark.parametrize("change", ["edit", "submit", "withdraw"])
def test_any_change_clears_the_time(network: Network, case: Case, sign_in: SignIn, change: str) -> None:
    sign_in(network.amina).post(address(case, "publish"), PLAN)
    if change == "edit":
        edit_draft(network.amina, str(case.pk), Edit(case_file=case_file(headline="Other")), NOW)
    elif change == "submit":
        submit_draft(network.amina, str(case.pk), NOW)
    else:
        withdraw_draft(network.amina, str(case.pk), NOW)
    assert (draft(case).publish_at, draft(case).publish_by) == (None, None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"day": "14.12.2026"}, "day", "Give the day as year, month and day"),
        ({"day": ""}, "day", "Give the day"),
        ({"day": "9999-12-31"}, "day", "more than a year ahead"),
        ({"day": "0001-01-01", "zone": "Pacific/Kiritimati"}, "day", ""),
        ({"day": "2026-11-22"}, "day", "That moment has passed"),
        ({"day": "2026-12-16"}, "day", "The deadline will have passed by then"),
        ({"day": "2027-11-30"}, "day", "more than a year ahead"),
        ({"time": "25:00"}, "time", "Give the time"),
        ({"time": '"><script>'}, "time", "Give the time"),
        ({"zone": "UTC+99"}, "zone", "This is no time zone"),
        ({"zone": "UTC+"}, "zone", "This is no time zone"),
        ({"zone": "Mars/Olympus"}, "zone", "This is no time zone"),
        ({"zone": "../../etc/passwd"}, "zone", "This is no time zone"),
        ({"zone": "\x00"}, "zone", "This is no time zone"),
    ],
)
def test_a_moment_that_cannot_be_is_said_beside_its_field(  # noqa: PLR0917
    network: Network, case: Case, sign_in: SignIn, typed: dict[str, str], field: str, said: str
) -> None:
    answer = sign_in(network.amina).post(address(case, "publish"), {**PLAN, **typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    body = answer.content.decode()
    assert f'id="{field}"' in body.partition('aria-invalid="true"')[0]
    assert "<script>" not in body
    assert draft(case).publish_at is None


def test_a_consent_that_ends_before_then_is_told_now(network: Network, case: Case, sign_in: SignIn) -> None:
    Consent.objects.filter(case=case).update(until=date(2026, 11, 28))
    answer = sign_in(network.amina).post(address(case, "publish"), PLAN)
    assert answer.status_code == 409
    assert "By then a consent ends" in text_of(answer)


def test_hours_that_are_not_there_or_twice_are_told_in_plain_words() -> None:
    with pytest.raises(Twice, match="put forward"):
        moment_in(date(2027, 3, 28), time(2, 30), "Europe/Berlin")
    with pytest.raises(Twice, match="comes twice"):
        moment_in(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert moment_in(date(2027, 3, 28), time(3, 0), "Europe/Berlin") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment_in(date(2026, 12, 1), time(0, 0), "Pacific/Kiritimati") == datetime(2026, 11, 30, 10, tzinfo=UTC)


def spoil_consent(network: Network, case: Case) -> None:
    Consent.objects.filter(case=case).update(withdrawn_at=NOW)


def spoil_role(network: Network, case: Case) -> None:
    end_roles(network.odile, "amina@example.org", [Role.AUTHOR], NOW)


def spoil_approver(network: Network, case: Case) -> None:
    end_roles(network.odile, "bo@example.org", [Role.REVIEWER], NOW)


@pytest.mark.parametrize("spoil", [spoil_consent, spoil_role, spoil_approver])
def test_what_holds_no_more_at_its_time_is_not_published_and_somebody_is_told(
    network: Network, case: Case, sign_in: SignIn, spoil: Any
) -> None:
    sign_in(network.amina).post(address(case, "publish"), PLAN)
    spoil(network, case)
    assert publish_due(AT) == 0
    assert not case.editions.exists()
    now = draft(case)
    assert (now.publish_at, now.publish_by, now.state) == (None, None, "approved")
    assert why_failed(now)
    greta = sign_in(network.greta)
    assert "Could not be published as planned" in text_of(greta.get("/desk/"))
    assert "It did not go live at its time" in text_of(greta.get(address(case, "publish")))
    last = history.history_of(f"case:{case.pk}")[-1]
    assert (last.verb, last.actor) == ("publication failed", network.amina.pk)
    assert publish_due(AT + timedelta(days=1)) == 0
    if spoil is not spoil_role:
        submit_draft(network.amina, str(case.pk), NOW)
        assert why_failed(draft(case)) is None


def test_one_that_fails_for_a_reason_nobody_expected_stops_no_other(
    network: Network, case: Case, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = network.draft(headline="Another")
    network.review(other)
    client = sign_in(network.amina)
    client.post(address(case, "publish"), PLAN)
    client.post(address(other, "publish"), {**PLAN, "time": "09:31"})

    def broken(person: Any, reference: str, now: datetime) -> Edition:
        if reference == str(case.pk):
            raise ZeroDivisionError
        return publish_edition(person, reference, now)

    monkeypatch.setattr(planned, "publish_edition", broken)
    assert publish_due(AT + timedelta(minutes=2)) == 1
    assert (case.editions.count(), other.editions.count()) == (0, 1)
    assert why_failed(draft(case)) == "unexpected"


# --- comparing ------------------------------------------------------------------------------------------------------


def test_two_editions_are_compared_and_what_is_not_there_is_said(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    network.follow(case, headline="Dam inspector found")
    client = sign_in(network.bo)
    page = text_of(client.get(address(case, "compare")))
    assert "held in secret" in page
    assert "found" in page
    assert "held in secret" in text_of(client.get(address(case, "compare") + "?from=&to=1"))
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, NOW)
    assert client.get(address(case, "compare") + "?from=1&to=draft").status_code == 200
    for wrong, status in (
        ("9" * 30, 422),
        ("x", 422),
        ("<b>", 422),
        ("99", 404),
        ("v7", 404),
        ("%00", 422),
        ("²", 422),
    ):
        assert client.get(address(case, "compare") + f"?from={wrong}&to=draft").status_code == status, wrong
