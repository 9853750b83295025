"""From a document to a case file: extraction in a limited child process, then the grammar of its family."""

from tocsin.casefile.reading.reader import MAX_BYTES, Reader, Reading, read_document

__all__ = ["MAX_BYTES", "Reader", "Reading", "read_document"]
