"""The generator of case files keeps its own promise, on which the other property tests rely."""

from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, given, settings

from tocsin.casefile.model import CaseFile
from tocsin.casefile.schema import problems_in
from tocsin.typesetting.characters import texts_in

from .cases import case_files


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case_files())
def test_every_generated_case_is_valid_and_of_normalised_strings(case: CaseFile) -> None:
    value = case.to_json()
    assert not problems_in(value)
    assert CaseFile.from_json(value) == case
    for place, text in texts_in(value):
        assert unicodedata.is_normalized("NFC", text)
        assert text == text.strip()
        assert place == "model_letter" or len(text.splitlines()) <= 1
        assert not [one for one in text if one != "\n" and unicodedata.category(one) in {"Cc", "Cs"}]
