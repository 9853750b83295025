"""What kind of thing a column holds. Every field of every model is declared as one of these; a test asks for it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


class Exposure(StrEnum):
    """Who may come to see a field (SAFETY.md)."""

    PUBLIC = "public"
    MEMBERS = "members"
    DESK = "desk"
    SEALED = "sealed"


def public[F: models.Field[Any, Any]](field: F) -> F:
    """May stand on a page."""
    return _declare(field, Exposure.PUBLIC)


def desk[F: models.Field[Any, Any]](field: F) -> F:
    """For staff alone."""
    return _declare(field, Exposure.DESK)


def personal[F: models.Field[Any, Any]](field: F) -> F:
    """For staff alone, and about somebody who may ask for it and have it erased (`records.personal`)."""
    field.is_personal = True  # type: ignore[attr-defined]
    return _declare(field, Exposure.DESK)


def _declare[F: models.Field[Any, Any]](field: F, exposure: Exposure) -> F:
    field.exposure = exposure  # type: ignore[attr-defined]
    return field


def exposure_of(field: Any) -> Exposure | None:
    """The declared class of a field; None where somebody forgot. Keys and relations are ids and say nothing."""
    if isinstance(field, SealedField):
        return Exposure.SEALED
    return getattr(field, "exposure", None)


class SealedField(_Bytes):
    """A JSON value that only the desk can read: encrypted to the desk key, wherever the row goes.

    Writing takes the public half of the key. Reading gives a `Sealed`; the value comes from its `open()`, which raises
    SealedAway in a process without the desk key.
    """

    exposure = Exposure.SEALED

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Sealed):
            value = value.sealed()
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self.purpose, bytes(value))

    def to_python(self, value: Any) -> Any:
        """For loading a backup: base64 text to sealed bytes."""
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.purpose, bytes(super().to_python(value)))

    def value_to_string(self, obj: Any) -> str:
        import base64

        value = self.value_from_object(obj)
        return "" if value is None else base64.b64encode(value.sealed()).decode("ascii")


class Sealed:
    """A value in a sealed column: never shown by accident, opened on purpose."""

    __slots__ = ("_content", "_purpose")

    def __init__(self, purpose: str, content: bytes) -> None:
        self._purpose = purpose
        self._content = content

    @classmethod
    def of(cls, model: type[models.Model], field: str, value: Any) -> Sealed:
        """Seal a JSON value for one column."""
        purpose = f"{model._meta.label_lower}.{field}"
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(purpose, settings.KEYRING.desk_public_key().seal(content, purpose))

    def open(self) -> Any:
        """The value. Raises KeysError where this process has no desk key."""
        return json.loads(settings.KEYRING.desk_key().open(self._content, self._purpose))

    def sealed(self) -> bytes:
        return self._content

    def __repr__(self) -> str:
        return "<sealed>"
