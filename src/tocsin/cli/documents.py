"""Documents and letters: what works on one file, without a database."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.casefile import CaseFile, CaseFileError, InvalidCaseFile, NoActionFound, UnreadableDocument, load_case
from tocsin.casefile.reading import MAX_BYTES, Reading, read_document
from tocsin.cli.console import BAD_INPUT, REFUSED, as_json, fail, keep, put_out, put_out_bytes, take_in
from tocsin.plain import printable

if TYPE_CHECKING:
    from tocsin.letters import Missions


@click.command()
@click.argument("file")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="json",
    show_default=True,
    help="Case file as JSON, or as plain text.",
)
def read(file: str, form: str) -> None:
    """Read an urgent action document (PDF, DOCX, text, e-mail) into a case file. FILE may be - for standard input."""
    reading = read_or_fail(file)
    tell_warnings(reading.case)
    if form == "json":
        put_out(as_json(reading.case.to_json()))
    else:
        from tocsin.casefile.writing import write_text

        put_out(write_text(reading.case))


def read_or_fail(file: str) -> Reading:
    """Read a document, or end with the exit code of the contract."""
    content = take_in(file, MAX_BYTES)
    try:
        return read_document(content, "" if file == "-" else file)
    except NoActionFound as error:
        fail(
            REFUSED,
            str(error),
            "Nothing was changed.",
            "Check that it is the right file; its text must hold the labels of an urgent action.",
        )
    except UnreadableDocument as error:
        fail(BAD_INPUT, str(error))


def tell_warnings(case: CaseFile) -> None:
    for warning in case.warnings:
        click.echo(printable(f"{warning.field}: {warning.message}"), err=True)


def load_or_fail(file: str) -> CaseFile:
    """Load a case file, or end with exit code 2."""
    try:
        return load_case(take_in(file, MAX_BYTES))
    except InvalidCaseFile as error:
        fail(BAD_INPUT, str(error), "Nothing was changed.")


@click.command()
@click.argument("case")
@click.option("--as", "form", type=click.Choice(["text", "html", "json", "sheet"]), required=True, help="What to make.")
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Paper of the sheet."
)
@click.option("--link", help="Short link to the action: printed on the sheet, with a QR code.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output otherwise.")
def write(case: str, form: str, paper: str, link: str | None, out: Path | None) -> None:
    """Write a case file as plain text, HTML, JSON or the two-page sheet (PDF). CASE may be - for standard input."""
    loaded = load_or_fail(case)
    if link is not None and not link.startswith(("https://", "http://")):
        fail(BAD_INPUT, "The link must begin with https:// or http://.", "Nothing was written.")
    try:
        content = _document(loaded, form, paper, link)
    except CaseFileError as error:
        fail(BAD_INPUT, str(error), "Nothing was written.")
    if out is None:
        put_out_bytes(content)
    else:
        keep(out, content)


def _document(case: CaseFile, form: str, paper: str, link: str | None) -> bytes:
    # Imported late: typesetting takes time to load, and reading does not need it.
    from tocsin.casefile.writing import write_html, write_sheet, write_text

    match form:
        case "text":
            return write_text(case).encode()
        case "html":
            return write_html(case, link=link).encode()
        case "json":
            return (as_json(case.to_json()) + "\n").encode()
        case _:
            return write_sheet(case, "letter" if paper == "letter" else "a4", link)


@click.command()
@click.argument("case")
@click.option("--json", "json_only", is_flag=True, help="The findings as JSON alone.")
def check(case: str, json_only: bool) -> None:
    """Say what an editor should look at in a case file. Exit code 0: nothing, 1: something, 2: not a case file."""
    from tocsin.casefile.checking import check_value

    content = take_in(case, MAX_BYTES)
    try:
        findings = check_value(json.loads(content.decode("utf-8-sig")), date.today())
    except (ValueError, RecursionError):
        fail(BAD_INPUT, "The file is not JSON: give the output of “tocsin read”.", "Nothing was changed.")
    except InvalidCaseFile as error:
        fail(BAD_INPUT, str(error), "Nothing was changed.")
    if not json_only:
        for finding in findings:
            click.echo(printable(f"{finding.severity}: {finding.field or 'the file'}: {finding.message}"), err=True)
        if not findings:
            click.echo("Nothing to say about it.", err=True)
    if json_only or not sys.stdout.isatty():
        put_out(as_json([finding.to_json() for finding in findings]))
    sys.exit(REFUSED if findings else 0)


@click.command()
@click.argument("case")
@click.option(
    "--writer",
    metavar="WRITER.toml",
    help="Who writes: name, address or place, country, language, paper, envelope.",
)
@click.option(
    "--text",
    metavar="APPEAL.txt",
    help="The appeal in your own words, paragraphs parted by blank lines.",
)
@click.option(
    "--people",
    metavar="PEOPLE.csv",
    help="Instead of these two: the people of a letter-writing evening, for letters on paper.",
)
@click.option(
    "--per",
    type=click.Choice(["recipient", "envelope"]),
    help="With --people: what the letters in one file have in common; recipient by default.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for the letters.")
@click.option("--language", metavar="BCP47", help="Language of the letters; wins over the writer's.")
@click.option("--missions", metavar="FILE.csv", help="Diplomatic missions and where they are accredited.")
@click.option("--json", "json_only", is_flag=True, help="The manifest as JSON on standard output.")
def letters(  # noqa: PLR0913, PLR0917 - the options of the contract
    case: str,
    writer: str | None,
    text: str | None,
    people: str | None,
    per: str | None,
    out: Path,
    language: str | None,
    missions: str | None,
    json_only: bool,
) -> None:
    """Make a letter to every official and copy recipient: for paper, fax, e-mail. Exit code 1: one has no route.

    With --people, a letter of everybody in the list, on paper, ready for the printer.
    """
    loaded = load_or_fail(case)
    known = _missions(missions) if missions else None
    if people and not (writer or text):
        from tocsin.cli.evening import Order, write_evening
        from tocsin.letters.evening import Per

        order = Order(loaded, people, out, Per(per or "recipient"), language, known, json_only)
        write_evening(order, date.today())
    elif writer and text and not (people or per):
        _letters_of_one(loaded, writer, text, out, language, known, json_only)
    else:
        fail(
            BAD_INPUT,
            "Give --writer and --text for one person's letters, or --people alone for those of many.",
            "Nothing was changed.",
            "--per goes with --people.",
        )


def _missions(file: str) -> Missions:
    from tocsin.letters import LettersError, load_missions

    try:
        return load_missions(take_in(file, MAX_BYTES))
    except LettersError as error:
        fail(BAD_INPUT, str(error))


def _letters_of_one(  # noqa: PLR0913, PLR0917 - the options of the contract
    loaded: CaseFile,
    writer: str,
    text: str,
    out: Path,
    language: str | None,
    missions: Missions | None,
    json_only: bool,
) -> None:
    from tocsin.letters import LettersError, load_writer, write_letters
    from tocsin.terminal import show_manifest

    try:
        manifest = write_letters(
            loaded,
            load_writer(take_in(writer, MAX_BYTES)),
            appeal_text(take_in(text, MAX_BYTES)),
            out,
            today=date.today(),
            language=language,
            missions=missions,
        )
    except LettersError as error:
        fail(BAD_INPUT, str(error))
    if json_only:
        put_out(as_json(manifest.to_json()))
    else:
        show_manifest(manifest, out, loaded.deadline, date.today())
    sys.exit(0 if manifest.every_recipient_has_a_route else REFUSED)


def appeal_text(content: bytes) -> str:
    """The writer's text; Windows editors save other encodings than UTF-8."""
    from tocsin.casefile.reading.extraction.plain import decode

    return decode(content)
