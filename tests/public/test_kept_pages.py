"""Pages are kept ready, and never a moment longer than they are true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tocsin.actions.models import Case, Edition, PublicRecord
from tocsin.actions.publishing import record
from tocsin.public import pages, published
from tocsin.public.pages import Page, Shelf, pack
from tocsin.public.reader import Reader
from tocsin.public.tongues import tongues

from .conftest import Clock
from .reading import main_text, read
from .rows import NOW, closed, dam_inspector, older_translation, plain, publish, whole_network

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/?country=XH",
    "/actions/ua-84-26/",
    "/ar/actions/ua-84-26/",
    "/fr/actions/ua-66-26/",
    "/actions/ua-84-26/editions/1/",
    "/countries/XH/",
    "/concerns/held-in-secret/",
    "/outcomes/",
    "/check/",
    "/check/key",
    "/about/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_at_most_three_questions_or_four_with_numbers_and_a_kept_one_takes_one(
    client: Client, django_assert_max_num_queries: Any, path: str
) -> None:
    whole_network()
    with django_assert_max_num_queries(4 if "/actions/" in path else 3):
        first = client.get(path)
    with django_assert_max_num_queries(2 if path == "/check/key" else 1):
        assert client.get(path).content == first.content


def test_a_stop_shows_at_the_next_load(client: Client) -> None:
    case = publish(dam_inspector())
    assert "Write now" in main_text(read(client.get("/en/actions/ua-84-26/")))
    Edition.objects.filter(case=case, n=3).update(state="stopped")
    Case.objects.filter(pk=case.pk).update(stopped_at=NOW)
    record.refresh(Case.objects.get(pk=case.pk), NOW)
    PublicRecord.objects.update(visible_until=None)
    for path in ("/en/actions/ua-84-26/", "/fr/actions/ua-84-26/", "/en/"):
        assert "Write now" not in main_text(read(client.get(path)))
    assert "Please do not write any more" in main_text(read(client.get("/en/actions/ua-84-26/")))


def test_what_the_clock_says_is_true_to_the_minute(client: Client, moment: Clock) -> None:
    publish(plain("ua-82-26", "Nurse taken", deadline=date(2026, 11, 23)))
    moment.time = datetime(2026, 11, 23, 20, 59, 50, tzinfo=UTC)
    assert "Write now" in main_text(read(client.get("/en/actions/ua-82-26/")))
    moment.time += timedelta(seconds=20)
    assert "Write now" not in main_text(read(client.get("/en/actions/ua-82-26/")))


def test_a_consent_that_ends_takes_the_page_with_it(client: Client, moment: Clock) -> None:
    publish(plain("ua-82-26", "Nurse taken", visible_until=NOW + timedelta(minutes=5)))
    assert client.get("/actions/ua-82-26/").status_code == 200
    assert "Nurse taken" in client.get("/").content.decode()
    moment.time += timedelta(minutes=5)
    assert client.get("/actions/ua-82-26/").status_code == 410
    assert "Nurse taken" not in client.get("/").content.decode()


def test_the_browser_is_told_that_nothing_changed(client: Client) -> None:
    publish(dam_inspector())
    first = client.get("/actions/ua-84-26/")
    assert first.headers["Cache-Control"] == "no-cache"
    tag = first.headers["ETag"]
    again = client.get("/actions/ua-84-26/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    other = client.get("/actions/ua-84-26/", headers={"if-none-match": tag, "accept-language": "fr"})
    assert other.status_code == 200


def test_packed_and_unpacked_are_the_same_page(client: Client) -> None:
    import gzip

    publish(dam_inspector())
    plain_one = client.get("/actions/ua-84-26/")
    packed = client.get("/actions/ua-84-26/", headers={"accept-encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain_one.content
    assert "Accept-Encoding" in plain_one.headers["Vary"]
    for offer in ("gzip;q=0", "gzip;q=0.0", "identity", ""):
        assert "Content-Encoding" not in client.get("/", headers={"accept-encoding": offer}).headers


def test_readers_with_different_wishes_get_different_pages(client: Client) -> None:
    publish(dam_inspector())
    publish(older_translation())
    for path in ("/actions/ua-84-26/", "/", "/outcomes/"):
        seen = {}
        for header in ("en", "fr", "ar", "de", "de, fr;q=0.5", "zh"):
            seen[header] = client.get(path, headers={"accept-language": header}).content
        for header, content in seen.items():
            assert client.get(path, headers={"accept-language": header}).content == content, (path, header)
        assert len(set(seen.values())) >= 4


def test_nothing_that_a_stranger_makes_up_is_kept(client: Client) -> None:
    whole_network()
    for n in range(30):
        client.get(f"/?x={n}&country=Q{n}&concern=c{n}")
        client.get(f"/?made-up={n}")
        client.get(f"/x{chr(97 + n % 26)}z-a{n:04}/actions/ua-84-26/")
        client.get("/actions/ua-84-26/", headers={"accept-language": f"x{chr(97 + n % 26)}, en-x{n:04}"})
        client.get(f"/actions/nothing-{n}/")
        client.get(f"/check/?number={n}")
        client.post("/check/", {"text": f"text {n}"})
    assert len(pages.SHELF._pages) <= 6


def test_what_is_kept_has_a_limit_in_bytes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SHELF", Shelf(12_000))
    whole_network()
    for path in PAGES:
        client.get(path)
        assert pages.SHELF.size_bytes <= 12_000
    assert pages.SHELF.size_bytes == sum(len(kept.packed) + pages._OVERHEAD for kept in pages.SHELF._pages.values())


def test_a_page_made_while_something_changed_is_not_kept() -> None:
    shelf, reader = Shelf(), Reader(tongues()[0], ("en",), None, "/", "", NOW)
    page = Page(b"old")
    assert shelf.find((1, "minute"), "/", reader) is None
    assert shelf.find((2, "minute"), "/", reader) is None
    shelf.put((1, "minute"), "/", reader, page, pack(page))
    assert shelf.find((2, "minute"), "/", reader) is None


def test_the_version_is_what_the_table_says(client: Client) -> None:
    before = published.version()
    publish(closed())
    assert published.version() > before
