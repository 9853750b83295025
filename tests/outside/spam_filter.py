"""Debian's rspamd for one test: its own rules and scores, a socket in a folder of its own, and no way outside.

Left out are what asks DNS or other services, learns, or fetches lists: what is left looks at the message alone.
"""

from __future__ import annotations

import getpass
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LONGEST_SECONDS: Final = 120
OF_DNS: Final = ("HFILTER_",)
"""Symbols that come of what DNS says of the client."""

_MODULES: Final = ("chartable", "regexp", "maillist", "forged_recipients", "hfilter", "once_received")
# A few suffixes are enough for the names of examples; compiling all of them takes a minute.
_SUFFIXES: Final = "com\norg\nnet\nde\nfr\n"
_CONFIG: Final = """
lua = "$RULESDIR/rspamd.lua";
.include "$CONFDIR/metrics.conf"
.include "$CONFDIR/actions.conf"
.include "$CONFDIR/groups.conf"
.include "$CONFDIR/composites.conf"
{modules}
mid {{ }}
modules {{ path = "${{PLUGINSDIR}}"; fallback_path = "${{SHAREDIR}}/lua"; }}
options {{
  filters = "chartable,regexp";
  disable_monitoring = true;
  disable_hyperscan = true;
  pidfile = "{folder}/pid";
  tempdir = "{folder}";
  hs_cache_dir = "{folder}/";
  cache_file = "{folder}/symbols";
  dynamic_conf = "{folder}/dynamic";
  history_file = "{folder}/history";
  stats_file = "{folder}/stats";
  control_socket = "{folder}/control mode=0600";
  url_tld = "{folder}/suffixes";
  dns {{ timeout = 0.1s; sockets = 1; retransmits = 1; nameserver = ["127.0.0.1:9:1"]; }}
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "warning"; }}
worker "normal" {{ bind_socket = "{folder}/socket mode=0600"; mime = true; count = 1; }}
"""


@dataclass(frozen=True, slots=True)
class SpamFilter:
    """A running filter."""

    folder: Path

    def scores(self, message: Path, sender: str, to: str) -> dict[str, float]:
        """What it counts for and against a message, by symbol, as from a known mail server."""
        client = ("--ip", "192.0.2.25", "--helo", "mail.example.org", "--hostname", "mail.example.org")
        found = self._run("--json", *client, "--from", sender, "--rcpt", to, "symbols", str(message))
        assert found.returncode == 0, found.stdout + found.stderr
        symbols = json.loads(found.stdout)["symbols"]
        return {name: one["metric_score"] for name, one in symbols.items() if not name.startswith(OF_DNS)}

    def is_up(self) -> bool:
        """It takes a message."""
        return self._run("symbols", str(self.folder / "suffixes")).returncode == 0

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(shutil.which("rspamc")), "-h", str(self.folder / "socket"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)


@contextmanager
def spam_filter(folder: Path) -> Iterator[SpamFilter]:
    """folder: short, for a socket's path may have a hundred characters."""
    modules = "\n".join(f'.include "$CONFDIR/modules.d/{name}.conf"' for name in _MODULES)
    (folder / "conf").write_text(_CONFIG.format(folder=folder, modules=modules), "utf-8")
    (folder / "suffixes").write_text(_SUFFIXES, "utf-8")
    user = getpass.getuser()
    command = [str(shutil.which("rspamd")), "-f", "-i", "-u", user, "-g", user, "-c", str(folder / "conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            made, until = SpamFilter(folder), time.monotonic() + LONGEST_SECONDS
            while not made.is_up():
                assert running.poll() is None, (folder / "log").read_text("utf-8", "replace")
                assert time.monotonic() < until, "rspamd does not answer"
            yield made
        finally:
            running.terminate()
            running.wait(30)
