"""Workers on several machines with one database, one of which is cut off in the middle and never comes back.

Each machine has a mail server of its own, as it usually is: who is cut off from the database could still send.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.cluster import own_cluster
from tests.faults.conftest import MEMBERS
from tests.faults.fanning import CONNECTIONS, Sink, assert_nobody_is_lost, free_port, make_site, opened
from tests.faults.machines import NETWORK, SERVER, machines
from tests.needs import in_ci_only

pytestmark = in_ci_only

MACHINES = 3


@pytest.mark.needs("ip", "setpriv")
def test_a_machine_that_is_cut_off_for_good_loses_nobody(tmp_path: Path) -> None:
    with machines(MACHINES) as cables, own_cluster(SERVER, network=NETWORK, prefix=cables.prefix(0)) as cluster:
        log, port, slow = tmp_path / "sink.log", free_port(), ["--slow", "0.02"]
        reached = f"host={cluster.folder} port={cluster.port} user=postgres"
        sink = Sink(log, cables.prefix(0), slow, port)
        site = make_site(tmp_path / "site", cluster.url, sink, prefix=cables.prefix(0), socket=reached)
        with opened(site), ExitStack() as stack:
            site.prepare(MEMBERS)
            for number in range(1, MACHINES + 1):
                own_sink = Sink(log, cables.prefix(number), slow, port)
                own_sink.start()
                stack.callback(own_sink.end)
                site.start(machine=site.another_machine(cables.prefix(number)))
            stack.callback(site.end_workers)
            site.step("publish")
            site.wait(lambda: site.sink.count() >= MEMBERS // 3)
            assert site.ask("SELECT count(DISTINCT worker) FROM alerts_chunk WHERE state = 'claimed'") == [(MACHINES,)]
            cables.cut(1)
            site.wait(site.is_done)
            taken = assert_nobody_is_lost(site, CONNECTIONS)
            assert len(taken) == MEMBERS
