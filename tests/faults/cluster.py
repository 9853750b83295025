"""A PostgreSQL of the tests' own, which they may stop as they like. It runs as a user without rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.fanning import free_port

NAME = "postgres"


def programs() -> Path:
    """Where its programs are; skips the test where they are not."""
    found = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[::-1]), None)
    if found is None:
        pytest.skip("needs initdb, which is not on this machine")
    return Path(found).parent


@dataclass
class Cluster:
    """folder: data and socket. prefix: what stands before its commands, for another network. user: whose it is."""

    bin: Path
    folder: Path
    port: int
    host: str
    user: str | None
    prefix: Sequence[str] = ()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{self.host}:{self.port}/{NAME}"

    def run(self, *words: str) -> None:
        done = subprocess.run([*self._as_user(), *words], capture_output=True, cwd=self.folder, check=False, stdin=None)
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    def _as_user(self) -> list[str]:
        return [*self.prefix, *(["setpriv", f"--reuid={self.user}", "--clear-groups"] if self.user else [])]

    def begin(self) -> None:
        settings = f"-p {self.port} -c listen_addresses={self.host} -k {self.folder} -c max_connections=50"
        command = [str(self.bin / "pg_ctl"), "start", "-w", "-s", "-D", str(self.folder / "data"), "-o", settings]
        log = str(self.folder / "server.log")
        subprocess.run([*self._as_user(), *command, "-l", log], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def stop_at_once(self) -> None:
        """As when the power fails: nothing is written any more."""
        self.run(str(self.bin / "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data"))


@contextmanager
def own_cluster(host: str = "127.0.0.1", *, network: str = "", prefix: Sequence[str] = ()) -> Iterator[Cluster]:
    """network: whoever is in it may connect, besides this machine."""
    bin_ = programs()
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tocsin-pg-", dir="/tmp") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        cluster = Cluster(bin_, folder, free_port(), host, user, prefix)
        data = folder / "data"
        cluster.run(str(bin_ / "initdb"), "-N", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", str(data))
        if network:
            with (data / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {network} trust\n")
        cluster.begin()
        try:
            yield cluster
        finally:
            cluster.stop_at_once()
