"""Which language somebody reads: the address before the browser, and nothing that a browser sends makes it fail."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from tocsin.public.tongues import choose, family, relevant, serves, split_address, tongue_of, wishes_in

from .reading import links, read
from .rows import dam_inspector, publish

PARTS = st.sampled_from(
    ["fr", "en-GB", "zh-Hant-TW", "*", "q=0", ";q=1.5", ",", ";", "q=", "de;q=0.7", "\x00", "é", "-"]
)


@given(st.one_of(st.text(max_size=600), st.lists(PARTS, max_size=60).map("".join)))
def test_no_header_makes_it_fail_and_none_makes_it_long(header: str) -> None:
    wishes = wishes_in(header)
    assert len(wishes) <= 8
    assert tongue_of(wishes).code in dict(settings.LANGUAGES)


@pytest.mark.parametrize(
    ("header", "wishes"),
    [
        ("fr", ("fr",)),
        ("de-AT, fr;q=0.8, en;q=0.9", ("de-AT", "en", "fr")),
        ("en;q=0, ar", ("ar",)),
        ("ZH-hans-cn;q=0.5 , *;q=0.1", ("zh-Hans-CN",)),
        ("fr;q=2, es", ("es",)),
        ("", ()),
    ],
)
def test_a_header_is_read_in_the_order_of_its_weights(header: str, wishes: tuple[str, ...]) -> None:
    assert wishes_in(header) == wishes


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("fr-CA", "fr"),
        ("es-419", "es"),
        ("ar-EG", "ar"),
        ("zh", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh-TW", "en"),
        ("xx", "en"),
    ],
)
def test_the_interface_speaks_the_nearest_of_its_languages(wish: str, code: str) -> None:
    assert tongue_of([wish, "en"]).code == code


def test_a_text_is_chosen_by_the_wishes_then_its_source() -> None:
    assert choose(["de", "en"], ["es", "en"], "es") == "en"
    assert choose(["de"], ["es", "fr"], "es") == "es"
    assert choose(["pt-PT"], ["pt", "pt-BR"], "pt") == "pt"
    assert choose(["pt-BR"], ["pt", "pt-BR"], "pt") == "pt-BR"
    assert serves(["zh-Hans"], "zh-TW") is None
    assert serves(["zh-Hant"], "zh-HK") == "zh-Hant"
    assert family("iw") == family("he")
    assert relevant(["de", "fr", "en"], ["fr", "en"]) == (None, "fr", "en")


@pytest.mark.parametrize(
    ("path", "fixed", "rest"),
    [
        ("/fr/actions/x/", "fr", "/actions/x/"),
        ("/ZH-hans/", "zh-Hans", "/"),
        ("/sr-Latn-RS/x", "sr-Latn-RS", "/x"),
        ("/actions/x/", None, "/actions/x/"),
        ("/ua-152-26", None, "/ua-152-26"),
        ("/ua-152-26/", None, "/ua-152-26/"),
        ("/ua-1520-26/", None, "/ua-1520-26/"),
        ("/fr", None, "/fr"),
        ("//", None, "//"),
        ("/f/", None, "/f/"),
    ],
)
def test_a_language_is_taken_off_an_address(path: str, fixed: str | None, rest: str) -> None:
    assert split_address(path) == (fixed, rest)


def test_no_address_of_ours_begins_with_what_could_be_a_language() -> None:
    for pattern in get_resolver().url_patterns:
        assert split_address(f"/{pattern.pattern}")[0] is None, pattern.pattern


@pytest.mark.django_db
def test_the_address_decides_before_the_browser(client: Client) -> None:
    publish(dam_inspector())
    answer = client.get("/fr/actions/ua-84-26/", headers={"accept-language": "ar"})
    assert read(answer).one("html").attributes["lang"] == "fr"
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    answer = client.get("/actions/ua-84-26/", headers={"accept-language": "ar"})
    assert read(answer).one("html").attributes["lang"] == "ar"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.django_db
def test_links_keep_a_fixed_language_and_add_none(client: Client) -> None:
    publish(dam_inspector())
    for prefix in ("", "/fr", "/de", "/zh-Hans"):
        for href in links(read(client.get(f"{prefix}/"))):
            if prefix and href.startswith("/"):
                assert split_address(href)[0], href
        assert f"{prefix}/actions/ua-84-26/" in links(read(client.get(f"{prefix}/")))


@pytest.mark.django_db
def test_no_cookie_is_ever_set(client: Client) -> None:
    publish(dam_inspector())
    for path in ("/", "/fr/", "/actions/ua-84-26/", "/check/", "/nothing/", "/healthz", "/ua-84-26"):
        assert "Set-Cookie" not in client.get(path).headers
        assert not client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_every_language_names_itself_and_its_direction(client: Client, code: str) -> None:
    page = read(client.get(f"/{code}/about/"))
    assert page.one("html").attributes["dir"] == ("rtl" if code == "ar" else "ltr")
    here = [a for a in page.one("nav", class_="tongues").all("a") if "aria-current" in a.attributes]
    assert [a.text for a in here] == [dict(settings.LANGUAGES)[code]]
