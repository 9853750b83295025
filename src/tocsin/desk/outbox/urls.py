"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.outbox import letter, outbox, printing, replies

patterns: list[URLPattern] = [
    path("outbox/", outbox.outbox, name="desk-outbox"),
    path("outbox/<int:number>/", letter.letter, name="desk-letter"),
    path("print/", printing.print_queue, name="desk-print"),
    path("print/letters.pdf", printing.print_file, name="desk-print-file"),
    path("replies/", replies.replies, name="desk-replies"),
    path("replies/<int:number>/", replies.reply, name="desk-reply"),
]
