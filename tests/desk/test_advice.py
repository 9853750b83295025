"""Sentences of the readers and checkers of documents are known to the desk, which says them in other languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

import tocsin.casefile
from tests.network import NOW, case_file
from tocsin.casefile.checking.findings import check_case
from tocsin.desk.advice import SENTENCES, in_words

CASEFILE = Path(tocsin.casefile.__file__).parent
NOT_FOR_THE_DESK = ("tocsin ", "case file", "sheet", "typeset")
"""Words of sentences that are said to others: of the command line, of files of ours, of printing."""


def _sentences_in(file: Path) -> Iterator[str]:
    """Texts in the code that look like a sentence, with `X` in each place where something is put in."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in docs or id(node) in parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        else:
            continue
        if len(text) > 15 and " " in text and text[-1] in ".”" and (text[0] in "“" or text[0].isupper()):
            yield text.replace("Two X are printed", "Two case numbers are printed")


def sentences() -> list[str]:
    files = [*(CASEFILE / "reading").rglob("*.py"), *(CASEFILE / "checking").rglob("*.py")]
    return sorted({text for file in files for text in _sentences_in(file) if "\n" not in text and "(?:" not in text})


def test_every_sentence_of_readers_and_checkers_is_known() -> None:
    found = [text for text in sentences() if not any(word in text for word in NOT_FOR_THE_DESK)]
    assert len(found) > 50
    with translation.override("en"):
        known = {text for text in found if _is_known(text)}
    assert sorted({*found} - known) == []


def _is_known(text: str) -> bool:
    from tocsin.desk.advice import _patterns

    return any(pattern.fullmatch(text) for pattern, _sentence in _patterns())


def test_in_english_a_sentence_stays_as_it_is() -> None:
    bad = replace(case_file(), headline="", targets=(replace(case_file().targets[0], email=("no@@address",)),))
    with translation.override("en"):
        for finding in check_case(bad, NOW.date()):
            assert in_words(finding.message) == finding.message


@pytest.mark.parametrize("text", ["", "%", "%(name)s", "100 % of them", "Something else.\nMore."])
def test_what_is_not_known_is_left(text: str) -> None:
    assert in_words(text) == text


def test_every_place_has_a_name_of_its_own() -> None:
    import re

    for sentence in SENTENCES:
        names = re.findall(r"%\((\w+)\)s", sentence)
        assert len(names) == len(set(names)), sentence
