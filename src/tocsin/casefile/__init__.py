"""What an urgent action says: model, schema, reading, writing, checking. Pure: no framework, no network."""

from tocsin.casefile.errors import CaseFileError, InvalidCaseFile, NoActionFound, UnreadableDocument, UnwritableCaseFile
from tocsin.casefile.model import CaseFile, Family, Kind, Origin, Person, ReadingWarning, Recipient, WriteIn
from tocsin.casefile.schema import case_from, load_case, problems_in, schema

__all__ = [
    "CaseFile",
    "CaseFileError",
    "Family",
    "InvalidCaseFile",
    "Kind",
    "NoActionFound",
    "Origin",
    "Person",
    "ReadingWarning",
    "Recipient",
    "UnreadableDocument",
    "UnwritableCaseFile",
    "WriteIn",
    "case_from",
    "load_case",
    "problems_in",
    "schema",
]
