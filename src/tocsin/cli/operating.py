"""For operators: keys, tables, the server, backups, the doctor, the demonstration."""

from __future__ import annotations

import os
import socket
import sys
from datetime import date
from pathlib import Path

import click

from tocsin.cli.console import (
    BAD_INPUT,
    REFUSED,
    acting,
    as_json,
    as_option,
    fail,
    handled,
    json_option,
    now,
    put_out,
    show_table,
    tell,
)
from tocsin.plain import printable

NOT_FOR_A_DEMO = (
    "DATABASE_URL",
    "TOCSIN_SIGNING_KEY",
    "TOCSIN_DESK_KEY",
    "TOCSIN_SECRET_KEY",
    "TOCSIN_NETWORK",
    "TOCSIN_SMTP",
    "TOCSIN_MAIL_DOMAIN",
    "TOCSIN_DKIM_KEY",
    "TOCSIN_SECOND_DKIM_KEY",
    "TOCSIN_DKIM_SELECTOR",
    "TOCSIN_SENDFAX",
)


@click.group()
def keys() -> None:
    """Keys: make, rotate, list, check what they signed."""


@keys.command("make")
@handled
def make() -> None:
    """Make the keys that are missing, in TOCSIN_DATA/keys; none is ever written over. Prints their names."""
    from django.conf import settings

    made = settings.KEYRING.make_missing()
    if not made:
        tell("All keys are there already.")
        return
    tell("Copy desk.key and signing.key to a safe place now: without desk.key no draft can be read again.")
    put_out("\n".join(made))


@keys.command("rotate")
@as_option
@handled
def rotate(email: str) -> None:
    """Make a new signing key. The old one vouches for it; what it signed still verifies. Prints the new key's id."""
    from tocsin.actions.signing import rotate_key

    made = rotate_key(acting(email), now())
    tell("Editions are signed with the new key from now on. Copy signing.key to a safe place again.")
    put_out(made.key_id)


@keys.command("list")
@json_option
@handled
def list_keys(json_only: bool) -> None:
    """The public halves of all signing keys, the newest first."""
    from tocsin.actions.models import VerifyingKey

    lines = [
        {
            "key_id": key.key_id,
            "public_key": key.public_key.splitlines()[-1],
            "made_at": key.made_at.isoformat(),
            "retired_at": key.retired_at.isoformat() if key.retired_at else None,
            "endorsement": key.endorsement,
        }
        for key in VerifyingKey.objects.order_by("-pk")
    ]
    if json_only:
        put_out(as_json(lines))
    else:
        heads = ("key_id", "public_key", "made_at", "retired_at")
        show_table(heads, [[line[head] for head in heads] for line in lines])


@keys.command("check")
@json_option
@handled
def check_chains(json_only: bool) -> None:
    """Whether every edition is as it was signed, and each follows from the one before. Ends with 1 where one is not."""
    from dataclasses import asdict

    from tocsin.actions.chain import MEANINGS, verify_chains

    breaks = [{**asdict(one), "meaning": MEANINGS[one.code]} for one in verify_chains()]
    if json_only:
        put_out(as_json(breaks))
    elif breaks:
        heads = ("slug", "n", "language", "code", "meaning")
        show_table(heads, [[one[head] for head in heads] for one in breaks])
    if breaks:
        fail(REFUSED, f"{len(breaks)} breaks in what was published.", "Bring back a backup from before.")
    tell("All that was published is as it was signed.")


@click.command()
@handled
def migrate() -> None:
    """Make the tables, or bring them to this version. Safe to run again."""
    from tocsin.project.tables import set_up

    for line in set_up(now()):
        tell(line)


