"""Addresses of the style sheet and the pictures."""

from __future__ import annotations

import hashlib
from functools import cache

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
@cache
def shipped(name: str) -> str:
    """The address of a file that is shipped with the program; it changes with the content, so browsers may keep it."""
    digest = hashlib.sha256((settings.STATIC_ROOT / name).read_bytes()).hexdigest()[:12]
    return f"{settings.STATIC_URL}{name}?v={digest}"
