"""Two people at the same moment: in the same text, and one who reads while the other writes."""

from __future__ import annotations

from functools import partial

import pytest

from tests.actions.race import race
from tests.network import NOW, Network
from tocsin.actions.models import Rendition
from tocsin.actions.translating.memory import approve_translation
from tocsin.actions.translating.standing import Standing, whole_of
from tocsin.actions.translating.typed import Taken, Typed, take_in_seen
from tocsin.records.errors import Refused

from .conftest import CALL, stored
from .test_reading import whole

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 5


def test_of_two_who_save_the_same_text_at_once_one_is_told_of_the_other(network: Network) -> None:
    for _ in range(ROUNDS):
        case = network.published()
        people = {"Chen": network.chen, "Farid": network.farid}
        outcomes = race(
            *(
                partial(take_in_seen, person, str(case.pk), "fr", {CALL: Typed(f"de {name}", "")}, NOW)
                for name, person in people.items()
            )
        )
        assert all(isinstance(one, Taken) for one in outcomes), outcomes
        (won,) = (one for one in outcomes if isinstance(one, Taken) and one.saved)
        (lost,) = (one for one in outcomes if isinstance(one, Taken) and one.conflicts)
        assert won is not lost
        assert stored(case)[CALL] == lost.conflicts[0].theirs


def test_nobody_approves_a_text_that_changed_while_they_pressed_the_button(network: Network) -> None:
    for _ in range(ROUNDS):
        case = network.published()
        whole(network, case)
        before = whole_of(case, "fr", NOW)
        seen = next(pair.seen for pair in before.pairs if pair.segment.source == CALL)
        approved, _ = race(
            partial(approve_translation, network.farid, str(case.pk), "fr", NOW, before.text_hash),
            partial(take_in_seen, network.chen, str(case.pk), "fr", {CALL: Typed("autre", seen)}, NOW),
        )
        assert isinstance(approved, Rendition | Refused)
        pair = next(one for one in whole_of(case, "fr", NOW).pairs if one.segment.source == CALL)
        assert (pair.text, pair.standing) == ("autre", Standing.UNREAD)
        texts = [one.text or "" for one in Rendition.objects.filter(edition__case=case, language="fr")]
        assert all("autre" not in text for text in texts)
