"""The edit screen: for those who write, in their own section, where there is an open draft."""

from tests.desk.matrix import Row, of_cases

WRITERS = of_cases(live="", hidden="amina emil mallory")
ROWS = {
    "desk-edit": Row("/desk/cases/{case}/edit/", WRITERS, WRITERS),
    "desk-autosave": Row("/desk/cases/{case}/edit/save/", None, WRITERS),
    "desk-pick": Row("/desk/cases/{case}/edit/pick/", WRITERS),
}