@click.command()
@click.option("--public", "side", flag_value="public", help="The public pages.")
@click.option("--desk", "side", flag_value="desk", help="The editors' pages; needs the desk's keys.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@handled
def serve(side: str | None, port: int, host: str) -> None:
    """Serve pages until Ctrl-C or SIGTERM."""
    if side is None:
        fail(BAD_INPUT, "Say what to serve: --public or --desk.", "Nothing was started.")
    from tocsin.project.tables import pending

    if pending():
        fail(REFUSED, "The database is not set up, or is older.", "Nothing was started.", "Run “tocsin migrate”.")
    if not _free(host, port):
        fail(BAD_INPUT, f"Port {port} on {host} cannot be had.", "Nothing was started.", "Take another one: --port.")
    environment = _public_environment() if side == "public" else _desk_environment()
    command = [sys.executable, "-m", "tocsin.project.server", side, host, str(port)]
    os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter


def _public_environment() -> dict[str, str]:
    """For a process of its own, so that the desk's keys are not even in its first environment."""
    from django.conf import settings

    from tocsin.project.shelter import public_environment, shut_out_keys

    if not shut_out_keys(settings.ENVIRONMENT.data, os.environ):
        tell("This kernel cannot close the desk's keys to the pages: serve them as a user who may not read the keys.")
    return public_environment(dict(os.environ))


def _desk_environment() -> dict[str, str]:
    """The whole one, once it is sure that the desk's keys are there; sign-ins need what they seal."""
    from django.conf import settings

    settings.KEYRING.desk_key()
    return dict(os.environ)


def _free(host: str, port: int) -> bool:
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


@click.command()
@click.option("--mail", is_flag=True, help="Also ask the mail server and the DNS, as live delivery needs them.")
@json_option
def doctor(json_only: bool, mail: bool) -> None:
    """Say whether this machine has what Tocsin needs."""
    from tocsin.doctor import examine

    findings = examine(mail=mail)
    if json_only:
        put_out(as_json([finding.to_json() for finding in findings]))
    else:
        for finding in findings:
            put_out(printable(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.told}"))
    sys.exit(0 if all(finding.good for finding in findings) else REFUSED)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@handled
def backup(file: Path) -> None:
    """Write everything but the keys into one file. What is sealed stays sealed in it. Prints how many rows."""
    from tocsin.project.backup import back_up

    put_out(str(back_up(file, now())))
    tell("The keys are not in it: they need a copy of their own (TOCSIN_DATA/keys).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@handled
def restore(file: Path) -> None:
    """Bring a backup into an empty database. What was taken down since stays down. Prints how many rows."""
    from tocsin.project.backup import restore as bring_back

    done = bring_back(file, now())
    if done.taken_down:
        tell(f"{done.taken_down} cases that were taken down since, or whose consent has ended, are taken down again.")
    if done.erased:
        tell(f"{done.erased} people who were erased since are erased again.")
    if not done.opens_sealed:
        tell(
            "The desk key here does not open what is sealed in this backup.",
            "Put the desk.key that belongs to it into TOCSIN_DATA/keys before anybody works.",
        )
    put_out(str(done.rows))


@click.command()
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for it; what the last demonstration left there is made anew.",
)
def demo(data: Path, port: int) -> None:
    """A populated system of invented cases, until Ctrl-C or SIGTERM."""
    os.environ["TOCSIN_DATA"] = str(data / "data")
    os.environ["TOCSIN_URL"] = f"http://127.0.0.1:{port}"
    os.environ["TOCSIN_DESK_URL"] = f"http://127.0.0.1:{port + 1}"
    os.environ["TOCSIN_DELIVERY"] = "test"
    # Nothing of a real network on this machine is used, least of all its keys.
    for name in NOT_FOR_A_DEMO:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    _show(data, port)


@handled
def _show(data: Path, port: int) -> None:
    for one in (port, port + 1):
        if not _free("127.0.0.1", one):
            fail(BAD_INPUT, f"Port {one} is in use.", "Nothing was started.", "Take another one: make demo PORT=8010.")
    from tocsin.project.demo import run_demo

    try:
        run_demo(data, port, now(), date.today())
    except OSError as error:
        fail(BAD_INPUT, f"The demonstration cannot be written to “{data}”: {error.strerror}.")
