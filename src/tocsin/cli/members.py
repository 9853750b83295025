"""Members: lists of them taken in and handed out, and erasing one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tocsin.cli.console import (
    BAD_INPUT,
    acting,
    as_json,
    as_option,
    fail,
    handled,
    json_option,
    now,
    put_out,
    put_out_bytes,
    tell,
)

FEW = 20
"""Lines that cannot be used and are named to a person."""


@click.group()
def members() -> None:
    """People who get alerts: import, export, erase."""


def _lines_of(name: str) -> Iterator[str]:
    """Line by line: a list may be larger than the memory. Raises BadInput."""
    from tocsin.records.errors import BadInput

    try:
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
            for line in stream:
                yield line.decode()
    except UnicodeDecodeError:
        raise BadInput("The list is not UTF-8 throughout: save it as UTF-8. Batches before that line stay.") from None
    except OSError as error:
        raise BadInput(f"The list “{name}” cannot be read: {error.strerror}.") from None


@members.command("import")
@click.argument("file")
@click.option("--section", default="", help="Code of the section whose members they are; of none otherwise.")
@click.option("--origin", default="", help="How they agreed, where a row does not say it: “Fair in Kiel, paper form”.")
@json_option
@as_option
@handled
def import_list(file: str, section: str, origin: str, json_only: bool, email: str) -> None:
    """Take in a list (CSV; - for standard input). Nobody is doubled, nobody who left comes back. Prints how many are
    new.
    """
    from tocsin.members.importing import import_members

    done = import_members(acting(email), _lines_of(file), section, origin, now())
    if json_only:
        counts = {name: getattr(done, name) for name in ("new", "changed", "known", "left", "unusable")}
        put_out(as_json({**counts, "lines": [{"line": line, "why": why} for line, why in done.lines]}))
        return
    tell(f"{done.new} new, {done.changed} changed, {done.known} known, {done.left} left before and stay away.")
    for line, why in done.lines[:FEW]:
        tell(f"Line {line} was not used: {why}.")
    if done.unusable > FEW:
        tell(f"{done.unusable} lines in all were not used; --json names more of them.")
    put_out(str(done.new))


@members.command("export")
@click.option("--section", help="Code of the section whose members they are; all members otherwise.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, for its owner alone.")
@as_option
@handled
def export_list(section: str | None, out: Path | None, email: str) -> None:
    """Members as CSV, with their addresses in the clear: keep the file as you would keep them."""
    from tocsin.members.exporting import export_members

    lines = export_members(acting(email), section, now())
    if out is None:
        for line in lines:
            put_out_bytes(line.encode())
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.writelines(line.encode() for line in lines)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        fail(BAD_INPUT, f"“{out}” cannot be written: {error.strerror}.", "Nothing was written.")


@members.command("erase")
@click.argument("address")
@as_option
@handled
def erase(address: str, email: str) -> None:
    """Erase somebody who asks for it by letter, and keep lists from bringing them back."""
    from tocsin.members.exporting import erase_member

    was_member = erase_member(acting(email), address, now())
    tell("Erased; within a day also from the disk." if was_member else "There was no such member; no list brings them.")
    put_out("erased" if was_member else "kept out")
