"""The life of a case: from a document to an edition, and to its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.casefile import CaseFile, Kind, case_from, load_case
from tocsin.casefile.reading import MAX_BYTES, read_document
from tocsin.cli.case_changes import link_from, outcome_from, with_changes
from tocsin.cli.console import (
    acting,
    as_json,
    as_option,
    handled,
    json_option,
    now,
    put_out,
    show_table,
    take_in,
    tell,
)
from tocsin.plain import printable

if TYPE_CHECKING:
    from tocsin.actions.originals import Source
    from tocsin.directory.models import Section
    from tocsin.staff.models import Person

EDITION_KINDS = [Kind.UPDATE, Kind.REISSUE, Kind.CORRECTION, Kind.STOP]


@click.group()
def case() -> None:
    """The life of a case: import, edit, submit, approve, publish, update, stop. CASE is an id, number or slug."""


def section_for(person: Person, code: str | None) -> Section:
    """The section that is meant: the one named, else the person's own, else the only one there is."""
    from tocsin.directory.models import Section
    from tocsin.directory.sections import access_section_for
    from tocsin.records.errors import BadInput

    if code is not None:
        return access_section_for(person, code)
    if person.section is not None:
        return person.section
    sections = list(Section.objects.filter(active=True)[:2])
    if len(sections) != 1:
        raise BadInput("Say which section the case belongs to (--section CODE; see “tocsin sections list”).")
    return sections[0]


@case.command("import")
@click.argument("file")
@click.option("--section", help="Section that the case belongs to; your own otherwise.")
@as_option
@handled
def import_case(file: str, section: str | None, email: str) -> None:
    """Read a document (or a case file as JSON) into a new case. Prints the new id alone."""
    from tocsin.actions.drafts import new_case

    person = acting(email)
    content = take_in(file, MAX_BYTES)
    case_file, source = _read(content, file)
    made = new_case(person, section_for(person, section), case_file, now(), source)
    from tocsin.actions.access import draft_of

    for warning in case_from(draft_of(made).content.open()).warnings:
        tell(f"{warning.field}: {warning.message}")
    put_out(str(made.pk))


def _read(content: bytes, name: str) -> tuple[CaseFile, Source]:
    from tocsin.actions.originals import Source

    if content.lstrip()[:1] == b"{":
        return load_case(content), Source(Path(name).name, content)
    reading = read_document(content, "" if name == "-" else name)
    return reading.case, Source(Path(name).name, content, reading.text, reading.places)


