"""Our signatures and keys against the stock program, and against whoever changes a byte."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import IN_CI
from tests.keys import stock
from tocsin.keys import BadSignature, KeysError, PublicKey, SecretKey, UnusableKey, sign, verify
from tocsin.keys.minisign import key_id_of

CONTENT = "URGENT ACTION\n\nÉcrivez à Mirela Dovan avant le 14 décembre.\n行动\n".encode()
KEY = SecretKey(bytes(range(0xA0, 0xA8)), bytes(range(32)))
SIGNATURE = sign(CONTENT, KEY, "timestamp:1795435200\tfile:ua-1-26-1-en.txt")
NEEDS = pytest.mark.needs("minisign")


def lines_with(**changes: str) -> str:
    """The signature with one of its four lines replaced: `second=…`."""
    names = ("first", "second", "third", "fourth")
    lines = dict(zip(names, SIGNATURE.split("\n"), strict=False)) | changes
    return "".join(f"{lines[name]}\n" for name in names)


LAX, LONGER = "with another letter that says the same base64", "with a line more"
"""Minisign 0.11 takes these two: what it reads of them is the same."""

MALFORMED = {
    "without its last line": SIGNATURE.rpartition("\n")[0].rpartition("\n")[0] + "\n",
    LONGER: SIGNATURE + "one more\n",
    "without the mark of the untrusted comment": lines_with(first="signature of a Tocsin edition"),
    "without the mark of the trusted comment": lines_with(
        third=SIGNATURE.split("\n")[2].removeprefix("trusted comment: ")
    ),
    LAX: lines_with(second=SIGNATURE.split("\n")[1][:-2] + "N="),
    "with a space in the base64": lines_with(
        second=SIGNATURE.split("\n")[1][:40] + " " + SIGNATURE.split("\n")[1][40:]
    ),
    "with a short second signature": lines_with(fourth=base64.b64encode(bytes(63)).decode()),
    "of the kind that is not hashed before": lines_with(
        second=base64.b64encode(b"Ed" + base64.b64decode(SIGNATURE.split("\n")[1])[2:]).decode()
    ),
    "with half a character": lines_with(third="trusted comment: \ud800"),
    "with an empty line": lines_with(third=""),
    "of nothing": "",
    "of zeros": "\0" * 300,
}


def is_good(signature: str, content: bytes = CONTENT) -> bool:
    try:
        verify(content, signature, KEY.public)
    except BadSignature:
        return False
    return True


def test_what_is_signed_is_verified_with_its_trusted_comment() -> None:
    assert verify(CONTENT, SIGNATURE, KEY.public) == "timestamp:1795435200\tfile:ua-1-26-1-en.txt"
    assert key_id_of(SIGNATURE) == KEY.key_id
    assert is_good(SIGNATURE.replace("\n", "\r\n"))


@NEEDS
@pytest.mark.parametrize("content", [CONTENT, b"", b"\0\xff\r\n" * 70_000], ids=["text", "nothing", "bytes"])
def test_the_stock_program_accepts_our_signature(tmp_path: Path, content: bytes) -> None:
    key = SecretKey.make()
    assert stock.accepts(tmp_path, content, sign(content, key, "timestamp:1\tfile:x"), key.public.to_text())


@NEEDS
def test_our_public_key_is_the_file_and_the_line_that_the_stock_program_makes_of_our_secret_key(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_text(KEY.to_text())
    assert stock.run("-R", "-s", tmp_path / "signing.key", "-p", tmp_path / "made.pub").returncode == 0
    assert (tmp_path / "made.pub").read_text() == KEY.public.to_text()
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "content.minisig").write_text(SIGNATURE)
    assert stock.run("-V", "-P", KEY.public.line, "-m", tmp_path / "content").returncode == 0


def test_a_keys_name_has_sixteen_digits_without_a_leading_nought() -> None:
    assert all(len(name) == 16 and name[0] != "0" for name in (SecretKey.make().public.name for _ in range(200)))


@NEEDS
def test_the_stock_program_signs_with_our_secret_key_and_we_accept_it(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_text(KEY.to_text())
    (tmp_path / "content").write_bytes(CONTENT)
    assert stock.run("-S", "-s", tmp_path / "signing.key", "-m", tmp_path / "content", "-t", "by hand").returncode == 0
    assert verify(CONTENT, (tmp_path / "content.minisig").read_text(), KEY.public) == "by hand"


@NEEDS
def test_an_unencrypted_secret_key_of_the_stock_program_is_one_of_ours(tmp_path: Path) -> None:
    assert stock.run("-G", "-W", "-s", tmp_path / "signing.key", "-p", tmp_path / "key.pub").returncode == 0
    key = SecretKey.from_text((tmp_path / "signing.key").read_text())
    assert key.public == PublicKey.from_text((tmp_path / "key.pub").read_text())
    assert stock.accepts(tmp_path, CONTENT, sign(CONTENT, key, "x"), key.public.to_text())


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_any_flipped_byte_of_the_content_is_detected(mask: int) -> None:
    for place in range(len(CONTENT)):
        assert not is_good(SIGNATURE, CONTENT[:place] + bytes([CONTENT[place] ^ mask]) + CONTENT[place + 1 :]), place


@pytest.mark.parametrize("mask", [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40])
def test_any_flipped_byte_of_the_signature_file_is_detected_but_in_the_untrusted_comment(mask: int) -> None:
    head = len("untrusted comment: ")
    untrusted = range(head, SIGNATURE.index("\n"))
    for place, letter in enumerate(SIGNATURE):
        flipped = SIGNATURE[:place] + chr(ord(letter) ^ mask) + SIGNATURE[place + 1 :]
        if place not in untrusted:
            assert not is_good(flipped), place


@NEEDS
def test_the_stock_program_detects_a_flipped_byte_of_content_signature_and_trusted_comment(tmp_path: Path) -> None:
    step = 1 if IN_CI else 29
    public = KEY.public.to_text()
    for place in range(0, len(CONTENT), step):
        flipped = CONTENT[:place] + bytes([CONTENT[place] ^ 1]) + CONTENT[place + 1 :]
        assert not stock.accepts(tmp_path, flipped, SIGNATURE, public), place
    signature = SIGNATURE.encode()
    for place in range(signature.index(b"\n") + 1, len(signature) - 1, step):
        flipped = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        assert not stock.accepts(tmp_path, CONTENT, flipped, public), place


@pytest.mark.parametrize("signature", MALFORMED.values(), ids=MALFORMED)
def test_a_signature_file_is_taken_at_its_letter(signature: str) -> None:
    assert not is_good(signature)


@NEEDS
@pytest.mark.parametrize("what", [what for what in MALFORMED if what not in {LAX, LONGER, "with half a character"}])
def test_the_stock_program_refuses_what_we_refuse(tmp_path: Path, what: str) -> None:
    assert not stock.accepts(tmp_path, CONTENT, MALFORMED[what], KEY.public.to_text())


def test_another_key_and_another_key_of_the_same_id_do_not_verify() -> None:
    for other in (SecretKey.make(), SecretKey(KEY.key_id, bytes(32))):
        with pytest.raises(BadSignature):
            verify(CONTENT, SIGNATURE, other.public)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda content: content.decode("latin-1")))
def test_no_text_whatever_is_a_signature_or_a_key_by_accident(text: str) -> None:
    assert not is_good(text)
    assert key_id_of(text) is None
    for kind in (PublicKey, SecretKey):
        with pytest.raises(UnusableKey):
            kind.from_text(text)


@given(st.binary(max_size=2_000), st.text(max_size=200))
def test_a_trusted_comment_stays_one_line_whatever_stands_in_it(content: bytes, comment: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in comment):
        return
    signature = sign(content, KEY, comment)
    assert len(signature.split("\n")) == 5
    assert verify(content, signature, KEY.public).split() == comment.split()


def test_any_damage_to_a_secret_key_is_found_when_it_is_read() -> None:
    content = bytearray(base64.b64decode(KEY.to_text().split("\n")[1]))
    unused = range(4, 54)  # salt and limits of a password, of which there is none
    for place in range(len(content)):
        content[place] ^= 1
        with_damage = f"untrusted comment: x\n{base64.b64encode(bytes(content)).decode()}\n"
        if place not in unused:
            with pytest.raises(UnusableKey) as raised:
                SecretKey.from_text(with_damage)
            assert base64.b64encode(bytes(content)).decode() not in str(raised.value)
        content[place] ^= 1


def test_a_key_whose_halves_do_not_belong_together_is_damaged() -> None:
    both = KEY.seed + SecretKey.make().public.key
    content = b"Ed" + bytes(2) + b"B2" + bytes(48) + KEY.key_id + both + bytes(32)
    with pytest.raises(UnusableKey, match="damaged"):
        SecretKey.from_text(f"untrusted comment: x\n{base64.b64encode(content).decode()}\n")


def test_keys_are_read_back_with_and_without_their_comment_line() -> None:
    for text in (KEY.public.to_text(), KEY.public.line, KEY.public.to_text().replace("\n", "\r\n")):
        assert PublicKey.from_text(text) == KEY.public
    assert SecretKey.from_text(KEY.to_text()) == KEY


def test_a_secret_key_shows_itself_nowhere() -> None:
    for shown in (repr(KEY), str(KEY), f"{KEY}", repr([KEY])):
        assert KEY.seed.hex() not in shown
        assert "seed" not in shown
    assert issubclass(UnusableKey, KeysError)
