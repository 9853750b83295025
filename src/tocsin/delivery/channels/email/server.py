"""Which mail server our messages go to, as TOCSIN_SMTP names it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from tocsin.delivery.channels.errors import UnusableServer

PORTS = {"smtp": 587, "smtps": 465}
_WRONG = (
    "TOCSIN_SMTP is smtp://USER:PASSWORD@HOST:PORT, or smtps:// where the whole connection is encrypted, with %40 for "
    "an @ in the password: correct it."
)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The carrier. implicit_tls: encrypted from the first byte. final: the recipients' own server, not a relay."""

    host: str
    port: int
    implicit_tls: bool = False
    user: str = ""
    password: str = ""
    final: bool = False

    @classmethod
    def parse(cls, value: str, *, final: bool = False) -> SmtpServer:
        """From TOCSIN_SMTP. UnusableServer: it is not the address of one."""
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            raise UnusableServer(_WRONG) from None
        host = parts.hostname or ""
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme not in PORTS or not _is_plain(host) or parts.path.strip("/") or parts.query or parts.fragment:
            raise UnusableServer(_WRONG)
        if bool(user) != bool(password) or not _is_typed(user + password):
            raise UnusableServer(_WRONG)
        return cls(host, port or PORTS[parts.scheme], parts.scheme == "smtps", user, password, final)

    @property
    def is_loopback(self) -> bool:
        """This machine itself: no line on which anybody could listen."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def expects_tls(self) -> bool:
        """Nothing goes over a line unencrypted, and no password anywhere."""
        return self.implicit_tls or bool(self.user) or not self.is_loopback

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


def _is_plain(host: str) -> bool:
    return bool(host) and host.isascii() and all(sign.isalnum() or sign in ".-:" for sign in host)


def _is_typed(text: str) -> bool:
    return not text or text.isprintable()
