"""What a document may be about already: a case, an office; compared, joined, or kept apart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import COMMISSIONER, MINISTER, NOW, Network, case_file
from tocsin.actions.access import draft_of
from tocsin.actions.agreements import give_consent
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft
from tocsin.actions.exposure import take_down
from tocsin.actions.importing import import_document
from tocsin.actions.likeness import Why, likenesses_for
from tocsin.actions.models import Case
from tocsin.actions.originals import Source, original_of
from tocsin.casefile import CaseFile, Kind, Person, case_from
from tocsin.desk.importing import warm
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.targets import edit_office

from .documents import text


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    yield
    warm.stop()


def content_of(case: Case) -> CaseFile:
    return case_from(draft_of(case).content.open())


def codes(case: Case) -> set[str]:
    return {one.code for one in content_of(case).warnings}


def known(case: Case) -> str:
    return f"/desk/cases/{case.pk}/known/"


def shown(client: Client, case: Case) -> str:
    answer = client.get(known(case))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def brought(network: Network, number: str | None = "UA 1/26", section: str = "DE", **changes: Any) -> Case:
    """A document that was imported by Amina."""
    read = case_file(number=number, **changes)
    source = Source("again.txt", b"the bytes", "the text", {"headline": ((0, 8),)})
    return import_document(network.amina, network.sections[section], read, source, network.now).case


UNLIKE = {"headline": "Quite something else", "people": (Person("Somebody Other"),), "targets": (), "copies": ()}


def follow(client: Client, case: Case, into: Case, **typed: Any) -> Any:
    revision = draft_of(case).revision
    return client.post(known(case), {"do": "follow", "case": into.pk, "revision": revision, **typed})


def test_a_document_of_a_known_number_becomes_the_next_edition(network: Network, amina: Client) -> None:
    first = network.published("DE")
    document = text(first.number.split(" ")[1]).encode()
    answer = amina.post(
        "/desk/import/", {"do": "read", "section": "DE", "document": SimpleUploadedFile("update.txt", document)}
    )
    made = Case.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"].startswith(known(made))
    assert made.number is None
    assert "number-known" in codes(made)
    page = shown(amina, made)
    assert f"The document says {first.number}" in page
    assert f"Make it the next edition of {first.number}" in page
    joined = follow(amina, made, first)
    assert joined.status_code == 303
    assert f"/desk/cases/{first.pk}/" in joined.headers["Location"]
    assert not Case.objects.filter(pk=made.pk).exists()
    draft = draft_of(first)
    source = original_of(draft)
    assert source is not None
    assert (source.name, source.content) == ("update.txt", document)
    assert source.text
    content = content_of(first)
    assert (content.number, content.kind) == (first.number, Kind.UPDATE)
    assert "number-known" not in codes(first)


def test_a_document_of_a_known_number_may_be_kept_as_a_case_of_its_own(network: Network, amina: Client) -> None:
    first = network.published("DE")
    made = brought(network, first.number, **UNLIKE)
    answer = amina.post(known(made), {"do": "apart", "revision": 1})
    assert answer.status_code == 303
    assert codes(made) & {"number-known", "case-known"} == set()
    assert made.number is None
    assert original_of(draft_of(made)) is not None


def test_the_same_file_once_more_is_known_and_dropped(network: Network, amina: Client) -> None:
    for _ in range(2):
        amina.post("/desk/import/", {"do": "read", "section": "DE", "text": text()})
    first, second = Case.objects.order_by("pk")
    assert "the very same file" in shown(amina, second)
    old = amina.post(known(second), {"do": "drop", "case": first.pk, "revision": 7})
    assert old.status_code == 409
    other = amina.post(known(second), {"do": "drop", "case": second.pk, "revision": 1})
    assert other.status_code == 409
    answer = amina.post(known(second), {"do": "drop", "case": first.pk, "revision": 1})
    assert answer.headers["Location"] == f"/desk/cases/{first.pk}/?said=importing.dropped"
    second.refresh_from_db()
    assert second.withdrawn_at is not None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"headline": "Quite other words here"}, Why.PEOPLE),
        ({"people": (Person("Mïrela  DOVAN."),), "headline": "Quite other words here"}, Why.PEOPLE),
        ({"people": (), "headline": "Dam inspector, held in secret!"}, Why.HEADLINE),
        ({"people": (), "headline": "Other words entirely", "index": "XX 1/0001/2026"}, Why.INDEX),
        ({"people": (), "headline": "Other words entirely", "previous": "XX 1/0001/2026"}, Why.PREVIOUS),
    ],
)
def test_a_case_is_known_again(network: Network, changes: dict[str, Any], why: Why) -> None:
    first = network.draft(index="XX 1/0001/2026")
    made = brought(network, None, **changes)
    (alike,) = likenesses_for(network.amina, made, network.now)
    assert (alike.case, alike.whys) == (first.pk, (why,))
    assert "case-known" in codes(made)


@pytest.mark.parametrize(
    "changes",
    [UNLIKE, {"countries": ("DE",)}, {"countries": ()}, {"headline": "Dam", "people": (Person("Ann"),)}],
)
def test_what_is_not_alike_is_not_offered(network: Network, changes: dict[str, Any]) -> None:
    network.draft(headline="Dam inspector held", people=(Person("Mirela Dovan"), Person("Ann")))
    made = brought(network, None, **changes)
    assert likenesses_for(network.amina, made, network.now) == ()
    assert "case-known" not in codes(made)


def test_what_is_hidden_is_not_told(network: Network, sign_in: SignIn) -> None:
    hidden = network.draft("FR", headline="Dam inspector held in secret")
    made = brought(network, None)
    # Amina is of no section and sees both; the warning would be read by the whole section.
    assert [one.case for one in likenesses_for(network.amina, made, network.now)] == [hidden.pk]
    assert "case-known" not in codes(made)
    assert likenesses_for(network.emil, made, network.now) == ()
    page = shown(sign_in(network.emil), made)
    assert "Nothing is left to compare" in page or "directory" in page
    assert f"/desk/cases/{hidden.pk}/" not in page
    assert follow(sign_in(network.emil), made, hidden).status_code == 409


def test_what_was_taken_down_or_withdrawn_is_not_offered(network: Network) -> None:
    gone = network.published("DE")
    take_down(network.bo, str(gone.pk), network.now)
    made = brought(network, gone.number)
    assert likenesses_for(network.amina, made, network.now) == ()


def test_what_cannot_follow_says_why(network: Network, amina: Client, sign_in: SignIn) -> None:
    busy = network.published("DE")
    begin_edition(network.amina, str(busy.pk), Kind.UPDATE, network.now)
    made = brought(network, busy.number)
    page = shown(amina, made)
    assert "has an open draft" in page
    assert 'value="follow"' not in page
    assert follow(amina, made, busy).status_code == 409
    foreign = network.published("FR", headline="Elsewhere", people=(Person("Other Name"),))
    again = brought(network, foreign.number, **UNLIKE)
    assert "belongs to another section" in shown(sign_in(network.emil), again)
    assert follow(sign_in(network.emil), again, foreign).status_code == 409
    assert Case.objects.filter(pk=again.pk).exists()


def test_a_case_that_is_not_alike_cannot_be_joined_by_a_slip_of_a_number(network: Network, amina: Client) -> None:
    other = network.published("DE", headline="Well-diggers without a lawyer", people=(Person("Other Name"),))
    made = brought(network, None, **UNLIKE)
    assert follow(amina, made, other).status_code == 409
    assert Case.objects.filter(pk=made.pk).exists()


def test_what_was_recorded_with_a_draft_is_not_lost(network: Network, amina: Client) -> None:
    first = network.published("DE")
    made = brought(network, first.number)
    give_consent(
        network.amina, str(made.pk), who="the sister", how="by letter", fields=("all",), uses=("publish",),
        until=None, now=network.now,
    )  # fmt: skip
    answer = follow(amina, made, first)
    assert answer.status_code == 409
    assert "would be lost" in answer.content.decode()
    assert Case.objects.filter(pk=made.pk).exists()


def test_a_form_from_before_a_change_does_nothing(network: Network, amina: Client) -> None:
    first = network.published("DE")
    made = brought(network, first.number)
    edit_draft(network.emil, str(made.pk), Edit(case_file=replace(content_of(made), headline="Newer")), network.now)
    for do in ("apart", "follow"):
        answer = amina.post(known(made), {"do": do, "case": first.pk, "revision": 1})
        assert answer.status_code == 409
    assert content_of(made).headline == "Newer"
    assert "number-known" in codes(made)


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "follow", "case": "9" * 30, "revision": "1"},
        {"do": "follow", "case": "1", "revision": "9" * 30},
        {"do": "apart", "revision": "²"},
        {"do": "apart"},
        {"do": "directory", "path": "targets.99", "office": "1", "revision": "1"},
        {"do": "directory", "path": "targets." + "9" * 20, "office": "1", "revision": "1"},
        {"do": "document", "path": "<script>", "office": "0", "revision": "1"},
        {"do": "everything", "revision": "1"},
        {"do": "another\0", "revision": "1"},
    ],
)
def test_a_form_that_was_tampered_with_does_nothing(network: Network, amina: Client, typed: dict[str, str]) -> None:
    made = brought(network, network.published("DE").number)
    before = draft_of(made).revision
    answer = amina.post(known(made), typed)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().replace("<script src=", "")
    assert draft_of(made).revision == before


# --- offices --------------------------------------------------------------------------------------------------------

MOVED = replace(MINISTER, email=("new@interior.example.org",), fax=())


@pytest.fixture
def near(network: Network) -> Case:
    """A draft whose minister the directory knows with another e-mail address and a fax."""
    network.draft("DE")
    return brought(network, None, **{**UNLIKE, "targets": (MOVED, COMMISSIONER)})


def settle(client: Client, case: Case, do: str, **typed: Any) -> Any:
    office = Office.objects.get(post=MINISTER.post)
    values = {"do": do, "path": "targets.0", "office": office.pk, "revision": draft_of(case).revision, **typed}
    return client.post(known(case), values)


def test_an_office_that_is_known_otherwise_is_shown_side_by_side(network: Network, amina: Client, near: Case) -> None:
    page = shown(amina, near)
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == ["E-mail", "Fax"]
    assert "The same in both: Name, Office, Postal address, Country, Salutation." in page
    assert "new@interior.example.org" in page
    assert "minister@interior.example.org" in page
    # The commissioner is the same, and needs nobody.
    assert "Recipient 2" not in page


def test_the_page_of_the_document_says_what_is_to_be_compared(network: Network, amina: Client, near: Case) -> None:
    page = html.unescape(amina.get(f"/desk/cases/{near.pk}/source/").content.decode())
    assert "Recipient 1: the directory knows this office otherwise." in page
    assert f'href="{known(near)}"' in page
    assert "targets.0" not in page


def test_the_directory_s_is_taken(network: Network, amina: Client, near: Case) -> None:
    assert settle(amina, near, "directory").status_code == 303
    assert "directory-differs" not in codes(near)
    assert draft_of(near).links["targets.0"] == Office.objects.get(post=MINISTER.post).pk
    assert ContactPoint.objects.filter(value="minister@interior.example.org").exists()


def test_the_directory_is_corrected_and_keeps_what_the_document_leaves_out(
    network: Network, amina: Client, near: Case
) -> None:
    assert settle(amina, near, "document").status_code == 303
    office = Office.objects.get(post=MINISTER.post)
    assert set(office.contacts.filter(kind="email").values_list("value", flat=True)) == {"new@interior.example.org"}
    assert office.contacts.filter(kind="fax").exists()
    assert "directory-differs" not in codes(near)


def test_settling_takes_a_draft_out_of_review(network: Network, amina: Client, near: Case) -> None:
    network.agree(near)
    submit_draft(network.amina, str(near.pk), network.now)
    assert "takes it out of review" in shown(amina, near)
    assert settle(amina, near, "directory").status_code == 303
    assert draft_of(near).state == "draft"
    assert "takes it out of review" not in amina.get(known(near)).content.decode()


def test_an_office_that_went_meanwhile_can_still_be_added(network: Network, amina: Client, near: Case) -> None:
    edit_office(network.bo, Office.objects.get(post=MINISTER.post).pk, {"post": "Ombudsman", "spelling": "N. N."}, NOW)
    page = shown(amina, near)
    assert "No office of the directory is like it any more" in page
    assert amina.post(known(near), {"do": "another", "path": "targets.0", "revision": 1}).status_code == 303
    assert "directory-differs" not in codes(near)


def test_it_is_another_office(network: Network, amina: Client, near: Case) -> None:
    known_before = Office.objects.get(post=MINISTER.post).pk
    assert settle(amina, near, "another").status_code == 303
    assert Office.objects.filter(post=MINISTER.post).count() == 2
    assert draft_of(near).links["targets.0"] != known_before
    assert "directory-differs" not in codes(near)


def test_what_is_settled_is_settled_once(network: Network, amina: Client, near: Case) -> None:
    old = draft_of(near).revision
    assert settle(amina, near, "another").status_code == 303
    assert amina.post(known(near), {"do": "another", "path": "targets.0", "revision": old}).status_code == 409
    now = draft_of(near).revision
    assert amina.post(known(near), {"do": "another", "path": "targets.0", "revision": now}).status_code == 422
    assert Office.objects.filter(post=MINISTER.post).count() == 2


def test_an_office_that_is_not_like_it_is_not_taken(network: Network, amina: Client, near: Case) -> None:
    commissioner = Office.objects.get(organisation="Human Rights Commissioner").pk
    for do in ("directory", "document"):
        assert settle(amina, near, do, office=commissioner).status_code == 422
        assert settle(amina, near, do, office=10**9).status_code == 422
    assert "directory-differs" in codes(near)
