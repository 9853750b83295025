"""Two people by the command line, and what a document or an argument tries to bring in past them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.actions.commands import Commands
from tests.actions.steps import edit, publish, refused
from tests.network import case_file
from tocsin.actions.models import Approval, Case, Draft, PublicRecord, Rendition
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind
from tocsin.records.fields import Sealed


def test_two_people_publish_by_the_command_line_and_one_does_not(commands: Commands) -> None:
    document = json.dumps(case_file().to_json())
    path = commands.file("case.json", document)
    case = commands.done("case", "import", path, "--section", "DE")
    commands.done("case", "consent", case, "--by", "her daughter", "--how", "by telephone", "--field", "all")
    text_hash = commands.done("case", "submit", case)
    assert len(text_hash) == 64
    for words in (("approve", case), ("approve", case, "--hash", text_hash)):
        result = commands.run("case", *words)
        assert (result.exit_code, result.stdout) == (1, "")
    assert commands.run("case", "publish", case).exit_code == 1
    assert commands.done("case", "approve", case, "--hash", text_hash, by="bo") == text_hash
    assert commands.done("case", "publish", case) == "http://127.0.0.1:8000/actions/ua-1-26/"


SMUGGLED: dict[str, dict[str, object]] = {
    "a number with a line end": {"number": "UA 1/26\n"},
    "a number in other digits": {"number": "UA \u0661/26"},
    "a state's code with a line end": {"countries": ["XH\n"]},
    "a language with a line end": {"language": "en\n"},
    "an escape sequence": {"headline": "Free\x1b[2J her"},
    "a zero byte": {"body": ["a\0b"]},
    "half a character": {"summary": "\ud800"},
    "an unknown kind": {"kind": "published"},
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_nothing_is_smuggled_in_by_a_case_file(commands: Commands, name: str) -> None:
    path = commands.file("case.json", json.dumps(case_file().to_json() | SMUGGLED[name]))
    result = commands.run("case", "import", path, "--section", "DE")
    assert (result.exit_code, result.stdout) == (2, "")
    assert not Case.objects.exists()


def test_fields_that_are_none_of_a_case_file_do_nothing(commands: Commands) -> None:
    mine = {
        "state": "approved",
        "approvals": ["bo"],
        "submitted_hash": "0" * 64,
        "links": {"targets.0": 7},
        "slug": "x",
    }
    path = commands.file("case.json", json.dumps(case_file().to_json() | mine))
    draft = Draft.objects.get(case=commands.done("case", "import", path, "--section", "DE"))
    assert (draft.state, draft.submitted_hash, draft.submitter, draft.case.slug) == ("draft", None, None, None)
    assert 7 not in draft.links.values()
    assert not mine.keys() & draft.content.open().keys()
    assert not Approval.objects.exists()


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.OUTCOME, Kind.UPDATE])
def test_a_case_file_of_any_kind_becomes_a_draft_alone(commands: Commands, kind: Kind) -> None:
    network = commands.network
    public = network.published()
    foreign = case_file(kind=kind, number="UA 1/26", index="DE XH/0001/2026")
    path = commands.file("case.json", json.dumps(foreign.to_json()))
    assert commands.run("case", "import", path, "--section", "DE", by="mallory").exit_code == 1
    free = case_file(kind=kind, number="UA 7/26", index="DE XH/0001/2026", warnings=(), deadline=date(2027, 1, 1))
    path = commands.file("case.json", json.dumps(free.to_json()))
    case = commands.done("case", "import", path, "--section", "DE", by="mallory")
    assert Draft.objects.get(case=case).state == "draft"
    assert PublicRecord.objects.get().case_id == public.pk
    # The index of another document is not taken over either, with two people's blessing.
    network.agree(Case.objects.get(pk=case))
    edit(network, Case.objects.get(pk=case), outcome=Outcome.RELEASED)
    network.review(Case.objects.get(pk=case))
    refused("index-taken", publish, network, Case.objects.get(pk=case))


def test_what_only_the_desk_needs_is_not_published_with_an_imported_case_file(commands: Commands) -> None:
    value = case_file().to_json()
    value["warnings"] = [{"code": "made-up", "field": "body", "message": "SOURCE Pastor Ilo"}]
    path = commands.file("case.json", json.dumps(value))
    case = Case.objects.get(pk=commands.done("case", "import", path, "--section", "DE"))
    commands.network.agree(case)
    commands.network.publish(case)
    assert b"Pastor" not in bytes(Rendition.objects.get().casefile or b"")


def test_an_escape_sequence_of_an_older_draft_does_not_reach_the_reviewer_s_terminal(commands: Commands) -> None:
    case = commands.network.draft()
    whole = case_file(concerns=("\x1b]0;approved\x07",)).to_json() | {"warnings": []}
    draft = case.drafts.get()
    draft.content = Sealed.of(Draft, "content", whole)
    draft.save()
    result = commands.run("case", "show", case.pk, by="bo")
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("case", "list"),
        ("case", "show", "1"),
        ("case", "consent", "{case}", "--by", "\udcff", "--how", "x", "--field", "all"),
        ("case", "edit", "{case}", "--link", "targets.\u00b2=1"),
        ("case", "edit", "{case}", "--link", "targets.0=\u00b2"),
        ("case", "edit", "{case}", "--set", "targets.\u00b2=x"),
        ("case", "edit", "{case}", "--zone", "\udcff"),
        ("case", "extend", "{case}", "--until", "9999-12-31", "--reason", "x", "--section", "DE"),
    ],
    ids=lambda words: " ".join(words).encode("ascii", "replace").decode(),
)
def test_what_is_no_text_and_no_number_ends_in_plain_words(commands: Commands, words: tuple[str, ...]) -> None:
    case = commands.network.draft()
    by = "\udcff@example.org" if words[-1] in {"list", "1"} else "dara" if "extend" in words else "amina"
    result = commands.run(*(word.format(case=case.pk) for word in words), by=by)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code in {1, 2}
    assert "Nothing was changed." in result.stderr


def test_a_deadline_at_the_end_of_the_calendar_is_refused_in_plain_words(commands: Commands) -> None:
    case = commands.network.draft(deadline=date(9999, 12, 31))
    commands.network.review(case)
    result = commands.run("case", "publish", case.pk)
    assert result.exit_code == 2
    assert "too far" in result.stderr


def test_a_stop_a_take_down_and_a_withdrawal_are_one_person_s_and_at_once(commands: Commands) -> None:
    network = commands.network
    stopped, gone, given_up, unasked = network.published(), network.published(), network.draft(), network.published()
    commands.done("case", "stop", stopped.pk, by="dara")
    commands.done("case", "takedown", gone.pk, by="odile")
    commands.done("case", "withdraw", given_up.pk, by="emil")
    commands.done("case", "consent", unasked.pk, "--withdraw", unasked.consents.get().pk, by="greta")
    states = {record.case_id: record.state for record in PublicRecord.objects.all()}
    assert states == {stopped.pk: "stopped", gone.pk: "taken down", unasked.pk: "taken down"}
    assert Rendition.objects.filter(edition__case=gone, text__isnull=True).count() == 1
    given_up.refresh_from_db()
    assert given_up.withdrawn_at == network.now
