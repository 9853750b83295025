"""The keys with which this installation signs its mail."""

from __future__ import annotations

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.project.environment import Environment


def signers_of(environment: Environment) -> list[DkimSigner]:
    """One for each key of the domain: RSA, which everybody reads, and Ed25519 beside it where there is one.

    Raises UnusableKey (delivery).
    """
    keys = (
        (environment.dkim_key, environment.dkim_selector),
        (environment.second_dkim_key, environment.second_dkim_selector),
    )
    return [DkimSigner.from_pem(key, environment.mail_domain, selector) for key, selector in keys if key]