@case.command("new")
@click.option("--headline", required=True, help="The headline.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="State that it is about; may be repeated.")
@click.option("--language", default="en", show_default=True, help="Language that it is written in (BCP 47).")
@click.option("--section", help="Section that the case belongs to; your own otherwise.")
@as_option
@handled
def new(headline: str, countries: tuple[str, ...], language: str, section: str | None, email: str) -> None:
    """Begin a case from nothing. Prints the new id alone; go on with “tocsin case edit”."""
    from tocsin.actions.drafts import new_case

    person = acting(email)
    empty = CaseFile(headline=headline, countries=tuple(map(str.upper, countries)), language=language)
    put_out(str(new_case(person, section_for(person, section), case_from(empty.to_json()), now()).pk))


@case.command("list")
@json_option
@as_option
@handled
def list_cases(email: str, json_only: bool) -> None:
    """The cases that you may see."""
    from tocsin.actions.access import cases_for
    from tocsin.actions.overview import line_of

    person = acting(email)
    lines = [line_of(person, one, now()) for one in cases_for(person)]
    if json_only:
        put_out(as_json(lines))
    else:
        heads = ("id", "number", "section", "state", "draft", "deadline", "headline")
        show_table(heads, [[line[head] for head in heads] for line in lines])


@case.command("show")
@click.argument("reference", metavar="CASE")
@click.option("--casefile", is_flag=True, help="The draft as a case file, to be edited and given back.")
@click.option("--history", "with_history", is_flag=True, help="Who did what, and when.")
@json_option
@as_option
@handled
def show(reference: str, casefile: bool, with_history: bool, json_only: bool, email: str) -> None:
    """Everything about a case: state, draft with its hash and what it waits for, consents, editions."""
    from tocsin.actions.access import access_case_for
    from tocsin.actions.overview import draft_case_file, history_lines, overview, overview_lines

    person = acting(email)
    found = access_case_for(person, reference)
    if casefile:
        put_out(as_json(draft_case_file(person, found, now()).to_json()))
        return
    value = overview(person, found, now())
    if with_history:
        value["history"] = history_lines(person, found)
    if json_only:
        put_out(as_json(value))
    else:
        put_out("\n".join(map(printable, overview_lines(value))))


@case.command("edit")
@click.argument("reference", metavar="CASE")
@click.option("--from", "file", metavar="FILE", help="The whole case file (JSON), or a document to be read.")
@click.option(
    "--set", "changes", multiple=True, metavar="FIELD=VALUE", help="One field; VALUE as JSON or as plain text."
)
@click.option("--zone", help="Time zone of the deadline (IANA).")
@click.option(
    "--mention-network", type=click.Choice(["yes", "no", "optional"]), help="Whether letters name the network."
)
@click.option("--outcome", help="What happened; for a draft of the kind outcome.")
@click.option(
    "--link", "links", multiple=True, metavar="PLACE=TARGET", help="Tie a recipient to the directory; 0 unties."
)
@click.option("--revision", type=int, help="The revision that you saw; refused if somebody changed it since.")
@as_option
@handled
def edit(  # noqa: PLR0913, PLR0917
    reference: str,
    file: str | None,
    changes: tuple[str, ...],
    zone: str | None,
    mention_network: str | None,
    outcome: str | None,
    links: tuple[str, ...],
    revision: int | None,
    email: str,
) -> None:
    """Change the open draft. Any change voids an approval. Prints the new revision."""
    from tocsin.actions.drafts import Edit, edit_draft
    from tocsin.actions.states import MentionNetwork

    person = acting(email)
    content = _read(take_in(file, MAX_BYTES), file)[0] if file else None
    if changes:
        if content is None:
            content, present = _present_content(person, reference)
            revision = revision or present
        content = with_changes(content, changes)
    draft = edit_draft(
        person,
        reference,
        Edit(
            case_file=content,
            zone=zone,
            mention_network=MentionNetwork(mention_network) if mention_network else None,
            outcome=outcome_from(outcome) if outcome else None,
            links=dict(map(link_from, links)),
            revision=revision,
        ),
        now(),
    )
    put_out(str(draft.revision))


def _present_content(person: Person, reference: str) -> tuple[CaseFile, int]:
    """What the draft says, and its revision."""
    from tocsin.actions.access import access_case_for, draft_of
    from tocsin.actions.overview import draft_case_file
    from tocsin.staff.roles import Deed

    found = access_case_for(person, reference, Deed.WRITE)
    # The revision first: what somebody saves in between is then refused, not overwritten.
    revision = draft_of(found).revision
    return draft_case_file(person, found, now()), revision


@case.command("submit")
@click.argument("reference", metavar="CASE")
@as_option
@handled
def submit(reference: str, email: str) -> None:
    """Hand the draft to a second person. Prints the hash of the text that they are to approve."""
    from tocsin.actions.access import access_case_for, draft_of
    from tocsin.actions.composing import obstacles
    from tocsin.actions.drafts import submit_draft

    person = acting(email)
    composed = submit_draft(person, reference, now())
    for obstacle in obstacles(draft_of(access_case_for(person, reference)), composed):
        tell(obstacle.message)
    put_out(composed.text_hash)


@case.command("approve")
@click.argument("reference", metavar="CASE")
@click.option("--hash", "text_hash", help="Hash of the text that you read; the submitted text otherwise.")
@as_option
@handled
def approve(reference: str, text_hash: str | None, email: str) -> None:
    """Approve exactly this text, as a second person. Prints its hash."""
    from tocsin.actions.review import approve_draft

    put_out(approve_draft(acting(email), reference, text_hash, now()).text_hash)


@case.command("publish")
@click.argument("reference", metavar="CASE")
@json_option
@as_option
@handled
def publish(reference: str, json_only: bool, email: str) -> None:
    """Publish the approved draft as an edition. Prints its address."""
    from django.conf import settings

    from tocsin.actions.publishing.publish import publish_edition

    edition = publish_edition(acting(email), reference, now())
    address = f"{settings.ENVIRONMENT.url}/actions/{edition.case.slug}/"
    tell(f"{edition.number}, edition {edition.n} ({edition.index}) is public.")
    if json_only:
        put_out(
            as_json(
                {
                    "address": address,
                    "number": edition.number,
                    "n": edition.n,
                    "index": edition.index,
                    "text_sha256": edition.text_sha256,
                }
            )
        )
    else:
        put_out(address)


@case.command("update")
@click.argument("reference", metavar="CASE")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in EDITION_KINDS]),
    default="update",
    show_default=True,
    help="Kind of the edition.",
)
@click.option("--from", "file", metavar="FILE", help="A document or case file; what was published last otherwise.")
@as_option
@handled
def update(reference: str, kind: str, file: str | None, email: str) -> None:
    """Begin the next edition of a public case. Prints the case's id."""
    _begin(acting(email), reference, Kind(kind), file)


