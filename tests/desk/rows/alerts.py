"""Alerts: everybody on the staff sees how far they are. Whoever may stop a case may pause its alert; translators may
not. What each button takes beyond that is asked again by what it does.
"""

from tests.desk.matrix import EVERYBODY, Row

PAUSE = "odile amina bo dara emil greta hana mallory"

ROWS = {
    "desk-alerts": Row("/desk/alerts/", EVERYBODY, PAUSE),
    "desk-alert": Row("/desk/alerts/{alert}/", EVERYBODY, PAUSE),
}
