"""Who had a hand in something is never its second person, by whatever way they came to it."""

from __future__ import annotations

import pytest

from tests.network import Network, case_file
from tocsin.actions.agreements import confirm_impossible, say_impossible
from tocsin.actions.drafts import Edit, edit_draft
from tocsin.actions.translating.memory import approve_translation, source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.records.errors import Refused


def test_who_wrote_an_earlier_version_does_not_confirm_that_nobody_could_be_asked(network: Network) -> None:
    case = network.draft(consent=False)
    edit_draft(network.mallory, str(case.pk), Edit(case_file=case_file(headline="Named by Mallory")), network.now)
    edit_draft(network.amina, str(case.pk), Edit(case_file=case_file(headline="A last comma")), network.now)
    said = say_impossible(
        network.amina, str(case.pk), reason="She is held where nobody may see her", until=None, now=network.now
    )
    with pytest.raises(Refused, match="second person"):
        confirm_impossible(network.mallory, str(case.pk), said.pk, network.now)
    confirm_impossible(network.bo, str(case.pk), said.pk, network.now)


def test_who_translated_a_text_does_not_read_it_though_another_corrected_a_comma(network: Network) -> None:
    case = network.published()
    texts = [segment.source for segment in segments_of(source_of(case, network.now))]
    take_in(network.farid, str(case.pk), "fr", {text: f"{text} (fr)" for text in texts}, network.now)
    take_in(network.chen, str(case.pk), "fr", {texts[0]: f"{texts[0]}, (fr)"}, network.now)
    with pytest.raises(Refused, match="second person"):
        approve_translation(network.farid, str(case.pk), "fr", network.now)
    approve_translation(network.bo, str(case.pk), "fr", network.now)
