"""Recovery codes for the staff of the demonstration, so that nobody needs a telephone to look at the desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tocsin.project.demo.network import CAST
from tocsin.staff.second_factor import code_at
from tocsin.staff.sessions import end_sessions
from tocsin.staff.signing_in import give_secret, offer_authenticator, set_up_authenticator


def write_codes(file: Path, secret: str, now: datetime) -> None:
    """Set up an authenticator for everybody but the first, through the door that people use, and keep their codes."""
    lines = [line for one in CAST[1:] for line in (one.email, *_codes_of(one.email, secret, now), "")]
    file.write_text("\n".join(lines), "utf-8")


def _codes_of(email: str, secret: str, now: datetime) -> list[str]:
    session = give_secret(email, secret, "", "", now).session
    done = set_up_authenticator(session, code_at(offer_authenticator(session), now), now)
    end_sessions(None, session.person, now)
    return done.recovery_codes
