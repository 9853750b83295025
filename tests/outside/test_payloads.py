"""Scripts in every field that a writer fills in, and in what an official answers: none runs in a real browser.

With our content security policy and, as if a browser knew none, without it; through the page of writing, the private
page, the outbox, the link's page, the chart, and the files that are made of a letter. That something ran is noticed by
a trap that is tried on the same words first.
"""

from __future__ import annotations

import base64
import email.headerregistry
import email.policy
import html
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest

from tests.flows.test_letters_whole_way import LINK, TOCSIN
from tocsin.delivery.channels import outbox

from .live import talking
from .test_html import BROWSER
from .test_whole_way import bare, words_in

pytestmark = BROWSER

SLUG = "ua-1-26"
WAYS = {
    "targets.0": "network-email",
    "targets.1": "own-mail",
    "copies.0": "own-paper",
    "mission": "own-paper",
}
ELEMENTS = {
    "name": "<script>ran('name')</script> Mal",
    "place": "<img src=x onerror=ran('place')>",
    "address": "<svg onload=ran('address')>\n10999 Berlin",
    "email": "\"><script>ran('email')</script>",
    "text": "I teach. </textarea><script>ran('text')</script>\n\n<details open ontoggle=ran('toggled')>Please.",
    "own_sentence": "</textarea><svg/onload=ran('sentence')>",
    "subject": "Re: <script>ran('subject')</script>",
    "office": "<img src=x onerror=ran('office')>",
    "reply": "</blockquote><script>ran('reply')</script><iframe srcdoc=\"<script>parent.ran('frame')</script>\">",
    "file": "<img src=x onerror=ran('file')>.pdf",
}
ATTRIBUTES = {
    "name": "\" autofocus onfocus=ran('name') x=\" Mal",
    "place": "' autofocus onfocus=ran('place') x='",
    "address": "\"><img src=x onerror=ran('address')>\n10999 Berlin",
    "email": "\" autofocus onfocus=ran('email') x=\"",
    "text": "I teach. javascript:ran('text')\n\nhttps://example.org/\"onclick=ran(3)\n\n</title><svg onload=ran(1)>",
    "own_sentence": "javascript:ran('sentence') \" onfocus=ran('sentence') autofocus x=\"",
    "subject": "javascript:ran('subject')",
    "office": "\" onfocus=ran('office') autofocus x=\"",
    "reply": "javascript:ran('reply') https://example.org/'onmouseover='ran(1)' data:text/html,<script>ran(2)</script>",
    "file": "\" onfocus=ran('file') autofocus x=\".pdf",
}
ESCAPED = {
    "name": "&lt;script&gt;ran('name')&lt;/script&gt; Mal",
    "place": "&#60;img src=x onerror=ran('place')&#62;",
    "address": "{{constructor.constructor('ran(1)')()}}\n10999 Berlin",
    "email": "%3Cscript%3Eran('email')%3C/script%3E",
    "text": "I teach. &lt;/textarea&gt;&lt;script&gt;ran('text')&lt;/script&gt;\n\n--><script>ran('comment')</script>",
    "own_sentence": "&quot;&gt;&lt;svg onload=ran('sentence')&gt;",
    "subject": "&lt;script&gt;ran('subject')&lt;/script&gt;",
    "office": "&lt;img src=x onerror=ran('office')&gt;",
    "reply": "&lt;script&gt;ran('reply')&lt;/script&gt; ]]><script>ran('cdata')</script>",
    "file": "&lt;img src=x onerror=ran('file')&gt;.pdf",
}
WORDS = {"elements": ELEMENTS, "attributes": ATTRIBUTES, "escaped": ESCAPED}


def writers(site: str) -> Iterator[dict[str, Any]]:
    for kind, words in WORDS.items():
        for policy in (True, False):
            said = {**words, "name": f"{words['name']}{'one' if policy else 'two'}"}
            yield {
                **said,
                "site": site,
                "slug": SLUG,
                "policy": policy,
                "ways": WAYS,
                "good_email": f"{kind}.{policy}@payloads.example.net".lower(),
                "marks": [plain(one) for one in said.values()],
                "alive": alive(said),
            }


def alive(words: dict[str, str]) -> list[str]:
    """The same words where they would run: bare, inside an attribute, and after being read once too often."""
    return [made for one in words.values() for made in (html.unescape(one), f'<input value="{one}">')]


