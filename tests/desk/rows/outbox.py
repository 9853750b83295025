"""The outbox, the print queue, replies of officials.

Replies are for authors, reviewers and coordinators of the case's section and of no section: an answer may quote the
letter, and so its writer. Operators keep the outbox without them, translators have no part in them. The one of the
table is on a case of DE.
"""

from tests.desk.matrix import Row

KEEPERS = "odile mallory"
PRINTERS = "odile dara hana mallory"
READERS_DE = "amina bo dara emil greta mallory"
READERS = "amina bo dara emil greta hana mallory"

ROWS = {
    "desk-outbox": Row("/desk/outbox/", KEEPERS, KEEPERS),
    "desk-letter": Row("/desk/outbox/{letter}/", KEEPERS),
    "desk-print": Row("/desk/print/", PRINTERS, PRINTERS),
    "desk-print-file": Row("/desk/print/letters.pdf", PRINTERS, given=404),
    "desk-replies": Row("/desk/replies/", READERS),
    "desk-reply": Row("/desk/replies/{reply}/", READERS_DE, READERS_DE, hidden="hana"),
}
