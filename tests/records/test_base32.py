"""Tokens as text."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.records import base32


@given(st.binary(max_size=64))
def test_it_is_what_the_standard_library_makes_but_small_and_without_padding(octets: bytes) -> None:
    text = base32.encoded(octets)
    assert text == base64.b32encode(octets).decode("ascii").rstrip("=").lower()
    assert base32.decoded(text) == base32.decoded(text.upper()) == octets


@pytest.mark.parametrize("text", ["1", "a", "é", "a b", "a" * 33])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        base32.decoded(text)
