"""Documents come in through the page: read, kept, warned about; and everything that may go wrong with a file."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.access import draft_of
from tocsin.actions.exposure import erase_texts
from tocsin.actions.models import Case, Original
from tocsin.actions.originals import original_of
from tocsin.casefile import case_from
from tocsin.desk import uploads
from tocsin.desk.importing import page, warm

from .documents import DOCUMENTS, text

IMPORT = "/desk/import/"


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    yield
    warm.stop()


def send(client: Client, content: bytes, name: str = "action.txt", **typed: Any) -> Any:
    return client.post(IMPORT, {"do": "read", "section": "DE", "document": SimpleUploadedFile(name, content), **typed})


def fault(answer: Any) -> str:
    """What the page says is wrong."""
    assert answer.status_code == 422, answer.content.decode()
    found = re.search(r'<p (?:class="fault" )?id="(?:empty-)?\w+-fault">(.*?)</p>', answer.content.decode(), re.DOTALL)
    assert found, answer.content.decode()
    return html.unescape(found[1])


def content_of(case: Case) -> Any:
    return case_from(draft_of(case).content.open())


def test_a_document_becomes_a_draft_with_its_text_beside_it(network: Network, amina: Client) -> None:
    answer = send(amina, text().encode(), "bina.txt")
    case = Case.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/desk/cases/{case.pk}/")
    assert re.search(r"said=importing.(read|warned)$", answer.headers["Location"])
    assert (case.number, case.section.code) == ("UA 187/04", "DE")
    assert content_of(case).people[0].name == "Bina Shrestha"
    source = original_of(draft_of(case))
    assert source is not None
    assert (source.name, source.content.decode()) == ("bina.txt", text())
    assert source.text is not None
    (start, end), *_ = source.places["targets.0.email"]
    assert source.text[start:end] == "office@example.org"


@pytest.mark.parametrize("name", ["b05-en-stop.pdf", "c06-nepal-second.docx", "b08-en-seond-update.eml"])
def test_every_kind_of_document_is_taken(network: Network, amina: Client, name: str) -> None:
    answer = send(amina, (DOCUMENTS / name).read_bytes(), name)
    assert answer.status_code == 303
    assert Original.objects.get().reading is not None


def test_a_text_may_be_pasted(network: Network, sign_in: SignIn) -> None:
    client = sign_in(network.emil)
    answer = client.post(IMPORT, {"do": "read", "text": text().replace("\n", "\r\n"), "section": "FR"})
    assert answer.status_code == 303
    case = Case.objects.get()
    # Emil is of a section, and so is what he writes.
    assert case.section.code == "DE"
    assert content_of(case).headline or content_of(case).people


def test_what_is_no_action_is_kept_and_may_stand_beside_an_empty_case(network: Network, amina: Client) -> None:
    words = "Dear all,\nthe cake is in the kitchen.\n<script>alert(1)</script>\n"
    answer = send(amina, words.encode(), '"><img src=x>.txt')
    assert "No urgent action was found" in fault(answer)
    shown = answer.content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x>" not in shown
    assert "the cake is in the kitchen." in shown
    name = html.unescape(re.findall(r'name="name" value="(.*?)"', shown)[0])
    kept = html.unescape(re.findall(r"<textarea.*?>\n(.*?)</textarea>", shown, re.DOTALL)[0])
    assert not Case.objects.exists()
    answer = amina.post(IMPORT, {"do": "beside", "text": kept, "name": name, "section": "DE"})
    assert answer.status_code == 303
    source = original_of(draft_of(Case.objects.get()))
    assert source is not None
    assert source.text is not None
    assert "kitchen" in source.text


def test_one_begins_with_nothing(network: Network, amina: Client) -> None:
    typed = {"do": "empty", "headline": " Nurse  taken ", "country": "NP", "language": "fr", "section": "FR"}
    assert amina.post(IMPORT, typed).status_code == 303
    case = Case.objects.get()
    content = content_of(case)
    assert (content.headline, content.countries, content.language) == ("Nurse taken", ("NP",), "fr")
    assert (case.section.code, case.number) == ("FR", None)


def test_an_empty_case_asks_for_what_is_missing_and_keeps_the_rest(network: Network, amina: Client) -> None:
    typed = {"do": "empty", "headline": "x" * 600, "country": "QQ", "language": "fr", "section": "XX"}
    shown = amina.post(IMPORT, typed)
    assert shown.status_code == 422
    words = shown.content.decode()
    assert "at most 500" in words
    assert "Choose a state of the list" in words
    assert "Choose the section" in words
    assert 'value="fr" selected' in words
    assert "x" * 500 in words
    assert not Case.objects.exists()


def zipped() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 1_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.txt", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "photo.png", "give a PDF"),
        (zipped(), "many.zip", "an archive"),
        (b"%PDF-1.7\nnot really", "broken.pdf", "damaged"),
        (b"\0\1\2\3" * 500, "noise.txt", "give a PDF"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_and_nothing_is_made(
    network: Network, amina: Client, content: bytes, name: str, said: str
) -> None:
    assert said in fault(send(amina, content, name))
    assert not Case.objects.exists()


def test_a_file_that_is_too_large_is_told_of_and_the_rest_of_the_form_is_kept(
    network: Network, amina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(page, "MOST_BYTES", 1_000_000)
    answer = send(amina, b"x" * 2_400_000, "large.txt", section="FR")
    assert "3 MB" in fault(answer)
    assert 'value="FR" selected' in answer.content.decode()


def test_several_files_and_a_file_beside_a_text_are_asked_about(network: Network, amina: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", text().encode()) for n in range(2)]
    assert "several files" in fault(amina.post(IMPORT, {"do": "read", "section": "DE", "document": files}))
    both = send(amina, text().encode(), text="my own words")
    assert "The text is still here" in fault(both)
    assert "my own words" in both.content.decode()


def test_neither_file_nor_text_is_asked_for(network: Network, amina: Client) -> None:
    assert "Choose a file" in fault(amina.post(IMPORT, {"do": "read", "section": "DE", "text": " \n "}))
    assert "Choose a file" in fault(amina.post(IMPORT, {"do": "beside", "section": "DE"}))


def test_a_text_that_is_too_long_is_told_of(network: Network, amina: Client) -> None:
    assert "at most 400000" in fault(amina.post(IMPORT, {"do": "read", "section": "DE", "text": "x" * 400_001}))


def test_a_text_with_signs_that_cannot_be_kept_is_taken_without_them(network: Network, amina: Client) -> None:
    assert amina.post(IMPORT, {"do": "read", "section": "DE", "text": text() + "\0end"}).status_code == 303
    assert amina.post(IMPORT, {"do": "empty", "section": "DE", "headline": "A\0B"}).status_code == 303
    assert content_of(Case.objects.order_by("-pk")[0]).headline == "AB"


def test_a_section_is_asked_for(network: Network, amina: Client) -> None:
    for section in ("", "XX", "de", "'; --", "D" * 5000):
        assert (
            "Choose the section"
            in amina.post(IMPORT, {"do": "read", "text": text(), "section": section}).content.decode()
        )
    assert not Case.objects.exists()


def test_the_reader_is_kept_and_one_that_was_ended_is_started_anew(network: Network, amina: Client) -> None:
    assert send(amina, text().encode()).status_code == 303
    kept = warm._reader()
    assert kept is warm._reader()
    assert kept._process is not None
    kept._process.kill()
    kept._process.wait()
    assert send(amina, text("188/04").encode()).status_code == 303
    assert warm._reader() is kept


def test_files_of_nobody_are_not_held(network: Network) -> None:
    client = Client(enforce_csrf_checks=False)
    answer = client.post(IMPORT, {"document": SimpleUploadedFile("a.txt", b"x" * 5000)})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/desk/sign-in/")


def test_a_stranger_s_file_arrives_empty(network: Network, rf: Any) -> None:
    request = rf.post(IMPORT, {"document": SimpleUploadedFile("a.txt", b"x" * 5000)})
    assert request.FILES["document"].size == 5000
    assert request.FILES["document"].read() == b""


def test_what_was_read_is_erased_with_the_case(network: Network, amina: Client) -> None:
    send(amina, text().encode())
    erase_texts(Case.objects.get(), network.now)
    assert Original.objects.get().reading is None


def test_the_first_page_offers_to_start_to_those_who_write(network: Network, sign_in: SignIn) -> None:
    assert "Read the document" in sign_in(network.emil).get("/desk/").content.decode()
    assert "Read the document" not in sign_in(network.greta).get("/desk/").content.decode()
    assert 'name="section"' in sign_in(network.amina).get("/desk/").content.decode()


def test_unsettled_warnings_wait_for_those_who_write(network: Network, sign_in: SignIn) -> None:
    client = sign_in(network.emil)
    client.post(IMPORT, {"do": "read", "text": text().replace("9 June 2004\n", "")})
    warnings = len(content_of(Case.objects.get()).warnings)
    assert warnings > 0
    said = f"In draft, {warnings} warning{'s' if warnings > 1 else ''}"
    assert said in client.get("/desk/").content.decode()
    # Amina did not write it, and settles it all the same; Greta reviews, and does not.
    assert said in sign_in(network.amina).get("/desk/").content.decode()
    assert said not in sign_in(network.greta).get("/desk/").content.decode()