def plain(text: str) -> str:
    """The first paragraph in one line, as it is looked for on a page."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


@dataclass(frozen=True)
class Post:
    """What the writers' mailboxes and the office know. folder: of the demonstration."""

    site: str
    folder: Path
    by_email: dict[str, dict[str, Any]]
    _read: dict[str, EmailMessage] = field(default_factory=dict)

    def answer(self, what: str, address: str) -> str:
        return json.dumps(
            {"asked to confirm": self.asked, "handed over": self.letters, "answered": self.reply}[what](address)
        )

    def asked(self, address: str) -> dict[str, str]:
        ((place, message),) = self.mail(lambda one: parseaddr(str(one["To"]))[1] == address)
        found = LINK.search(message.get_content())
        assert found
        return {"link": self.site + found[0], "letter": place}

    def letters(self, address: str) -> list[str]:
        return [place for place, _ in self.of_writer(address)]

    def of_writer(self, address: str) -> list[tuple[str, EmailMessage]]:
        name = self.by_email[address]["name"]
        return self.mail(lambda one: parseaddr(str(one["From"]))[0].startswith(name))

    def reply(self, address: str) -> str:
        """By the office, to the letter; the message in which the writer is told."""
        writer, (_, letter) = self.by_email[address], self.of_writer(address)[0]
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = email.headerregistry.Address(writer["office"], "cabinet", "office.example.org")
        message["To"] = to = parseaddr(str(letter["From"]))[1]
        message["Subject"] = writer["subject"]
        message.set_content(writer["reply"])
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=writer["file"])
        set_here = {"TOCSIN_DATA": str(self.folder / "data"), "TOCSIN_URL": self.site}
        environment = {**os.environ, **set_here, "SENDER": "cabinet@office.example.org"}
        subprocess.run(
            [TOCSIN, "bounce", "--to", to], input=bytes(message), env=environment, capture_output=True, check=True
        )
        return self.mail(lambda one: parseaddr(str(one["To"]))[1] == address, count=2)[0][0]

    def mail(self, wanted: Callable[[EmailMessage], bool], count: int = 1) -> list[tuple[str, EmailMessage]]:
        """At least so many messages in the outbox, the newest first, each with its page's address."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found = [(f"{self.site}/en/outbox/{name}", one) for name, one in self.kept() if wanted(one)]
            if len(found) >= count:
                return found
        raise AssertionError("it did not come")

    def kept(self) -> Iterator[tuple[str, EmailMessage]]:
        folder = self.folder / "data" / "outbox"
        for one in outbox.listed(folder, 100):
            if one.name not in self._read:
                content = outbox.read(folder, one.name)
                assert content is not None
                self._read[one.name] = message_from_bytes(content, policy=email.policy.default)
            yield one.name, self._read[one.name]


@pytest.fixture(scope="module")
def attacked(site: str, site_folder: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    people = list(writers(site))
    post = Post(site, site_folder, {one["good_email"]: one for one in people})
    with talking("payloads.mjs", people, post.answer) as found:
        return list(zip(people, found, strict=True))


Attacked = list[tuple[dict[str, Any], dict[str, Any]]]


def test_nothing_that_a_writer_or_an_official_types_ever_runs(attacked: Attacked) -> None:
    assert len(attacked) == 6
    for writer, found in attacked:
        assert found["trap"] >= 6, "the trap does not notice anything"
        assert (writer["good_email"], found["ran"]) == (writer["good_email"], [])
        assert found["strange"] == []


SEEN = {
    "sentence of one's own": {"own_sentence"},
    "refused": {"name", "place", "address", "email"},
    "letters": {"name", "address", "text"},
    "letter in the outbox": {"name", "text"},
    "confirm": {"name", "text"},
    "own page": {"reply", "file"},
    "message about the answer": {"reply"},
}
"""Where the words were seen as words, so that they went all the way."""


def test_the_words_stand_on_the_pages_as_words(attacked: Attacked) -> None:
    for writer, found in attacked:
        for page, fields in SEEN.items():
            missing = {name for name in fields if plain(writer[name]) not in found["seen"][page]}
            assert missing == set(), (page, found["seen"][page])


def test_files_made_of_a_letter_hold_the_words_and_nothing_that_acts(attacked: Attacked) -> None:
    for writer, found in attacked:
        first = bare(writer["text"].split("\n\n")[0])
        files = [(kind, base64.b64decode(content)) for kind, content in found["files"]]
        drafts = [message_from_bytes(one, policy=email.policy.default) for kind, one in files if kind == "eml"]
        assert [one.get_content_type() for one in drafts] == ["text/plain"]
        assert all(first in bare(one.get_content()) for one in drafts)
        printed = [one for kind, one in files if kind == "pdf"]
        assert [one for one in printed if acts(one)] == []
        assert sum(first in bare(words_in(one)) for one in printed) == 2


def acts(pdf: bytes) -> bool:
    """Whether a PDF does anything but show pages."""
    document = pypdfium2.PdfDocument(pdf)
    counted = (pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount, pypdfium2.raw.FPDFDoc_GetAttachmentCount)
    named = re.search(rb"/(JavaScript|JS|AA|OpenAction|Launch|URI|SubmitForm)\b", pdf)
    notes = sum(pypdfium2.raw.FPDFPage_GetAnnotCount(page) for page in document)
    return any(count(document) for count in counted) or notes > 0 or named is not None
