"""Whatever a case, a writer and a text say: letters or one plain sentence, and a manifest that keeps to its form."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.letters.cast import chen, written
from tocsin.casefile import CaseFile, Person, Recipient
from tocsin.letters import LettersError, ProblemCode

CHARACTERS = (
    "abc ÀÉß 国骨한 あ السيد שר กำ่ हिन्दी ɐ🙂\u0301\u0327\u200d\u202e"
    "\n\t\x00,;:/@<>\"'()[]#$\\{}*_`~=&%.-\uf0b7\U00012000"
)
WORDS = st.text(st.sampled_from(CHARACTERS), max_size=60)
SEVERAL = st.lists(WORDS, max_size=5).map(tuple)
CODES = st.sampled_from(["CN", "DE", "XK", "XV", "US", "EG", "GB"])
RECIPIENTS = st.builds(
    Recipient,
    name=WORDS | st.none(),
    post=WORDS | st.none(),
    lines=SEVERAL,
    country=CODES | st.none(),
    email=st.lists(WORDS | st.just("a@example.org"), max_size=2).map(tuple),
    fax=st.lists(WORDS | st.just("+861062381025"), max_size=1).map(tuple),
    salutation=WORDS | st.none(),
)
CASES = st.builds(
    CaseFile,
    number=WORDS | st.none(),
    index=WORDS | st.none(),
    countries=st.lists(CODES, max_size=2).map(tuple),
    language=st.sampled_from(["en", "zh", "ar", "xx", "pt-BR"]),
    headline=WORDS,
    people=st.lists(st.builds(Person, name=WORDS | st.none()), max_size=4).map(tuple),
    targets=st.lists(RECIPIENTS, max_size=2).map(tuple),
    copies=st.lists(RECIPIENTS, max_size=1).map(tuple),
)


LANGUAGES = ["en", "fr", "ar", "he", "zh-TW", "th", "tlh", "sr-Latn-RS"]
ENVELOPES = ["din-5008-b", "c56-right", "none"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES, text=WORDS, data=st.data())
def test_letters_or_one_sentence(case: CaseFile, text: str, data: st.DataObject, tmp_path: Path):
    envelope, sign_as = data.draw(st.sampled_from(ENVELOPES)), data.draw(st.sampled_from(["full", "initials"]))
    language = data.draw(st.sampled_from(LANGUAGES))
    try:
        manifest = written(tmp_path, case, chen(envelope=envelope, sign_as=sign_as), text, language=language)
    except LettersError as error:
        sentence = str(error)
        manifest = None
    if manifest is None:
        assert "\n" not in sentence
        return
    assert len(manifest.letters) == len(case.targets) + len(case.copies)
    kept = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    for letter in kept["letters"]:
        assert {problem["code"] for problem in letter["problems"]} <= set(ProblemCode)
        for route in ("paper", "fax", "email", "label"):
            assert letter["routes"][route] is None or (tmp_path / letter["routes"][route]).stat().st_size > 100
