"""Cases and what belongs to them. What is being written is sealed to the desk; what is published stands beside it.

The public process reads four of these tables and no other: PublicRecord, Rendition, VerifyingKey and PublicVersion
(`PUBLIC_TABLES`). A draft cannot leak through them, for it is never in them.
"""

from __future__ import annotations

from tocsin.actions.models.beside import (
    Consent,
    Extension,
    Opening,
    SealedNote,
    SectionNote,
    Term,
    Translation,
)
from tocsin.actions.models.cases import (
    Approval,
    Aside,
    Case,
    Draft,
    DraftVersion,
    Lessening,
    Original,
    Remark,
)
from tocsin.actions.models.published import (
    PUBLIC_TABLES,
    Edition,
    PublicRecord,
    PublicVersion,
    Rendition,
    Serial,
    VerifyingKey,
)

__all__ = [
    "PUBLIC_TABLES",
    "Approval",
    "Aside",
    "Case",
    "Consent",
    "Draft",
    "DraftVersion",
    "Edition",
    "Extension",
    "Lessening",
    "Opening",
    "Original",
    "PublicRecord",
    "PublicVersion",
    "Remark",
    "Rendition",
    "SealedNote",
    "SectionNote",
    "Serial",
    "Term",
    "Translation",
    "VerifyingKey",
]
