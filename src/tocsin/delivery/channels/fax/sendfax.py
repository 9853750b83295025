"""Handing one fax over to HylaFAX (6.0): `sendfax` puts it into that server's queue and prints the job's number.

What becomes of it there HylaFAX tells by mail, to the address given as `notify`: `incoming` reads it like a bounce.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tocsin.delivery.channels.carrying import Receipt, Refusal
from tocsin.delivery.channels.errors import UnusableFax

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}\Z")
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*@[A-Za-z0-9.-]+\Z")
_QUEUED = re.compile(r"^request id is (\d+) \(group id \d+\)", re.MULTILINE)
_SHORTEST_MINUTES = 2
# A server of the network may use the settings of whoever runs it, but its answers have to be in English.
_ENVIRONMENT = ("PATH", "HOME", "FAXSERVER", "TMPDIR")
_DOWN = "The network's fax server does not work at the moment; the letter waits."


@dataclass(frozen=True, slots=True)
class SendFax:
    """HylaFAX's program. seconds: how long it may take; it hands the file to the fax server, and does not dial."""

    program: Path
    seconds: float = 60

    @classmethod
    def at(cls, path: str, seconds: float = 60) -> SendFax:
        """From TOCSIN_SENDFAX. UnusableFax: no program stands there."""
        program = Path(path)
        if not program.is_absolute() or not os.access(program, os.X_OK) or program.is_dir():
            raise UnusableFax(
                "TOCSIN_SENDFAX is the whole path of HylaFAX's sendfax, such as /usr/bin/sendfax: correct it, or "
                "install hylafax-client."
            )
        return cls(program, seconds)

    def hand_over(self, number: str, tiff: Path, tag: str, *, minutes: int, notify: str = "") -> Receipt:
        """One fax into the queue. Refusal: it is not in it.

        number: E.164. tag: our name for it, without private data. minutes: how long it may ring (`opening_of`).
        notify: where HylaFAX tells the end; then it dials once, and further tries are planned here. ValueError: one of
        these would be read as something else.
        """
        command = self._command(number, tiff, tag, minutes, notify)
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.seconds,
                check=False,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"LC_ALL": "C"},
            )
        except subprocess.TimeoutExpired:
            # It may stand in the queue already.
            raise Refusal(_DOWN, "no answer", permanent=False, carrier_down=True, in_doubt=True) from None
        except OSError:
            raise Refusal(_DOWN, "cannot be run", permanent=False, carrier_down=True) from None
        return _result(done.returncode, done.stdout.decode("utf-8", "replace"))

    def _command(self, number: str, tiff: Path, tag: str, minutes: int, notify: str) -> list[str]:
        """Each value with its option, none of which can be taken for another option; the destination last."""
        if not _NUMBER.match(number) or not _TAG.match(tag) or (notify and not _ADDRESS.match(notify)):
            raise ValueError("the number, the tag or the address for news cannot be given to sendfax")
        told = ["-f", notify, "-D", "-T", "1", "-t", "1"] if notify else ["-N"]
        ends = f"now + {max(minutes, _SHORTEST_MINUTES)} minutes"
        # -n: no cover page. -m: 196 lines an inch, as our pages have; the usual 98 would cost half of them.
        return [str(self.program), "-n", "-m", "-i", tag, "-k", ends, *told, "-d", number, str(tiff.absolute())]


def _result(status: int, output: str) -> Receipt:
    queued = _QUEUED.search(output)
    if status == 0 and queued:
        return Receipt("queued", job=queued.group(1))
    if queued:
        raise Refusal(_DOWN, f"exit {status}", permanent=False, carrier_down=True, in_doubt=True)
    raise Refusal(_DOWN, f"exit {status}", permanent=False, carrier_down=True)
