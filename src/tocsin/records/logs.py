"""Log lines that hold ids and places in the code, never names, addresses or texts."""

from __future__ import annotations

import logging
import traceback


class IdsOnly(logging.Formatter):
    """Time, level, logger, message; of an exception its class and where it was raised, not what it said.

    A database's message quotes the row that it refused, so what an exception says is not for a log.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        # A handler that came before leaves the whole exception in the record, where the next one would take it from.
        record = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        # Django's own lines name the path that was asked for; a path may hold a token.
        if record.name.startswith("django.") and record.exc_info:
            record.msg, record.args = "request failed", ()
        return super().format(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        if not isinstance(ei, tuple) or ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        return "\n".join([ei[0].__name__, *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)])
