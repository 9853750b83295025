"""States that do not exist: the table of the directory is filled from the program's own."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from tocsin.casefile.states import INVENTED
from tocsin.casefile.states import InventedState as State
from tocsin.directory.models import InventedState
from tocsin.letters.languages import is_language_tag
from tocsin.records.errors import BadInput


def ensure_invented_states(model: type[InventedState] = InventedState) -> int:
    """Add the invented states that the table lacks; how many. Those that are there stay as they are.

    model: a migration hands in the model of its own time.
    """
    there = set(model.objects.values_list("code", flat=True))
    missing = {code: state for code, state in INVENTED.items() if code not in there}
    for code, state in missing.items():
        check_invented_state(code, state)
        model.objects.create(
            code=code,
            names=dict(state.names),
            formal_name=state.formal_name,
            zone=state.zone,
            language=state.language,
        )
    return len(missing)


def check_invented_state(code: str, state: State) -> None:
    """Raise BadInput for a code that may belong to a real state, and for a name, zone or language that is none."""
    if not re.fullmatch("X[C-Z]", code) or code == "XK":
        raise BadInput(
            _("The code %(code)s is not for invented states: they have XC to XZ, without XK (Kosovo).") % {"code": code}
        )
    if not state.names.get("en"):
        raise BadInput(_("The invented state %(code)s needs an English name.") % {"code": code})
    if not is_zone(state.zone):
        raise BadInput(
            _("The invented state %(code)s has the zone “%(zone)s”, which is none.")
            % {"code": code, "zone": state.zone}
        )
    if not is_language_tag(state.language):
        raise BadInput(
            _("The invented state %(code)s has the language “%(language)s”, which is none.")
            % {"code": code, "language": state.language}
        )


def is_zone(name: str) -> bool:
    """Whether it is the name of a time zone (IANA)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
