"""An alert through a real mail server: Debian's Postfix on loopback, which queues each message and carries it on.

    python bench/postfix.py [--members N] [--database sqlite|postgresql] [--workers N]

What `smtp-sink` does not show: a relay's queue, its disk, and its own way on to the next server. Postfix runs with
Debian's defaults, with a configuration, a queue and a port of its own in a temporary folder, and hands all on to
`smtp-sink`, which stands for the rest of the world. Needs root, for Postfix changes to users of its own. The machine's
own Postfix, running or not, is not touched, and nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fanout import DOMAIN, Sink, sent_into, sink

PROGRAM = "/usr/sbin/postfix"
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = relay.{domain}
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{behind}
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Taken(Sink):
    """Postfix, by the line that its log has for each message that it has put into its queue."""

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if re.search(rb"cleanup\[\d+\]: \w+: message-id=", line):
                self.last = time.monotonic()
                self.first = self.first or self.last
                self.count += 1


@contextmanager
def postfix(behind: int) -> Iterator[Taken]:
    """behind: the port to which it hands everything on."""
    if os.geteuid() or not Path(PROGRAM).exists():
        raise SystemExit("This needs root, and Debian's postfix.")
    folder = Path(tempfile.mkdtemp(prefix="tocsin-postfix-"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    settings = folder / "etc"
    settings.mkdir()
    (settings / "main.cf").write_text(MAIN.format(folder=folder, domain=DOMAIN, behind=behind))
    (settings / "master.cf").write_text(SERVICES.format(port=port))
    (folder / "queue").mkdir()
    (folder / "data").mkdir()
    shutil.chown(folder / "data", "postfix")
    command = [PROGRAM, "-c", str(settings)]
    process = subprocess.Popen([*command, "start-fg"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, process)
        yield Taken(port, process)
    finally:
        subprocess.run([*command, "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            assert process.stdout is not None
            raise SystemExit(f"Postfix did not start:\n{process.stdout.read().decode(errors='replace')}")
        time.sleep(0.1)
    raise SystemExit("Postfix does not listen.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--quick", action="store_true", help="1,000 members")
    asked = parser.parse_args()
    members = 1_000 if asked.quick else asked.members
    with sink() as world, postfix(world.port) as relay:
        ran = sent_into(relay, members, asked.workers, asked.database, asked.connections)
        world.wait_for(members, 60 + members / 50)
        through = members / (world.last - relay.first)
    print(
        f"through Postfix, {asked.database}: {members} members, {asked.workers} workers: {ran.rate:.0f} a second "
        f"into its queue; {through:.0f} a second from the first taken to the last arrived at the server behind it, "
        f"{world.last - relay.last:.1f} s after the last was taken"
    )


if __name__ == "__main__":
    sys.exit(main())
