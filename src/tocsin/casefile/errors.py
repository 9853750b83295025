"""Errors of this package. Nothing else leaves it.

CaseFileError
├── UnreadableDocument   missing, encrypted, damaged, too large, of an unknown type
├── NoActionFound        readable, but nothing in it belongs to an urgent action
├── InvalidCaseFile      JSON that is not a case file
└── UnwritableCaseFile   a sheet cannot be made of it: a character that no font has, for one
"""


class CaseFileError(Exception):
    """Base of all.

    `str(error)` is one plain sentence for a person; `detail` is for the operator's log, without private data.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class UnreadableDocument(CaseFileError):
    """The bytes could not be turned into text."""


class NoActionFound(CaseFileError):
    """There is text, but no label, number or index of any family of documents. `text` is what could be read."""

    def __init__(self, message: str, *, detail: str = "", text: str = "") -> None:
        super().__init__(message, detail=detail)
        self.text = text


class InvalidCaseFile(CaseFileError):
    """The JSON does not keep to the schema. `problems` lists each place with what is wrong there."""

    def __init__(self, message: str, problems: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class UnwritableCaseFile(CaseFileError):
    """The case file is good, but this form of it cannot be made."""
