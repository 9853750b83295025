"""Whether something is genuine: a number, a text or a file; and the public keys with which anybody checks it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions import verifying
from tocsin.actions.states import EditionState
from tocsin.actions.verifying import MAX_BYTES, Verdict
from tocsin.casefile.writing.wording import language_name
from tocsin.public import errors, published
from tocsin.public.frame import Link, frame_for
from tocsin.public.pages import PLAIN, Page, answer, hand_out, pack, rendered
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only, reading

LONGEST_NUMBER: Final = 80
FORM_ROOM: Final = 100_000
"""Bytes that a form may be larger than the file in it."""

_STATES = {
    EditionState.LIVE: (gettext_noop("Genuine and current"), gettext_noop("It holds. Letters are asked for.")),
    EditionState.SUPERSEDED: (
        gettext_noop("Genuine, but no longer current"),
        gettext_noop("A newer edition has taken its place: people, addresses or the deadline may have changed."),
    ),
    EditionState.EXPIRED: (
        gettext_noop("Genuine, but its deadline has passed"),
        gettext_noop("Letters are no longer sent from here. Ask your section before you write on your own."),
    ),
    EditionState.STOPPED: (
        gettext_noop("Genuine, but stopped: please do not write any more"),
        gettext_noop("If you have a letter ready, please do not send it."),
    ),
    EditionState.CLOSED: (
        gettext_noop("Genuine, but closed: please send no more letters"),
        gettext_noop("What is known stands on its page."),
    ),
}

_WHAT = {
    "text": gettext_noop("the text of an edition"),
    "casefile": gettext_noop("the data file of an edition"),
    "sheet": gettext_noop("the sheet of an edition"),
    "signature": gettext_noop("the signature of an edition"),
    "number": gettext_noop("a number of this network"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of a verdict. is_good: nothing stands against it. facts: what it was, in a few words each."""

    heading: str
    sentences: tuple[str, ...]
    is_good: bool
    facts: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the template `check` shows."""

    action: str
    number: str
    finding: Finding | None
    key: str


@only(*READS, "POST")
def check(request: HttpRequest) -> HttpResponseBase:
    """A form. What it is asked is looked up and not kept; it changes nothing, so a form from elsewhere does no harm."""
    if request.method == "POST":
        return _checked_file(request)
    number = "".join(filter(str.isprintable, request.GET.get("number", "")[:LONGEST_NUMBER])).strip()
    if not number:
        return answer(request, _empty)
    reader = reader_of(request)
    return _found(request, reader, verifying.verify_number(number, reader.now), number)


def _empty(reader: Reader) -> Page:
    return Page(_body(reader, None, ""))


def _checked_file(request: HttpRequest) -> HttpResponseBase:
    """A file that was chosen, else a text that was pasted. Held in memory alone, never on disk."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES + FORM_ROOM:
        return errors.too_large(request)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    try:
        file, text = request.FILES.get("file"), request.POST.get("text", "")
    except (RequestDataTooBig, TooManyFieldsSent):
        return errors.too_large(request)
    except MultiPartParserError:
        return errors.bad_request(request)
    content = file.read() if file else text.replace("\r\n", "\n").encode("utf-8", "replace")
    if len(content) > MAX_BYTES:
        return errors.too_large(request)
    reader = reader_of(request)
    if not content.strip():
        return _answered(request, reader, _nothing(), "")
    return _found(request, reader, verifying.verify_bytes(content, reader.now), "")


def _found(request: HttpRequest, reader: Reader, verdict: Verdict, number: str) -> HttpResponseBase:
    return _answered(request, reader, finding_of(verdict, reader), number)


def _answered(request: HttpRequest, reader: Reader, finding: Finding, number: str) -> HttpResponseBase:
    response = hand_out(request, pack(Page(_body(reader, finding, number))))
    response.headers["Cache-Control"] = "no-store"
    return response


def _body(reader: Reader, finding: Finding | None, number: str) -> bytes:
    page = CheckPage(reader.to("/check/"), number, finding, reader.to("/check/key"))
    title = finding.heading if finding else _("Check that it is genuine")
    return rendered("check", frame=frame_for(reader, title), page=page)


def finding_of(verdict: Verdict, reader: Reader) -> Finding:
    """What a verdict means for somebody who holds the thing."""
    if verdict.code == verifying.TAKEN_DOWN:
        return Finding(
            _("This action was taken down"),
            (_("Its text is no longer published. Please do not write about it, and do not pass on what you have."),),
            is_good=False,
            facts=_facts(verdict, reader),
        )
    if verdict.code == verifying.GENUINE and verdict.state in _STATES:
        heading, sentence = _STATES[EditionState(verdict.state)]
        good = verdict.state == EditionState.LIVE
        return Finding(_(heading), (_(sentence),), good, _facts(verdict, reader), _page_link(verdict, reader))
    if verdict.code == verifying.ALTERED:
        return _altered(verdict, reader)
    return _unknown(verdict)


def _altered(verdict: Verdict, reader: Reader) -> Finding:
    where = (
        (_("The first difference from what was published is in line %(line)s.") % {"line": verdict.line},)
        if verdict.line
        else ()
    )
    return Finding(
        _("Altered: this is not what was published"),
        (
            _("It names a number of ours, and its words are not ours. Do not write by it, and do not pass it on."),
            *where,
        ),
        is_good=False,
        facts=_facts(verdict, reader),
        link=_page_link(verdict, reader),
    )


def _unknown(verdict: Verdict) -> Finding:
    if verdict.what == "number":
        return Finding(
            _("This number is not known here"),
            (_("No action of this network has it. Look whether it is written as on the paper: UA 84/26."),),
            is_good=False,
        )
    return Finding(
        _("Not known here"),
        (
            _("This is not a file of this network, or not a whole one: every letter counts."),
            _("A text that went through a mail program may have changed on its way. Look up its number instead."),
        ),
        is_good=False,
    )


def _nothing() -> Finding:
    return Finding(
        _("There was nothing to check"), (_("Paste a text, choose a file, or enter a number."),), is_good=False
    )


def _facts(verdict: Verdict, reader: Reader) -> tuple[str, ...]:
    """“UA 84/26”, “edition 3”, “English”, “the text of an edition”."""
    what = _WHAT.get(verdict.what or "")
    said = (
        verdict.number,
        _("edition %(n)s") % {"n": verdict.n} if verdict.n else None,
        language_name(verdict.language, reader.words) if verdict.language else None,
        _(what) if what else None,
    )
    return tuple(filter(None, said))


def _page_link(verdict: Verdict, reader: Reader) -> Link | None:
    return Link(_("Read what holds now"), reader.to(f"/actions/{verdict.slug}/")) if verdict.slug else None


@reading
def key(request: HttpRequest, key_id: str | None = None) -> HttpResponseBase:
    """A public key as minisign takes it: the one in use, or the one of this id."""
    if key_id is not None and not re.fullmatch("[0-9A-Fa-f]{16}", key_id):
        raise Http404
    text = published.public_key(key_id.upper() if key_id else None)
    if text is None:
        raise Http404
    return hand_out(request, pack(Page(text.encode(), media_type=PLAIN)))
