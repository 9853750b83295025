"""What is held about somebody on the staff: handed out to them, and erased."""

from __future__ import annotations

from datetime import UTC, datetime

from tocsin.records import personal, tombstones
from tocsin.staff.models import Authenticator, Grant, Person, RecoveryCode, Session

NO_SECRET = "!"  # noqa: S105 - what no hash ever equals


def tell_keepers() -> None:
    """For `AppConfig.ready`."""
    personal.keep(
        "staff.person.email", export=lambda person: person.email, erased=lambda person: f"erased-{person.pk}@invalid"
    )
    personal.keep("staff.person.name", export=lambda person: person.name, erased=lambda person: "")
    personal.keep("staff.session.device", export=lambda session: session.device, erased=lambda session: "")


def erase(person: Person, now: datetime) -> None:
    """Empty name, address and secret, and all that signing in takes, in the caller's transaction. The row stays, for
    the history names its id.
    """
    tombstones.mark("staff", _mark_of(person))
    personal.erase(person)
    person.secret, person.active = NO_SECRET, False
    person.save(update_fields=["secret", "active"])
    Grant.objects.filter(person=person, ended_at=None).update(ended_at=now)
    for kind in (Session, Authenticator, RecoveryCode):
        kind.objects.filter(person=person).delete()


def _mark_of(person: Person) -> str:
    """An id is one of this database alone; with the moment of joining it is one of any."""
    return f"{person.pk}@{person.joined_at.astimezone(UTC):%Y%m%d%H%M%S}"


def erase_again(now: datetime) -> int:
    """After a restore, in its transaction: erase whom the marks on this disk name. How many people."""
    marked = tombstones.marked("staff")
    back = [person for person in Person.objects.exclude(secret=NO_SECRET) if _mark_of(person) in marked]
    for person in back:
        erase(person, now)
    for person in Person.objects.filter(secret=NO_SECRET):
        tombstones.mark("staff", _mark_of(person))
    return len(back)