def _begin(person: Person, reference: str, kind: Kind, file: str | None, outcome: Any = None) -> None:
    from tocsin.actions.drafts import begin_edition

    content = take_in(file, MAX_BYTES) if file else None
    case_file, source = _read(content, file) if content is not None and file else (None, None)
    draft = begin_edition(person, reference, kind, now(), case_file, outcome, source)
    put_out(str(draft.case_id))


@case.command("outcome")
@click.argument("reference", metavar="CASE")
@click.option("--outcome", required=True, help="What happened, as a word of the list: released, executed, no_news …")
@click.option("--from", "file", metavar="FILE", help="The document that tells it; what was published last otherwise.")
@as_option
@handled
def outcome(reference: str, outcome: str, file: str | None, email: str) -> None:
    """Begin the edition that tells what happened. Of a withdrawn case the outcome is only recorded."""
    from tocsin.actions.access import access_case_for
    from tocsin.actions.drafts import record_outcome_of_withdrawn

    person = acting(email)
    word = outcome_from(outcome)
    if access_case_for(person, reference).withdrawn_at is not None:
        put_out(str(record_outcome_of_withdrawn(person, reference, word, now()).pk))
    else:
        _begin(person, reference, Kind.OUTCOME, file, word)


@case.command("stop")
@click.argument("reference", metavar="CASE")
@as_option
@handled
def stop(reference: str, email: str) -> None:
    """Stop an action at once: its page says first that no letter is wanted any more."""
    from tocsin.actions.exposure import stop_case

    stopped = stop_case(acting(email), reference, now())
    tell(f"{stopped.number} is stopped. A second person should look at this today.")


@case.command("withdraw")
@click.argument("reference", metavar="CASE")
@as_option
@handled
def withdraw(reference: str, email: str) -> None:
    """Give up the open draft before it goes live."""
    from tocsin.actions.drafts import withdraw_draft

    withdraw_draft(acting(email), reference, now())
    tell("The draft is withdrawn.")


@case.command("takedown")
@click.argument("reference", metavar="CASE", required=False)
@click.option("--lapsed", is_flag=True, help="Every case whose consent has ended; for a daily job. Prints how many.")
@as_option
@handled
def takedown(reference: str | None, lapsed: bool, email: str) -> None:
    """Take every word of a case away, for good: pages, files, feeds, database. Hashes and signatures stay."""
    from tocsin.actions.exposure import take_down, take_down_lapsed
    from tocsin.records.errors import BadInput

    if (reference is None) != lapsed:
        raise BadInput("Name the case, or all those whose consent has ended (--lapsed).")
    if reference is None:
        put_out(str(take_down_lapsed(acting(email), now())))
        return
    gone = take_down(acting(email), reference, now())
    tell(f"{gone.number} is taken down, and its text is erased. Copies in other people's hands remain.")
