"""Who may do what by the command line: every command that takes --as, for every role, at home and abroad.

Roles by their first letters: Author, Reviewer, Translator, Coordinator, Operator. *Home* is the section that the object
belongs to, *abroad* another one; those of no section act for all, and so as at home where nothing else is said. Words
in braces are objects of `access_world.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

ALL = "ARTCO"


@dataclass(frozen=True, slots=True)
class Row:
    """hidden: those abroad do not even learn that the object is there. anybody: also somebody without any role."""

    words: str
    home: str
    abroad: str = ""
    nowhere: str | None = None
    hidden: bool = False
    anybody: bool = False


_ANY_DIRECTORY = ("ARC", "ARC")

TABLE: dict[str, Row] = {
    # cases
    "case import": Row("case import {casefile} --section DE", "A"),
    "case new": Row("case new --headline New --country XH --section DE", "A"),
    "case list": Row("case list", ALL, ALL, anybody=True),
    "case show": Row("case show {draft}", ALL, hidden=True),
    "case show, public": Row("case show {live}", ALL, ALL),
    "case show, its history": Row("case show {live} --history", ALL),
    "case show, its draft": Row("case show {draft} --casefile", ALL, hidden=True),
    "case edit": Row("case edit {draft} --zone Europe/Paris", "A", hidden=True),
    "case edit, public": Row("case edit {following} --zone Europe/Paris", "A"),
    "case submit": Row("case submit {draft}", "A", hidden=True),
    "case approve": Row("case approve {submitted}", "R", hidden=True),
    "case publish": Row("case publish {approved}", "AR", hidden=True),
    "case update": Row("case update {live}", "A"),
    "case outcome": Row("case outcome {live} --outcome released", "A"),
    "case outcome, withdrawn": Row("case outcome {withdrawn} --outcome released", "A", hidden=True),
    "case stop": Row("case stop {live}", "ARCO"),
    "case withdraw": Row("case withdraw {draft}", "ARCO", hidden=True),
    "case withdraw, public": Row("case withdraw {following}", "ARCO"),
    "case takedown": Row("case takedown {live}", "ARCO"),
    "case takedown, lapsed": Row("case takedown --lapsed", "ARCO", "ARCO"),
    "case extend": Row("case extend {live} --until 2027-01-31 --reason Strike --section DE", "C"),
    "case extend, by one's own section": Row(
        "case extend {live} --until 2027-01-31 --reason Strike --section FR", "", "C", "C"
    ),
    "case consent": Row("case consent {draft} --by Sister --how Call --field all", "A", hidden=True),
    "case consent, impossible": Row("case consent {draft} --impossible --reason {reason}", "A", hidden=True),
    "case consent, confirmed": Row("case consent {draft} --confirm {unasked}", "R", hidden=True),
    "case consent, withdrawn": Row("case consent {live} --withdraw {consent}", "ARCO"),
    "case note": Row("case note {live} --section DE --text {text}", "C"),
    "case note, approved": Row("case note {live} --approve {waiting_note}", "RC"),
    "case note, ended": Row("case note {live} --end {waiting_note}", "ARCO"),
    "case note, sealed": Row("case note {draft} --sealed source --text {text}", "A", hidden=True),
    "case note, asked for": Row("case note {draft} --ask {sealed_note} --reason Query", "AR", hidden=True),
    "case note, opened": Row("case note {draft} --open {sealed_note}", "AR", hidden=True),
    # translations
    "translate export": Row("translate export {live} --language fr", ALL, "RT"),
    "translate export, hidden": Row("translate export {submitted} --language fr", ALL, hidden=True),
    "translate import": Row("translate import {live} {words} --language es", "T", "T"),
    "translate import, hidden": Row("translate import {submitted} {words} --language es", "T", hidden=True),
    "translate approve": Row("translate approve {live} --language fr", "RT", "RT"),
    "translate list": Row("translate list {live}", ALL, ALL),
    "translate list, hidden": Row("translate list {submitted}", ALL, hidden=True),
    # the staff
    "staff add": Row(
        "staff add new@example.org --name New --role author --section DE --secret-file {new_secret}", "CO"
    ),
    "staff add, of all sections": Row(
        "staff add new@example.org --name New --role author --secret-file {new_secret}", "", "", "CO"
    ),
    "staff confirm": Row("staff confirm {candidate}", "ARCO", hidden=True),
    "staff grant": Row("staff grant {colleague} --role reviewer", "CO", hidden=True),
    "staff end": Row("staff end {colleague} --role author", "CO", hidden=True),
    "staff end, all": Row("staff end {colleague} --all", "CO", hidden=True),
    "staff move": Row("staff move {colleague} --section DE", "CO", hidden=True),
    "staff secret": Row("staff secret {colleague} --secret-file {new_secret}", "CO", hidden=True),
    "staff secret, one's own": Row("staff secret --secret-file {new_secret}", ALL, ALL, anybody=True),
    "staff list": Row("staff list", ALL, ALL, anybody=True),
    "staff export": Row("staff export {colleague}", "CO", hidden=True),
    "staff export, of oneself": Row("staff export", ALL, ALL, anybody=True),
    "staff erase": Row("staff erase {leaver}", "CO", hidden=True),
    # the directory, which all sections share
    "sections add": Row("sections add NEW --country XH --name New --language en", "O", "O"),
    "sections edit": Row("sections edit DE --name Other", "CO", "O"),
    "sections approve": Row("sections approve DE", "RCO", "O"),
    "sections edit, what is not its own": Row("sections edit DE --country XH", "O", "O"),
    "sections list": Row("sections list", ALL, ALL),
    "sections show": Row("sections show DE", ALL, ALL),
    "sections export": Row("sections export", ALL, ALL),
    "sections import": Row("sections import {sections_file}", "O", "O"),
    "targets add": Row("targets add --name Ministry --country XH", *_ANY_DIRECTORY),
    "targets edit": Row("targets edit {office} --email new@example.org", *_ANY_DIRECTORY),
    "targets health": Row("targets health {contact} bounced", *_ANY_DIRECTORY),
    "targets merge": Row("targets merge {office} {other_office}", *_ANY_DIRECTORY),
    "targets import": Row("targets import {targets_file}", *_ANY_DIRECTORY),
    "targets list": Row("targets list", ALL, ALL),
    "targets show": Row("targets show {office}", ALL, ALL),
    "targets export": Row("targets export", ALL, ALL),
    "missions list": Row("missions list", ALL, ALL),
    "missions import": Row("missions import {missions_file}", *_ANY_DIRECTORY),
    "missions waiting": Row("missions waiting", ALL, ALL),
    "missions waiting, one list": Row("missions waiting {missions_list}", ALL, ALL),
    "missions confirm": Row("missions confirm {missions_list}", *_ANY_DIRECTORY),
    "missions withdraw": Row("missions withdraw {missions_list}", *_ANY_DIRECTORY),
    "missions export": Row("missions export", ALL, ALL),
    # members
    "members import": Row("members import {members_file} --section DE --origin Fair", "C"),
    "members import, of no section": Row("members import {members_file} --origin Fair", "", "", "C"),
    "members export": Row("members export --section DE", "C"),
    "members export, all": Row("members export", "", "", "C"),
    "members erase": Row("members erase {member}", "CO", hidden=True),
    # what goes out
    # alerts
    "alerts status": Row("alerts status", ALL, ALL),
    "alerts pause": Row("alerts pause", "ARCO", "ARCO"),
    "alerts resume": Row("alerts resume", "RO", "RO"),
    "alerts hold": Row("alerts hold {live_slug} --section DE --hours 2", "C"),
    "alerts hold, by one's own section": Row("alerts hold {live_slug} --section FR --hours 2", "", "C", "C"),
    "alerts release": Row("alerts release {held_slug} --section DE", "C"),
    "alerts end": Row("alerts end {live_slug}", "RO", "RO"),
    "alerts ceiling": Row("alerts ceiling example.org --a-minute 60", "RO", "RO"),
    "alerts ceiling, looking": Row("alerts ceiling", ALL, ALL),
    # what goes out
    "outbox list": Row("outbox list", "O", "O"),
    "outbox hold": Row("outbox hold {waiting_letter}", "O", "O"),
    "outbox hold, all": Row("outbox hold", "O", "O"),
    "outbox release": Row("outbox release {held_letter}", "O", "O"),
    "outbox release, all": Row("outbox release", "O", "O"),
    "outbox retry": Row("outbox retry {frozen_letter}", "O", "O"),
    "outbox pause": Row("outbox pause", "O", "O"),
    "print-queue list": Row("print-queue list", "CO", "CO"),
    "print-queue list, of one section": Row("print-queue list --section DE", "CO"),
    "print-queue export": Row("print-queue export --section DE --out {batch}", "CO"),
    "print-queue posted": Row("print-queue posted {printed_letter}", "CO"),
    # the machine
    "keys rotate": Row("keys rotate", "O", "O"),
}

NOBODY_ASKED = {
    "read": "documents alone",
    "write": "documents alone; its --as is a format",
    "check": "documents alone",
    "letters": "documents alone",
    "keys make": "before there is anybody",
    "keys list": "public halves",
    "keys check": "public halves",
    "migrate": "before there is anybody",
    "serve": "whoever has the machine",
    "doctor": "whoever has the machine",
    "backup": "whoever has the machine; what is sealed stays sealed",
    "restore": "into an empty database, where nobody is yet",
    "demo": "a network of its own",
    "work": "whoever has the machine and the desk's key",
    "receive": "the mail server of the machine",
    "bounce": "the mail server of the machine; a message without a letter's token does nothing",
}
"""Commands that ask for nobody, and why."""
