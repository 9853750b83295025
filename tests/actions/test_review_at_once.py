"""Deciding, changing and going live at the same moment: each try ends right, and exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.actions.race import network_and_its_end, race, rules
from tests.actions.steps import edit, publish
from tests.conftest import AT_FULL_SIZE, IN_CI
from tests.network import NOW, Network, case_file
from tocsin.actions.drafts import submit_draft
from tocsin.actions.models import Approval, Case, Edition
from tocsin.actions.publishing.planned import plan_publication, publish_due, unplan_publication, why_failed
from tocsin.actions.remarks import open_remarks, settle_remark
from tocsin.actions.review import approve_draft, send_back
from tocsin.records import history

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 250 if AT_FULL_SIZE else 8 if IN_CI else 3
"""Of two or more each: 500 parallel tries where there is time."""
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def network() -> Iterator[Network]:
    yield from network_and_its_end()


def planned(network: Network) -> Case:
    case = network.draft()
    network.review(case)
    plan_publication(network.amina, str(case.pk), LATER, NOW)
    return case


def verbs(case: Case) -> list[str]:
    return [one.verb for one in history.history_of(f"case:{case.pk}")]


def test_of_approving_and_sending_back_at_once_the_draft_says_which_was_last(network: Network) -> None:
    case = network.draft()
    for _ in range(ROUNDS):
        text_hash = submit_draft(network.amina, str(case.pk), NOW).text_hash
        outcomes = race(
            partial(approve_draft, network.bo, str(case.pk), text_hash, NOW),
            partial(send_back, network.greta, str(case.pk), [("headline", "Where?")], "", NOW),
        )
        draft = case.drafts.get()
        assert draft.state == "draft"
        assert rules(outcomes) in ([], ["state"])
        assert not Approval.objects.filter(draft=draft, void_at=None).exists()
        [remark] = open_remarks(draft)
        race(*(partial(settle_remark, one, str(case.pk), remark.id, NOW) for one in (network.amina, network.greta)))
    assert verbs(case).count("remark settled") == ROUNDS


def test_a_form_that_is_sent_twice_at_once_approves_once(network: Network) -> None:
    for _ in range(ROUNDS):
        case = network.draft()
        text_hash = submit_draft(network.amina, str(case.pk), NOW).text_hash
        outcomes = race(*[partial(approve_draft, network.bo, str(case.pk), text_hash, NOW)] * 2)
        assert rules(outcomes) == []
        assert Approval.objects.filter(draft__case=case).count() == 1


def test_two_who_send_it_back_at_once_do_so_once(network: Network) -> None:
    for _ in range(ROUNDS):
        case = network.draft()
        submit_draft(network.amina, str(case.pk), NOW)
        outcomes = race(
            *(partial(send_back, one, str(case.pk), [], "Shorter.", NOW) for one in (network.bo, network.greta))
        )
        assert rules(outcomes) == ["state"]
        assert len(open_remarks(case.drafts.get())) == 1


def test_two_workers_and_somebody_who_publishes_by_hand_make_one_edition(network: Network) -> None:
    for _ in range(ROUNDS):
        case = planned(network)
        race(partial(publish_due, LATER), partial(publish_due, LATER), partial(publish, network, case, network.bo))
        assert Edition.objects.filter(case=case).count() == 1
        assert "publication failed" not in verbs(case)
        assert case.drafts.get().publish_at is None


def test_an_edit_at_the_moment_of_going_live_comes_before_it_or_not_at_all(network: Network) -> None:
    for n in range(ROUNDS):
        case = planned(network)
        outcomes = race(
            partial(publish_due, LATER), partial(edit, network, case, case_file=case_file(headline=f"Changed {n}"))
        )
        draft = case.drafts.get()
        if draft.state == "published":
            assert rules(outcomes) == ["no-draft"]
            assert case.editions.get().draft_id == draft.pk
            assert draft.content.open()["headline"] == case_file().headline
        else:
            assert (draft.state, draft.publish_at) == ("draft", None)
            assert not case.editions.exists()
            assert publish_due(LATER) == 0


def test_cancelling_at_the_moment_of_going_live_keeps_it_back_or_comes_too_late(network: Network) -> None:
    for _ in range(ROUNDS):
        case = planned(network)
        outcomes = race(partial(publish_due, LATER), partial(unplan_publication, network.dara, str(case.pk), LATER))
        draft = case.drafts.get()
        if outcomes[1] is True:
            assert (outcomes[0], draft.state, draft.publish_at) == (0, "approved", None)
            assert why_failed(draft) is None
        else:
            assert (outcomes[0], draft.state) == (1, "published")
            assert rules(outcomes) == ["no-draft"]
