"""By what a person is known who has no account: a keyed hash of the mailbox behind their address."""

from __future__ import annotations

import hashlib

from django.conf import settings

from tocsin.records import base32


def keyed_hash(secret: str, purpose: str, text: str) -> str:
    """Hexadecimal; who has not the secret learns nothing of the text from it, not even by trying."""
    key = hashlib.sha256(f"tocsin {purpose}\0{secret}".encode()).digest()
    return hashlib.blake2b(text.encode(), key=key, digest_size=32).hexdigest()


def token_from(digest: str) -> str:
    """A token of 160 bits, in the form of all others, from a hexadecimal digest."""
    return base32.encoded(bytes.fromhex(digest)[:20])


def mailbox_of(address: str) -> str:
    """The mailbox behind an address: what stands after a `+` leads to the same one, and at Gmail dots mean nothing."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}" if local else ""


def person_of(email: str) -> str:
    """The keyed hash by which one mailbox is one person, whether they write or are a member."""
    return keyed_hash(settings.SECRET_KEY, "person", mailbox_of(email))


def domain_of(address: str) -> str:
    """The keyed hash by which the mailboxes of one provider are known; empty for what has no domain."""
    domain = address.rpartition("@")[2].strip().lower()
    return keyed_hash(settings.SECRET_KEY, "domain", domain) if domain else ""
