"""All that the database holds, to see that something changed nothing."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, by the table's name."""
    found = {}
    for model in apps.get_models():
        columns = [field.attname for field in model._meta.concrete_fields]
        rows = model._default_manager.order_by("pk").values_list(*columns)
        found[model._meta.label] = [tuple(map(_plain, row)) for row in rows]
    return found


def _plain(value: Any) -> Any:
    """Sealed values and bytes as something that can be compared."""
    sealed = getattr(value, "sealed", None)
    value = sealed() if sealed else value
    return bytes(value) if isinstance(value, memoryview) else value
