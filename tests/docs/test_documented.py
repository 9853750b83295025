"""What a user can see is documented, and what is documented is there."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import get_args
from urllib.parse import unquote

import pytest

from tocsin import casefile, letters
from tocsin.casefile import checking
from tocsin.casefile.model import Family
from tocsin.casefile.reading import reader, sandbox, worker
from tocsin.letters import missions, phrases, writer
from tocsin.letters.envelopes import ENVELOPES, SIZES, Envelope
from tocsin.letters.manifest import ProblemCode

from .pages import PAGES, ROOT, anchors, codes, first_codes, page, rows, sections

PAPERS = {"a4": "A4", "letter": "Letter"}


# --- codes ---------------------------------------------------------------------------------------------------------


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith(".worker"):
            yield import_module(found.name)


def calls_in(package: ModuleType) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a package's source, with the name of what is called."""
    for module in modules_of(package):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def finding_codes() -> dict[str, set[str]]:
    """Codes with their severities, from the calls that make findings; each must name them in plain sight."""
    found: dict[str, set[str]] = {}
    for name, call in calls_in(checking):
        if name == "Finding":
            code, severity = call.args[0], call.args[2]
            assert isinstance(code, ast.Constant), ast.unparse(call)
            assert isinstance(severity, ast.Attribute), ast.unparse(call)
            found.setdefault(code.value, set()).add(severity.attr.lower())
    return found


def test_every_finding_of_check_is_in_the_editors_table_with_its_severity() -> None:
    table = rows(sections(page("docs/editor.md"))["What check finds"])
    assert {codes(row[0])[0]: {row[1]} for row in table} == finding_codes()


def warning_codes() -> set[str]:
    """Codes of warnings: first arguments of `warn`, and the doubts about recipients."""
    found: set[str] = set()
    for name, call in calls_in(casefile.reading):
        owner = getattr(getattr(call.func, "value", None), "attr", "")
        if name == "warn" and isinstance(call.args[0], ast.Constant):
            found.add(call.args[0].value)
        elif owner == "doubts" and name in {"append", "extend"}:
            pairs = [node.elts[0] for node in ast.walk(call) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
            found |= {first.value for first in pairs if isinstance(first, ast.Constant)}
        elif name == "warn":
            assert ast.unparse(call.args[0]) == "code", f"no code in plain sight: {ast.unparse(call)}"
    return found


def test_every_warning_of_reading_is_in_the_editors_table() -> None:
    assert first_codes(sections(page("docs/editor.md"))["Warnings"]) == warning_codes()


def test_every_family_is_in_the_editors_table() -> None:
    assert first_codes(sections(page("docs/editor.md"))["Families"]) >= {family.value for family in Family}


def test_every_problem_of_a_letter_is_in_the_writers_table() -> None:
    assert first_codes(sections(page("docs/writer.md"))["Problems"]) == {code.value for code in ProblemCode}


# --- the writer's file, envelopes, missions, languages -------------------------------------------------------------


def test_every_key_of_the_writers_file_is_in_the_table_with_its_values() -> None:
    section = sections(page("docs/writer.md"))["WRITER.toml"]
    told = {codes(row[0])[0]: row[2] for row in rows(section)}
    assert set(told) == set(writer._KEYS)
    assert set(get_args(writer.SignAs)) <= set(codes(told["sign_as"]))
    assert set(SIZES) <= set(codes(told["paper"]))
    assert f"1 to {writer.MAX_ADDRESS_LINES} lines" in told["address"]


def test_the_keys_that_the_table_calls_needed_are_those_that_are_missed() -> None:
    table = {codes(row[0])[0]: row[1] for row in rows(sections(page("docs/writer.md"))["WRITER.toml"])}
    whole = {"name": '"A B"', "country": '"DE"', "language": '"en"', "place": '"Leipzig"'}
    for left_out in ("name", "country", "language"):
        assert table[left_out] == "yes"
        content = "\n".join(f"{key} = {value}" for key, value in whole.items() if key != left_out)
        with pytest.raises(letters.LettersError):
            letters.load_writer(content.encode())
    assert {key for key, needed in table.items() if needed == "yes"} == {"name", "country", "language"}
    assert letters.load_writer("\n".join(f"{key} = {value}" for key, value in whole.items()).encode())


def envelope_row(envelope: Envelope) -> list[str]:
    """Name, paper, address and folds as the table must give them."""
    box, notes = envelope.address, envelope.notes
    tall = f"{box.top:g}-{box.bottom:g}" + (f"; more lines from {notes.top:g} on" if notes else "")
    folds = ", ".join(f"{fold:g}" for fold in envelope.folds) or "no marks"
    return [
        f"`{envelope.name}`",
        ", ".join(PAPERS[paper] for paper in envelope.papers),
        f"{box.left:g}-{box.right:g}",
        tall if envelope.has_window else f"from {box.top:g}",
        folds + (f"; punch mark {envelope.punch:g}" if envelope.punch else ""),
    ]


def test_every_envelope_is_in_the_table_with_its_measures() -> None:
    table = rows(sections(page("docs/writer.md"))["Envelopes"])
    assert [row[:5] for row in table] == [envelope_row(envelope) for envelope in ENVELOPES.values()]


def test_every_column_of_the_list_of_missions_is_documented() -> None:
    assert first_codes(sections(page("docs/missions.md"))["Our own"]) == set(missions._KNOWN)


def test_every_language_of_letters_is_named() -> None:
    paragraphs = page("docs/writer.md").split("\n\n")
    told = next(text for text in paragraphs if text.startswith("Letters know these languages"))
    assert set(codes(told)) == set(phrases.languages())


def test_the_limits_of_the_reading_process_are_those_in_the_operators_table() -> None:
    section = sections(page("docs/operator.md"))["The child process that reads documents"]
    told = {row[0]: row[1] for row in rows(section)}
    assert told["size of the file"] == f"{reader.MAX_BYTES // 1_000_000} MB"
    assert told["processor time"] == f"{sandbox.CPU_SECONDS} s"
    assert told["waiting, whatever happens"] == f"{worker.WALL_SECONDS:g} s"
    assert told["memory (address space)"] == f"{sandbox.MEMORY_BYTES // 1024 // 1024} MB"


def test_every_test_that_the_page_on_safety_names_is_there() -> None:
    named = {code for code in codes(page("docs/safety.md")) if code.startswith("tests/")}
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).is_file()]


# --- the pages themselves ------------------------------------------------------------------------------------------


def test_every_verb_of_the_makefile_is_in_the_list_of_verbs() -> None:
    verbs = re.search(r"^\.PHONY: (.+)$", page("Makefile"), re.MULTILINE)
    assert verbs
    assert first_codes(sections(page("CONTRIBUTING.md"))["Verbs"]) - {'make test ARGS="tests/letters -x"'} == {
        f"make {verb}" for verb in verbs[1].split()
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        other = (path.parent / unquote(name)).resolve() if name else path
        assert other.exists(), target
        assert not anchor or anchor in anchors(other.read_text("utf-8")), target
