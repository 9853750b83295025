"""The worker with this installation's settings: which carriers it has, and which clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from tocsin.alerts import upkeep
from tocsin.alerts.sending.engine import Engine
from tocsin.appeals.work import Job, Worker
from tocsin.delivery.carriers import Carriers, live_carriers, test_carriers
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.email.stream import Stream
from tocsin.delivery.channels.errors import ChannelError
from tocsin.delivery.channels.outbox import OutboxStream
from tocsin.members.leaving import scrub_left
from tocsin.project.environment import BadSetting, Environment
from tocsin.project.signers import signers_of
from tocsin.records.errors import BadInput


def worker() -> Worker:
    """Raises BadInput where a setting that sending needs is missing or wrong."""
    settings.KEYRING.desk_key()
    return Worker(carriers_for(settings.ENVIRONMENT), lambda: datetime.now(UTC), jobs())


def jobs() -> tuple[Job, ...]:
    """What the worker does for members and alerts, besides what it does for letters."""
    every = (
        (timedelta(seconds=30), upkeep.erase_left_with_copies),
        (timedelta(seconds=30), upkeep.sweep),
        (timedelta(minutes=10), upkeep.give_turns_and_digests),
        (timedelta(hours=1), upkeep.forget),
        (timedelta(hours=12), scrub_left),
    )
    return tuple(Job(*one) for one in every)


def alert_engine() -> Engine:
    """What hands alerts over in this process: to the mail server, or, in test mode, to the outbox."""
    environment: Environment = settings.ENVIRONMENT
    if not environment.is_live:
        return Engine(OutboxStream(environment.data / "outbox"), (), lambda: datetime.now(UTC))
    carriers_for(environment)
    assert environment.smtp is not None, "live carriers are made with a mail server alone"
    server = SmtpServer.parse(environment.smtp)
    return Engine(
        Stream(server, environment.mail_domain, connections=environment.connections),
        signers_of(environment),
        lambda: datetime.now(UTC),
    )


def carriers_for(environment: Environment) -> Carriers:
    """In test mode, the outbox on this machine; live, the mail server and, where there is one, the fax server."""
    if not environment.is_live:
        return test_carriers(environment.data / "outbox")
    if environment.smtp is None or not environment.names_domain:
        raise BadInput(
            "Delivery is live, but TOCSIN_SMTP or TOCSIN_MAIL_DOMAIN is not set: set both, or TOCSIN_DELIVERY=test."
        )
    try:
        return live_carriers(
            environment.smtp,
            environment.mail_domain,
            environment.dkim_key,
            environment.dkim_selector,
            environment.sendfax,
        )
    except (ChannelError, BadSetting) as error:
        raise BadInput(str(error)) from None
