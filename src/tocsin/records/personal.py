"""Who hands out and who erases what is held about a person: one of each for every field that is declared `personal`.

A room tells its own when Django starts (`AppConfig.ready`). A test fails where a personal field has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Keeper:
    """export: the row's value as the person may ask for it. erased: what stands in the field once it is erased."""

    export: Callable[[Any], object]
    erased: Callable[[Any], object]


_KEEPERS: dict[str, Keeper] = {}


def keep(field: str, *, export: Callable[[Any], object], erased: Callable[[Any], object]) -> None:
    """Tell who keeps a field, named as in `staff.person.email`."""
    _KEEPERS[field] = Keeper(export, erased)


def keeper_of(field: str) -> Keeper | None:
    """Who keeps this field; None where somebody forgot."""
    return _KEEPERS.get(field)


def personal_fields(model: type[models.Model]) -> list[str]:
    """Names of a model's fields that are about somebody."""
    return [field.name for field in model._meta.fields if getattr(field, "is_personal", False)]


def exported(row: models.Model) -> dict[str, object]:
    """All personal fields of a row, by name."""
    return {name: _KEEPERS[_label(row, name)].export(row) for name in personal_fields(type(row))}


def erase(row: models.Model) -> None:
    """Empty all personal fields of a row, in the caller's transaction."""
    names = personal_fields(type(row))
    for name in names:
        setattr(row, name, _KEEPERS[_label(row, name)].erased(row))
    row.save(update_fields=names)


def _label(row: models.Model, name: str) -> str:
    return f"{row._meta.label_lower}.{name}"
