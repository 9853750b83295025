"""Other languages: of one case, and the network's glossary."""

from tests.desk.matrix import EVERYBODY, Row, of_cases

TRANSLATORS = "chen farid mallory"
TEXTS = of_cases(EVERYBODY, EVERYBODY, "greta")
"""Of its own section everybody, of another one whoever translates or reads; most of those are of none."""
PUBLIC_TEXTS = of_cases(EVERYBODY, "", "greta")
"""What is in draft has no texts yet."""
READERS = of_cases("chen farid mallory bo greta", "", "greta")
_PATH = "/desk/cases/{case}/translations/"

ROWS = {
    "desk-translations": Row(_PATH, TEXTS, of_cases(TRANSLATORS, TRANSLATORS)),
    "desk-translate": Row(f"{_PATH}{{language}}/", PUBLIC_TEXTS, of_cases(TRANSLATORS, "")),
    "desk-translate-save": Row(f"{_PATH}{{language}}/save/", None, of_cases(TRANSLATORS, "")),
    "desk-translate-words": Row(f"{_PATH}{{language}}/words/", None, of_cases(TRANSLATORS, "")),
    "desk-po-out": Row(f"{_PATH}{{language}}.po", PUBLIC_TEXTS),
    "desk-po-in": Row(f"{_PATH}{{language}}/po/", None, of_cases(TRANSLATORS, "")),
    "desk-second-read": Row(f"{_PATH}{{language}}/read/", PUBLIC_TEXTS, READERS),
    "desk-glossary": Row("/desk/glossary/", EVERYBODY, TRANSLATORS),
}
