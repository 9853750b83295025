"""A case's texts in other languages: segments, PO out and in, second reader, drift."""
