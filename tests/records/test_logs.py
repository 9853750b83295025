"""What is logged of an error says where it was raised, never what it said."""

from __future__ import annotations

import logging
import sys

from tocsin.records.logs import IdsOnly

WORD = "Mirela Dovan"


def _failure(logger: str, message: str) -> logging.LogRecord:
    try:
        raise ValueError(f"duplicate key value: {WORD}")
    except ValueError:
        return logging.LogRecord(logger, logging.ERROR, __file__, 1, message, (), sys.exc_info())


def test_an_exception_is_named_and_placed_and_its_words_are_left_out() -> None:
    line = IdsOnly().format(_failure("tocsin.actions", "case:5 was not published"))
    assert "case:5 was not published" in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert WORD not in line


def test_what_another_listener_wrote_of_it_is_not_taken_over() -> None:
    record = _failure("tocsin.actions", "case:5 was not published")
    assert WORD in logging.Formatter().format(record)
    assert WORD not in IdsOnly().format(record)


def test_the_framework_does_not_name_the_address_that_was_asked_for() -> None:
    assert "/confirm/" not in IdsOnly().format(_failure("django.request", "Internal Server Error: /confirm/token"))
