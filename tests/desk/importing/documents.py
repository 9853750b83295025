"""Invented documents, as a researcher would send them."""

from __future__ import annotations

from pathlib import Path

DOCUMENTS = Path(__file__).parents[2] / "casefile" / "documents"

TEXT = """PUBLIC AI Index: ASA 31/118/2004
9 June 2004
UA {number}         Fear of torture
NEPAL             Bina Shrestha (f), aged 24

Bina Shrestha was led away from her shop by four soldiers on 7 June.
Nobody has seen her since.

RECOMMENDED ACTION: Please send appeals in Nepali or your own language:
- asking where Bina Shrestha is;
- calling for her release.

APPEALS TO:
Minister of Justice
Somebody Else
Kathmandu, Nepal
Fax: + 977 1 4555 186
Email: {email}
Salutation: Dear Minister

PLEASE SEND APPEALS IMMEDIATELY. Check with your section office, if sending appeals after 21 July 2004.
"""


def text(number: str = "187/04", email: str = "office@example.org", **swaps: str) -> str:
    made = TEXT.format(number=number, email=email)
    for old, new in swaps.items():
        made = made.replace(old.replace("_", " "), new)
    return made
