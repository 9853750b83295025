"""Machines that are joined by a cable each: network namespaces on a bridge, which no other network can reach.

The first has the servers. It takes root; `ip` is Debian's iproute2.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

NETWORK = "10.213.7.0/24"
SERVER = "10.213.7.1"


@dataclass(frozen=True)
class Cables:
    """names: of the namespaces, the servers' first."""

    names: tuple[str, ...]

    def prefix(self, number: int) -> tuple[str, ...]:
        """What stands before a command for that machine; 0 is the servers'."""
        return ("ip", "netns", "exec", self.names[number])

    def cut(self, number: int) -> None:
        """As when somebody pulls the cable: neither end hears anything of it."""
        _ip("-n", self.names[0], "link", "set", f"port{number}", "nomaster")


@contextmanager
def machines(count: int) -> Iterator[Cables]:
    """So many machines besides the servers'."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to make networks")
    cables = Cables(tuple(f"tocsin-{os.getpid()}-{number}" for number in range(count + 1)))
    hub = cables.names[0]
    try:
        for name in cables.names:
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", hub, "link", "add", "bridge", "type", "bridge")
        _ip("-n", hub, "addr", "add", f"{SERVER}/24", "dev", "bridge")
        _ip("-n", hub, "link", "set", "bridge", "up")
        for number, name in enumerate(cables.names[1:], start=1):
            port = f"port{number}"
            _ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", "cable", "netns", name)
            _ip("-n", hub, "link", "set", port, "master", "bridge", "up")
            _ip("-n", name, "addr", "add", f"10.213.7.{number + 1}/24", "dev", "cable")
            _ip("-n", name, "link", "set", "cable", "up")
        yield cables
    finally:
        for name in cables.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the right to make networks: {done.stderr.strip()}")
