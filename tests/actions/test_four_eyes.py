"""Nobody publishes alone: who may approve, what an approval is of, and what voids it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.actions.steps import edit, publish, refused
from tests.network import NOW, Network, case_file
from tocsin.actions.agreements import confirm_impossible, give_consent, say_impossible
from tocsin.actions.composing import compose
from tocsin.actions.drafts import begin_edition, new_case, submit_draft
from tocsin.actions.exposure import stop_case, withdraw_consent
from tocsin.actions.models import Approval, Case, Draft, Edition
from tocsin.actions.overview import draft_case_file
from tocsin.actions.review import approve_draft
from tocsin.actions.states import MentionNetwork, Outcome
from tocsin.casefile import Kind, Recipient
from tocsin.directory.targets import add_office, edit_office, merge_offices
from tocsin.records.errors import Refused
from tocsin.staff.roles import Role
from tocsin.staff.services import confirm_person, end_roles, grant_roles, move_person, remove_person, set_secret

type Change = Callable[[Network, Case], object]


def submitted_hash(case: Case) -> str:
    return str(case.drafts.latest("pk").submitted_hash)


# --- who approves ---------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_wrote(network: Network) -> None:
    case = new_case(network.mallory, network.sections["DE"], case_file(), network.now)
    network.agree(case)
    submit_draft(network.amina, str(case.pk), network.now)
    assert "(wrote)" in refused("two-people", approve_draft, network.mallory, str(case.pk), None, network.now)


def test_nobody_approves_what_they_edited_last(network: Network) -> None:
    case = network.draft()
    edit(network, case, by=network.mallory, zone="Europe/Paris")
    submit_draft(network.amina, str(case.pk), network.now)
    assert "last edited" in refused("two-people", approve_draft, network.mallory, str(case.pk), None, network.now)
    approve_draft(network.bo, str(case.pk), None, network.now)
    assert publish(network, case).n == 1


def test_nobody_approves_what_they_submitted(network: Network) -> None:
    """Between Amina's last word and the approval an address may have changed: whoever submits vouches for it."""
    case = network.draft()
    submit_draft(network.mallory, str(case.pk), network.now)
    assert "(submitted)" in refused("two-people", approve_draft, network.mallory, str(case.pk), None, network.now)


def test_only_a_reviewer_of_the_case_s_section_approves(network: Network) -> None:
    case = network.draft("FR")
    submit_draft(network.amina, str(case.pk), network.now)
    for person, rule in ((network.greta, "not-there"), (network.hana, "role"), (network.chen, "role")):
        refused(rule, approve_draft, person, str(case.pk), None, network.now)
    assert approve_draft(network.bo, str(case.pk), None, network.now).approver_id == network.bo.pk


def test_what_was_not_submitted_is_not_approved_and_what_was_not_approved_is_not_published(network: Network) -> None:
    case = network.draft()
    refused("state", approve_draft, network.bo, str(case.pk), None, network.now)
    refused("state", publish, network, case)
    submit_draft(network.amina, str(case.pk), network.now)
    refused("state", publish, network, case)
    assert not Edition.objects.exists()


# --- an approval is of exactly one text -----------------------------------------------------------------------------


def test_only_the_whole_hash_of_the_present_text_is_approved(network: Network) -> None:
    """A part of a hash can be forged: two texts that share sixteen digits are found in hours."""
    case, other = network.draft(), network.draft(headline="Another one")
    mine = submit_draft(network.amina, str(case.pk), network.now).text_hash
    theirs = submit_draft(network.amina, str(other.pk), network.now).text_hash
    for wrong in (theirs, mine[:16], mine[:63], mine.upper(), "", "0" * 64):
        refused("text-changed", approve_draft, network.bo, str(case.pk), wrong, network.now)
    assert approve_draft(network.bo, str(case.pk), mine, network.now).text_hash == mine
    refused("state", publish, network, other)


