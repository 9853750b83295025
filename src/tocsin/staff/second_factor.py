"""The second thing that signing in takes: six digits from somebody's telephone, or a recovery code.

TOTP as in RFC 6238, by the library that also signs and seals. A code is taken once: the half minute that it belongs to,
and all before it, are never taken again.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tocsin.records import history
from tocsin.records.fields import Sealed
from tocsin.staff.models import Authenticator, Person, RecoveryCode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
DRIFT: Final = (0, -1, 1)
"""Half minutes by which a telephone's clock may be off (RFC 6238, 5.2)."""
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 20
_SECRET_BYTES: Final = 20


def new_secret() -> str:
    """In base32, as authenticators take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def _totp(secret: str) -> TOTP:
    # SHA-1 is the one that every authenticator speaks; in HMAC its collisions do not matter.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def address_of(secret: str, account: str, issuer: str) -> str:
    """What the QR code says: `otpauth://…`."""
    # Authenticators show a “+” as one; a space has to be “%20”.
    return _totp(secret).get_provisioning_uri(account, issuer).replace("+", "%20")


def code_at(secret: str, now: datetime) -> str:
    """What the authenticator shows at this moment."""
    return _totp(secret).generate(int(now.timestamp())).decode("ascii")


def step_of(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The half minute that this code belongs to; None where it is wrong, or of one that was taken already."""
    given, current = code.encode(), int(now.timestamp()) // STEP_SECONDS
    totp = _totp(secret)
    steps = [current + drift for drift in DRIFT]
    # Each is compared, whichever is right.
    right = [step for step in steps if bytes_eq(totp.generate(step * STEP_SECONDS), given) and step > after]
    return right[0] if right else None


def bare(code: str) -> str:
    """As it is compared: without the spaces and hyphens with which people write it."""
    return "".join(code[:100].split()).replace("-", "").lower()


def set_up(person: Person, secret: str, step: int, now: datetime) -> list[str]:
    """Keep an authenticator that has shown a right code, in the caller's transaction. The new recovery codes."""
    Authenticator.objects.update_or_create(
        person=person,
        defaults={"secret": Sealed.of(Authenticator, "secret", secret), "since": now, "last_step": step},
    )
    history.note(now, person.pk, "second factor set up", f"staff:{person.pk}")
    return _new_recovery_codes(person)


def renew_recovery_codes(person: Person, now: datetime) -> list[str]:
    """In the caller's transaction."""
    history.note(now, person.pk, "recovery codes renewed", f"staff:{person.pk}")
    return _new_recovery_codes(person)


def _new_recovery_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode("ascii").lower() for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create([RecoveryCode(person=person, code_hash=_hash(code)) for code in codes])
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _hash(code: str) -> str:
    # 160 random bits need no slow hash.
    return hashlib.sha256(code.encode()).hexdigest()


def take_code(person: Person, text: str, now: datetime) -> bool:
    """Whether this is a code of the authenticator or a recovery code; in a transaction, after which it is spent."""
    code = bare(text)
    row = Authenticator.objects.select_for_update().get(person=person)
    assert row.secret is not None, row
    step = step_of(row.secret.open(), code, now, row.last_step)
    if step is not None:
        row.last_step = step
        row.save(update_fields=["last_step"])
        return True
    spent = RecoveryCode.objects.filter(person=person, code_hash=_hash(code), used_at=None).update(used_at=now)
    if spent:
        history.note(now, person.pk, "recovery code used", f"staff:{person.pk}")
    return bool(spent)


def recovery_codes_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def take_away(person: Person) -> None:
    """No authenticator and no recovery codes any more: the next sign-in sets one up. In the caller's transaction."""
    Authenticator.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
