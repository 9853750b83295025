"""One side behind granian: `python -m tocsin.project.server public|desk HOST PORT`, started by `tocsin serve`."""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces

from tocsin.project.environment import read_environment
from tocsin.project.shelter import shut_out_keys

MOST_WORKERS = 4
APPLICATIONS = {"public": "tocsin.project.wsgi:application", "desk": "tocsin.project.desk_wsgi:application"}


def main() -> None:
    """Serve until SIGTERM or Ctrl-C. No access log: no address of a visitor is kept."""
    side, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if side == "public":
        # Again, for whoever starts this without `tocsin serve`.
        shut_out_keys(read_environment(os.environ).data, os.environ)
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    Granian(
        APPLICATIONS[side],
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_access=False,
        log_enabled=False,
        workers_kill_timeout=3,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()
