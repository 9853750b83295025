"""Several people at once: threads that start together, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from django.db import connections

from tests.network import Network, found_network
from tocsin.actions.models import Edition, PublicRecord, PublicVersion
from tocsin.records.errors import BadInput, Refused

PATIENCE_SECONDS = 90


def race(*jobs: Callable[[], object]) -> list[object]:
    """What each job gave, in their order: its value, or the refusal. Any other error is the test's failure, above all
    one of the database: “locked”, a deadlock, a row that is there already.
    """
    outcomes: list[object] = [None] * len(jobs)
    errors: list[BaseException] = []
    start = threading.Barrier(len(jobs))

    def run(number: int, job: Callable[[], object]) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(PATIENCE_SECONDS)
            outcomes[number] = job()
        except (Refused, BadInput) as refusal:
            outcomes[number] = refusal
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits for somebody else"
    if errors:
        raise errors[0]
    return outcomes


def network_and_its_end() -> Iterator[Network]:
    """For a fixture. Whatever a test was about: at its end every record says what its editions say."""
    yield found_network()
    for record in PublicRecord.objects.all():
        editions = Edition.objects.filter(case=record.case_id).order_by("-n")
        assert [one["n"] for one in record.record["editions"]] == [one.n for one in editions]
        assert record.state == editions[0].state
        assert [one.n for one in editions] == list(range(len(editions), 0, -1))
        assert all(one.state != "live" for one in editions[1:])
    assert PublicVersion.objects.count() == 1


def rules(outcomes: Sequence[object]) -> list[str]:
    """The codes of the refusals among the outcomes, sorted."""
    return sorted(one.rule for one in outcomes if isinstance(one, Refused))
