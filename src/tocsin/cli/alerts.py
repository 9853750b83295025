"""Alerts to members: how far they are, and what is done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.cli.console import acting, as_json, as_option, fail, handled, json_option, now, put_out, show_table, tell

if TYPE_CHECKING:
    from tocsin.alerts.progress import Progress


@click.group()
def alerts() -> None:
    """Alerts to members: how far they are; pausing, resuming, holding, ending, slowing down."""


@alerts.command("status")
@click.argument("slug", required=False)
@json_option
@click.option("--as", "email", help="Your address on the staff; may be left out, for only numbers are shown.")
@handled
def status(slug: str | None, json_only: bool, email: str | None) -> None:
    """The newest alerts, or those of one case: audience, handed over, rate, expected end, and the even spread."""
    from tocsin.alerts.models import Alert
    from tocsin.alerts.operating import alerts_for
    from tocsin.alerts.progress import progress_of, progress_to_json
    from tocsin.alerts.spread import spread_of

    newest = alerts_for(acting(email)) if email else list(Alert.objects.order_by("-made_at", "-pk")[:20])
    of_case = list(Alert.objects.filter(slug=slug).order_by("-made_at", "-pk")) if slug else newest
    if slug and not of_case:
        fail(1, f"There is no alert of “{slug}”.")
    known = progress_of(of_case, now())
    if json_only:
        spread = [
            {"case": one.slug, "alerts": one.alerts, "writers": one.writers, "turns": one.turns}
            for one in spread_of(now())
        ]
        put_out(as_json({"alerts": [progress_to_json(one) for one in known], "open_cases": spread}))
        return
    heads = ("id", "kind", "case", "state", "audience", "handed", "waiting", "turns", "rate", "expected end (UTC)")
    show_table(heads, [_line(one) for one in known])


def _line(one: Progress) -> list[object]:
    alert, counts = one.alert, one.counts
    ends = one.ends.isoformat(timespec="seconds") if one.ends else ""
    case = alert.slug or f"week {alert.n}"
    return [
        alert.pk, alert.kind, case, one.state, one.audience, counts.handed, counts.waiting, counts.turns,
        f"{one.rate:.1f}", ends,
    ]  # fmt: skip


@alerts.command("pause")
@click.argument("slug", required=False)
@as_option
@handled
def pause(slug: str | None, email: str) -> None:
    """Let nothing of a case's alerts go, or, without one, of all that are going. Prints how many alerts."""
    from tocsin.alerts import operating

    person = acting(email)
    put_out(str(operating.pause(person, operating.going(slug), now())))


@alerts.command("resume")
@click.argument("slug", required=False)
@as_option
@handled
def resume(slug: str | None, email: str) -> None:
    """Let paused alerts go on where they stopped, of a case or all of them. Prints how many."""
    from tocsin.alerts import operating

    person = acting(email)
    put_out(str(operating.resume(person, operating.going(slug), now())))


@alerts.command("hold")
@click.argument("alert")
@click.option("--section", required=True, metavar="CODE", help="Whose part.")
@click.option("--hours", required=True, type=click.IntRange(1, 24), help="How long at most.")
@click.option("--reason", default="", help="Why; it is kept sealed for four weeks.")
@as_option
@handled
def hold(alert: str, section: str, hours: int, reason: str, email: str) -> None:
    """Hold a section's part of an alert back, to adapt it. ALERT: a case's slug, for its newest alert, or a number as
    `status` shows it. Prints until when.
    """
    from tocsin.alerts import adapting, operating

    person = acting(email)
    until = adapting.hold(person, operating.alert_called(person, alert), section, hours, now(), reason)
    put_out(until.isoformat(timespec="seconds"))


@alerts.command("release")
@click.argument("alert")
@click.option("--section", required=True, metavar="CODE", help="Whose part.")
@click.option("--reason", default="", help="Why; it is kept sealed for four weeks.")
@as_option
@handled
def release(alert: str, section: str, reason: str, email: str) -> None:
    """Let a section's part go that is held, before its time is over."""
    from tocsin.alerts import adapting, operating

    person = acting(email)
    adapting.release(person, operating.alert_called(person, alert), section, now(), reason)
    tell("It goes now.")


@alerts.command("end")
@click.argument("alert")
@click.option("--reason", default="", help="Why; it is kept sealed for four weeks.")
@as_option
@handled
def end(alert: str, reason: str, email: str) -> None:
    """End an alert for good: whoever has not got it never will, and the action stays. Prints how many parts ended."""
    from tocsin.alerts import operating

    person = acting(email)
    put_out(str(operating.end(person, operating.alert_called(person, alert), now(), reason)))


@alerts.command("ceiling")
@click.argument("domain", required=False)
@click.option("--a-minute", type=click.IntRange(1, 1_000_000), help="At most so many alerts a minute to it.")
@click.option("--none", "unlimited", is_flag=True, help="As many as its mail server takes.")
@as_option
@handled
def ceiling(domain: str | None, a_minute: int | None, unlimited: bool, email: str) -> None:
    """How many alerts go to one mail domain: sets it, or, without a domain, lists all that are set."""
    from tocsin.alerts import operating

    person = acting(email)
    if domain is None:
        show_table(("domain", "a minute"), [(one.domain, one.a_minute) for one in operating.ceilings_for(person)])
        return
    if (a_minute is None) != unlimited:
        fail(2, "Say either --a-minute or --none.", "Nothing was changed.")
    operating.set_ceiling(person, domain, a_minute, now())
    tell("It counts from the next message on.")
