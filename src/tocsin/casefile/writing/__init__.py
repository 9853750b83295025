"""Writing a case file out: plain text, HTML, the printed sheet."""

from tocsin.casefile.writing.html import write_html
from tocsin.casefile.writing.sheet import write_sheet
from tocsin.casefile.writing.text import write_text

__all__ = ["write_html", "write_sheet", "write_text"]
