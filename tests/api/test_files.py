"""The files of an edition: the stored bytes, in the right language, and how long they may be kept."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.api.published import content_of, hashes_of, publish, signature_of

pytestmark = pytest.mark.django_db

FOR_GOOD = "public, max-age=31536000, immutable"
FILES = [
    ("text", "text", "text/plain; charset=utf-8"),
    ("casefile.json", "casefile", "application/json"),
    ("sheet.pdf", "sheet", "application/pdf"),
]


@pytest.mark.parametrize(("name", "column", "media_type"), FILES)
def test_a_file_is_handed_out_byte_for_byte(client: Client, name: str, column: str, media_type: str) -> None:
    publish(kinds=("initial", "update"))
    answer = client.get(f"/actions/ua-84-26/{name}")
    assert answer.status_code == 200
    assert answer.content == content_of(2, "en")[column]
    assert answer["Content-Type"] == media_type
    assert answer["Content-Length"] == str(len(answer.content))
    assert client.get(f"/actions/ua-84-26/editions/1/{name}").content == content_of(1, "en")[column]


@pytest.mark.parametrize(("name", "column", "media_type"), FILES)
def test_the_source_is_given_whatever_the_browser_wishes(
    client: Client, name: str, column: str, media_type: str
) -> None:
    publish()
    wishes = {"Accept-Language": "fr, ar;q=0.8"}
    assert client.get(f"/actions/ua-84-26/{name}", headers=wishes).content == content_of(1, "en")[column]


@pytest.mark.parametrize(("name", "column", "media_type"), FILES)
def test_a_translation_has_its_own_file_under_its_language(
    client: Client, name: str, column: str, media_type: str
) -> None:
    publish()
    for address in (f"/fr/actions/ua-84-26/{name}", f"/fr/actions/ua-84-26/editions/1/{name}"):
        assert client.get(address).content == content_of(1, "fr")[column]
    assert client.get(f"/en/actions/ua-84-26/{name}").content == content_of(1, "en")[column]


def test_a_translation_has_its_own_signature(client: Client) -> None:
    publish()
    for language, prefix in (("en", ""), ("fr", "/fr")):
        answer = client.get(f"{prefix}/actions/ua-84-26/edition.minisig")
        assert answer.content.decode() == signature_of(1, language)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_newest_revision_of_a_corrected_translation_is_given(client: Client) -> None:
    from tocsin.actions.models import Rendition

    publish()
    old = Rendition.objects.get(language="fr")
    Rendition.objects.filter(pk=old.pk).update(newest=False)
    old.pk, old.revision, old.text, old.newest = None, 2, "corrigé\n", True
    old.save(force_insert=True)
    assert client.get("/fr/actions/ua-84-26/editions/1/text").content == "corrigé\n".encode()


def test_a_language_without_a_translation_is_answered_in_plain_words(client: Client) -> None:
    publish()
    answer = client.get("/es/actions/ua-84-26/text")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert b"en, ar, fr" in answer.content
    assert client.get("/es/actions/ua-84-26/casefile.json").json()["error"] == "not found"


def test_a_translation_serves_readers_of_the_same_language_elsewhere(client: Client) -> None:
    publish()
    assert client.get("/fr-CA/actions/ua-84-26/text").content == content_of(1, "fr")["text"]


def test_the_two_ways_of_writing_chinese_are_kept_apart(client: Client) -> None:
    publish(headlines={"en": ("a", "b"), "zh-Hans": ("大坝检查员", "")})
    assert client.get("/zh/actions/ua-84-26/text").content == content_of(1, "zh-Hans")["text"]
    assert client.get("/zh-Hant/actions/ua-84-26/text").status_code == 404


def test_the_live_edition_is_asked_for_each_time_and_an_edition_is_kept_for_good(client: Client) -> None:
    publish()
    for name in ("text", "casefile.json", "sheet.pdf", "edition.minisig"):
        assert client.get(f"/actions/ua-84-26/{name}")["Cache-Control"] == "no-cache"
        assert client.get(f"/actions/ua-84-26/editions/1/{name}")["Cache-Control"] == FOR_GOOD


def test_a_translation_may_be_corrected_and_so_is_asked_for_each_time(client: Client) -> None:
    publish()
    for name in ("text", "casefile.json", "sheet.pdf", "edition.minisig"):
        assert client.get(f"/fr/actions/ua-84-26/editions/1/{name}")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["text", "casefile.json", "sheet.pdf", "edition.minisig", "edition.json"])
@pytest.mark.parametrize("beside", ["/actions/ua-84-26/", "/actions/ua-84-26/editions/1/", "/fr/actions/ua-84-26/"])
def test_what_the_reader_has_already_is_not_sent_again(client: Client, beside: str, name: str) -> None:
    publish()
    first = client.get(beside + name)
    again = client.get(beside + name, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert client.get(beside + name, headers={"If-None-Match": '"another"'}).status_code == 200


def test_the_etag_is_the_hash_that_the_edition_names(client: Client) -> None:
    publish()
    assert client.get("/actions/ua-84-26/text")["ETag"] == f'"{hashes_of(1, "en")["text"]}"'


def test_the_sheet_is_shown_in_the_browser_and_saved_under_number_and_edition(client: Client) -> None:
    publish(kinds=("initial", "update"))
    assert client.get("/actions/ua-84-26/sheet.pdf")["Content-Disposition"] == 'inline; filename="ua-84-26-2.pdf"'
    answer = client.get("/fr/actions/ua-84-26/editions/1/sheet.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="ua-84-26-1-fr.pdf"'


def test_a_file_taken_away_between_two_questions_is_gone(client: Client) -> None:
    from tocsin.actions.models import Rendition

    publish()
    Rendition.objects.update(text=None)
    assert client.get("/actions/ua-84-26/text").status_code == 410


@pytest.mark.parametrize("name", ["text", "casefile.json", "sheet.pdf", "edition.minisig", "edition.json"])
def test_a_file_costs_at_most_three_queries(
    client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    with django_assert_max_num_queries(3):
        assert client.get(f"/fr/actions/ua-84-26/editions/1/{name}").status_code == 200
