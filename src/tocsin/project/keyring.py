"""Where the keys of this installation are: variables of the environment, else files under TOCSIN_DATA/keys.

`signing.key` and `desk.key` belong to the desk alone. `desk.pub`, the half that seals, and `secret.key` are for every
process.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tocsin.keys import DeskKey, DeskPublicKey, KeysError, SecretKey, UnusableKey
from tocsin.project.environment import BadSetting, value_of

NEXT = "signing.next"
"""The file of a key that a rotation has made and not yet put into use."""

DESK_FILES = ("signing.key", "desk.key", NEXT)
"""Files that the public process must not read."""

DESK_ONLY = ("TOCSIN_SIGNING_KEY", "TOCSIN_DESK_KEY")
"""Variables that the public process must not have."""


class NoKey(KeysError):
    """A key is needed that was not made yet, or is not for this process."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """folder: TOCSIN_DATA/keys."""

    folder: Path

    def signing_key(self) -> SecretKey:
        return SecretKey.from_text(self._text("TOCSIN_SIGNING_KEY", "signing.key"))

    def desk_key(self) -> DeskKey:
        return DeskKey.from_text(self._text("TOCSIN_DESK_KEY", "desk.key"))

    def desk_public_key(self) -> DeskPublicKey:
        if value_of(os.environ, "TOCSIN_DESK_KEY") or not (self.folder / "desk.pub").exists():
            return self.desk_key().public
        return DeskPublicKey.from_text(self._text("", "desk.pub"))

    def secret_key(self) -> str | None:
        """Django's secret; None where nobody made one yet."""
        try:
            return self._text("TOCSIN_SECRET_KEY", "secret.key").strip()
        except NoKey:
            return None

    def make_missing(self) -> list[str]:
        """Make the keys that are not there; the names of the files made."""
        made = []
        if not value_of(os.environ, "TOCSIN_SECRET_KEY") and not (self.folder / "secret.key").exists():
            self._write("secret.key", secrets.token_urlsafe(48) + "\n")
            made.append("secret.key")
        if not value_of(os.environ, "TOCSIN_DESK_KEY") and not (self.folder / "desk.key").exists():
            if (self.folder / "desk.pub").exists():
                # A second key beside what is sealed to the first would lock the desk out of its own drafts.
                raise NoKey("desk.pub is there and desk.key is gone: bring desk.key back from its safe place.")
            desk = DeskKey.make()
            self._write("desk.key", desk.to_text())
            self._write("desk.pub", desk.public.to_text())
            made += ["desk.key", "desk.pub"]
        if not value_of(os.environ, "TOCSIN_SIGNING_KEY") and not (self.folder / "signing.key").exists():
            self._write("signing.key", SecretKey.make().to_text())
            made.append("signing.key")
        return made

    def keep_next_signing_key(self, key: SecretKey) -> None:
        """Keep a signing key beside the one in use, until `take_next_signing_key`."""
        if value_of(os.environ, "TOCSIN_SIGNING_KEY"):
            raise UnusableKey("The signing key is set by TOCSIN_SIGNING_KEY: make the new one where that is kept.")
        self._write(NEXT, key.to_text())

    def next_signing_key(self) -> SecretKey | None:
        """The key that was kept to be the next one; None where there is none."""
        try:
            return SecretKey.from_text((self.folder / NEXT).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError):
            raise NoKey(f"{NEXT} cannot be read by this process.") from None

    def take_next_signing_key(self) -> None:
        """The key that was kept becomes the one in use; nothing where another process did it already."""
        with contextlib.suppress(FileNotFoundError):
            (self.folder / NEXT).replace(self.folder / "signing.key")
            self._sync_folder()

    def _text(self, variable: str, name: str) -> str:
        try:
            given = value_of(os.environ, variable) if variable else None
        except BadSetting as error:
            raise NoKey(str(error)) from None
        if given:
            return given
        try:
            return (self.folder / name).read_text("utf-8")
        except FileNotFoundError:
            raise NoKey(f"There is no {name}: make the keys with “tocsin keys make”.") from None
        except (OSError, UnicodeDecodeError):
            raise NoKey(f"{name} cannot be read by this process.") from None

    def _write(self, name: str, text: str) -> None:
        """Whole or not at all, and readable by its owner alone from the first byte on."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f".{name}.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self.folder / name)
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
