"""The form of address: the target's for the language, the document's own, or the language's polite default."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path

import pytest

from tests.letters.cast import one_target, text_of, written
from tocsin.letters import ProblemCode
from tocsin.letters.phrases import languages, phrases_for
from tocsin.letters.salutation import languages_of


def salutation(folder: Path, printed: str | None, document: str, language: str) -> tuple[str | None, bool]:
    case = replace(one_target(salutation=printed, email=(), fax=()), language=document)
    entry = written(folder, case, language=language).letters[0]
    return entry.salutation, ProblemCode.SALUTATION_DEFAULT in {problem.code for problem in entry.problems}


@pytest.mark.parametrize(
    ("printed", "document", "language", "used", "is_default"),
    [
        ("Your Excellency", "en", "en", "Your Excellency", False),
        ("Your Excellency", "en", "en-US", "Your Excellency", False),
        ("Your Excellency", "en", "de", "Sehr geehrte Damen und Herren", True),
        ("Señor General / Dear General", "en", "en", "Dear General", False),
        ("Señor General / Dear General", "en", "es-AR", "Señor General", False),
        ("Señor General / Dear General", "en", "fr", "Madame, Monsieur", True),
        ("Señora Fiscal / Dear Prosecutor", "es", "en", "Dear Prosecutor", False),
        ("Señor Presidente/Dear President", "en", "en", "Dear President", False),
        ("Dear Sir/Madam", "en", "en", "Dear Sir/Madam", False),
        ("Estimado/a Fiscal", "es", "es", "Estimado/a Fiscal", False),
        ("尊敬的主席 / Dear President", "en", "zh-TW", "尊敬的主席", False),
        ("Mheshimiwa / Dear Minister", "en", "en", "Dear Minister", False),
        ("Señor Ministro", "en", "en", "Señor Ministro", False),
        ("Señor Ministro", "en", "es", "Señor Ministro", False),
        ("Monsieur le Ministre,", "fr", "fr", "Monsieur le Ministre", False),
        (None, "en", "en", "Dear Sir or Madam", True),
        (None, "en", "zh-TW", "敬啟者", True),
        (None, "en", "zh-Hant-HK", "敬啟者", True),
        (None, "en", "zh", "敬启者", True),
        (None, "en", "tlh", "Dear Sir or Madam", True),
        (" , ", "en", "en", "Dear Sir or Madam", True),
    ],
)
def test_which_salutation_is_used(  # noqa: PLR0917
    printed: str | None, document: str, language: str, used: str, is_default: bool, tmp_path: Path
):
    assert salutation(tmp_path, printed, document, language) == (used, is_default)


def test_a_half_in_a_language_without_a_file_serves_letters_in_the_language_asked_for(tmp_path: Path):
    case = one_target(salutation="Mheshimiwa / Dear Minister")
    case = replace(case, write_in=replace(case.write_in, languages=("sw", "en")))
    assert written(tmp_path, case, language="sw").letters[0].salutation == "Mheshimiwa"
    assert written(tmp_path, case, language="eu").letters[0].salutation == "Dear Sir or Madam"


@pytest.mark.parametrize(
    ("language", "printed", "line"),
    [
        ("en", "Dear Minister", "Dear Minister,"),
        ("fr", "Monsieur le Ministre", "Monsieur le Ministre,"),
        ("es", "Señor Ministro", "Señor Ministro:"),
        ("de", "Sehr geehrter Herr Minister,", "Sehr geehrter Herr Minister,"),
        ("zh", "尊敬的部长：", "尊敬的部长："),
        ("ar", "معالي الوزير", "معالي الوزير،"),
        ("en", "Your Excellency!", "Your Excellency!"),
        ("ja", "大臣閣下", "大臣閣下"),
    ],
)
def test_it_ends_as_the_language_wants_and_never_twice(language: str, printed: str, line: str, tmp_path: Path):
    case = replace(one_target(salutation=printed), language=language)
    entry = written(tmp_path, case, language=language).letters[0]
    assert entry.routes.email
    message = (tmp_path / entry.routes.email).read_bytes()
    body = email.message_from_bytes(message, policy=email.policy.default).get_content()
    assert body.splitlines()[0] == line


@pytest.mark.parametrize("language", languages())
def test_every_language_has_all_its_phrases_and_a_letter_in_it_can_be_printed(language: str, tmp_path: Path):
    phrases = phrases_for(language)
    assert "{recipients}" in phrases.covering_line
    assert "{number}" in phrases.page
    assert language in languages_of(phrases.office_salutation) or language.startswith("zh")
    manifest = written(tmp_path, language=language)
    for entry in manifest.letters:
        assert entry.routes.paper, entry.problems
        assert phrases.closing.split()[0].rstrip(",،") in text_of(tmp_path / entry.routes.paper) or language in {
            "ar",
            "fa",
        }
