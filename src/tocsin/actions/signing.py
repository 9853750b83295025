"""The signing key: which one is in use, how it is changed, and the public halves that are kept for good."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.models import PublicVersion, VerifyingKey
from tocsin.keys import SecretKey, sign
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def register_key(now: datetime) -> VerifyingKey:
    """Make the public half of the key in use known; once is enough."""
    return _register(_secret(), now)


def _register(secret: SecretKey, now: datetime) -> VerifyingKey:
    key, made = VerifyingKey.objects.get_or_create(
        key_id=secret.public.name, defaults={"public_key": secret.public.to_text(), "made_at": now}
    )
    if made:
        PublicVersion.raise_it()
    elif key.public_key != secret.public.to_text():
        raise Refused(
            _("The signing key is not the one that is known as %(key_id)s: bring back the right one.")
            % {"key_id": key.key_id},
            "another-key",
        )
    return key


def key_in_use(now: datetime) -> SecretKey:
    """The key to sign with, in the transaction that keeps what it signs. Its public half is known from then on, for a
    signature by a key that nobody can look up would be worth nothing. Raises Refused where it was retired.
    """
    # The row is locked until the signature is kept. A rotation may have ended between reading the key and the lock, and
    # then the second try finds the new key.
    for _turn in range(2):
        secret = _secret()
        key = _register(secret, now)
        if VerifyingKey.objects.select_for_update().get(pk=key.pk).retired_at is None:
            return secret
    raise Refused(_("The key in use was retired already: bring back the newest signing key."), "retired-key")


def _secret() -> SecretKey:
    """The key in use. One that a rotation had made known when it was cut short is put into use now."""
    following = settings.KEYRING.next_signing_key()
    if following and VerifyingKey.objects.filter(key_id=following.public.name, retired_at=None).exists():
        settings.KEYRING.take_next_signing_key()
    key: SecretKey = settings.KEYRING.signing_key()
    return key


def rotate_key(person: Person, now: datetime) -> VerifyingKey:
    """Make a new signing key. The old one endorses it, signs nothing more, and still verifies what it signed.

    The new key is on disk before anything says that it counts, and takes the old one's place after: a crash before the
    transaction ends leaves the old key in use, one after it the new key (`_secret`).
    """
    with transaction.atomic(durable=True):
        require(person, Deed.KEYS, anywhere=True)
        old, new = key_in_use(now), SecretKey.make()
        settings.KEYRING.keep_next_signing_key(new)
        text = new.public.to_text()
        endorsement = sign(text.encode(), old, f"timestamp:{int(now.timestamp())}\tthe key that follows this one")
        made = VerifyingKey.objects.create(
            key_id=new.public.name, public_key=text, made_at=now, endorsement=endorsement
        )
        VerifyingKey.objects.filter(key_id=old.public.name).update(retired_at=now)
        PublicVersion.raise_it()
        history.note(now, person.pk, "key rotated", f"key:{made.key_id}", before=old.public.name)
    settings.KEYRING.take_next_signing_key()
    return made
