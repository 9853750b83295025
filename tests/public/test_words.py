"""Every word of the pages in every language: none missing, none in doubt, none left over, no blank lost."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.conf import settings
from django.template import Engine
from django.template.base import TokenType
from django.utils import translation
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted(
    path for face in ("public", "desk") for path in (ROOT / "src/tocsin" / face / "templates").rglob("*.html")
)
BLANK = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[a-z_]+\}")
POSITIONAL = re.compile(r"%(?:\.0s|[sd])")
"""`%.0s` takes a number and shows nothing: for a form that says it in a word."""
TAG = re.compile(r"</?[a-z]+[^>]*>")
LETTER = re.compile(r"[^\W\d_]")
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"')


def _messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools/messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


MESSAGES = _messages()
LANGUAGES = [to_locale(code) for code, _ in settings.LANGUAGES if code != "en"]


def catalogue(language: str) -> polib.POFile:
    found: polib.POFile = MESSAGES.catalogue(language)
    return found


def test_every_language_of_the_interface_has_a_catalogue() -> None:
    assert sorted(LANGUAGES) == sorted(MESSAGES.PLURALS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_nothing_else_is(language: str) -> None:
    po = catalogue(language)
    said = {message.key for message in MESSAGES.messages_in()}
    assert len(said) > 200
    assert said - {(entry.msgctxt, entry.msgid) for entry in po} == set(), "run: python tools/messages.py"
    assert {(entry.msgctxt, entry.msgid) for entry in po} - said == set(), "run: python tools/messages.py"
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []
    assert [entry.msgid for entry in po.obsolete_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_extracting_again_changes_nothing(language: str) -> None:
    po = catalogue(language)
    again = MESSAGES.merged(po, MESSAGES.messages_in(), language)
    assert str(again) == str(po), "run: python tools/messages.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_is_made_from_what_was_translated(language: str) -> None:
    path = MESSAGES.place_of(language)
    assert path.with_suffix(".mo").read_bytes() == MESSAGES.compiled(path), "run: python tools/messages.py compile"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_blank_and_no_element_is_lost_in_a_translation(language: str) -> None:
    for entry in catalogue(language):
        wanted = {*BLANK.findall(entry.msgid), *BLANK.findall(entry.msgid_plural)}
        elements = {*TAG.findall(entry.msgid), *TAG.findall(entry.msgid_plural)}
        for form in forms_of(entry):
            found = set(BLANK.findall(form))
            assert found <= wanted, (entry.msgid, form)
            # One, two and none may be said in a word instead of the number; a blank without a name is then taken in
            # silence, for filling in would fail.
            assert entry.msgid_plural or found == wanted, (entry.msgid, form)
            assert len(POSITIONAL.findall(form)) == len(POSITIONAL.findall(entry.msgid)), (entry.msgid, form)
            assert set(TAG.findall(form)) == elements, form
            assert form.count("<") == len(TAG.findall(form)), form
            assert re.search("[&!！]", form) is None, form
            assert form == form.strip() != "", entry.msgid


def forms_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_their_forms(language: str) -> None:
    forms = {"ar": 6, "zh_Hans": 1}.get(language, 2)
    counted = [entry for entry in catalogue(language) if entry.msgid_plural]
    assert counted
    assert {len(entry.msgstr_plural) for entry in counted} == {forms}
    for entry in counted:
        blanks = set(BLANK.findall(entry.msgid_plural))
        assert any(blanks <= set(BLANK.findall(form)) for form in entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize(("number", "form"), [(1, "يوم"), (2, "يومان"), (3, "أيام"), (11, "يوماً"), (100, "يوم")])
def test_arabic_counts_in_its_own_way(number: int, form: str) -> None:
    with translation.override("ar"):
        said = translation.ngettext(
            "<b>{number}</b> <span>day left</span>", "<b>{number}</b> <span>days left</span>", number
        )
    assert form in re.split("[ <>]", said)


def test_arabic_says_two_in_a_word_where_the_blank_has_no_name_too() -> None:
    with translation.override("ar"):
        assert [translation.ngettext("%d office", "%d offices", number) % number for number in (2, 3)] == [
            "جهتان",
            "3 جهات",
        ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_outside_a_translation(path: Path) -> None:
    """What stands between the tags of a template is markup and marks alone; so are the spoken attributes."""
    bare: list[str] = []
    inside = False
    for token in tokens_of(path):
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            inside = name == "blocktranslate" or (inside and name != "endblocktranslate")
        elif token.token_type == TokenType.TEXT and not inside:
            bare.append(token.contents)
    markup = "\0".join(bare)
    assert all(LETTER.search(spoken) is None for spoken in SPOKEN_ATTRIBUTES.findall(markup.replace("\0", ""))), path
    words = re.sub(r"<!doctype html>|<[^<>]*>", "", markup.replace("\0", ""))
    assert LETTER.search(words) is None, words.strip()


def tokens_of(path: Path) -> list[object]:
    from django.template.base import Lexer

    assert Engine.get_default()
    return list(Lexer(path.read_text("utf-8")).tokenize())


def test_a_string_of_a_script_is_found_with_its_plural() -> None:
    by_text = {message.singular: message for message in MESSAGES.messages_in()}
    assert by_text["{number} action needs letters now"].plural == "{number} actions need letters now"
    assert by_text["Skip to the content"].places[0] == "tocsin/public/templates/public/base.html"
    assert "%(network)s is an open urgent action network" in "".join(by_text)


def test_a_changed_string_keeps_its_nearest_translation_in_doubt() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="The headline has changed.", msgstr="Le titre a changé."))
    new = MESSAGES.merged(old, [MESSAGES.Message("The headlines have changed."), MESSAGES.Message("Quite new")], "fr")
    first, second = list(new)
    assert (first.msgstr, first.fuzzy) == ("Le titre a changé.", True)
    assert (second.msgstr, second.fuzzy) == ("", False)


def test_no_word_of_the_pages_is_forbidden() -> None:
    for message in MESSAGES.messages_in():
        for text in filter(None, (message.singular, message.plural)):
            assert "delivered" not in text.lower()
            assert "!" not in text
            assert "successfully" not in text.lower()
