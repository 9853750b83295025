"""What goes out and what comes back: the outbox, the print queue, the worker, incoming mail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

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
    keep,
    now,
    put_out,
    show_table,
    take_in,
    tell,
)

MOST_PROCESSES = 64
LARGEST_MESSAGE = 25_000_000


@click.group()
def outbox() -> None:
    """Outgoing letters and notices: what is on its way, what is held, what failed."""


@outbox.command("list")
@click.option("--state", "states", multiple=True, help="Only letters in this state; several times.")
@click.option("--case", help="Only letters of this case, by its slug (ua-152-26).")
@json_option
@as_option
@handled
def list_outbox(states: tuple[str, ...], case: str | None, json_only: bool, email: str) -> None:
    """The switches, how many letters are in each state, and the newest 200 of them."""
    from tocsin.delivery.operating import letter_to_json, letters_for, outbox_to_json

    actor = acting(email)
    switches = outbox_to_json(actor, now())
    letters = [letter_to_json(letter) for letter in letters_for(actor, states, case)]
    if json_only:
        put_out(as_json({**switches, "letters": letters}))
        return
    if switches["held"]:
        tell("The outbox is held: nothing goes until “tocsin outbox release”.")
    elif switches["paused_until"]:
        tell(f"The outbox is paused until {switches['paused_until']}.")
    heads = ("id", "kind", "case", "edition", "recipient", "route", "state", "why", "attempts", "answer", "next_try")
    show_table(heads, [[letter[head] for head in heads] for letter in letters])


def ids_argument[F](command: F) -> F:
    return click.argument("ids", metavar="NUMBER", nargs=-1, type=click.IntRange(1))(command)  # type: ignore[type-var]


@outbox.command("hold")
@ids_argument
@as_option
@handled
def hold(ids: Sequence[int], email: str) -> None:
    """Hold the letters of these numbers, or, without any, the whole outbox. Prints how many letters wait."""
    from tocsin.delivery.operating import hold as hold_letters

    put_out(str(hold_letters(acting(email), ids, now())))


@outbox.command("release")
@ids_argument
@as_option
@handled
def release(ids: Sequence[int], email: str) -> None:
    """Let held letters go by their numbers, or, without any, the whole outbox. Prints how many."""
    from tocsin.delivery.operating import release as release_letters

    put_out(str(release_letters(acting(email), ids, now())))


@outbox.command("retry")
@ids_argument
@as_option
@handled
def retry(ids: Sequence[int], email: str) -> None:
    """Try frozen or failed letters once more by their numbers; without any, all frozen ones. Prints how many."""
    from tocsin.delivery.operating import retry as retry_letters

    put_out(str(retry_letters(acting(email), ids, now())))


@outbox.command("pause")
@click.option("--minutes", type=click.IntRange(1, 10_080), default=60, show_default=True, help="How long.")
@as_option
@handled
def pause(minutes: int, email: str) -> None:
    """Hand nothing over for a while; then all goes on by itself. Prints until when (UTC)."""
    from tocsin.delivery.operating import pause as pause_outbox

    put_out(pause_outbox(acting(email), minutes, now()).isoformat(timespec="seconds"))


@click.group("print-queue")
def print_queue() -> None:
    """Letters that a section's volunteers print and post."""


def section_option[F](command: F) -> F:
    return click.option("--section", help="Only of this section, by its code.")(command)  # type: ignore[type-var]


@print_queue.command("list")
@section_option
@json_option
@as_option
@handled
def list_queue(section: str | None, json_only: bool, email: str) -> None:
    """What waits to be printed or posted, the oldest first, and what is printed and must not be posted any more."""
    from tocsin.appeals.printing import line_of, printed_and_held_back, queue_for

    actor = acting(email)
    stopped = printed_and_held_back(actor, section)
    lines = [line_of(letter) for letter in (*queue_for(actor, section), *stopped)]
    if stopped:
        tell(f"{len(stopped)} printed letters are held back: do not post them. Mark those that you posted before.")
    if json_only:
        put_out(as_json(lines))
        return
    heads = ("id", "state", "case", "section", "recipient", "waits_since", "printed_at", "not_after")
    show_table(heads, [[line[head] for head in heads] for line in lines])


