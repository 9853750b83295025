"""Files that are sent to the desk: kept in memory, for a document must not lie on a disk unsealed, and only of somebody
who is signed in.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tocsin.desk.gate import session_in

MOST_MB: Final = 20
MOST_BYTES: Final = MOST_MB * 1_000_000
"""Of all files of one form together."""


class KeptInMemory(FileUploadHandler):
    """A file that is too large arrives empty, with its real size: the form around it arrives whole, and can be shown
    again with what was typed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._room: int | None = None
        self._content = BytesIO()

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        self._content = BytesIO()
        if self._room is None:
            # The form's token is looked for before anybody asks who sent it.
            self._room = MOST_BYTES if self.request is not None and session_in(self.request) else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = self._room or 0
        if len(raw_data) <= room:
            self._content.write(raw_data)
            self._room = room - len(raw_data)
        else:
            self._room = 0
            self._content = BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        whole = self._content.tell() == file_size
        content = self._content if whole else BytesIO()
        content.seek(0)
        return InMemoryUploadedFile(
            content,
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
