"""Lists of members: taken in without doubling or reviving anybody, handed out harmless, by whom it belongs to."""

from __future__ import annotations

import csv
import io
import json
import stat
import threading
import tracemalloc
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.actions.commands import Commands, commands_for
from tests.members.conftest import ANA, ON_DISK, People, in_tables
from tocsin.members import importing
from tocsin.members.importing import import_members
from tocsin.members.links import MemberLink
from tocsin.members.models import Gone, Member, MemberState, Profile
from tocsin.members.own import Choices, choose
from tocsin.members.wishes import Wishes
from tocsin.records import tombstones
from tocsin.records.persons import person_of

HEAD = (
    "email,languages,countries,regions,concerns,most_a_month,rhythm,further,quiet,plain,group,group_size,paused_until,"
    "origin,consented_at"
)
FULL = (
    "ana@example.org,de fr,de;SY,145,fear-of-torture,3,weekly,all,yes,0,Class 7b,24,2027-01-31,Fair in Kiel,2026-05-04"
)


@pytest.fixture
def commands(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return commands_for(people.network, tmp_path, monkeypatch)


def taken(
    commands: Commands, *lines: str, by: str = "dara", section: str | None = "DE", **options: str
) -> dict[str, Any]:
    """The counts of what a list made."""
    file = commands.file("members.csv", "\r\n".join(lines) + "\r\n")
    words = ["--origin", options.get("origin", "Fair")] if options.get("origin") != "" else []
    words += ["--section", section] if section else []
    found: dict[str, Any] = json.loads(commands.done("members", "import", file, "--json", *words, by=by))
    return found


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(found[name] for name in ("new", "changed", "known", "left", "unusable"))


def test_every_column_of_a_list_is_kept(commands: Commands, people: People) -> None:
    assert counts(taken(commands, HEAD, FULL, origin="")) == (1, 0, 0, 0, 0)
    member = people.member("ana@example.org")
    assert member is not None
    assert Wishes.of(member.profile.wishes).to_json() == {
        "languages": ["de", "fr"],
        "countries": ["DE", "SY"],
        "regions": ["145"],
        "concerns": ["fear-of-torture"],
        "most_a_month": 3,
        "rhythm": "weekly",
        "further": "all",
        "quiet": True,
        "plain": False,
    }
    assert (member.group, member.group_size, str(member.paused_until)) == ("Class 7b", 24, "2027-01-31")
    assert (member.origin, str(member.consented_at)) == ("Fair in Kiel", "2026-05-04 00:00:00+00:00")
    assert (member.state, member.section, member.listed) == (MemberState.ACTIVE, "DE", True)
    assert member.content.open()["email"] == "ana@example.org"
    link = member.content.open()["link"]
    assert "ana@example.org" in people.page(f"/me/{link}/")


def test_an_address_is_enough_and_the_list_says_the_rest(commands: Commands, people: People) -> None:
    taken(commands, "\ufeffEmail;Group", "ana@example.org;Chor", "Zoë@exämple.org;")
    member = people.member("ana@example.org")
    assert member is not None
    assert (member.origin, member.group, member.profile.wishes["languages"]) == ("Fair", "Chor", ["en"])
    assert people.member("Zoë@xn--exmple-cua.org") is not None


def test_nobody_is_doubled_within_a_list_by_another_or_by_the_page(commands: Commands, people: People) -> None:
    people.join(ANA)
    rows = ("ana@example.org", "Ana+news@Example.org", "ana.quellbach+x@example.org", "bela@example.org")
    assert counts(taken(commands, "email", *rows)) == (2, 0, 2, 0, 0)
    assert counts(taken(commands, "email", *rows)) == (0, 0, 4, 0, 0)
    assert counts(taken(commands, "email", *rows, by="hana", section="FR")) == (0, 0, 4, 0, 0)
    assert Member.objects.count() == 3


def test_nobody_is_doubled_where_one_batch_ends_and_the_next_begins(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    rows = [f"m{number % 5}+{number}@example.org" for number in range(11)]
    assert counts(taken(commands, "email", *rows)) == (5, 0, 6, 0, 0)


def test_a_section_changes_those_of_its_list_who_chose_nothing_themselves(commands: Commands, people: People) -> None:
    taken(commands, "email,quiet", "ana@example.org,no", "bela@example.org,no")
    member = people.member("ana@example.org")
    assert member is not None
    people.client.post(f"/me/{member.content.open()['link']}/", {"do": "save", "language": "es"})
    rows = ("ana@example.org,yes", "bela@example.org,yes")
    assert counts(taken(commands, "email,quiet", *rows, by="hana", section="FR")) == (0, 0, 2, 0, 0)
    assert counts(taken(commands, "email,quiet", *rows)) == (0, 1, 1, 0, 0)
    wishes = {one.pk: one.profile.wishes["quiet"] for one in Member.objects.select_related("profile")}
    assert list(wishes.values()) == [False, True]


def test_nobody_who_left_or_was_erased_is_revived(commands: Commands, people: People) -> None:
    people.client.post(people.join(ANA), {"do": "leave"})
    assert commands.done("members", "erase", "bela@example.org", by="odile") == "kept out"
    tombstones.mark("member", f"{person_of('cleo@example.org')}@20260101000000")
    rows = (ANA, "bela+1@example.org", "cleo@example.org", "dunja@example.org")
    assert counts(taken(commands, "email", *rows)) == (1, 0, 0, 3, 0)
    assert people.member(ANA) is None
    assert Gone.objects.count() == 2


def test_who_only_asked_is_new_to_a_list_and_stays(commands: Commands, people: People) -> None:
    people.ask(ANA, section="FR", language="es")
    button = people.last_link()
    assert counts(taken(commands, "email,group", f"{ANA},Class 7b")) == (1, 0, 0, 0, 0)
    member = people.member(ANA)
    assert member is not None
    assert (member.state, member.section, member.listed) == (MemberState.ACTIVE, "DE", True)
    assert (member.origin, member.group, member.profile.wishes["languages"]) == ("Fair", "Class 7b", ["en"])
    link = f"/me/{member.content.open()['link']}/"
    assert ANA in people.page(link)
    assert people.client.post(button).status_code == 200
    people.later(days=8)
    people.post.settle()
    assert ANA in people.page(link)
    assert counts(taken(commands, "email,group", f"{ANA},Class 7b")) == (0, 0, 1, 0, 0)


def test_who_left_and_is_asked_again_by_somebody_is_not_revived(commands: Commands, people: People) -> None:
    people.client.post(people.join(ANA), {"do": "leave"})
    people.later(minutes=1)
    people.post.settle()
    people.ask(ANA)
    assert counts(taken(commands, "email", ANA)) == (0, 0, 0, 1, 0)
    member = people.member(ANA)
    assert member is not None
    assert member.state == MemberState.ASKED


def meanwhile(monkeypatch: pytest.MonkeyPatch, job: Callable[[], object]) -> threading.Thread:
    """Somebody else does this while a list is half taken in."""

    def run() -> None:
        try:
            job()
        finally:
            connections.close_all()

    other = threading.Thread(target=run, daemon=True)
    real = importing.profiles_of

    def profiles_of(wishes: Collection[Wishes]) -> object:
        if not other.ident:
            other.start()
            # Done by then, or waiting for the list.
            other.join(1.5)
        return real(wishes)

    monkeypatch.setattr(importing, "profiles_of", profiles_of)
    return other


@ON_DISK
def test_what_somebody_chooses_meanwhile_is_not_written_over(
    commands: Commands, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(commands, "email,group", "ana@example.org,Class 7b")
    member = people.member("ana@example.org")
    assert member is not None
    own = MemberLink(member.content.open()["link"])
    other = meanwhile(monkeypatch, lambda: choose(own, Choices(group="Chorus"), people.network.now))
    taken(commands, "email,group", "ana@example.org,Class 8b")
    other.join(30)
    member = people.member("ana@example.org")
    assert member is not None
    assert (member.group, member.listed) == ("Chorus", False)


@ON_DISK
def test_a_list_and_the_page_do_not_wait_for_each_other(
    commands: Commands, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.ask(ANA)
    answers: list[int] = []
    other = meanwhile(monkeypatch, lambda: answers.append(people.ask(ANA).status_code))
    assert counts(taken(commands, "email", ANA)) == (1, 0, 0, 0, 0)
    other.join(30)
    assert answers == [303]
    assert people.subjects()[-1] == "You get our alerts already"


def test_what_cannot_be_used_is_named_by_its_line_and_the_rest_is_taken(commands: Commands) -> None:
    found = taken(
        commands,
        "email,rhythm,most_a_month,countries,quiet,paused_until",
        "ana@example.org,weekly,2,DE,yes,",
        "no address,,,,,",
        "b@example.org,daily,,,,",
        "c@example.org,,0,,,",
        "",
        "d@example.org,,,Germany,,",
        "e@example.org,,,,perhaps,",
        "f@example.org,,,,,31.1.2027",
        "g@example.org",
    )
    assert counts(found) == (2, 0, 0, 0, 6)
    assert [one["line"] for one in found["lines"]] == [3, 4, 5, 7, 8, 9]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The first line of the list has to name its columns"),
        (b"mail\nana@example.org\n", "The first line of the list has to name its columns"),
        (b"email,shoe size\nana@example.org,43\n", "Not known, or twice: shoe size"),
        (b"email,email\nana@example.org,x\n", "Not known, or twice"),
        (b"email\nana@example.org\n\xff\xfe\n", "not UTF-8"),
        (b'email,group\nana@example.org,"' + b"x" * 20_000 + b"\n", "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(commands: Commands, content: bytes, said: str) -> None:
    file = commands.file("members.csv", content)
    result = commands.run("members", "import", file, "--section", "DE", "--origin", "Fair", by="dara")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not Member.objects.exists()


def test_a_list_that_does_not_say_how_they_agreed_is_refused(commands: Commands) -> None:
    file = commands.file("members.csv", "email\nana@example.org\n")
    result = commands.run("members", "import", file, "--section", "DE", by="dara")
    assert result.exit_code == 2
    assert "Say how these people agreed" in result.stderr
    found = taken(commands, "email,origin", "ana@example.org,", "bela@example.org,Fair", origin="")
    assert counts(found) == (1, 0, 0, 0, 1)


def test_standard_input_is_a_list_too(commands: Commands) -> None:
    words = ("members", "import", "-", "--section", "DE", "--origin", "Fair")
    assert commands.done(*words, by="dara", given=b"email\nana@example.org\n") == "1"


def test_what_is_handed_out_can_be_taken_in_again_and_is_no_formula(commands: Commands, people: People) -> None:
    taken(commands, HEAD, FULL, "+lund@example.org,,,,,,,,,,=1+1,,,@SUM,")
    out = commands.folder / "out.csv"
    commands.done("members", "export", "--section", "DE", "--out", out, by="dara")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = out.read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert rows[0]["countries"] == "DE SY"
    Member.objects.all().delete()
    again = json.loads(commands.done("members", "import", out, "--section", "DE", "--json", by="dara"))
    assert counts(again) == (2, 0, 0, 0, 0)
    assert commands.done("members", "export", "--section", "DE", by="dara") == text.strip()
    second = people.member("+lund@example.org")
    assert second is None or second.group == "=1+1"


def test_the_whole_network_is_handed_out_to_whom_it_belongs(commands: Commands, people: People) -> None:
    taken(commands, "email", "ana@example.org")
    people.join("bela@example.org")
    people.client.post(people.join("cleo@example.org"), {"do": "leave"})
    assert commands.run("members", "export", by="dara").exit_code == 1
    assert commands.run("members", "export", "--section", "FR", by="dara").exit_code == 1


def test_a_section_erases_its_own_members_and_no_others(commands: Commands, people: People) -> None:
    taken(commands, "email", "ana@example.org")
    hidden = commands.run("members", "erase", "ana@example.org", by="hana")
    missing = commands.run("members", "erase", "nobody@example.org", by="hana")
    assert (hidden.exit_code, hidden.stderr) == (missing.exit_code, missing.stderr) == (1, missing.stderr)
    assert commands.done("members", "erase", "Ana+x@example.org", by="dara") == "erased"
    assert people.member("ana@example.org") is None
    assert f"member:{person_of('ana@example.org')}@" in (settings.ENVIRONMENT.data / tombstones.FILE).read_text()


def test_no_address_of_a_list_lies_open(commands: Commands) -> None:
    taken(commands, "email", "ana.quellbach@example.org")
    assert b"quellbach" not in in_tables()


def test_a_large_list_takes_no_more_memory_than_a_batch(people: People) -> None:
    """At 12,000 rows: less than all of them would hold."""

    def lines(number: int) -> Any:
        yield "email\n"
        for one in range(number):
            yield f"m{one}@mail{one % 50}.example.org\n"

    tracemalloc.start()
    done = import_members(people.network.dara, lines(12_000), "DE", "Fair", people.network.now)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert done.new == 12_000
    assert Profile.objects.count() == 1
    assert peak < 60_000_000