@print_queue.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="PDF file to write: up to 100 letters.")
@click.option("--again", is_flag=True, help="Also letters that were printed before and not posted.")
@section_option
@as_option
@handled
def export_queue(out: Path, again: bool, section: str | None, email: str) -> None:
    """Write the next letters into one print-ready PDF and mark them as printed. Prints their ids."""
    from tocsin.appeals.printing import print_batch

    if out.exists():
        fail(BAD_INPUT, f"There is something at “{out}” already.", "Nothing was marked.", "Name another file.")
    batch = print_batch(acting(email), section, now(), again=again)
    for number, reason in batch.left_out:
        tell(f"Letter {number} is left out: {reason}")
    if batch.pdf is None:
        fail(REFUSED, "Nothing waits to be printed.")
    keep(out, batch.pdf)
    put_out("\n".join(map(str, batch.ids)))


@print_queue.command("posted")
@click.argument("ids", metavar="NUMBER", nargs=-1, required=True, type=click.IntRange(1))
@as_option
@handled
def posted(ids: Sequence[int], email: str) -> None:
    """Mark the letters of these numbers as put into the post. Prints how many."""
    from tocsin.appeals.printing import mark_posted

    put_out(str(mark_posted(acting(email), ids, now())))


@click.command()
@click.option(
    "--processes", type=click.IntRange(1, MOST_PROCESSES), default=1, show_default=True, help="How many work at once."
)
@click.option("--until-idle", is_flag=True, help="End once nothing is due, instead of waiting for more.")
@handled
def work(processes: int, until_idle: bool) -> None:
    """Hand over what is due, hold back what is stopped, erase what is over; until Ctrl-C or SIGTERM."""
    if processes > 1:
        _several(processes)
        return
    from tocsin.alerts.work import FanOut
    from tocsin.project.work import worker

    told = _told_to_end()
    at_work, alerts = worker(), FanOut(now, told.is_set)
    try:
        while not told.is_set():
            moved = alerts.step() | at_work.step()
            if until_idle and not moved and at_work.is_idle:
                break
            if not moved:
                told.wait(0.2)
    finally:
        alerts.close()
        at_work.close()


def _several(processes: int) -> None:
    """The same command so often; all end with this one."""
    command = [sys.executable, "-m", "tocsin.cli", "work"]
    children = [subprocess.Popen(command, start_new_session=True) for _ in range(processes)]
    told = _told_to_end()
    while not told.wait(0.5):
        if any(child.poll() is not None for child in children):
            break
    for child in children:
        child.terminate()
    for child in children:
        child.wait()
    if not told.is_set():
        fail(REFUSED, "One of the workers has ended by itself: see above.", "What was accepted is kept.")


def _told_to_end() -> threading.Event:
    told = threading.Event()

    def tell_end(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tell_end)
    return told


@click.command()
@click.option("--lmtp", required=True, metavar="HOST:PORT", help="Where to take mail: on this machine, by LMTP.")
@handled
def receive(lmtp: str) -> None:
    """Take incoming mail from this machine's mail server: bounces and officials' replies; until SIGTERM."""
    from tocsin.delivery.incoming.errors import IncomingError
    from tocsin.delivery.incoming.lmtp import run_lmtp
    from tocsin.project.incoming import handler_at, knows

    host, _, port = lmtp.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        fail(BAD_INPUT, "--lmtp takes a host and a port, such as 127.0.0.1:2424.", "Nothing was started.")
    try:
        run_lmtp(handler_at(now), host.strip("[]"), int(port), known=knows)
    except IncomingError as error:
        fail(BAD_INPUT, str(error), "Nothing was started.")


@click.command()
@click.option("--to", "recipient", help="Address of ours that it came to; else taken from the message's head.")
@handled
def bounce(recipient: str | None) -> None:
    """Read one message from standard input that came back, as a mail server's pipe gives it."""
    from tocsin.delivery.incoming.lmtp import Answer
    from tocsin.project.incoming import address_in
    from tocsin.project.incoming import take_in as take_mail

    message = take_in("-", LARGEST_MESSAGE)
    to = recipient or os.environ.get("ORIGINAL_RECIPIENT") or address_in(message)
    if to is None:
        fail(BAD_INPUT, "No address of this network stands in the message.", "Nothing was changed.")
    if take_mail(to, os.environ.get("SENDER", ""), message, now()) is Answer.UNKNOWN:
        fail(
            REFUSED,
            "No letter and no alert belongs to this address: it is forged, or its letter is erased.",
            "Nothing was changed.",
        )
    tell("It is written down.")