def test_the_hash_that_was_read_is_refused_after_an_edit(network: Network) -> None:
    case = network.draft()
    read = submit_draft(network.amina, str(case.pk), network.now).text_hash
    edit(network, case, case_file=case_file(headline="Send money"))
    submit_draft(network.amina, str(case.pk), network.now)
    refused("text-changed", approve_draft, network.bo, str(case.pk), read, network.now)


def _partly_agreed(network: Network) -> Case:
    case = network.draft(consent=False, people=(), body=())
    network.agree(case, ("headline", "summary"))
    return case


def _until_tomorrow(network: Network) -> Case:
    case = network.draft(consent=False)
    network.agree(case, ("headline", "summary", "people"))
    network.agree(case, ("calls", "body"), until=NOW.date() + timedelta(days=1))
    return case


def _to_be_followed(network: Network) -> Case:
    case = network.published()
    begin_edition(network.amina, str(case.pk), Kind.OUTCOME, network.now, outcome=Outcome.RELEASED)
    return case


def _with_the_impossible(network: Network) -> Case:
    case = _partly_agreed(network)
    say_impossible(network.amina, str(case.pk), reason="She is held in secret", until=None, now=network.now)
    return case


def _other_office(network: Network) -> int:
    judge = Recipient(name="Judge", post=None, lines=("Judge", "Court Square 2"), country="XH")
    return add_office(network.amina, judge, "en", network.now).pk


def _office(case: Case) -> int:
    return int(case.drafts.latest("pk").links["targets.0"])


