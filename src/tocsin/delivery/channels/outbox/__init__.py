"""Test mode: what would have been sent, kept on this machine in a Maildir that any mail program opens.

`keep_mail` and `keep_sheet` (fax, paper) mark what they keep; `listed` and `read` are for the outbox page; `forget` is
for the day on which a letter's text is erased.
"""

from tocsin.delivery.channels.outbox.maildir import Kept, forget, is_empty, keep, listed, read
from tocsin.delivery.channels.outbox.marking import as_test, as_test_form, keep_mail, keep_sheet
from tocsin.delivery.channels.outbox.stream import OutboxStream

__all__ = [
    "Kept",
    "OutboxStream",
    "as_test",
    "as_test_form",
    "forget",
    "is_empty",
    "keep",
    "keep_mail",
    "keep_sheet",
    "listed",
    "read",
]
