"""The settings of CONTRACTS.md, read from the environment. Each is also taken from the file that `NAME_FILE` names.

A wrong value ends in a BadSetting that names the variable, what kind of value it takes, and what to do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


TEST_DOMAIN = "letters.example.org"
"""The domain of senders where none is set, which only the test mode allows."""

DESK_URL = "http://127.0.0.1:8001"


class BadSetting(Exception):
    """A variable of the environment cannot be used; the sentence names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator set. data: an absolute folder. url, desk_url: addresses of the public pages and of the desk,
    without a slash at the end.
    """

    data: Path
    url: str
    network: str
    database_url: str | None
    delivery: str
    smtp: str | None = None
    mail_domain: str = TEST_DOMAIN
    names_domain: bool = False
    """Whether the operator named it, or it only stands for one."""
    dkim_key: str | None = None
    dkim_selector: str = "tocsin"
    second_dkim_key: str | None = None
    second_dkim_selector: str = "tocsin2"
    connections: int = 24
    """To the mail server, of each worker that fans alerts out."""
    sendfax: Path | None = None
    desk_url: str = DESK_URL

    @property
    def is_live(self) -> bool:
        """Whether letters go out; else they land in the outbox on this machine."""
        return self.delivery == "live"

    @property
    def shows_outbox(self) -> bool:
        """Whether pages show what would have been sent: in test mode, on this machine alone."""
        return not self.is_live and self.host in LOOPBACK

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")

    @property
    def is_onion(self) -> bool:
        return self.host.endswith(".onion")

    @property
    def is_desk_https(self) -> bool:
        return self.desk_url.startswith("https://")

    @property
    def desk_host(self) -> str:
        return urlsplit(self.desk_url).hostname or ""


def read_environment(variables: Mapping[str, str]) -> Environment:
    """All settings that every process needs, checked."""
    return Environment(
        data=Path(value_of(variables, "TOCSIN_DATA") or "data").absolute(),
        url=_url("TOCSIN_URL", value_of(variables, "TOCSIN_URL") or "http://127.0.0.1:8000"),
        network=value_of(variables, "TOCSIN_NETWORK") or "Tocsin network",
        database_url=value_of(variables, "DATABASE_URL"),
        delivery=_delivery(value_of(variables, "TOCSIN_DELIVERY") or "test"),
        smtp=value_of(variables, "TOCSIN_SMTP"),
        mail_domain=_domain(value_of(variables, "TOCSIN_MAIL_DOMAIN")),
        names_domain=value_of(variables, "TOCSIN_MAIL_DOMAIN") is not None,
        dkim_key=value_of(variables, "TOCSIN_DKIM_KEY"),
        dkim_selector=value_of(variables, "TOCSIN_DKIM_SELECTOR") or "tocsin",
        second_dkim_key=value_of(variables, "TOCSIN_SECOND_DKIM_KEY"),
        second_dkim_selector=value_of(variables, "TOCSIN_SECOND_DKIM_SELECTOR") or "tocsin2",
        connections=_count("TOCSIN_CONNECTIONS", value_of(variables, "TOCSIN_CONNECTIONS"), 24),
        sendfax=_program(value_of(variables, "TOCSIN_SENDFAX")),
        desk_url=_url("TOCSIN_DESK_URL", value_of(variables, "TOCSIN_DESK_URL") or DESK_URL),
    )


def value_of(variables: Mapping[str, str], name: str) -> str | None:
    """The variable, or the content of the file that NAME_FILE names; None where neither is set."""
    if variables.get(name):
        return variables[name]
    file = variables.get(f"{name}_FILE")
    if not file:
        return None
    try:
        return Path(file).read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        raise BadSetting(
            f"{name}_FILE names the file “{file}”, which cannot be read: correct the name or the file’s owner."
        ) from None


def _url(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadSetting(f"{name} is an address without a path, such as https://actions.example.org: correct it.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadSetting(
            f"{name} is {value}, but plain http is for this machine alone: use https:// with a certificate."
        )
    return value.rstrip("/")


def _domain(value: str | None) -> str:
    """As it stands in addresses: small letters, A-labels."""
    if value is None:
        return TEST_DOMAIN
    try:
        domain = value.strip().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    if "." not in domain or any(character in domain for character in " @/:"):
        raise BadSetting("TOCSIN_MAIL_DOMAIN is the domain of the sender addresses, such as letters.example.org.")
    return domain


def _program(value: str | None) -> Path | None:
    if value is not None and not os.access(value, os.X_OK):
        raise BadSetting(
            f"TOCSIN_SENDFAX names “{value}”, which is no program: give the path of HylaFAX’s sendfax, or leave it out."
        )
    return None if value is None else Path(value)


def _count(name: str, value: str | None, usual: int) -> int:
    if value is None:
        return usual
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 100:
        raise BadSetting(f"{name} is a number from 1 to 100: correct it or take it away.")
    return int(value)


def _delivery(value: str) -> str:
    if value not in {"test", "live"}:
        raise BadSetting("TOCSIN_DELIVERY is “test” (nothing leaves this machine) or “live”: set one of them.")
    return value


_NOTICED_SOON = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
"""Seconds, and milliseconds: how soon it is noticed that the other machine is gone or cut off. Otherwise it takes
hours, in which a worker that was cut off keeps what it had locked, and one whose server is gone waits.
"""

_POSTGRESQL_OPTIONS = (
    "-c synchronous_commit=on -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
"""The server's side of the same."""


def database_settings(environment: Environment) -> dict[str, object]:
    """Django's settings for the database. Both kinds keep what they acknowledged, whatever happens to the power."""
    if environment.database_url is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.data / "database" / "tocsin.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # secure_delete: what is erased is overwritten in the file, not only unlinked.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(environment.database_url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadSetting(
            "DATABASE_URL is postgresql://USER@HOST:PORT/NAME, or not set for SQLite: correct it or take it away."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _POSTGRESQL_OPTIONS, "connect_timeout": 10, **_NOTICED_SOON},
    }
