"""Review, comparison and publication: for the own section and those of none. Those who write or review decide."""

from tests.desk.matrix import EVERYBODY, Row, of_cases

_SECTION = of_cases(EVERYBODY, EVERYBODY, down=EVERYBODY)
_DECIDE = of_cases(*["amina bo emil greta mallory"] * 2, down="amina bo emil greta mallory")

ROWS = {
    "desk-review": Row("/desk/cases/{case}/review/", _SECTION, _DECIDE),
    "desk-compare": Row("/desk/cases/{case}/compare/", _SECTION),
    "desk-publish": Row("/desk/cases/{case}/publish/", _SECTION, _DECIDE),
}
