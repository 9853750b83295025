"""TOCSIN_SMTP: which server it names, and what may be said to it without encryption."""

from __future__ import annotations

import pytest

from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.errors import UnusableServer


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("smtp://127.0.0.1:25", SmtpServer("127.0.0.1", 25)),
        ("smtp://localhost", SmtpServer("localhost", 587)),
        ("smtps://ana:se%40cret@smtp.example.org", SmtpServer("smtp.example.org", 465, True, "ana", "se@cret")),
        (
            "smtp://ana%40example.org:x@smtp.example.org:2525/",
            SmtpServer("smtp.example.org", 2525, False, "ana@example.org", "x"),
        ),
        ("smtp://[::1]:25", SmtpServer("::1", 25)),
    ],
)
def test_the_setting_names_a_server(value: str, found: SmtpServer):
    assert SmtpServer.parse(value) == found


@pytest.mark.parametrize(
    "value",
    [
        "",
        "smtp.example.org",
        "http://a",
        "smtp://",
        "smtp://a:b",
        "smtp://a:99999",
        "smtp://ana@a",
        "smtp://:x@a",
        "smtp://a/b",
        "smtp://a b",
        "smtp://a%0d:b%0a@h.example.org",
    ],
)
def test_a_wrong_setting_is_told_by_its_name(value: str):
    with pytest.raises(UnusableServer, match="TOCSIN_SMTP"):
        SmtpServer.parse(value)


def test_only_this_machine_is_spoken_to_without_tls():
    for host, plain in (
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("smtp.example.org", False),
        ("10.0.0.1", False),
    ):
        assert SmtpServer(host, 25).expects_tls is not plain
    assert SmtpServer("127.0.0.1", 25, user="ana", password="x").expects_tls


def test_a_password_is_shown_nowhere():
    server = SmtpServer.parse("smtps://ana:secret@smtp.example.org")
    assert "secret" not in repr(server)
    assert "ana" not in repr(server)
