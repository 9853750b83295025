"""Addresses of the public pages (CONTRACTS.md). A language before them is taken off by LanguageMiddleware.

The first part of an address is longer than three letters, or it would be taken for a language; a test asks for it. The
one that is not, `me`, is known to LanguageMiddleware.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.public import about, checking, lists
from tocsin.public.action import page
from tocsin.public.letters import deeds, files, outbox
from tocsin.public.letters.confirm import confirming
from tocsin.public.letters.together import blank_letters, together
from tocsin.public.members import join, leave, me
from tocsin.public.write.page import write

patterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("actions/<slug:slug>/", page.action, name="action"),
    path("actions/<slug:slug>/editions/<int:n>/", page.action, name="edition"),
    path("actions/<slug:slug>/write/", write, name="write"),
    path("actions/<slug:slug>/write/<str:member>/", write, name="write-from-alert"),
    path("actions/<slug:slug>/together/", together, name="together"),
    path("actions/<slug:slug>/together.pdf", blank_letters, name="together-pdf"),
    path("letters/erased/", deeds.erased, name="erased"),
    path("letters/<str:token>/", deeds.mine, name="letters"),
    path("letters/<str:token>/all.pdf", files.all_on_paper, name="letters-pdf"),
    *(
        path(f"letters/<str:token>/<int:letter>{one}", files.letter_file, {"ending": one}, name=f"letter{one}")
        for one in files.FORMS
    ),
    path("letters/<str:token>/confirm/<str:code>/", confirming, name="confirm"),
    path("join/", join.join, name="join"),
    path("join/sent/", join.sent, name="join-sent"),
    path("join/<str:code>/", join.confirming, name="join-confirm"),
    path("me/<str:link>/", me.me, name="me"),
    path("me/<str:link>/export.json", me.export, name="me-export"),
    path("leave/<str:token>/", leave.leave, name="leave"),
    path("outbox/", outbox.listed, name="outbox"),
    path("outbox/<str:name>", outbox.message, name="outbox-message"),
    path("outbox/<str:name>/html", outbox.as_html, name="outbox-html"),
    path("outbox/<str:name>/<int:number>", outbox.attached, name="outbox-file"),
    path("countries/<str:code>/", lists.country, name="country"),
    path("concerns/<str:slug>/", lists.concern, name="concern"),
    path("outcomes/", lists.outcomes, name="outcomes"),
    path("check/", checking.check, name="check"),
    path("check/key", checking.key, name="key"),
    path("check/keys/<str:key_id>", checking.key, name="key-of-id"),
    path("about/", about.about, name="about"),
    path("healthz", about.health, name="health"),
    # The short link on paper; last, for it would take any single word.
    path("<slug:slug>", page.short, name="short"),
]
