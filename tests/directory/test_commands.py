"""The directory's commands: results on standard output, words on standard error, exit codes of the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.directory.cast import MINISTER, SECRET, TODAY, Cast
from tocsin.cli import cli
from tocsin.directory.targets import find_office, recipients_of
from tocsin.letters import load_missions

type Run = Callable[..., Result]

MINISTER_OPTIONS = [
    *("--post", "Minister of the Interior", "--name", "Bogdan Salu", "--country", "XH"),
    *(word for line in MINISTER.lines for word in ("--line", line)),
    *(word for address in MINISTER.email for word in ("--email", address)),
    *("--fax", "+1 202 555 0141", "--phone", "+1 (202) 555-0142", "--social", "@interior"),
    *("--salutation", "Your Excellency"),
]


@pytest.fixture
def run(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as somebody, whose secret stands in a file."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    monkeypatch.setenv("TOCSIN_SECRET_FILE", str(secret))

    def run(group: str, *words: str, by: str = "amina", given: bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [group, *words, "--as", f"{by}@example.org"], input=given)

    return run


def added(run: Run) -> str:
    result = run("targets", "add", *MINISTER_OPTIONS)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def test_a_target_is_added_as_it_was_typed_and_its_number_stands_alone(run: Run):
    number = added(run)
    office = find_office(MINISTER, "en")
    assert office is not None
    assert number == str(office.pk)


def test_entries_that_look_alike_are_named_beside_the_number(run: Run):
    number = added(run)
    result = run("targets", "add", "--post", "Minister of the Interior", "--country", "XH")
    assert result.exit_code == 0
    assert result.stdout.strip().isdigit()
    assert f"number {number}" in result.stderr


def test_a_target_that_is_there_is_refused(run: Run):
    number = added(run)
    result = run("targets", "add", *MINISTER_OPTIONS)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"number {number}" in result.stderr


def test_a_target_is_changed_option_by_option(run: Run):
    number = added(run)
    words = ("--name", "Ana Ilvet", "--gender", "f", "--since", "2026-11-02", "--email", "new@interior.example.org")
    more = ("--without", "social", "--salutation", "fr=Madame la Ministre", "--salutation", "en=")
    result = run("targets", "edit", number, *words, *more)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert recipients_of([int(number)], "fr", TODAY)[int(number)] == replace(
        MINISTER,
        name="Ana Ilvet",
        lines=("Minister of the Interior", "Ana Ilvet", *MINISTER.lines[2:]),
        email=("new@interior.example.org",),
        social=(),
        salutation="Madame la Ministre",
    )


def test_targets_are_listed_for_people_and_as_json(run: Run):
    number = added(run)
    table = run("targets", "list", "salu", by="chen")
    assert table.exit_code == 0
    assert table.stdout.splitlines()[1].split()[:2] == [number, "XH"]
    listed = json.loads(run("targets", "list", "--country", "XH", "--json", by="chen").stdout)
    assert [(one["id"], one["name"], one["lines"]) for one in listed] == [
        (int(number), "Bogdan Salu", list(MINISTER.lines))
    ]
    assert json.loads(run("targets", "list", "nobody", "--json").stdout) == []


def test_the_health_of_a_contact_point_is_recorded_by_its_number(run: Run):
    number = added(run)
    shown = json.loads(run("targets", "show", number, "--json").stdout)
    fax = next(one["id"] for one in shown["contacts"] if one["kind"] == "fax")
    result = run("targets", "health", str(fax), "given_up", "--note", "The line is cut.", by="bo")
    assert (result.exit_code, result.stdout) == (0, "dead\n"), result.stderr
    table = run("targets", "show", number).stdout
    assert [line for line in table.splitlines() if "The line is cut." in line and "dead" in line]


def test_targets_go_out_and_come_in_again(run: Run, tmp_path: Path):
    added(run)
    file = tmp_path / "targets.json"
    file.write_bytes(run("targets", "export").stdout_bytes)
    result = run("targets", "import", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0" in result.stderr
    result = run("targets", "import", "-", given=b"post;name\nGovernor;Ana Ilvet\n")
    assert result.exit_code == 0
    assert "1" in result.stderr


def test_doubles_become_one(run: Run):
    number = added(run)
    double = run("targets", "add", "--post", "Minister", "--country", "XH").stdout.strip()
    assert run("targets", "merge", number, double).exit_code == 0
    assert json.loads(run("targets", "show", double, "--json").stdout)["id"] == int(number)


def test_a_section_is_made_changed_and_shown(run: Run):
    words = ("--country", "XL", "--name", "Linden", "--language", "en", "--language", "fr", "--line", "3 Quay")
    result = run("sections", "add", "LIN", *words, "--after-deadline", "en=Ask us.", by="olu")
    assert (result.exit_code, result.stdout) == (0, "LIN\n"), result.stderr
    more = ("--after-deadline", "fr=Demandez.", "--inactive", "--email", "lin@example.org")
    assert run("sections", "edit", "LIN", *more, by="olu").exit_code == 0
    sending = ("--postage-abroad", "€1.25", "--no-post-to", "XH", "--prints")
    assert run("sections", "edit", "LIN", *sending, by="olu").exit_code == 0
    assert run("sections", "edit", "LIN", "--prints-not", "--office-hours", by="olu").exit_code == 0
    shown = json.loads(run("sections", "show", "LIN", "--json").stdout)
    assert shown == {
        "code": "LIN",
        "country": "XL",
        "name": "Linden",
        "languages": ["en", "fr"],
        "email": "lin@example.org",
        "web": "",
        "address": ["3 Quay"],
        "after_deadline": {"en": "Ask us.", "fr": "Demandez."},
        "letters": {"postage_abroad": "€1.25", "no_post_to": ["XH"], "prints": False, "office_hours": True},
        "active": False,
    }
    assert "Demandez." in run("sections", "show", "LIN").stdout
    assert [one["code"] for one in json.loads(run("sections", "list", "--json").stdout)] == ["HAL", "LIN", "VES"]
    assert [line.split()[0] for line in run("sections", "list").stdout.splitlines()] == ["CODE", "HAL", "LIN", "VES"]


MISSIONS = b"sending_state,host,also_accredited,name,phone\nHalvara,DE,AT,Embassy of Halvara,+12025550141\n"


def test_missions_come_in_go_out_and_are_listed(run: Run):
    result = run("missions", "import", "-", by="bo", given=MISSIONS)
    number = result.stdout.strip()
    assert (result.exit_code, number.isdigit()) == (0, True), result.stderr
    assert "waits for a second person" in result.stderr
    assert f"tocsin missions confirm {number} --as" in result.stderr
    assert json.loads(run("missions", "list", "--json").stdout) == []
    confirmed = run("missions", "confirm", number, by="dara")
    assert (confirmed.exit_code, confirmed.stdout) == (0, "1\n"), confirmed.stderr
    assert load_missions(run("missions", "export", by="chen").stdout_bytes) == load_missions(MISSIONS)
    for words in ((), ("--of", "Halvara"), ("--to", "Austria"), ("--of", "XH", "--to", "AT")):
        listed = json.loads(run("missions", "list", *words, "--json").stdout)
        assert [one["recipient"]["name"] for one in listed] == ["Embassy of Halvara"], words
    assert "Embassy of Halvara" in run("missions", "list").stdout
    assert json.loads(run("missions", "list", "--to", "FR", "--json").stdout) == []
    again = run("missions", "import", "-", by="dara", given=MISSIONS)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing waits" in again.stderr
    nothing = run("missions", "import", "-", by="bo", given=b"sending_state,host\n")
    assert (nothing.exit_code, nothing.stdout) == (2, "")


def test_what_a_waiting_list_changes_is_shown_before_it_is_confirmed_or_withdrawn(run: Run):
    first = run("missions", "import", "-", by="bo", given=MISSIONS).stdout.strip()
    assert run("missions", "confirm", first, by="dara").exit_code == 0
    other = MISSIONS.replace(b"0141", b"0142")
    number = run("missions", "import", "-", by="bo", given=other).stdout.strip()
    (waiting,) = json.loads(run("missions", "waiting", "--json", by="dara").stdout)
    assert waiting == waiting | {"id": int(number), "source": "own", "count": 1, "by": "Bo", "is_stale": False}
    assert "Bo" in run("missions", "waiting").stdout
    (change,) = json.loads(run("missions", "waiting", number, "--json").stdout)
    assert change["kind"] == "changed"
    assert [change[side]["recipient"]["phone"] for side in ("before", "after")] == [["+12025550141"], ["+12025550142"]]
    (_heads, row) = run("missions", "waiting", number).stdout.splitlines()
    assert row.split() == ["changed", "XH", "DE", "telephone", "+12025550141", "+12025550142"]
    own = run("missions", "confirm", number, by="bo")
    assert (own.exit_code, own.stdout) == (1, "")
    assert "another person" in own.stderr
    assert run("missions", "withdraw", number, by="dara").exit_code == 0
    assert json.loads(run("missions", "waiting", "--json").stdout) == []
    assert run("missions", "confirm", number, by="dara").exit_code == 1


def test_a_list_that_was_overtaken_is_refused_and_says_what_to_do(run: Run):
    first = run("missions", "import", "-", by="bo", given=MISSIONS).stdout.strip()
    second = run("missions", "import", "-", by="dara", given=MISSIONS.replace(b"0141", b"0142")).stdout.strip()
    assert run("missions", "confirm", second, by="bo").exit_code == 0
    late = run("missions", "confirm", first, by="dara")
    assert late.exit_code == 1
    assert "changed since" in late.stderr
    assert "tocsin missions withdraw" in late.stderr
    assert "changed since" in run("missions", "waiting").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("targets", "edit", "999999", "--name", "X"), 1),
        (("targets", "show", "999999"), 1),
        (("targets", "add"), 2),
        (("targets", "add", "--name", "X", "--email", "nobody"), 2),
        (("targets", "add", "--name", "X", "--country", "Halvara"), 2),
        (("targets", "import", "/nowhere/at-all.csv"), 2),
        (("targets", "edit", "1", "--salutation", "Dear"), 2),
        (("sections", "edit", "HAL"), 2),
        (("sections", "edit", "HAL", "--name", "Ours"), 1),
        (("sections", "show", "NONE"), 1),
        (("sections", "add", "LIN", "--country", "XL", "--name", "Linden", "--language", "en"), 1),
        (("missions", "list", "--to", "Atlantis"), 2),
        (("missions", "import", "-"), 1),
        (("missions", "confirm", "999999"), 1),
        (("missions", "withdraw", "999999"), 1),
        (("missions", "waiting", "999999"), 1),
    ],
)
def test_refusals_and_bad_input_are_plain_lines(run: Run, words: tuple[str, ...], code: int):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()


COMMANDS = (
    ("targets", "add", "--name", "X"),
    ("targets", "edit", "1", "--name", "X"),
    ("targets", "list"),
    ("targets", "show", "1"),
    ("targets", "health", "1", "given_up"),
    ("targets", "merge", "1", "2"),
    ("targets", "import", "-"),
    ("targets", "export"),
    ("sections", "add", "LIN", "--country", "XL", "--name", "Linden", "--language", "en"),
    ("sections", "edit", "HAL", "--name", "X"),
    ("sections", "approve", "HAL"),
    ("sections", "list"),
    ("sections", "show", "HAL"),
    ("sections", "import", "-"),
    ("sections", "export"),
    ("missions", "import", "-"),
    ("missions", "waiting"),
    ("missions", "waiting", "1"),
    ("missions", "confirm", "1"),
    ("missions", "withdraw", "1"),
    ("missions", "list"),
    ("missions", "export"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_serves_strangers(run: Run, words: tuple[str, ...]):
    added(run)
    for name in ("eve", "mallory", "nobody"):
        result = run(*words, by=name)
        assert (result.exit_code, result.stdout) == (1, ""), (name, result.output)


def test_the_list_of_commands_above_is_whole():
    for group in ("sections", "targets", "missions"):
        named = {words[1] for words in COMMANDS if words[0] == group}
        assert named == set(cli.commands[group].commands)  # type: ignore[attr-defined]
