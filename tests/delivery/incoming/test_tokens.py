"""Our own addresses: each token is found again whatever a server does to its letters, and no other one is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.delivery.incoming import AddressKind, address, new_token, parsed, token_hash

DOMAIN = "mail.example.org"


@pytest.mark.parametrize("kind", list(AddressKind))
def test_an_address_names_its_token_in_any_case(kind: AddressKind):
    token = new_token()
    ours = address(kind, token, DOMAIN)
    for written in (ours, ours.upper(), ours.title(), f"<{ours}>", f" {ours} "):
        found = parsed(written, DOMAIN)
        assert found == (kind, token)
        assert token_hash(found[1]) == token_hash(token.upper())


def test_a_token_has_160_bits_and_stands_in_an_address_without_quotes():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch("[a-z2-7]{32}", token) for token in tokens)
    assert len(address(AddressKind.APPEAL, tokens.pop(), DOMAIN).partition("@")[0]) <= 64


def test_what_is_kept_does_not_tell_the_token():
    assert token_hash("a" * 32) != token_hash("b" * 32)
    assert "a" * 8 not in token_hash("a" * 32)
    assert len(token_hash("a" * 32)) == 64


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "appeal-@mail.example.org",
        f"appeal-{'a' * 31}@mail.example.org",
        f"appeal-{'a' * 33}@mail.example.org",
        f"appeal-{'a' * 31}1@mail.example.org",
        f"appeal-{'a' * 32}@example.org",
        f"appeal-{'a' * 32}@mail.example.org.evil.example",
        f"appeal-{'a' * 32}",
        f"x-{'a' * 32}@mail.example.org",
        f"appeal-{'a' * 32}\n@mail.example.org",
        f"appeal-{'a' * 32}+x@mail.example.org",
        f"appeal-{'а' * 32}@mail.example.org",
        "postmaster@mail.example.org",
    ],
)
def test_anything_else_is_no_address_of_ours(written: str):
    assert parsed(written, DOMAIN) is None


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(written: str):
    assert parsed(written, DOMAIN) is None
    assert parsed(f"{written}@{DOMAIN}", DOMAIN) is None
