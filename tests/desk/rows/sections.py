"""Sections, their staff, and what they add to a case."""

from tests.desk.matrix import EVERYBODY, Row, of_cases

LOCAL = "odile amina bo dara emil greta mallory"
DE_STAFF = "odile amina bo dara emil greta mallory"

ROWS = {
    "desk-sections": Row("/desk/sections/"),
    "desk-section-new": Row("/desk/sections/new/", "odile mallory", "odile mallory"),
    "desk-section": Row("/desk/sections/{section}/", EVERYBODY, "odile bo dara greta mallory"),
    "desk-section-staff": Row("/desk/sections/{section}/staff/", DE_STAFF, DE_STAFF),
    "desk-staff": Row("/desk/staff/", "odile amina bo mallory", "odile amina bo mallory"),
    "desk-local": Row(
        "/desk/cases/{case}/local/",
        of_cases(LOCAL, "", foreign="dara emil greta hana"),
        of_cases(LOCAL, "", foreign="dara emil greta hana"),
    ),
}
