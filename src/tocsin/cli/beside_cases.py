"""What stands beside a case's text: more time for a section's writers, consents, notes. Commands of `tocsin case`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tocsin.cli.cases import section_for
from tocsin.cli.console import acting, as_option, handled, now, put_out, take_in, tell

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("extend")
@click.argument("reference", metavar="CASE")
@click.option("--until", type=DAY, required=True, help="Last day for the section's own writers.")
@click.option("--reason", required=True, help="Why; kept at the desk.")
@click.option("--section", help="The section; your own otherwise.")
@as_option
@handled
def extend(reference: str, until: Any, reason: str, section: str | None, email: str) -> None:
    """Give a section's own writers more time."""
    from tocsin.actions.section_words import extend_deadline

    person = acting(email)
    extension = extend_deadline(person, reference, section_for(person, section), until.date(), reason, now())
    put_out(str(extension.pk))


def _day(value: Any) -> date | None:
    return value.date() if value else None


@click.command("consent")
@click.argument("reference", metavar="CASE")
@click.option("--by", "who", help="Who agreed: the person, a sister, the lawyer of the family. Sealed.")
@click.option("--how", help="How they said it: by telephone, in a signed letter. Sealed.")
@click.option(
    "--field", "fields", multiple=True, help="Field that it covers, such as body or people.name; all for all."
)
@click.option(
    "--use",
    "uses",
    multiple=True,
    type=click.Choice(["publish", "alert", "media"]),
    help="What it allows; publish and alert otherwise.",
)
@click.option("--until", type=DAY, help="Last day on which it counts.")
@click.option(
    "--impossible", is_flag=True, help="Nobody could be asked; needs --reason, and a second person's --confirm."
)
@click.option("--reason", help="Why nobody could be asked. Sealed.")
@click.option("--confirm", type=int, metavar="ID", help="Confirm, as a second person, that nobody could be asked.")
@click.option(
    "--withdraw", type=int, metavar="ID", help="The consent is taken back: what rests on it is taken down at once."
)
@as_option
@handled
def consent(  # noqa: PLR0913, PLR0917
    reference: str,
    who: str | None,
    how: str | None,
    fields: tuple[str, ...],
    uses: tuple[str, ...],
    until: Any,
    impossible: bool,
    reason: str | None,
    confirm: int | None,
    withdraw: int | None,
    email: str,
) -> None:
    """Record who agreed to publication, and to what; or that nobody could be asked. Prints the consent's id."""
    from tocsin.actions import agreements, exposure

    person = acting(email)
    if withdraw is not None:
        down = exposure.withdraw_consent(person, reference, withdraw, now())
        tell("The case rested on this consent and is taken down." if down else "The consent is withdrawn.")
        return
    if confirm is not None:
        given = agreements.confirm_impossible(person, reference, confirm, now())
    elif impossible:
        given = agreements.say_impossible(person, reference, reason=reason or "", until=_day(until), now=now())
    else:
        given = agreements.give_consent(
            person,
            reference,
            who=who or "",
            how=how or "",
            fields=fields,
            uses=uses or ("publish", "alert"),
            until=_day(until),
            now=now(),
        )
    put_out(str(given.pk))


@click.command("note")
@click.argument("reference", metavar="CASE")
@click.option("--sealed", type=click.Choice(["source", "identity"]), help="Seal a note about a source or an identity.")
@click.option("--ask", type=int, metavar="ID", help="Ask that a sealed note be opened; needs --reason.")
@click.option("--open", "open_id", type=int, metavar="ID", help="Open a sealed note that another person asked for.")
@click.option("--reason", help="Why a sealed note has to be opened.")
@click.option("--section", help="Section whose readers a public note is for; your own otherwise.")
@click.option("--language", default="en", show_default=True, help="Language of a public note.")
@click.option("--text", metavar="FILE", help="File that holds the note, or - for standard input.")
@click.option("--approve", "approve_id", type=int, metavar="ID", help="Approve a section's note, as a second person.")
@click.option("--end", type=int, metavar="ID", help="Take a section's note off the page.")
@as_option
@handled
def note(  # noqa: PLR0913, PLR0917
    reference: str,
    sealed: str | None,
    ask: int | None,
    open_id: int | None,
    reason: str | None,
    section: str | None,
    language: str,
    text: str | None,
    approve_id: int | None,
    end: int | None,
    email: str,
) -> None:
    """Sealed notes for the desk, and a section's notes for its readers. Prints the note's id, or the opened note."""
    from tocsin.actions import sealed_notes, section_words

    person = acting(email)
    if open_id is not None:
        put_out(sealed_notes.open_note(person, reference, open_id, now()))
        return
    if ask is not None:
        put_out(str(sealed_notes.ask_to_open(person, reference, ask, reason or "", now()).note_id))
    elif approve_id is not None:
        put_out(str(section_words.approve_note(person, reference, approve_id, now()).pk))
    elif end is not None:
        put_out(str(section_words.end_note(person, reference, end, now()).pk))
    else:
        words = _words(text)
        if sealed:
            put_out(str(sealed_notes.seal_note(person, reference, sealed, words, now()).pk))
        else:
            own = section_for(person, section)
            put_out(str(section_words.write_note(person, reference, own, language, words, now()).pk))


def _words(file: str | None) -> str:
    from tocsin.cli.documents import appeal_text
    from tocsin.records.errors import BadInput

    if file is None:
        raise BadInput("Say where the note is: --text FILE, or --text - for standard input.")
    return appeal_text(take_in(file, 100_000)).strip()
