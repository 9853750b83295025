"""Short names for steps that the tests of four eyes take again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.network import Network
from tocsin.actions.drafts import Edit, edit_draft
from tocsin.actions.models import Case, Draft, Edition
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.translating.memory import source_of
from tocsin.actions.translating.segments import segments_of
from tocsin.records.errors import Refused
from tocsin.staff.models import Person


def refused(rule: str, act: Callable[..., object], *given: object, **named: object) -> str:
    """What somebody is told whom this rule stops."""
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    assert caught.value.rule == rule, caught.value
    return str(caught.value)


def edit(network: Network, case: Case, **changes: Any) -> Draft:
    """An edit by Amina, or by somebody else."""
    person = changes.pop("by", network.amina)
    return edit_draft(person, str(case.pk), Edit(**changes), network.now)


def publish(network: Network, case: Case, person: Person | None = None) -> Edition:
    return publish_edition(person or network.bo, str(case.pk), network.now)


def words_of(network: Network, case: Case, mark: str = "« {} »") -> dict[str, str]:
    """A translation of every text."""
    return {one.source: mark.format(one.source) for one in segments_of(source_of(case, network.now))}
