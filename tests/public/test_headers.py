"""One table of headers on every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tocsin.public import published
from tocsin.public.headers import FEATURES, HEADERS, headers_for

from .rows import KEY, plain, publish, whole_network

pytestmark = pytest.mark.django_db

EXPECTED = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
VALUES = {
    "slug": "ua-84-26",
    "n": "1",
    "code": "XH",
    "key_id": KEY.public.name,
    "name": "text",
    "token": "q" * 32,
    "letter": "1",
    "number": "0",
    "member": "q" * 32,
    "link": "q" * 32,
}


def has_all(answer: Any) -> bool:
    return (
        all(answer.headers.get(name) == value for name, value in EXPECTED.items())
        and "camera=()" in answer.headers["Permissions-Policy"]
        and not answer.headers.get("Server")
        and "X-Powered-By" not in answer.headers
        and "Strict-Transport-Security" not in answer.headers
    )


def addresses() -> Iterator[str]:
    """Every address of the public side, its blanks filled in."""
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        path = str(pattern.pattern)
        for name in pattern.pattern.converters:
            value = "held-in-secret" if name == "slug" and path.startswith("concerns/") else VALUES[name]
            path = path.replace(f"<{type_of(pattern, name)}:{name}>", value)
        yield f"/{path}"


def type_of(pattern: URLPattern, name: str) -> str:
    kind = type(pattern.pattern.converters[name]).__name__
    return {"SlugConverter": "slug", "IntConverter": "int", "StringConverter": "str"}[kind]


def test_every_address_answers_with_all_of_them(client: Client) -> None:
    whole_network()
    found = list(addresses())
    assert len(found) > 20
    for path in found:
        for language in ("", "/fr"):
            answer = client.get(language + path)
            assert answer.status_code in {200, 302, 404}, (language + path, answer.status_code)
            assert has_all(answer), language + path


def test_answers_of_every_other_kind_have_them_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(plain("ua-40-26", "Gone", visible_until=None))
    answers = {
        404: client.get("/nothing/"),
        405: client.put("/"),
        301: client.get("/check"),
        302: client.get("/ua-40-26"),
        304: client.get("/about/", headers={"if-none-match": client.get("/about/").headers["ETag"]}),
        413: client.post("/check/", b"", content_type="text/plain", headers={"content-length": "99999999"}),
        400: client.post("/check/", b"x", content_type="multipart/form-data; boundary="),
    }

    def fail() -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(published, "version", fail)
    answers[500] = Client(raise_request_exception=False).get("/")
    assert {code: (answer.status_code, has_all(answer)) for code, answer in answers.items()} == {
        code: (code, True) for code in answers
    }


@pytest.mark.parametrize("name", ["tocsin.css", "bell.svg"])
def test_files_have_them_too_and_may_be_kept_for_a_year(client: Client, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert has_all(answer)
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


def test_only_https_asks_for_https_and_an_onion_never() -> None:
    assert "Strict-Transport-Security" in headers_for(is_https=True, is_onion=False)
    assert "Strict-Transport-Security" not in headers_for(is_https=True, is_onion=True)
    assert "Strict-Transport-Security" not in headers_for(is_https=False, is_onion=False)


def test_every_feature_is_off() -> None:
    assert HEADERS["Permissions-Policy"].split(", ") == [f"{feature}=()" for feature in FEATURES]
    assert sorted(FEATURES) == list(FEATURES)


def test_no_page_holds_what_the_policy_would_refuse(client: Client) -> None:
    whole_network()
    for path in ("/", "/actions/ua-84-26/", "/check/", "/about/", "/outcomes/"):
        content = client.get(path).content.decode()
        assert "<script" not in content
        assert "style=" not in content
        assert "<style" not in content
        assert "src=" not in content
        assert '<link rel="stylesheet" href="/static/' in content
