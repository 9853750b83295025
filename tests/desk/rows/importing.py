"""Bringing a document in."""

from tests.desk.matrix import Row, of_cases

WRITERS = "amina emil mallory"
READERS = "amina bo emil greta mallory"

ROWS = {
    "desk-import": Row("/desk/import/", WRITERS, WRITERS),
    "desk-source": Row("/desk/cases/{case}/source/", of_cases(READERS, READERS, down=READERS)),
    "desk-likeness": Row("/desk/cases/{case}/known/", of_cases("", WRITERS), of_cases("", WRITERS)),
}
