"""Commands of the directory: sections, and targets (offices that are written to)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

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
    show_table,
    take_in,
    tell,
)

LARGEST = 50_000_000
EVENTS = ("confirmed", "bounced", "reported_failing", "given_up", "corrected")
CLEARABLE = ("name", "post", "country", "lines", "email", "fax", "phone", "social", "web_form")


def by_language(_: click.Context, __: click.Parameter, given: Iterable[str]) -> dict[str, str]:
    """Values such as `en=TEXT`."""
    pairs = [item.partition("=") for item in given]
    if any(not equals for _, equals, _ in pairs):
        raise click.BadParameter("give the language too, such as en=TEXT.")
    return {language: text for language, _, text in pairs}


def of_sending(values: dict[str, Any]) -> dict[str, Any]:
    """What a section says of sending (`Section.letters`), taken out of the options."""
    keys = ("postage_home", "postage_abroad", "no_post_to", "prints", "office_hours")
    return named({key: values.pop(key) for key in keys})


def named(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given; a list or a mapping that was not given is empty."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value or value is False
    }


# --- sections -------------------------------------------------------------------------------------------------------


@click.group()
def sections() -> None:
    """National sections of the network."""


def section_options[F: Any](command: F) -> F:
    """What a section says of itself."""
    for option in (
        click.option("--after-deadline", multiple=True, callback=by_language, metavar="LANGUAGE=TEXT",
                     help="What its writers read after a deadline; once for each language."),
        click.option("--line", "address", multiple=True, help="A line of its postal address; several times."),
        click.option("--office-hours/--at-once", default=None,
                     help="Whether its writers' letters leave spread over office hours."),
        click.option("--prints/--prints-not", default=None, help="Whether its volunteers print and post letters."),
        click.option("--no-post-to", multiple=True, help="Code of a state to which no post goes; several times."),
        click.option("--postage-abroad", default="", help="What a stamp abroad costs, as it is printed: “€1.25”."),
        click.option("--postage-home", default="", help="What a stamp inland costs."),
        click.option("--web", default="", help="Its web page."),
        click.option("--email", "mailbox", default="", help="Its e-mail address."),
    ):  # fmt: skip
        command = option(command)
    return command


@sections.command("add")
@click.argument("code")
@click.option("--country", required=True, help="Two-letter code of its state.")
@click.option("--name", required=True, help="What it is called.")
@click.option("--language", "languages", multiple=True, required=True, help="A language it works in; several times.")
@section_options
@as_option
@handled
def add_section_command(email: str, code: str, mailbox: str, **values: Any) -> None:
    """Add a section; prints its CODE."""
    from tocsin.actions.section_words import found_section

    sending = of_sending(values)
    put_out(found_section(acting(email), code=code, email=mailbox, now=now(), letters=sending, **values).code)


@sections.command("edit")
@click.argument("code")
@click.option("--country", help="Two-letter code of its state.")
@click.option("--name", help="What it is called.")
@click.option("--language", "languages", multiple=True, help="A language it works in; several times; replaces all.")
@click.option("--active/--inactive", default=None, help="Whether it works at present.")
@section_options
@as_option
@handled
def edit_section_command(email: str, code: str, mailbox: str, after_deadline: dict[str, str], **values: Any) -> None:
    """Change what is said of a section. A text after the deadline is taken away with `LANGUAGE=`."""
    from tocsin.actions.section_words import change_section
    from tocsin.directory.sections import access_section_for

    actor = acting(email)
    sending = of_sending(values)
    changes = named({**values, "email": mailbox})
    if after_deadline:
        changes["after_deadline"] = access_section_for(actor, code).after_deadline | after_deadline
    if sending:
        changes["letters"] = access_section_for(actor, code).letters | sending
    if not changes:
        fail(BAD_INPUT, "Nothing is named that should change.", "Nothing was changed.")
    change_section(actor, code, changes, now())
    tell(f"The section {code} is changed.")


@sections.command("approve")
@click.argument("code")
@as_option
@handled
def approve_section_command(email: str, code: str) -> None:
    """Approve, as a second person, what pages say of a section. Prints its CODE."""
    from tocsin.actions.section_words import approve_section_words

    put_out(approve_section_words(acting(email), code, now()).code)


@sections.command("list")
@json_option
@as_option
@handled
def list_sections(email: str, json_only: bool) -> None:
    """All sections."""
    from tocsin.directory.exchange import section_to_json
    from tocsin.directory.sections import sections_for

    found = sections_for(acting(email))
    if json_only:
        put_out(as_json([section_to_json(section) for section in found]))
    else:
        rows = ((one.code, one.country, one.name, " ".join(one.languages), one.email) for one in found)
        show_table(("CODE", "STATE", "NAME", "LANGUAGES", "E-MAIL"), rows)


@sections.command("show")
@click.argument("code")
@json_option
@as_option
@handled
def show_section(email: str, code: str, json_only: bool) -> None:
    """All about one section."""
    from tocsin.directory.exchange import section_to_json
    from tocsin.directory.sections import access_section_for

    values = section_to_json(access_section_for(acting(email), code))
    if json_only:
        put_out(as_json(values))
    else:
        show_table(("WHAT", "VALUE"), _flat(values))


def _flat(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Rows of a table: a list one item a row, a mapping with its keys."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from ((f"{name} {key}", str(item)) for key, item in value.items())
        elif isinstance(value, list):
            yield from ((name, str(item)) for item in value)
        elif value not in {None, ""}:
            yield name, str(value)


# --- targets --------------------------------------------------------------------------------------------------------


@click.group()
def targets() -> None:
    """Offices that are written to."""


def target_options[F: Any](command: F) -> F:
    """What is said of an office and of its holder."""
    for option in (
        click.option("--social", multiple=True, help="An account, such as @ministry; several times."),
        click.option("--phone", multiple=True, help="A telephone number; several times."),
        click.option("--fax", multiple=True, help="A fax number; several times."),
        click.option("--email", "mailboxes", multiple=True, help="An e-mail address; several times."),
        click.option("--line", "lines", multiple=True, help="A line of the postal block, as printed; several times."),
        click.option("--country", help="Two-letter code of its state."),
        click.option("--name", help="Who holds the office; without a post, the organisation."),
        click.option("--post", help="The office, such as “Minister of Justice”."),
    ):
        command = option(command)
    return command


@targets.command("add")
@target_options
@click.option("--salutation", help="The form of address, without closing comma.")
@click.option("--language", default="en", show_default=True, help="Language of the salutation (BCP 47).")
@as_option
@handled
def add_target(email: str, language: str, mailboxes: tuple[str, ...], **values: Any) -> None:
    """Add an office; prints its number. Entries that look alike are named on standard error."""
    from tocsin.casefile import Recipient
    from tocsin.directory.recipients import typed_recipient
    from tocsin.directory.targets import add_office, near_offices

    actor = acting(email)
    recipient = typed_recipient(Recipient(email=mailboxes, **values))
    alike = near_offices(recipient)
    office = add_office(actor, recipient, language, now())
    if alike:
        tell(f"Looks like number {', '.join(str(one.pk) for one in alike)}: see whether it is the same office.")
    put_out(str(office.pk))


@targets.command("edit")
@click.argument("number", type=int)
@target_options
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of the new holder named by --name.")
@click.option("--spelling", help="The holder’s name, where it was misspelt.")
@click.option("--gender", type=click.Choice(["m", "f"]), help="Of the holder.")
@click.option("--web-form", multiple=True, help="A page with a form to write to; several times.")
@click.option("--salutation", "salutations", multiple=True, callback=by_language, metavar="LANGUAGE=TEXT",
              help="The form of address; LANGUAGE= takes it away.")  # fmt: skip
@click.option("--without", multiple=True, type=click.Choice(CLEARABLE), help="Take this away; several times.")
@as_option
@handled
def edit_target(  # noqa: PLR0913, PLR0917 - one for each kind of option
    email: str,
    number: int,
    mailboxes: tuple[str, ...],
    since: datetime | None,
    salutations: dict[str, str],
    without: tuple[str, ...],
    **values: Any,
) -> None:
    """Change an office. A list that is given replaces the one that was there; --name ends the term of who held it."""
    from tocsin.directory.targets import edit_office

    changes = named({**values, "email": mailboxes, "since": since.date() if since else None})
    if salutations:
        changes["salutations"] = {language: text or None for language, text in salutations.items()}
    changes |= {what: None if what in {"name", "post", "country"} else [] for what in without}
    edit_office(acting(email), number, changes, now())
    tell(f"Office {number} is changed.")


@targets.command("list")
@click.argument("text", default="")
@click.option("--country", help="Two-letter code of a state.")
@json_option
@as_option
@handled
def list_targets(email: str, text: str, country: str | None, json_only: bool) -> None:
    """Offices, all or those whose title, holder or address holds the words of TEXT."""
    from tocsin.directory.recipients import recipient_to_json
    from tocsin.directory.targets import offices_for, recipients_of

    found = offices_for(acting(email), text, country)
    recipients = recipients_of([office.pk for office in found], "en", now().date())
    if json_only:
        put_out(as_json([{"id": office.pk} | recipient_to_json(recipients[office.pk]) for office in found]))
    else:
        ways = ((office.pk, recipients[office.pk]) for office in found)
        rows = ((pk, one.country, one.post, one.name, " ".join(one.email)) for pk, one in ways)
        show_table(("NUMBER", "STATE", "POST", "NAME", "E-MAIL"), rows)


@targets.command("show")
@click.argument("number", type=int)
@json_option
@as_option
@handled
def show_target(email: str, number: int, json_only: bool) -> None:
    """All about one office: holders, contact points with their numbers and states, salutations."""
    from tocsin.directory.access import access_office_for
    from tocsin.directory.assembling import load_offices
    from tocsin.directory.exchange import office_details

    values = office_details(load_offices([access_office_for(acting(email), number).pk])[0])
    if json_only:
        put_out(as_json(values))
        return
    show_table(
        ("WHAT", "VALUE"),
        [("number", values["id"]), *_flat({k: values[k] for k in ("post", "organisation", "country")})],
    )
    show_table(("HOLDER", "SINCE", "UNTIL"), ((one["name"], one["since"], one["until"]) for one in values["holders"]))
    contacts = (
        (one["id"], one["kind"], one["state"], _one_line(one["value"]), one["note"]) for one in values["contacts"]
    )
    show_table(("CONTACT", "KIND", "STATE", "VALUE", "NOTE"), contacts)
    show_table(("LANGUAGE", "SALUTATION"), ((one["language"], one["text"]) for one in values["salutations"]))


def _one_line(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


@targets.command("health")
@click.argument("contact", type=int)
@click.argument("event", type=click.Choice(EVENTS))
@click.option("--note", help="What is known of it, for the desk.")
@as_option
@handled
def record_target_health(email: str, contact: int, event: str, note: str | None) -> None:
    """Record what happened to a contact point (its number is in `targets show`); prints its state."""
    from tocsin.directory.health import record_health
    from tocsin.directory.kinds import ContactEvent

    put_out(record_health(acting(email), contact, ContactEvent(event), now(), note).state)


@targets.command("merge")
@click.argument("keep", type=int)
@click.argument("double", type=int)
@as_option
@handled
def merge_targets(email: str, keep: int, double: int) -> None:
    """Two entries are one office: KEEP takes over what DOUBLE has more, and DOUBLE’s number leads to it."""
    from tocsin.directory.targets import merge_offices

    merge_offices(acting(email), keep, double, now())
    tell(f"Office {double} is now {keep}.")


# --- files ----------------------------------------------------------------------------------------------------------


def exchange(group: click.Group, module: str, what: str, taken: str, given: str) -> None:
    """The commands `import` and `export` of a group. taken, given: what their help says of the files."""

    @group.command("import", help=f"{taken} FILE may be - for standard input.")
    @click.argument("file")
    @as_option
    @handled
    def import_command(email: str, file: str) -> None:
        take = getattr(import_module(module), f"import_{what}")
        actor = acting(email)
        tell(f"{what.capitalize()} taken in: {take(actor, take_in(file, LARGEST), now())}.")

    @group.command("export", help=given)
    @as_option
    @handled
    def export_command(email: str) -> None:
        from tocsin.directory.access import see_directory

        see_directory(acting(email))
        put_out(getattr(import_module(module), f"export_{what}")())


exchange(
    sections, "tocsin.directory.exchange", "sections",
    "Add the sections of a file (JSON) that are not there yet.", "All sections as JSON.",
)  # fmt: skip
exchange(
    targets, "tocsin.directory.exchange", "targets",
    "Add the offices of a file (JSON or CSV) that are not there yet.", "All offices as JSON.",
)  # fmt: skip
