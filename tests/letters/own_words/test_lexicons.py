"""The data of each language: complete, and the same kinds in all."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from tests.letters.own_words.measured import LANGUAGES
from tocsin.letters.own_words import assisted, lexicon


def table(folder: str, language: str) -> dict[str, Any]:
    return tomllib.loads((files("tocsin.letters.own_words") / folder / f"{language}.toml").read_text("utf-8"))


def test_both_folders_have_the_five_languages() -> None:
    assert set(lexicon.languages()) == set(assisted.languages()) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_knows_the_same_lists_things_and_demands(language: str) -> None:
    english, own = table("lexicon", "en"), table("lexicon", language)
    assert set(own) == set(english)
    assert set(own["things"]) == set(english["things"])
    assert set(own["demands"]) == set(english["demands"])
    assert len(own["months"]) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_offers_the_same_lists_of_sentences(language: str) -> None:
    english, own = table("sentences", "en"), table("sentences", language)
    assert {key: len(texts) for key, texts in own.items()} == {key: len(texts) for key, texts in english.items()}
    assert all(text.endswith("…") for key, texts in own.items() if key.endswith("beginnings") for text in texts)
    assert all("{call}" in text for text in own["call"])
