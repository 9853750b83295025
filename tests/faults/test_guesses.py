"""Guessed tokens: bounces of letters and alerts, replies, private pages, links to confirm. At full size a million."""

from __future__ import annotations

import random
from base64 import b32encode

from tests.appeals.conftest import data, network, post  # noqa: F401 - fixtures
from tests.appeals.writing import Post
from tests.needs import AT_FULL_SIZE
from tests.remembered_rows import everything
from tocsin.appeals.confirming import is_open
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.project.incoming import take_in

GUESSES = 1_000_000 if AT_FULL_SIZE else 2_000


def test_no_guess_is_accepted_and_none_changes_anything(post: Post) -> None:  # noqa: F811
    token = post.confirmed()
    post.settle()
    before, chance = everything(), random.Random(4)
    message = b"From: x@example.org\r\nSubject: Undelivered\r\n\r\n550 5.1.1 no such user\r\n"
    for number in range(GUESSES):
        guess = b32encode(chance.randbytes(20)).decode().lower()
        alert = chance.randbytes(26).hex()
        kind = ("bounce", "appeal")[number % 2]
        assert take_in(f"alert-{alert}@letters.example.org", "", message, post.network.now) is Answer.UNKNOWN
        assert take_in(f"{kind}-{guess}@letters.example.org", "", message, post.network.now) is Answer.UNKNOWN
        if number % 100 == 0:
            assert not is_open(token, guess, post.network.now)
            assert not is_open(guess, guess, post.network.now)
    assert everything() == before
