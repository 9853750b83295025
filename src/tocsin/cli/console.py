"""What every command shares: streams, plain errors, and who it is that acts."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tocsin.plain import printable

if TYPE_CHECKING:
    from tocsin.staff.models import Person

REFUSED, BAD_INPUT = 1, 2


def fail(code: int, problem: str, *more: str) -> NoReturn:
    """End with at most three plain lines: what is wrong, what was kept, what to do."""
    for line in (problem, *more)[:3]:
        click.echo(printable(line), err=True)
    sys.exit(code)


def tell(*lines: str) -> None:
    """Lines for a person, on standard error."""
    for line in lines:
        click.echo(printable(line), err=True)


def take_in(name: str, largest: int) -> bytes:
    """The bytes of a file, or of standard input for `-`; ends with a plain sentence where they cannot be had."""
    try:
        if name == "-":
            if sys.stdin is None:
                fail(BAD_INPUT, "There is no standard input: give a file.")
            content = sys.stdin.buffer.read(largest + 1)
        elif Path(name).is_dir():
            fail(BAD_INPUT, f"“{name}” is a folder: give a file.")
        else:
            content = _bytes_of(name, largest)
    except FileNotFoundError:
        fail(BAD_INPUT, f"There is no file “{name}”.")
    except PermissionError:
        fail(BAD_INPUT, f"The file “{name}” may not be read by you.")
    except (OSError, ValueError) as error:
        fail(
            BAD_INPUT,
            f"The file “{name}” cannot be read: {getattr(error, 'strerror', None) or 'its name is not valid'}.",
        )
    if len(content) > largest:
        size = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1_000} kB"
        fail(
            BAD_INPUT,
            f"The file is too large: more than {size}.",
            "Nothing was changed.",
            "Give the document alone, without pictures and attachments.",
        )
    return content


def _bytes_of(name: str, largest: int) -> bytes:
    """The first bytes of a file, or of a pipe; a pipe without a writer is empty, not endless."""
    with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:  # noqa: PTH123 - the flag matters
        os.set_blocking(stream.fileno(), True)
        return stream.read(largest + 1)


def put_out(text: str) -> None:
    """Write a result to standard output as UTF-8, whatever the locale."""
    put_out_bytes(text.encode() + (b"" if text.endswith("\n") else b"\n"))


def put_out_bytes(content: bytes) -> None:
    """Write to standard output; a closed pipe ends quietly."""
    if sys.stdout is None:
        fail(BAD_INPUT, "There is no standard output to write to.")
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then moved there."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        fail(BAD_INPUT, f"“{path}” cannot be written: {error.strerror}.", "Nothing was written.")


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def show_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows for a person, on standard output: plain columns, cut nowhere."""
    cells = [[printable("" if cell is None else str(cell)) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[n]) for row in cells)) if cells else len(head) for n, head in enumerate(heads)]
    for row in [list(heads), *cells]:
        put_out("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def now() -> datetime:
    return datetime.now(UTC)


def django_ready() -> None:
    """Load settings and models once; a wrong setting ends in plain words."""
    from django.conf import settings

    from tocsin.project.environment import BadSetting

    # What another project left in the environment is not meant for us.
    if not settings.configured:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
    try:
        import django

        django.setup()
    except BadSetting as error:
        fail(BAD_INPUT, str(error), "Nothing was changed.")


def handled[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """For commands that touch the database: errors of the services become plain lines and exit codes."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        django_ready()
        from django.db import DatabaseError

        from tocsin.casefile import CaseFileError
        from tocsin.cli.hints import hint_for
        from tocsin.keys import KeysError
        from tocsin.letters import LettersError
        from tocsin.records.errors import BadInput, Refused

        try:
            return command(*args, **kwargs)
        except Refused as error:
            fail(REFUSED, str(error), "Nothing was changed.", *hint_for(error))
        except (BadInput, CaseFileError, LettersError) as error:
            fail(BAD_INPUT, str(error), "Nothing was changed.")
        except KeysError as error:
            fail(BAD_INPUT, str(error), "Nothing was changed.")
        except UnicodeEncodeError:
            fail(BAD_INPUT, "What you gave holds a character that is none: type it again.", "Nothing was changed.")
        except DatabaseError as error:
            fail(BAD_INPUT, *_about_database(error))

    return wrapped


def _about_database(error: Exception) -> tuple[str, ...]:
    """What is wrong with the database, without what it said: that may quote a row."""
    text = str(error).lower()
    if any(said in text for said in ("no such table", "no such column", "does not exist")):
        return (
            "The database is not set up, or older than this program.",
            "Nothing was changed.",
            "Run “tocsin migrate”.",
        )
    if "locked" in text:
        return ("The database is in use by somebody else for too long.", "Nothing was changed.", "Try again.")
    if "disk" in text or "full" in text or "readonly" in text or "read-only" in text:
        return (
            "The database cannot be written.",
            "Nothing was changed.",
            "Look at the disk’s space and the folder’s owner.",
        )
    return (
        f"The database does not do what was asked ({type(error).__name__}).",
        "Nothing was changed.",
        "See that it runs, and what DATABASE_URL and TOCSIN_DATA say.",
    )


def as_option[F: Callable[..., Any]](command: F) -> F:
    return click.option(
        "--as", "email", required=True, metavar="EMAIL", help="Who you are: your address on the staff."
    )(command)


def json_option[F: Callable[..., Any]](command: F) -> F:
    return click.option("--json", "json_only", is_flag=True, help="As JSON on standard output.")(command)


def acting(email: str) -> Person:
    """The person who acts, once their secret is right."""
    from tocsin.staff.access import sign_in

    return sign_in(email, secret_of(f"Secret of {email}"))


def secret_of(prompt: str, variable: str = "TOCSIN_SECRET_FILE") -> str:
    """A secret: from the file that the variable names, else asked for at the terminal. Never from the command line."""
    named = os.environ.get(variable)
    if named:
        try:
            text = Path(named).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            fail(BAD_INPUT, f"{variable} names “{named}”, which cannot be read.", "Nothing was changed.")
        return text.split("\n", 1)[0].rstrip("\r")
    if not sys.stdin or not sys.stdin.isatty():
        fail(BAD_INPUT, f"A secret is needed: put it into a file and name that in {variable}.", "Nothing was changed.")
    return str(click.prompt(printable(prompt), hide_input=True, err=True))


def secret_in(file: str | None, prompt: str) -> str:
    """A new secret: from the file, else asked for twice."""
    if file is not None:
        return take_in(file, 10_000).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    if not sys.stdin or not sys.stdin.isatty():
        fail(
            BAD_INPUT, "A new secret is needed: name the file that holds it with --secret-file.", "Nothing was changed."
        )
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))
