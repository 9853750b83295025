"""Pages about one case."""

from tests.desk.matrix import EVERYBODY, THINGS, Row, of_cases

WRITE = "amina emil mallory"
LESSEN = "odile amina bo dara emil greta hana mallory"
SEALED = "amina bo emil greta mallory"

ROWS = {
    "desk-case": Row("/desk/cases/{case}/", dict.fromkeys(THINGS, EVERYBODY)),
    "desk-next": Row("/desk/cases/{case}/next/", of_cases(WRITE, ""), of_cases(WRITE, "")),
    "desk-withdraw": Row("/desk/cases/{case}/withdraw/", of_cases("", LESSEN), of_cases("", LESSEN)),
    "desk-stop": Row("/desk/cases/{case}/stop/", of_cases(LESSEN, ""), of_cases(LESSEN, "")),
    "desk-take-down": Row("/desk/cases/{case}/take-down/", of_cases(LESSEN, ""), of_cases(LESSEN, "")),
    "desk-lessening": Row("/desk/cases/{case}/looked/", None, of_cases(LESSEN, LESSEN, down=LESSEN)),
    "desk-consent": Row(
        "/desk/cases/{case}/consent/",
        of_cases(EVERYBODY, EVERYBODY, down=EVERYBODY),
        of_cases(LESSEN, LESSEN, down=LESSEN),
    ),
    "desk-notes": Row(
        "/desk/cases/{case}/notes/", of_cases(SEALED, SEALED, down=SEALED), of_cases(SEALED, SEALED, down=SEALED)
    ),
    "desk-history": Row("/desk/cases/{case}/history/", of_cases(EVERYBODY, EVERYBODY, down=EVERYBODY)),
    "desk-previews": Row("/desk/cases/{case}/preview/", of_cases(EVERYBODY, EVERYBODY)),
    "desk-preview": Row("/desk/cases/{case}/preview/{form}/", of_cases(EVERYBODY, EVERYBODY)),
}
