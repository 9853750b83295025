"""Lines to and from a mail server, until a moment and up to a size: no server can hold us longer or fill our memory."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

LONGEST_REPLY_BYTES = 64 * 1024
"""RFC 5321 section 4.5.3.1.5 allows lines of 512 octets; no honest server says more than a hundred of them."""

_CHUNK = 16 * 1024
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")

type Dial = Callable[[str, int, float], socket.socket]
"""Host, port and seconds → a connected socket; OSError where there is none."""


class Garbled(Exception):
    """The server says something that is no answer of SMTP, or too much of it."""


class Reply(NamedTuple):
    """An answer: code, enhanced code (RFC 3463) or nothing, and its lines, which are read for extensions alone."""

    code: int
    enhanced: str
    lines: tuple[bytes, ...]

    @property
    def answer(self) -> str:
        """For the ledger: the codes, never the server's own words."""
        return f"{self.code} {self.enhanced}".strip()


class Wire:
    """One connection. `until`, by `clock`, is the moment at which whatever is being waited for is given up."""

    def __init__(self, sock: socket.socket, until: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._sock = sock
        self._clock = clock
        self._waiting = b""
        self._waits = True
        """Whether the socket waits, up to the limit that it was given last."""
        self.until = until

    def close(self) -> None:
        self._sock.close()

    def own_address(self) -> str:
        """Our end as an address literal, RFC 5321 section 4.1.3."""
        address = str(self._sock.getsockname()[0]).partition("%")[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Encrypt from here on. OSError (ssl.SSLError): no agreement, or a certificate that does not hold."""
        if self._waiting:
            # Said before the encryption, it would count as said within it (CVE-2011-0411).
            raise Garbled("an answer before it was asked for")
        self._limit()
        self._sock = context.wrap_socket(self._sock, server_hostname=host)

    def send(self, octets: bytes) -> None:
        try:
            # Nearly always all of it fits into what the system keeps for the line.
            sent = 0 if self._waits else self._sock.send(octets)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            sent = 0
        rest = memoryview(octets)[sent:]
        while rest:
            self._limit()
            rest = rest[self._sock.send(rest) :]

    def reply(self) -> Reply:
        """The next answer, of one or several lines. TimeoutError, ConnectionError, Garbled."""
        lines = [self._line(LONGEST_REPLY_BYTES)]
        size = len(lines[0])
        while lines[-1][3:4] == b"-":
            lines.append(self._line(LONGEST_REPLY_BYTES - size))
            size += len(lines[-1]) + 1
        if len(lines) == 1:
            return _one_line(lines[0])
        code = lines[-1][:3]
        if any(line[:3] != code for line in lines):
            raise Garbled("no answer of SMTP")
        return Reply(*_one_line(lines[-1])[:2], tuple(line[4:] for line in lines))

    def fileno(self) -> int:
        """For waiting on several at once."""
        return self._sock.fileno()

    def replies_at_hand(self) -> list[Reply]:
        """Every whole answer that has come, without waiting for more. ConnectionError, Garbled."""
        if self._waits:
            self._sock.settimeout(0)
            self._waits = False
        try:
            # What TLS has decrypted already would wake nobody who waits for the socket.
            while more := self._sock.recv(_CHUNK):
                self._waiting += more
                if len(self._waiting) > LONGEST_REPLY_BYTES:
                    raise Garbled("an answer without end")
                if len(more) < _CHUNK and not isinstance(self._sock, ssl.SSLSocket):
                    break
            else:
                raise ConnectionResetError("the server hung up")
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        *lines, rest = self._waiting.split(b"\n")
        if not any(line[3:4] == b"-" for line in lines):
            self._waiting = rest
            return [_one_line(line) for line in lines]
        found = []
        while self._is_whole():
            found.append(self.reply())
        return found

    def _is_whole(self) -> bool:
        """Whether all lines of the next answer are here."""
        at = 0
        while (end := self._waiting.find(b"\n", at)) >= 0:
            if self._waiting[at + 3 : at + 4] != b"-":
                return True
            at = end + 1
        return False

    def _line(self, longest: int) -> bytes:
        while (end := self._waiting.find(b"\n")) < 0:
            if len(self._waiting) > longest:
                raise Garbled("an answer without end")
            self._limit()
            more = self._sock.recv(_CHUNK)
            if not more:
                raise ConnectionResetError("the server hung up")
            self._waiting += more
        if end > longest:
            raise Garbled("an answer without end")
        line, self._waiting = self._waiting[:end], self._waiting[end + 1 :]
        return line.rstrip(b"\r")

    def _limit(self) -> None:
        left = self.until - self._clock()
        if left <= 0:
            raise TimeoutError("the time is up")
        self._sock.settimeout(left)
        self._waits = True


@lru_cache(maxsize=64)
def _one_line(line: bytes) -> Reply:
    """Servers say the same few lines again and again."""
    line = line.rstrip(b"\r")
    code = line[:3]
    if not (code.isdigit() and b"200" <= code < b"600"):
        raise Garbled("no answer of SMTP")
    found = _ENHANCED.match(line, 4)
    return Reply(int(code), found.group().decode() if found else "", (line[4:],))


def dial(host: str, port: int, seconds: float) -> socket.socket:
    """The first address of a host that answers, all of them tried within `seconds`."""
    until = time.monotonic() + seconds
    failure: OSError = TimeoutError("the time is up")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        left = until - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(left)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
            continue
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise failure
