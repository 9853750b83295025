"""The staff: who they are and what they may do."""

from __future__ import annotations

import click

from tocsin.cli.console import (
    acting,
    as_json,
    as_option,
    handled,
    json_option,
    now,
    put_out,
    secret_in,
    show_table,
    tell,
)

ROLES = click.Choice(["author", "reviewer", "translator", "coordinator", "operator"])


@click.group()
def staff() -> None:
    """People on the staff: add, confirm, grant, end, secret, list, export, erase."""


def _section_id(code: str | None) -> int | None:
    from tocsin.directory.sections import section_by_code
    from tocsin.records.errors import BadInput

    if code is None:
        return None
    section = section_by_code(code)
    if section is None:
        raise BadInput(f"There is no section {code[:20]}: see “tocsin sections list”.")
    return int(section.pk)


@staff.command("add")
@click.argument("address")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, type=ROLES, required=True, help="What they do; may be repeated.")
@click.option("--section", help="Code of their section; of all sections otherwise.")
@click.option("--secret-file", help="File that holds their first secret; asked for otherwise.")
@click.option("--as", "email", metavar="EMAIL", help="Who you are; not needed for the very first person, an operator.")
@handled
def add(  # noqa: PLR0913, PLR0917
    address: str, name: str, roles: tuple[str, ...], section: str | None, secret_file: str | None, email: str | None
) -> None:
    """Add somebody. From the third person on, a second person confirms. Prints the address."""
    from tocsin.staff.models import Grant
    from tocsin.staff.roles import Role
    from tocsin.staff.services import add_person

    actor = acting(email) if email else None
    person = add_person(
        actor,
        email=address,
        name=name,
        roles=map(Role, roles),
        secret=secret_in(secret_file, f"New secret of {address}"),
        section_id=_section_id(section),
        now=now(),
    )
    if Grant.objects.filter(person=person, confirmed_at=None).exists():
        tell(f"Another person has to confirm: tocsin staff confirm {person.email} --as SOMEBODY-ELSE.")
    put_out(person.email)


@staff.command("confirm")
@click.argument("address")
@as_option
@handled
def confirm(address: str, email: str) -> None:
    """Confirm the roles that another person gave somebody. Talk with that somebody first."""
    from tocsin.staff.services import confirm_person

    put_out(str(confirm_person(acting(email), address, now())))


@staff.command("grant")
@click.argument("address")
@click.option("--role", "roles", multiple=True, type=ROLES, required=True, help="Role to give; may be repeated.")
@as_option
@handled
def grant(address: str, roles: tuple[str, ...], email: str) -> None:
    """Give somebody a role; it counts once another person has confirmed it."""
    from tocsin.staff.roles import Role
    from tocsin.staff.services import grant_roles

    put_out(grant_roles(acting(email), address, map(Role, roles), now()).email)


@staff.command("end")
@click.argument("address")
@click.option("--role", "roles", multiple=True, type=ROLES, help="Role to take away, at once; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="The person leaves.")
@as_option
@handled
def end(address: str, roles: tuple[str, ...], everything: bool, email: str) -> None:
    """Take roles away, or all of them: at once, by one person."""
    from tocsin.records.errors import BadInput
    from tocsin.staff.roles import Role
    from tocsin.staff.services import end_roles, remove_person

    actor = acting(email)
    if everything:
        put_out(remove_person(actor, address, now()).email)
    elif roles:
        put_out(end_roles(actor, address, map(Role, roles), now()).email)
    else:
        raise BadInput("Say which role ends (--role), or that the person leaves (--all).")


@staff.command("move")
@click.argument("address")
@click.option("--section", help="Code of the section; of all sections otherwise.")
@as_option
@handled
def move(address: str, section: str | None, email: str) -> None:
    """Put somebody into another section; another person confirms their roles there."""
    from tocsin.staff.services import move_person

    put_out(move_person(acting(email), address, _section_id(section), now()).email)


@staff.command("secret")
@click.argument("address", required=False)
@click.option("--secret-file", help="File that holds the new secret; asked for otherwise.")
@as_option
@handled
def secret(address: str | None, secret_file: str | None, email: str) -> None:
    """Set a new secret: your own, or that of ADDRESS, whose roles then wait for another person."""
    from tocsin.staff.services import set_secret

    person = set_secret(acting(email), address, secret_in(secret_file, "New secret"), now())
    if address and person.email != email.strip().lower():
        tell(f"Another person has to confirm: tocsin staff confirm {person.email} --as SOMEBODY-ELSE.")
    put_out(person.email)


@staff.command("list")
@json_option
@as_option
@handled
def list_staff(json_only: bool, email: str) -> None:
    """The staff that you may see."""
    from tocsin.staff.services import export_person, people_for

    lines = [export_person(person) for person in people_for(acting(email))]
    if json_only:
        put_out(as_json(lines))
        return
    show_table(
        ("address", "name", "section", "roles", "state"),
        [
            (one["email"], one["name"], one["section"], _roles(one), "works" if one["active"] else "left")
            for one in lines
        ],
    )


def _roles(one: dict[str, object]) -> str:
    roles = one["roles"]
    assert isinstance(roles, list)
    return ", ".join(f"{role['role']}{'' if role['confirmed'] else ' (to be confirmed)'}" for role in roles)


@staff.command("export")
@click.argument("address", required=False)
@as_option
@handled
def export(address: str | None, email: str) -> None:
    """Everything held about you, or about ADDRESS, as JSON."""
    from tocsin.staff.access import access_person_for
    from tocsin.staff.roles import Deed
    from tocsin.staff.services import export_person

    actor = acting(email)
    put_out(as_json(export_person(access_person_for(actor, address, Deed.STAFF) if address else actor)))


@staff.command("erase")
@click.argument("address")
@as_option
@handled
def erase(address: str, email: str) -> None:
    """Erase name and address of somebody who has left. What they did stays in the history under a number."""
    from tocsin.staff.services import erase_person

    erase_person(acting(email), address, now())
    tell("Name and address are erased.")
