"""What people do during a fan-out, and what the ledger says: each in a process of its own, with the site's settings."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def prepare(members: str) -> dict[str, Any]:
    """Keys, tables, a staff, and so many members."""
    from bench.fanout_steps import add_members
    from django.conf import settings

    from tests.network import NOW, found_network
    from tocsin.project.tables import set_up

    # Nobody attacks these secrets, and a costly hash of each takes longer than all the rest.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.KEYRING.make_missing()
    set_up(NOW - timedelta(days=1))
    settings.SECRET_KEY = settings.KEYRING.secret_key()
    found_network()
    add_members(int(members))
    return {}


def publish() -> dict[str, Any]:
    """An action, which makes its alert."""
    from tests.network import network_of

    network = network_of()
    network.now = datetime.now(UTC)
    case = network.published(deadline=network.now.date() + timedelta(days=20))
    return {"slug": case.slug}


def stop() -> dict[str, Any]:
    """The action is called off. at: seconds since 1970 when that stood in the database."""
    from tests.network import network_of
    from tocsin.actions.exposure import stop_case
    from tocsin.actions.models import Case

    stop_case(network_of().amina, str(Case.objects.get().pk), datetime.now(UTC))
    return {"at": time.time()}


def leave(*members: str) -> dict[str, Any]:
    """These members leave, as the button of the mail has it. at: when the last had left. ids: of their mails."""
    from django.conf import settings

    from tocsin.alerts.models import Alert
    from tocsin.alerts.sending.names import names_of
    from tocsin.members.leaving import leave as leave_by_token
    from tocsin.members.links import MemberLink
    from tocsin.members.models import Member

    box, purpose = settings.KEYRING.desk_key().own_box(), "members.member.content"
    for content in Member.objects.filter(pk__in=members).values_list("content", flat=True):
        link = MemberLink(json.loads(box.open(content.sealed(), purpose))["link"])
        assert leave_by_token(link.leave, datetime.now(UTC))
    names = names_of(Alert.objects.get().pk)
    return {"at": time.time(), "ids": [names.message_id(int(one)) for one in members]}


def weekly(share: str) -> dict[str, Any]:
    """One in so many members wants the weekly digest instead."""
    from tests.alerts.people import profile_of
    from tocsin.members.models import Member
    from tocsin.members.wishes import Rhythm, Wishes

    some = [pk for pk in Member.objects.values_list("pk", flat=True) if pk % int(share) == 0]
    profile = profile_of(Wishes(rhythm=Rhythm.WEEKLY))
    return {"members": Member.objects.filter(pk__in=some).update(profile=profile)}


def ledger() -> dict[str, Any]:
    """Of the first alert: ends: how many came to which end. ids: each member's Message-ID, and their end. adds_up:
    whether everybody in each wave's audience stands in one place. told: of the alert that followed, the same ids.
    """
    from tests.alerts.ledger import adds_up
    from tocsin.alerts.models import Alert
    from tocsin.members.models import Member

    alert, *followed = Alert.objects.order_by("pk")
    ends = _ends(alert)
    return {
        "audience": sum(alert.waves.values_list("audience", flat=True)),
        "members": list(Member.objects.order_by("pk").values_list("pk", flat=True)),
        "ends": Counter(ends.values()),
        "ids": ends,
        "told": [one for other in followed for one in _ends(other)],
        "adds_up": all(map(adds_up, [alert, *followed])),
    }


def _ends(alert: Any) -> dict[str, str]:
    from tocsin.alerts.models import Chunk, End
    from tocsin.alerts.packing import ends_of, unpacked
    from tocsin.alerts.sending.names import names_of

    names, ends = names_of(alert.pk), {}
    for chunk in Chunk.objects.filter(wave__alert=alert).order_by("pk"):
        for member, end in zip(unpacked(chunk.members), ends_of(chunk).decode(), strict=True):
            if end != End.MOVED:
                ends[names.message_id(member)] = end
    return ends


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare, "publish": publish, "stop": stop, "leave": leave, "weekly": weekly, "ledger": ledger,
}  # fmt: skip
