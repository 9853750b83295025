"""The print queue by its commands: batches for a section's volunteers, and the marks of both steps."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from tests.actions.commands import Commands, commands_for
from tests.appeals.writing import Post, says
from tests.missions import put_in_force
from tocsin.actions.exposure import stop_case
from tocsin.appeals import entering
from tocsin.appeals.models import Appeal
from tocsin.appeals.printing import batch_again
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.fields import Sealed

BY_POST = {"ways": {"targets.0": "network-paper"}, "to": ["targets.0"]}


@pytest.fixture
def commands(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    says(post.network, prints=True)
    return commands_for(post.network, tmp_path, monkeypatch)


def waiting(commands: Commands, by: str = "dara") -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(commands.done("print-queue", "list", "--json", by=by))
    return listed


def words_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [page.get_textpage().get_text_bounded() for page in document]


def test_a_confirmed_letter_waits_for_its_sections_volunteers_and_for_nobody_elses(
    post: Post, commands: Commands
) -> None:
    post.write(**BY_POST)
    assert waiting(commands) == []
    token = post.confirmed(email="bo@example.org", **BY_POST)
    post.settle()
    (line,) = waiting(commands)
    assert (line["section"], line["recipient"], line["printed_at"]) == ("DE", "Radomir Estel", None)
    assert waiting(commands, "hana") == []
    assert waiting(commands, "odile") == [line]
    assert "García" not in json.dumps(line, ensure_ascii=False)
    assert post.states(token) == {"targets.0": LetterState.READY}


def test_a_batch_is_printed_once_and_posted_after(post: Post, commands: Commands) -> None:
    tokens = [
        post.confirmed(email=f"writer{number}@example.org", name=f"Writer Number{number}", sign_as="full", **BY_POST)
        for number in range(3)
    ]
    out = commands.folder / "batch.pdf"
    ids = commands.done("print-queue", "export", "--out", out, by="dara").split()
    pages = words_of(out.read_bytes())
    assert len(ids) == len(pages) == 3
    assert all(f"Writer Number{number}" in page for number, page in enumerate(pages))
    assert all("4 Harbour Gate" in page for page in pages)

    again = commands.run("print-queue", "export", "--out", commands.folder / "again.pdf", by="dara")
    assert again.exit_code == 1
    assert not (commands.folder / "again.pdf").exists()
    assert commands.run("print-queue", "export", "--out", out, "--again", by="dara").exit_code == 2
    redone = commands.done("print-queue", "export", "--out", commands.folder / "again.pdf", "--again", by="dara")
    assert redone.split() == ids

    assert commands.done("print-queue", "posted", *ids[:2], by="dara") == "2"
    assert [post.states(token)["targets.0"] for token in tokens] == [
        LetterState.HANDED_OVER,
        LetterState.HANDED_OVER,
        LetterState.READY,
    ]
    assert [line["id"] for line in waiting(commands)] == [int(ids[2])]


def test_what_was_not_printed_cannot_be_posted_and_what_is_not_ones_own_is_not_there(
    post: Post, commands: Commands
) -> None:
    post.confirmed(**BY_POST)
    (line,) = waiting(commands)
    assert "was not printed yet" in commands.run("print-queue", "posted", line["id"], by="dara").stderr
    foreign = commands.run("print-queue", "posted", line["id"], by="hana")
    missing = commands.run("print-queue", "posted", 999_999, by="hana")
    assert foreign.stderr.replace(str(line["id"]), "") == missing.stderr.replace("999999", "")


def test_after_a_stop_nothing_is_printed(post: Post, commands: Commands) -> None:
    post.confirmed(**BY_POST)
    stop_case(post.network.amina, post.slug, post.network.now)
    result = commands.run("print-queue", "export", "--out", commands.folder / "late.pdf", by="dara")
    assert result.exit_code == 1
    assert "no letter is wanted any more" in result.stderr
    post.settle()
    assert waiting(commands) == []


def test_a_letter_whose_characters_no_font_has_is_left_out_and_the_others_are_printed(
    post: Post, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        # Such a letter is not taken in; one may wait since before a font was taken away.
        patched.setattr(entering, "unprintable", lambda *_: None)
        post.confirmed(**BY_POST, text="I am a teacher \U00013080 and ask you.")
    post.confirmed(email="bo@example.org", name="Bo Lund", **BY_POST)
    result = commands.run("print-queue", "export", "--out", commands.folder / "some.pdf", by="dara")
    assert result.exit_code == 0
    assert "is left out" in result.stderr
    assert len(result.stdout.split()) == 1


EMBASSY = b"sending_state;host;name;address\nXH;DE;Embassy of Halvara;Elbstrasse 1|10115 Berlin\n"
TO_MISSION = {"ways": {"mission": "network-paper"}, "to": ["mission"]}


def three_letters(post: Post) -> None:
    """That wait to be printed, the second one to a mission that is on no list any more."""
    network = post.network
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    for number, to in enumerate((BY_POST, TO_MISSION, BY_POST)):
        post.confirmed(email=f"writer{number}@example.org", name=f"Writer Number{number}", sign_as="full", **to)
    put_in_force(network.amina, network.bo, b"sending_state,host\nXV,FR\n", network.now)


def test_a_stack_holds_the_letter_to_a_mission_that_left_the_list_as_its_writer_saw_it(
    post: Post, commands: Commands
) -> None:
    three_letters(post)
    out = commands.folder / "stack.pdf"
    assert len(commands.done("print-queue", "export", "--out", out, by="dara").split()) == 3
    first, second, third = words_of(out.read_bytes())
    assert "Embassy of Halvara" in second
    assert "Elbstrasse 1" in second
    assert "Writer Number0" in first
    assert "Writer Number2" in third
    printed_at = Letter.objects.filter(key="mission").values_list("printed_at", flat=True)[0]
    assert printed_at is not None
    assert len(batch_again(post.network.dara, "DE", printed_at, post.network.now).ids) == 3


def test_a_letter_of_before_whose_mission_nobody_knows_any_more_holds_no_stack_back(
    post: Post, commands: Commands
) -> None:
    three_letters(post)
    letter = Letter.objects.get(key="mission")
    # As it lay there before what its writer was shown was kept with it.
    appeal = Appeal.objects.get(pk=letter.owner)
    assert appeal.content is not None
    known = {key: value for key, value in appeal.content.open().items() if key != "embassy"}
    Appeal.objects.filter(pk=appeal.pk).update(content=Sealed.of(Appeal, "content", known))
    result = commands.run("print-queue", "export", "--out", commands.folder / "stack.pdf", by="dara")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.split()) == 2
    assert str(letter.pk) not in result.stdout.split()
    assert f"letter {letter.pk} is left out" in result.stderr.lower()
    assert "no list of missions" in result.stderr


def test_a_posted_letter_ends_as_unknown_so_that_its_words_are_erased_in_time(post: Post, commands: Commands) -> None:
    token = post.confirmed(**BY_POST)
    (number,) = commands.done("print-queue", "export", "--out", commands.folder / "one.pdf", by="dara").split()
    commands.done("print-queue", "posted", number, by="dara")
    post.later(days=6)
    post.settle()
    assert post.states(token) == {"targets.0": LetterState.UNKNOWN}
    assert Letter.objects.get(pk=int(number)).closed_at is not None
