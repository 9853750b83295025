"""Reports over all actions: for everybody with a role."""

from tests.desk.matrix import Row

ROWS = {
    "desk-numbers": Row("/desk/numbers/"),
    "desk-numbers-csv": Row("/desk/numbers/{report}.csv"),
    "desk-chart": Row("/desk/numbers/{report}.svg"),
}
