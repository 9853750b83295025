"""Pages about one case."""

from tests.desk.matrix import EVERYBODY, THINGS, Row

ROWS = {
    "desk-case": Row("/desk/cases/{case}/", dict.fromkeys(THINGS, EVERYBODY)),
}
