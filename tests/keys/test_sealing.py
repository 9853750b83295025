"""Sealing to the desk key: only the desk opens, only for the purpose, and nothing else than what was sealed."""

from __future__ import annotations

import base64
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.keys import DeskKey, DeskPublicKey, SealedAway, UnusableKey

DESK = DeskKey(bytes(range(1, 33)))
PURPOSE = "actions.draft.content"
NOTE = "The pastor told us, by telephone. 牧师".encode()


@given(st.binary(max_size=5_000), st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_is_sealed_is_opened_by_the_desk_for_the_same_purpose(content: bytes, purpose: str) -> None:
    assert DESK.open(DESK.public.seal(content, purpose), purpose) == content


def test_sealing_takes_the_public_half_alone_and_hides_what_is_sealed() -> None:
    public = DeskPublicKey.from_text(DESK.public.to_text())
    sealed = [public.seal(NOTE, PURPOSE) for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert all(NOTE not in one and b"pastor" not in one for one in sealed)


def test_a_sealed_value_that_was_moved_to_another_place_does_not_open_there() -> None:
    sealed = DESK.public.seal(NOTE, PURPOSE)
    for purpose in ("actions.draft.Content", "actions.sealednote.content", "", PURPOSE + "\0"):
        with pytest.raises(SealedAway):
            DESK.open(sealed, purpose)


def test_another_desk_key_does_not_open_it() -> None:
    with pytest.raises(SealedAway, match="another desk key"):
        DeskKey.make().open(DESK.public.seal(NOTE, PURPOSE), PURPOSE)


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_any_flipped_byte_of_a_sealed_value_is_found(mask: int) -> None:
    sealed = DESK.public.seal(NOTE, PURPOSE)
    for place in range(len(sealed)):
        with pytest.raises(SealedAway):
            DESK.open(sealed[:place] + bytes([sealed[place] ^ mask]) + sealed[place + 1 :], PURPOSE)


def test_a_sealed_value_that_was_cut_or_lengthened_is_found() -> None:
    sealed = DESK.public.seal(NOTE, PURPOSE)
    for damaged in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0", b"\1" + sealed, sealed * 2):
        with pytest.raises(SealedAway):
            DESK.open(damaged, PURPOSE)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_open_by_accident(content: bytes) -> None:
    for damaged in (content, b"\x01" + content, b"\x01" + bytes(32) + content):
        with pytest.raises(SealedAway):
            DESK.open(damaged, PURPOSE)


@given(st.text(max_size=120))
def test_no_text_whatever_is_a_desk_key_by_accident(text: str) -> None:
    for kind in (DeskKey, DeskPublicKey):
        for damaged in (text, f"tocsin-desk-secret-1:{text}", f"tocsin-desk-public-1:{text}"):
            with pytest.raises(UnusableKey):
                kind.from_text(damaged)


def test_the_two_halves_are_not_taken_for_each_other() -> None:
    with pytest.raises(UnusableKey):
        DeskKey.from_text(DESK.public.to_text())
    with pytest.raises(UnusableKey):
        DeskPublicKey.from_text(DESK.to_text())


def test_keys_are_read_back_as_they_were_written() -> None:
    assert DeskKey.from_text(DESK.to_text()).key == DESK.key
    assert DeskPublicKey.from_text(f"  {DESK.public.to_text()}\r\n") == DESK.public


def test_the_desk_key_shows_itself_nowhere() -> None:
    for shown in (repr(DESK), str(DESK), repr({"key": DESK})):
        assert base64.b64encode(DESK.key).decode() not in shown
        assert repr(DESK.key) not in shown
    with pytest.raises(UnusableKey) as raised:
        DeskKey.from_text(DESK.to_text()[:-6] + "!!!!\n")
    assert base64.b64encode(DESK.key).decode()[:20] not in str(raised.value)
    assert pickle.loads(pickle.dumps(DESK.public)) == DESK.public
