"""Writing a case file out: plain text, HTML, the printed sheet."""

from typing import TYPE_CHECKING

from tocsin.on_demand import on_demand

if TYPE_CHECKING:
    from tocsin.casefile.writing.html import write_html
    from tocsin.casefile.writing.sheet import write_sheet
    from tocsin.casefile.writing.text import write_text

__all__ = ["write_html", "write_sheet", "write_text"]

__getattr__ = on_demand(
    __name__,
    {
        "html": ("write_html",),
        "sheet": ("write_sheet",),
        "text": ("write_text",),
    },
)