CHANGES: dict[str, tuple[Callable[[Network], Case], Change]] = {
    "a word": (Network.draft, lambda n, case: edit(n, case, case_file=case_file(headline="Changed"))),
    "the zone": (Network.draft, lambda n, case: edit(n, case, zone="Europe/Paris")),
    "the mention of the network": (Network.draft, lambda n, case: edit(n, case, mention_network=MentionNetwork.NO)),
    "the outcome": (_to_be_followed, lambda n, case: edit(n, case, outcome=Outcome.KILLED)),
    "a link that is untied": (Network.draft, lambda n, case: edit(n, case, links={"targets.0": 0})),
    "a link to another office": (
        Network.draft,
        lambda n, case: edit(n, case, links={"targets.0": _other_office(n)}),
    ),
    "an address in the directory": (
        Network.draft,
        lambda n, case: edit_office(n.bo, _office(case), {"email": ["trap@example.org"]}, n.now),
    ),
    "a new holder of the office": (
        Network.draft,
        lambda n, case: edit_office(n.bo, _office(case), {"name": "Somebody Else"}, n.now),
    ),
    "a salutation": (
        Network.draft,
        lambda n, case: edit_office(n.bo, _office(case), {"salutations": {"en": "Comrade"}}, n.now),
    ),
    "an office that was merged into another": (
        Network.draft,
        lambda n, case: merge_offices(n.bo, _other_office(n), _office(case), n.now),
    ),
    "a consent that was given": (_partly_agreed, lambda n, case: n.agree(case, ("calls",))),
    "a consent that was withdrawn": (
        _until_tomorrow,
        lambda n, case: withdraw_consent(n.amina, str(case.pk), case.consents.latest("pk").pk, n.now),
    ),
    "a consent that ended": (_until_tomorrow, lambda n, _: n.later(days=2)),
    "an impossible consent that was confirmed": (
        _with_the_impossible,
        lambda n, case: confirm_impossible(n.greta, str(case.pk), case.consents.get(impossible=True).pk, n.now),
    ),
    "a stop, which the old approval would undo": (
        _to_be_followed,
        lambda n, case: stop_case(n.dara, str(case.pk), n.now),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_after_approval_voids_it(network: Network, name: str) -> None:
    make, change = CHANGES[name]
    case = make(network)
    before = Edition.objects.count()
    approved = network.review(case)
    change(network, case)
    with pytest.raises(Refused) as caught:
        publish(network, case)
    assert caught.value.rule in {"text-changed", "state"}
    assert Edition.objects.count() == before
    # The way out that the refusal names is open, and it takes both people again.
    again = network.review(case)
    assert (again == approved) is (name == "a link that is untied")
    assert publish(network, case).n == before + 1


def test_a_change_that_is_taken_back_still_has_to_be_approved_again(network: Network) -> None:
    case = network.draft()
    network.review(case)
    original = draft_case_file(network.amina, case, network.now)
    edit(network, case, case_file=case_file(headline="Changed"))
    edit(network, case, case_file=original)
    submit_draft(network.amina, str(case.pk), network.now)
    refused("state", publish, network, case)
    assert not Approval.objects.filter(void_at=None).exists()


def test_whoever_corrects_the_directory_does_not_approve_the_correction_too(network: Network) -> None:
    """Amina submitted one address; a reviewer puts another one into the directory and would approve that."""
    case = network.draft()
    submit_draft(network.amina, str(case.pk), network.now)
    edit_office(network.bo, _office(case), {"email": ["trap@example.org"]}, network.now)
    changed = compose(Draft.objects.get(case=case), network.now.date()).text_hash
    for text_hash in (None, changed, submitted_hash(case)):
        refused("text-changed", approve_draft, network.bo, str(case.pk), text_hash, network.now)


def test_whoever_records_a_consent_does_not_approve_what_it_opens_too(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, ("headline", "people"))
    submit_draft(network.amina, str(case.pk), network.now)
    give_consent(
        network.mallory,
        str(case.pk),
        who="nobody",
        how="not at all",
        fields=["all"],
        uses=["publish"],
        until=None,
        now=network.now,
    )
    refused("text-changed", approve_draft, network.mallory, str(case.pk), None, network.now)
    submit_draft(network.mallory, str(case.pk), network.now)
    refused("two-people", approve_draft, network.mallory, str(case.pk), None, network.now)


# --- an approver who may no longer approve --------------------------------------------------------------------------


def _lose_role(network: Network) -> None:
    end_roles(network.odile, "bo@example.org", [Role.REVIEWER], network.now)


def _lose_role_and_get_it_back(network: Network) -> None:
    _lose_role(network)
    grant_roles(network.odile, "bo@example.org", [Role.REVIEWER], network.now)
    confirm_person(network.amina, "bo@example.org", network.later(minutes=1))


def _leave(network: Network) -> None:
    remove_person(network.odile, "bo@example.org", network.now)


def _move(network: Network) -> None:
    move_person(network.odile, "bo@example.org", network.sections["FR"].pk, network.now)
    confirm_person(network.amina, "bo@example.org", network.later(minutes=1))


def _reset(network: Network) -> None:
    set_secret(network.odile, "bo@example.org", "whispered by odile", network.now)


def _reset_and_confirmed(network: Network) -> None:
    """Whoever approved as Bo before may be why the secret had to be changed."""
    _reset(network)
    confirm_person(network.amina, "bo@example.org", network.later(minutes=1))


@pytest.mark.parametrize(
    "lose",
    [_lose_role, _lose_role_and_get_it_back, _leave, _move, _reset, _reset_and_confirmed],
    ids=lambda f: f.__name__,
)
def test_the_approval_of_somebody_who_may_no_longer_approve_counts_no_more(
    network: Network, lose: Callable[[Network], None]
) -> None:
    case = network.draft()
    network.review(case)
    lose(network)
    refused("text-changed", publish, network, case, network.amina)
    submit_draft(network.amina, str(case.pk), network.now)
    approve_draft(network.greta, str(case.pk), None, network.now)
    assert publish(network, case, network.amina).approval.approver_id == network.greta.pk


def test_a_second_approval_holds_where_the_first_one_fell(network: Network) -> None:
    case = network.draft()
    text_hash = network.review(case)
    approve_draft(network.greta, str(case.pk), text_hash, network.now)
    _leave(network)
    assert publish(network, case, network.amina).approval.approver_id == network.greta.pk


def test_an_edit_that_changes_nothing_leaves_the_approval(network: Network) -> None:
    case = network.draft()
    network.review(case)
    edit(network, case)
    assert publish(network, case).n == 1
