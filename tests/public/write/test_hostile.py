"""Whatever comes in gives a page in plain words, never a fault."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.needs import AT_FULL_SIZE
from tests.public.reading import main_text, read

from .conftest import Writer

pytestmark = pytest.mark.django_db


def test_a_body_larger_than_any_letter_is_not_read(writer: Writer) -> None:
    writer.open()
    writer.fill(text="a" * 6_100_000)
    page = writer.press("send", 413)
    assert page.one("h1").text == "This is too much for a letter"


def test_a_text_that_nobody_types_is_not_read_and_a_shorter_one_comes_back_whole(writer: Writer) -> None:
    writer.open()
    writer.fill(text="a " * 99_000)
    writer.press("send", 422)
    assert writer.fields["text"] == ["a " * 99_000]
    writer.fill(text="a " * 101_000)
    assert "Go back in your browser: your text is still there" in main_text(writer.press("send", 413))


def test_too_many_fields_are_not_read(writer: Writer) -> None:
    writer.open()
    writer.fields.update({f"x{n}": ["1"] for n in range(1100)})
    writer.press("look", 413)


HOSTILE = (
    "\x00\ufffe\uffff\u202eevil\u202c", "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\r\nBcc: x@example.org\u2028\u2029", "a" * 30_000, "%s%(x)s{names}{0}{% now %}", "999999999999999999999", "²",
)  # fmt: skip
MORE = ("ﷺ" * 500, "\U0001f469\u200d" * 300, "-1", "١", "network-email", "../../etc/passwd", "=cmd|' /C calc'!A0")
FIELDS = (
    "country", "language", "to", "text", "name", "sign_as", "address", "place", "email", "answers", "consent", "hears",
    "envelope", "way.targets.0", "way.nobody", "n", "stamp", "token", "shown", "seen", "pick", "own_sentence", "do",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_typed_gives_a_page(writer: Writer, field: str) -> None:
    writer.open()
    writer.introduce()
    good = dict(writer.fields)
    for value in (*HOSTILE, *MORE) if AT_FULL_SIZE else HOSTILE:
        for do in ("send", "look", "assemble") if AT_FULL_SIZE else ("send",):
            said = writer.client.post(writer.path, {"do": do, **good, field: [value, value]})
            assert said.status_code in {200, 422}, (field, value, do, said.status_code)
            text = said.content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            read(said, said.status_code)


def test_bytes_that_are_no_text_give_a_page(client: Client, writer: Writer) -> None:
    writer.open()
    for body in (b"text=%ff%fe%00&do=look", b"\xff\xfe=\xff&do=send", b"do=look&text=%ED%A0%80", b"&&&;;;=", b""):
        kind = "application/x-www-form-urlencoded"
        assert client.post(writer.path, body, content_type=kind).status_code in {200, 422}
    assert client.post(writer.path, b"{}", content_type="application/json").status_code == 200
    broken = client.post(writer.path, b"--x\r\n", content_type="multipart/form-data; boundary=")
    assert broken.status_code == 400


def test_only_reading_and_sending_are_answered(client: Client, writer: Writer) -> None:
    writer.open()
    for method in (client.put, client.delete, client.patch):
        assert method(writer.path).status_code == 405
    assert client.head(writer.path).status_code == 200
