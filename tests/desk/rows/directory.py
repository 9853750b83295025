"""The directory."""

from tests.desk.matrix import EVERYBODY, Row

KEEPERS = "amina bo dara emil greta hana mallory"
"""Authors, reviewers and coordinators."""

ROWS = {
    "desk-directory": Row("/desk/directory/"),
    "desk-office-new": Row("/desk/directory/new/", KEEPERS, KEEPERS),
    "desk-failing": Row("/desk/directory/failing/"),
    "desk-missions": Row("/desk/directory/missions/", EVERYBODY, KEEPERS),
    "desk-mission-list": Row("/desk/directory/missions/{missions}/", EVERYBODY, KEEPERS),
    "desk-directory-doubles": Row("/desk/directory/doubles/"),
    "desk-office": Row("/desk/directory/{office}/", EVERYBODY, KEEPERS),
    "desk-office-merge": Row("/desk/directory/{office}/merge/", KEEPERS, KEEPERS),
    "desk-contact": Row("/desk/directory/{office}/contacts/{contact}/", None, KEEPERS),
}
