"""Writing a case file back into a document: plain text, HTML, the two-page sheet."""
