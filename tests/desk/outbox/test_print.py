"""The print queue through its page: a stack is made, fetched as often as wanted, and marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.appeals.writing import Post, says
from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.models import PublicRecord
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

PRINT = "/desk/print/"
BY_POST = {"ways": {"targets.0": "network-paper"}, "to": ["targets.0"]}


@pytest.fixture
def letter(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Letter:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=tmp_path))
    network.published()
    says(network, prints=True)
    post = Post(network, PublicRecord.objects.get().slug, tmp_path / "outbox")
    post.confirmed(**BY_POST)
    post.worker.close()
    return Letter.objects.get(kind="letter")


@pytest.fixture
def dara(network: Network, letter: Letter, sign_in: SignIn) -> Client:
    return sign_in(network.dara)


def href_in(page: str) -> str:
    return page.partition('href="/desk/print/letters.pdf')[2].partition('"')[0].replace("&amp;", "&")


def test_a_stack_is_made_fetched_twice_put_back_and_posted(dara: Client, letter: Letter) -> None:
    assert "1 letter waits to be printed." in dara.get(PRINT).content.decode()
    page = dara.post(PRINT, {"do": "print", "section": "DE"}, follow=True).content.decode()
    assert "García" not in page
    file = f"{PRINT}letters.pdf{href_in(page)}"
    for _again in range(2):
        assert dara.get(file).content[:5] == b"%PDF-"
    assert dara.post(PRINT, {"do": "print", "section": "DE"}).status_code == 409
    assert dara.post(PRINT, {"do": "anew", "letter": letter.pk}).status_code == 303
    assert dara.get(file).status_code == 404
    assert dara.post(PRINT, {"do": "posted", "letter": letter.pk}).status_code == 409
    dara.post(PRINT, {"do": "print", "section": "DE"})
    assert dara.post(PRINT, {"do": "posted", "letter": letter.pk}).status_code == 303
    letter.refresh_from_db()
    assert letter.state == LetterState.HANDED_OVER


def test_another_section_has_no_part_in_it(network: Network, dara: Client, letter: Letter, sign_in: SignIn) -> None:
    page = dara.post(PRINT, {"do": "print", "section": "DE"}, follow=True).content.decode()
    hana = sign_in(network.hana)
    assert hana.get(f"{PRINT}letters.pdf{href_in(page)}").status_code == 404
    for form in ({"do": "print", "section": "DE"}, {"do": "posted", "letter": letter.pk}):
        assert hana.post(PRINT, form).status_code == 409
    letter.refresh_from_db()
    assert letter.state == LetterState.READY


@pytest.mark.parametrize("query", ["?section=DE", "?section=DE&at=x", "?at=2026-01-01", "?section=%00&at=%00"])
def test_a_stack_that_is_none_is_not_there(dara: Client, query: str) -> None:
    assert dara.get(f"{PRINT}letters.pdf{query}").status_code == 404
