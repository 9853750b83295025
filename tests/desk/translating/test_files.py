"""PO out and in through the page, and the glossary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case, Term
from tocsin.actions.translating.memory import take_in
from tocsin.records import history

from .conftest import CALL, INSULIN, at, stored

HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def downloaded(client: Client, case: Case, language: str = "fr") -> polib.POFile:
    return polib.pofile(client.get(f"/desk/cases/{case.pk}/translations/{language}.po").content.decode())


def bring(client: Client, case: Case, file: polib.POFile | bytes) -> Any:
    content = file if isinstance(file, bytes) else str(file).encode()
    return client.post(at(case, "po/"), {"file": SimpleUploadedFile("texts.po", content)})


def fill(file: polib.POFile, **texts: str) -> polib.POFile:
    for one in file:
        one.msgstr = texts.get(one.msgctxt.replace(".", "_"), one.msgstr)
    return file


# --- files ----------------------------------------------------------------------------------------------------------


def test_the_file_is_named_by_case_and_language_and_holds_every_text(case: Case, chen: Client) -> None:
    answer = chen.get(f"/desk/cases/{case.pk}/translations/fr.po")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="UA-1-26-fr.po"'
    assert len(downloaded(chen, case)) == 13
    assert chen.get(f"/desk/cases/{case.pk}/translations/en.po").status_code == 404


def test_what_comes_back_is_taken_in_and_what_was_passed_over_is_told(case: Case, chen: Client) -> None:
    file = fill(downloaded(chen, case), calls_0="dites où elle est", calls_1="de l’insuline", headline="?")
    next(one for one in file if one.msgctxt == "headline").flags = ["fuzzy"]
    file.append(polib.POEntry(msgid="no text of it", msgstr="rien"))
    page = bring(chen, case, file).content.decode()
    assert stored(case) == {CALL: "dites où elle est", INSULIN: "de l’insuline"}
    for told in (
        "The file has 3 finished texts.",
        "2 texts were saved.",
        "1 is no text of the case as it is now, and was passed over.",
        "1 is still marked as unsure (fuzzy), and was passed over.",
        "10 are not translated in the file.",
    ):
        assert told in page, told


def test_a_file_overwrites_nothing_that_was_changed_since_it_was_made(case: Case, chen: Client, farid: Client) -> None:
    file = fill(downloaded(farid, case), calls_0="de Farid, dans le fichier", calls_1="de l’insuline")
    bring(chen, case, fill(downloaded(chen, case), calls_0="de Chen"))
    answer = bring(farid, case, file)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert stored(case) == {CALL: "de Chen", INSULIN: "de l’insuline"}
    assert "de Farid, dans le fichier</textarea>" in page
    assert "Chen saved this meanwhile" in page


def test_a_file_that_does_not_say_what_was_there_spares_what_others_changed_in_the_last_hour(
    network: Network, case: Case, farid: Client
) -> None:
    take_in(network.chen, str(case.pk), "fr", {CALL: "ancien"}, NOW - timedelta(hours=2))
    take_in(network.chen, str(case.pk), "fr", {INSULIN: "récent"}, NOW - timedelta(minutes=5))
    bare = HEAD + "".join(f'\nmsgid "{source}"\nmsgstr "du fichier"\n' for source in (CALL, INSULIN))
    assert bring(farid, case, bare.encode()).status_code == 409
    assert stored(case) == {CALL: "du fichier", INSULIN: "récent"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Nothing in the file is translated"),
        (b"hello", "not a PO file"),
        (b"\x00" * 100, "not a PO file"),
        (HEAD.encode(), "Nothing in the file is translated"),
        (HEAD.replace("fr", "de").encode() + b'\nmsgid "a"\nmsgstr "b"\n', "it is in"),
        (b"#" * 600_000, "larger than 500 kB"),
    ],
)
def test_a_file_that_is_none_is_told_in_plain_words(case: Case, chen: Client, content: bytes, why: str) -> None:
    answer = bring(chen, case, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "tocsin translate" not in page
    assert not stored(case)


def test_no_file_is_asked_for_again(case: Case, chen: Client) -> None:
    assert b"Choose a file first." in chen.post(at(case, "po/"), {"file": "text"}).content


# --- glossary -------------------------------------------------------------------------------------------------------


def word(client: Client, address: str, **more: str) -> Any:
    return client.post(address, {"language": "fr", "source": "Insulin", "target": "insuline", "note": "", **more})


def test_a_term_of_the_network_shows_where_a_text_says_it(
    network: Network, case: Case, chen: Client, farid: Client
) -> None:
    assert word(chen, "/desk/glossary/").status_code == 303
    assert "(not used)</span>" not in chen.get(at(case)).content.decode(), "nothing is missed where nothing is yet"
    take_in(network.chen, str(case.pk), "fr", {INSULIN: "donnez-lui un médecin"}, NOW)
    take_in_page = farid.get(at(case)).content.decode()
    assert take_in_page.count('class="unused"') == 1
    assert take_in_page.count("(not used)</span>") == 1
    assert '<b lang="fr" dir="ltr">insuline</b>' in take_in_page
    assert "insuline" not in farid.get(at(case, language="es")).content.decode()
    assert "insuline" in farid.get(at(case, language="fr-CA")).content.decode()


def test_a_term_of_a_case_is_of_that_case_alone_and_comes_first(network: Network, case: Case, chen: Client) -> None:
    other = network.published(headline="Another case of insulin")
    word(chen, "/desk/glossary/")
    assert word(chen, at(case, "words/"), target="l’insuline de sa fille").status_code == 303
    assert "insuline de sa fille" in chen.get(at(case)).content.decode()
    assert "insuline de sa fille" not in chen.get(at(other)).content.decode()
    assert "insuline de sa fille" not in chen.get("/desk/glossary/").content.decode()


def test_a_term_that_is_there_is_said_anew_and_can_be_removed_where_it_belongs(
    network: Network, case: Case, chen: Client, sign_in: SignIn
) -> None:
    word(chen, "/desk/glossary/")
    word(chen, "/desk/glossary/", source="insulin", target="l’insuline")
    term = Term.objects.get()
    assert "l’insuline" in chen.get("/desk/glossary/").content.decode()
    assert chen.post(at(case, "words/"), {"remove": term.pk}).status_code == 404
    assert sign_in(network.amina).post("/desk/glossary/", {"remove": term.pk}).status_code == 403
    assert chen.post("/desk/glossary/", {"remove": term.pk}).status_code == 303
    assert not Term.objects.exists()
    assert [line.verb for line in history.history_of("glossary")] == ["term added", "term added", "term removed"]
    assert "insulin" not in str([line.detail for line in history.history_of("glossary")])


@pytest.mark.parametrize(
    "more", [{"source": ""}, {"target": " "}, {"language": "xx"}, {"source": "a\x00b"}, {"note": "x" * 501}]
)
def test_a_term_that_lacks_something_is_asked_again_with_what_was_typed(
    case: Case, chen: Client, more: dict[str, str]
) -> None:
    answer = word(chen, "/desk/glossary/", **{"note": "doctors say so", **more})
    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()
    assert not Term.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1", "²", "1\x00"])
def test_no_term_of_such_a_number(chen: Client, number: str) -> None:
    assert chen.post("/desk/glossary/", {"remove": number}).status_code == 404


def test_terms_lie_sealed_and_go_with_their_case(network: Network, case: Case, chen: Client) -> None:
    word(chen, at(case, "words/"), target="un mot caché")
    term = Term.objects.get()
    assert term.content is not None
    assert "caché".encode() not in term.content.sealed()
    take_down(network.bo, str(case.pk), network.now)
    assert Term.objects.get().content is None
    assert chen.get(at(case)).status_code == 403
