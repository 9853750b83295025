"""`scripts.py` for templates: `{% comma %}`, and `{{ name|isolated }}` where a name is handed to a sentence."""

from __future__ import annotations

from django import template

from tocsin.desk import scripts

register = template.Library()
register.simple_tag(scripts.comma, name="comma")
register.filter("isolated", scripts.isolated)
