"""The `tocsin` command: results go to standard output, messages for people to standard error."""

from __future__ import annotations

import sys

import click

from tocsin import __version__
from tocsin.casefile import CaseFileError
from tocsin.cli import (
    alerts,
    beside_cases,
    cases,
    directory,
    documents,
    members,
    missions,
    operating,
    outgoing,
    people,
    translations,
)
from tocsin.cli.console import BAD_INPUT, fail


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="tocsin %(version)s")
def cli() -> None:
    """Urgent actions: from the document to the letter on the official's desk."""


for command in (
    documents.read,
    documents.write,
    documents.check,
    documents.letters,
    cases.case,
    people.staff,
    directory.sections,
    directory.targets,
    missions.missions,
    translations.translate,
    members.members,
    outgoing.outbox,
    outgoing.print_queue,
    alerts.alerts,
    outgoing.receive,
    outgoing.bounce,
    outgoing.work,
    operating.keys,
    operating.serve,
    operating.migrate,
    operating.doctor,
    operating.backup,
    operating.restore,
    operating.demo,
):
    cli.add_command(command)

for command in (beside_cases.extend, beside_cases.consent, beside_cases.note):
    cases.case.add_command(command)


def main() -> None:
    """Entry point: errors that click finds are told in plain lines too."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        fail(BAD_INPUT, "Stopped.")
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(BAD_INPUT)
    except click.ClickException as error:
        fail(BAD_INPUT, " ".join(error.format_message().split()), "Nothing was changed.", "See “tocsin --help”.")
    except CaseFileError as error:
        fail(BAD_INPUT, str(error))
    except BrokenPipeError:
        sys.exit(0)
