"""Previews: what would be published and no more, as text and never markup, in a frame of our own pages alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.models import Case
from tocsin.casefile import Person

MARKUP = '</title></head><body><script>alert(1)</script>"><img src=x onerror=alert(2)>'


def at(case: Case, form: str = "") -> str:
    return f"/desk/cases/{case.pk}/preview/{form}"


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_without_consent_it_leaves_out_what_would_be_left_out(network: Network, sign_in: SignIn) -> None:
    case = network.draft(consent=False, people=(Person("Canary Name", detail="canary-detail"),))
    network.agree(case, ("headline", "body"))
    bo = sign_in(network.bo)
    for form in ("page/", "text/"):
        assert "Dam inspector" in read(bo, at(case, form))
        assert "canary-detail" not in read(bo, at(case, form))
        everything = read(bo, at(case, f"{form}?everything=yes"))
        assert "canary-detail" in everything
        assert "NOT PUBLIC" in everything
    page = read(bo, at(case))
    assert "Their names" in page
    assert "?everything=yes" in page
    assert "canary-detail" not in page


def test_of_what_is_published_there_is_nothing_more_to_show(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    bo = sign_in(network.bo)
    assert "This is edition 1, as it is public now" in read(bo, at(case))
    assert "everything=yes" not in read(bo, at(case))
    assert "NOT PUBLIC" not in read(bo, at(case, "page/?everything=yes"))


def test_it_stands_in_a_frame_of_our_own_pages_and_runs_nothing(network: Network, amina: Client) -> None:
    case = network.draft(headline=MARKUP, body=(MARKUP,), calls=(MARKUP,), summary=MARKUP, background=(MARKUP,))
    answer = amina.get(at(case, "page/"))
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("<body") == page.count("</head>") == 1
    for around in (amina.get(at(case)), amina.get(f"/desk/cases/{case.pk}/")):
        assert "frame-ancestors 'none'" in around.headers["Content-Security-Policy"]
        assert "<script>alert" not in around.content.decode()
    assert 'sandbox="allow-same-origin"' in read(amina, at(case))


@pytest.mark.parametrize("query", ["", "?in=en", "?in=ar", "?in=zh", "?in=xx", "?in=<script>", "?in=" + "9" * 3000])
def test_a_letter_is_shown_in_every_language_and_nonsense_in_the_case_s_own(
    network: Network, amina: Client, query: str
) -> None:
    answer = amina.get(at(network.draft(), f"letter/{query}"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_the_sheet_is_a_pdf_of_what_would_be_published(network: Network, amina: Client) -> None:
    import pypdfium2

    case = network.draft(consent=False, background=("canary background",))
    network.agree(case, ("headline", "body", "calls"))
    answer = amina.get(at(case, "sheet/?everything=yes"))
    assert answer.headers["Content-Disposition"].startswith("inline")
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Four men took" in text
    assert "canary background" not in text


def test_a_translation_that_is_ready_can_be_chosen(network: Network, amina: Client) -> None:
    case = network.published()
    network.translate(case)
    page = read(amina, at(case, "page/?in=fr"))
    assert "«Dam inspector held in secret»" in page
    assert 'href="?in=fr"' in read(amina, at(case))


@pytest.mark.parametrize("changes", [{"targets": ()}, {"headline": "\ue000 no glyph"}])
def test_what_cannot_be_made_is_said_and_is_no_fault_of_ours(
    network: Network, amina: Client, changes: dict[str, Any]
) -> None:
    case = network.draft(**changes)
    form = "letter/" if "targets" in changes else "sheet/"
    answer = amina.get(at(case, form))
    assert answer.status_code == 422
    assert "This cannot be shown yet" in answer.content.decode()


def test_nothing_else_is_a_preview(network: Network, amina: Client) -> None:
    case = network.draft()
    for form in ("fax/", "page/x/", "..%2f/", "9/"):
        assert amina.get(at(case, form)).status_code == 404


def test_what_was_taken_down_is_not_previewed(network: Network, sign_in: SignIn) -> None:
    from tocsin.actions.exposure import take_down

    case = network.published(headline="canary headline")
    take_down(network.bo, str(case.pk), network.now)
    bo = sign_in(network.bo)
    for form in ("", "page/", "text/", "sheet/", "letter/"):
        answer = bo.get(at(case, form))
        assert answer.status_code == 403
        assert b"canary headline" not in answer.content


def test_beside_the_form_what_cannot_be_shown_is_said_in_the_frame_and_no_page_of_the_desk_is(
    network: Network, sign_in: SignIn
) -> None:
    case = network.draft(targets=())
    answer = sign_in(network.amina).get(at(case, "letter/"), headers={"sec-fetch-dest": "iframe"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode() == "There is nobody to write to yet: the case names no target."
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    by_itself = sign_in(network.amina).get(at(case, "letter/"))
    assert "frame-ancestors 'none'" in by_itself.headers["Content-Security-Policy"]


def test_the_edit_screen_has_the_preview_hidden_until_a_script_shows_it(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    page = read(sign_in(network.amina), f"/desk/cases/{case.pk}/edit/")
    assert '<aside class="live" id="live" hidden>' in page
    assert "<iframe" not in page
    for form in ("page", "sheet", "letter"):
        assert f'data-shows="{at(case, form)}/"' in page
