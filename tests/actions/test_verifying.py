"""What is answered to somebody who holds a number, a text or a file: is it ours, and does it still count?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tests.actions.published import World, world_for_a_module
from tests.conftest import IN_CI
from tests.network import NOW
from tocsin.actions.verifying import MAX_BYTES, Verdict, verify_bytes, verify_number

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with world_for_a_module(django_db_blocker) as world:
        yield world


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def brief(verdict: Verdict) -> tuple[str, str | None, str | None, int | None]:
    return verdict.code, verdict.state, verdict.what, verdict.n


def every(step: int) -> int:
    """Every byte in CI, some of them elsewhere and on the second database, whose answers are the same."""
    return 1 if IN_CI and connection.vendor == "sqlite" else step


def flipped(content: bytes, place: int, mask: int = 1) -> bytes:
    return content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "UA 1/26", "ua-1-26", "UA 001/26", "ua 1/26", "  UA\t1/26\n", "UA 1 / 26", "UA1/26", "UA-001/26", "UA 1/2026",
        "Ua-1-26", "ＵＡ １/２６",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(world: World, text: str) -> None:
    verdict = verify_number(text, world.network.now)
    assert brief(verdict) == ("genuine", "live", "number", 2)
    assert (verdict.slug, verdict.number) == ("ua-1-26", "UA 1/26")


def test_a_year_that_begins_with_a_nought_is_found(world: World) -> None:
    for text in ("UA 152/05", "ua-152-05", "UA 0152/2005"):
        assert brief(verify_number(text, world.network.now)) == ("taken_down", "taken down", "number", 1)


@pytest.mark.parametrize("text", ["DE XH/0001/2026", "de xh/0001/2026", " DE  XH/0001/2026 "])
def test_an_index_names_its_own_edition(world: World, text: str) -> None:
    assert brief(verify_number(text, world.network.now)) == ("genuine", "superseded", "number", 1)
    assert brief(verify_number(text.replace("0001", "0002"), world.network.now))[3] == 2
    assert verify_number("ASA 17/6709/2017", world.network.now).code == "taken_down"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "UA", "UA 1", "UA 999999/26", "UA 0/26", "UB 1/26", "UA 1/27", "UA 1/26 and more", "xUA 1/26",
        "UA 1/26\0", "\0", "\ud800", "UA 1/26\u202e", "%", "_", "DE%", "DE XH/000_/2026", '"', "\\", '", "n": 1',
        "index", '"index": "DE XH/0001/2026"', "DE XH/0001/202", "../ua-1-26", "'; DROP TABLE actions_case; --",
        "UA " + "0" * 10_000 + "1/26", "1" * 5_000_000, "UA 1/" + "2" * 300, "👩‍🔬",
    ],
)  # fmt: skip
def test_what_is_no_number_of_ours_is_unknown(world: World, text: str) -> None:
    assert verify_number(text, world.network.now) == Verdict("unknown", what="number")


def test_a_number_says_what_became_of_the_case(world: World) -> None:
    now = world.network.now
    states = {
        name: verify_number(str(getattr(world, name).number), now).state
        for name in ("current", "stopped", "closed", "expired", "lapsing", "gone")
    }
    assert states == {
        "current": "live",
        "stopped": "stopped",
        "closed": "closed",
        "expired": "expired",
        "lapsing": "live",
        "gone": "taken down",
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80) | st.from_regex(r"(UA|EXTRA|MA|NSA)[ -/]{0,3}\d{0,8}[/ -]{0,2}\d{0,5}", fullmatch=True))
def test_no_question_whatever_is_a_crash(world: World, text: str) -> None:
    assert verify_number(text, NOW).code in {"unknown", "genuine", "taken_down"}
    assert verify_bytes(text.encode("utf-8", "surrogatepass"), NOW).code == "unknown"


# --- files and texts ------------------------------------------------------------------------------------------------


def test_each_file_of_an_edition_is_known_for_what_it_is(world: World) -> None:
    now = world.network.now
    for language in ("en", "ar"):
        one = world.rendition(world.current, language)
        files = {
            "text": str(one.text).encode(),
            "casefile": bytes(one.casefile or b""),
            "sheet": bytes(one.sheet or b""),
            "signature": one.signature.encode(),
        }
        for what, content in files.items():
            verdict = verify_bytes(content, now)
            assert brief(verdict) == ("genuine", "live", what, 2)
            assert (verdict.slug, verdict.language) == ("ua-1-26", language)


def test_what_a_way_through_browsers_and_mail_programs_does_to_a_text_does_not_count(world: World) -> None:
    text, now = world.text(world.current), world.network.now
    lines = text.decode().split("\n")
    for changed in (
        text.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + text,
        text.rstrip(b"\n"),
        text.rstrip(b"\n") + b"   ",
        b"\n\n" + text + b"\r\n\r\n",
        "\n".join(f"{line}  " for line in lines).encode(),
        "\n".join(f"> {line}" for line in lines).encode(),
        "\r\n".join(f"> {line}".rstrip() for line in lines).encode(),
        "\n".join(f">> {line}" if line else "" for line in lines).encode(),
        "\n".join(f"> > {line}" for line in lines).encode(),
    ):
        assert brief(verify_bytes(changed, now)) == ("genuine", "live", "text", 2), changed[:80]


def test_an_older_edition_is_superseded_and_so_is_an_older_revision_of_a_translation(world: World) -> None:
    now = world.network.now
    assert brief(verify_bytes(world.text(world.current, n=1), now)) == ("genuine", "superseded", "text", 1)
    assert brief(verify_bytes(world.kept["first French"], now)) == ("genuine", "superseded", "text", 1)


def test_a_stop_is_said_louder_than_that_a_translation_was_corrected(world: World) -> None:
    verdict = verify_bytes(world.kept["French before the stop"], world.network.now)
    assert brief(verdict) == ("genuine", "stopped", "text", 1)


def test_a_text_says_what_became_of_its_case(world: World) -> None:
    now = world.network.now
    for name in ("stopped", "closed", "expired"):
        assert brief(verify_bytes(world.text(getattr(world, name)), now))[:2] == ("genuine", name)


def test_a_text_expires_by_the_clock_alone_in_the_zone_of_its_deadline(world: World) -> None:
    from tocsin.actions.publishing.clock import end_of_day

    text, edition = world.text(world.current), world.rendition(world.current).edition
    assert edition.deadline is not None
    assert edition.deadline_zone is not None
    ends = end_of_day(edition.deadline, edition.deadline_zone)
    assert verify_bytes(text, ends - timedelta(microseconds=1)).state == "live"
    assert verify_bytes(text, ends).state == "expired"


def test_after_a_take_down_every_file_is_known_by_its_hash_and_nothing_else_of_it_is(world: World) -> None:
    for what in ("text", "casefile", "sheet", "signature"):
        verdict = verify_bytes(world.kept[what], world.network.now)
        assert brief(verdict) == ("taken_down", "taken down", what, 1)
    assert verify_bytes(b"Is UA 152/05 still open?", world.network.now).code == "taken_down"


def test_after_the_last_day_of_the_consent_a_text_is_answered_as_taken_down(world: World) -> None:
    text, now = world.text(world.lapsing), world.network.now
    assert verify_bytes(text, now).code == "genuine"
    assert verify_bytes(text, now + timedelta(days=11)).code == "taken_down"


# --- what was altered -----------------------------------------------------------------------------------------------


def test_any_flipped_byte_of_a_text_is_detected(world: World) -> None:
    text, now = world.text(world.current), world.network.now
    for place in range(0, len(text), every(37)):
        verdict = verify_bytes(flipped(text, place), now)
        assert verdict.code in {"altered", "unknown"}, place
        if verdict.code == "altered":
            assert verdict.line == text[:place].count(b"\n") + 1, place


def test_any_flipped_byte_of_a_case_file_is_detected(world: World) -> None:
    content, now = bytes(world.rendition(world.current).casefile or b""), world.network.now
    for place in range(0, len(content), every(61)):
        verdict = verify_bytes(flipped(content, place), now)
        assert verdict.code in {"altered", "unknown"}, place
        if verdict.code == "altered":
            assert (verdict.what, verdict.line) == ("casefile", content[:place].count(b"\n") + 1), place


def test_a_flipped_byte_of_a_sheet_or_a_signature_is_detected(world: World) -> None:
    now, one = world.network.now, world.rendition(world.current)
    for content, step in ((bytes(one.sheet or b""), 4_001), (one.signature.encode(), every(11))):
        for place in range(0, len(content), step):
            assert verify_bytes(flipped(content, place), now).code == "unknown", place


def test_a_flipped_byte_of_a_translation_is_detected_in_text_and_files(world: World) -> None:
    now, one = world.network.now, world.rendition(world.current, "ar")
    for content in (str(one.text).encode(), bytes(one.casefile or b""), bytes(one.sheet or b"")):
        for place in range(0, len(content), len(content) // (400 if every(15) == 1 else 15)):
            assert verify_bytes(flipped(content, place), now).code in {"altered", "unknown"}, place


def test_an_altered_text_is_known_with_its_edition_language_and_first_line_that_differs(world: World) -> None:
    now = world.network.now
    for language, n, old, new in (
        ("en", 2, "minister@interior.example.org", "trap@interior.example.org"),
        ("en", 1, "2026-12-14", "2027-12-14"),
        ("fr", 1, "Four men took", "Five men took"),
        ("ar", 2, "+12025550141", "+12025550142"),
    ):
        text = world.text(world.current, language, n).decode()
        verdict = verify_bytes(text.replace(old, new).encode(), now)
        assert brief(verdict) == ("altered", "live", "text", n), (language, n)
        assert verdict.language == language
        assert verdict.line == text[: text.index(old)].count("\n") + 1


def test_an_altered_text_that_was_quoted_too_says_the_right_line(world: World) -> None:
    text = world.text(world.current).decode()
    changed = text.replace("She was seen", "She was freed")
    line = text[: text.index("She was seen")].count("\n") + 1
    for way in ("{}", "> {}", "{} \r"):
        quoted = "\n".join(way.format(one) for one in changed.split("\n"))
        assert verify_bytes(b"\xef\xbb\xbf" + quoted.encode(), world.network.now).line == line


def test_a_text_with_lines_added_or_cut_off_is_altered(world: World) -> None:
    text, now = world.text(world.current), world.network.now
    whole = text.count(b"\n")
    assert verify_bytes(text + b"Send money to this account.\n", now).line == whole + 1
    assert verify_bytes(b"From a friend:\n" + text, now).line == 1
    assert verify_bytes(text[: text.index(b"\nEDITION:")], now).code == "altered"


def test_a_text_that_names_an_edition_that_never_was_is_altered(world: World) -> None:
    text = world.text(world.current).replace(b"Edition: 2\n", b"Edition: 7\n")
    verdict = verify_bytes(text, world.network.now)
    assert (verdict.code, verdict.n) == ("altered", 2)


def test_an_altered_case_file_is_known_with_its_line(world: World) -> None:
    value = json.loads(bytes(world.rendition(world.current, n=1).casefile or b""))
    value["targets"][0]["email"] = ["trap@example.org"]
    content = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
    verdict = verify_bytes(content, world.network.now)
    assert brief(verdict) == ("altered", "live", "casefile", 1)
    assert b"trap@example.org" in content.split(b"\n")[(verdict.line or 0) - 1]


def test_a_text_of_another_network_with_the_same_number_is_not_called_an_altered_one_of_ours(world: World) -> None:
    from dataclasses import replace

    from tests.network import case_file
    from tocsin.casefile import Recipient
    from tocsin.casefile.writing import write_text

    foreign = replace(
        case_file(),
        number="UA 1/26",
        index="SE XT/0009/2026",
        headline="Fishermen held on an island",
        summary="Nine fishermen were taken from their boats in the night of the storm.",
        body=("Their boats were found adrift.", "Nobody has seen the nine men since."),
        people=(),
        calls=("say where the nine fishermen are held", "let a doctor see each of them"),
        targets=(Recipient("Harbour Master", None, ("Harbour Master", "Quay 4", "Tamarre")),),
        copies=(),
        background=("The island has no court.",),
        after_deadline="After that day, please ask the office first.",
    )
    assert verify_bytes(write_text(foreign).encode(), world.network.now).code == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        " ",
        "Dear friends, have you written about UA 1/26 yet?",
        "UA 1/26",
        "UA 77/26 is not ours",
        "{}",
        "%PDF-1.7",
    ],
)
def test_a_letter_that_speaks_of_a_number_is_no_altered_text(world: World, text: str) -> None:
    assert verify_bytes(text.encode(), world.network.now).code == "unknown"


def test_the_public_key_and_a_signature_by_somebody_else_are_not_editions(world: World) -> None:
    from tocsin.actions.models import VerifyingKey
    from tocsin.keys import SecretKey, sign

    forged = sign(world.text(world.current), SecretKey.make(), "timestamp:1\tfile:ua-1-26-2-en.txt")
    for content in (forged, VerifyingKey.objects.get().public_key):
        assert verify_bytes(content.encode(), world.network.now).code == "unknown"


# --- hostile ones ---------------------------------------------------------------------------------------------------

HOSTILE = {
    "line ends": b"\n" * MAX_BYTES,
    "quotation marks": b">\n" * (MAX_BYTES // 2),
    "quotation in quotation": b"> " * (MAX_BYTES // 2),
    "spaces before a letter": b" " * (MAX_BYTES - 1) + b"x",
    "numbers": b"UA 1/26\n" * (MAX_BYTES // 8),
    "digits": b"UA 1" + b"1" * (MAX_BYTES - 4),
    "one letter": b"UA 1/26\n" + b"e" * (MAX_BYTES - 8),
    "one letter a line": b"UA 1/26\n" + b"e\n" * (MAX_BYTES // 2 - 4),
    "different lines": b"UA 1/26\n" + b"".join(b"%014d\n" % n for n in range(MAX_BYTES // 15 - 1)),
    "labels": b"UA 1/26\n" + b"SUMMARY: \n" * (MAX_BYTES // 10 - 1),
    "editions": b"UA 1/26\n" + b"Edition: 1\n" * (MAX_BYTES // 11 - 1),
    "zeros": bytes(MAX_BYTES),
    "no UTF-8": b"UA 1/26\n" + b"\xff" * (MAX_BYTES - 8),
    "marks of width nought": b"UA 1/26\n" + "\u0301".encode() * (MAX_BYTES // 2 - 4),
    "signature": b"untrusted comment: x\n" + b"R" * (MAX_BYTES - 60) + b"\ntrusted comment: x\nAAAA\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_five_hostile_megabytes_are_answered_in_seconds(world: World, what: str) -> None:
    begun = time.process_time()
    assert verify_bytes(HOSTILE[what], world.network.now).code == "unknown"
    assert time.process_time() - begun < 10


def test_our_own_text_with_megabytes_behind_it_is_altered_and_answered_in_seconds(world: World) -> None:
    text = world.text(world.current)
    begun = time.process_time()
    verdict = verify_bytes(text + b"Pass it on! " * (MAX_BYTES // 13), world.network.now)
    assert (verdict.code, verdict.line) == ("altered", text.count(b"\n") + 1)
    assert time.process_time() - begun < 10
