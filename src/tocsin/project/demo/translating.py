"""Work for translators in the demonstration: an update that some languages lag behind, a text that waits for its second
reader, a language just begun, and terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft
from tocsin.actions.models import Case
from tocsin.actions.overview import draft_case_file
from tocsin.actions.translating.glossary import add_word
from tocsin.actions.translating.memory import take_in
from tocsin.casefile import Kind
from tocsin.staff.models import Person

UPDATED, READ_ANEW = "02-harbour-families", "04-border-group"

_SUMMARY: Final = (
    "A notice nailed to 152 doors in Port Sanna gives the harbour families one week to leave their homes. After that, "
    "machines are to clear the quay. Nobody has offered them another place to live. The court that could stop it has "
    "not answered their appeal."
)
_CALL: Final = "stop every step to send the eleven people held at the Halm Pass back to Oskany"
_CALL_IN_FRENCH: Final = "cesser toute démarche visant à renvoyer vers l’Oskanie les personnes détenues au col de Halm"
_WORDS: Final = (
    ("fr", "asylum", "asile", ""),
    ("fr", "eviction", "expulsion", "Never “éviction”."),
    ("fr", "Ombudsman", "Médiateur", "With a capital where the office is meant."),
    ("ar", "asylum", "لجوء", ""),
    ("zh", "Forced eviction", "强行驱逐", ""),
)


def leave_work(staff: Mapping[str, Person], cases: Mapping[str, Case], now: datetime) -> None:
    """cases: by the name of their story."""
    for language, source, target, note in _WORDS:
        add_word(staff["farid"], None, language, source, target, note, now)
    # It leaves out “eleven”, as a hurried person might.
    border = str(cases[READ_ANEW].pk)
    take_in(staff["chen"], border, "fr", {_CALL: _CALL_IN_FRENCH}, now - timedelta(hours=2))
    take_in(staff["chen"], border, "es", {"Forcible return": "Devolución forzosa"}, now - timedelta(hours=1))
    add_word(staff["chen"], border, "fr", "Halm Pass", "col de Halm", "", now)
    _update(staff["amina"], cases[UPDATED], now - timedelta(minutes=50))


def _update(author: Person, case: Case, now: datetime) -> None:
    """An update in review: what it changed is to be translated before it goes live."""
    reference = str(case.pk)
    begin_edition(author, reference, Kind.UPDATE, now)
    content = replace(draft_case_file(author, case, now), summary=_SUMMARY)
    edit_draft(author, reference, Edit(case_file=content), now)
    submit_draft(author, reference, now)
