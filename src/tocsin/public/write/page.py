"""The page of writing: GET opens it, POST does what the pressed button says.

Answers: 200 with the page; 303 to the private page once something is kept or sent; 422 with the page and everything
that was typed where it cannot be done yet; 404 and 410 as everywhere, with the text that came along; 413, 500.
"""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from tocsin.appeals import private
from tocsin.appeals.addressees import addressees_of
from tocsin.appeals.entering import HasChanged, NotYet, faults_of, save_draft, send_letters
from tocsin.appeals.guarding import is_stamped, stamp
from tocsin.appeals.matter import GoneFromPublic, Matter, NoLongerOpen, matter_at
from tocsin.appeals.wish import Fault, Wish
from tocsin.delivery.kinds import Why
from tocsin.members.alert_links import person_behind
from tocsin.public.frame import frame_for
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, visit_of
from tocsin.public.posting import private as for_one_person
from tocsin.public.reader import Reader, Words, reader_of
from tocsin.public.tongues import wishes_in
from tocsin.public.views import only
from tocsin.public.write import guess, notices, over
from tocsin.public.write.assisted import assembled
from tocsin.public.write.content import Said, seen_of, write_page
from tocsin.public.write.form import Do, Form, TooLong, addressed, form_of
from tocsin.records.errors import NotThere


@from_our_page
@only("GET", "HEAD", "POST")
def write(request: HttpRequest, slug: str, member: str = "") -> HttpResponseBase:
    """member: the token of the alert whose link somebody followed; the form brings it back."""
    return _taken(request, slug) if request.method == "POST" else _opened(request, slug, member[:64])


@for_one_person
def _taken(request: HttpRequest, slug: str) -> HttpResponseBase:
    try:
        form = form_of(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent, TooLong):
        return over.too_large(request)
    try:
        return _pressed(request, slug, form)
    except Exception:
        # Whatever went wrong here, the writer's text is not lost with it.
        return over.not_saved(request, form.wish.text)


def _opened(request: HttpRequest, slug: str, member: str) -> HttpResponseBase:
    reader = reader_of(request)
    try:
        matter = matter_at(slug, reader.now)
    except GoneFromPublic:
        return over.gone(request, "")
    except NotThere:
        return over.not_there(request, "")
    why = closed_for_all(matter, reader)
    if why is not None:
        return over.closed(reader, slug, why, "")
    response = _page(Form(wish=_guessed(request, matter, reader), member=member), matter, reader, Said(is_guessed=True))
    # Nothing on it is anybody's yet; a browser that may keep it gives the typed text back to whoever goes back to it.
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _guessed(request: HttpRequest, matter: Matter, reader: Reader) -> Wish:
    wishes = wishes_in(request.headers.get("Accept-Language", ""))
    return Wish(country=guess.country_of(wishes, matter.state), language=guess.language_of(reader.wishes, matter.case))


def closed_for_all(matter: Matter, reader: Reader) -> Why | None:
    """Why nobody may write, not even the writers of a section."""
    return None if matter.standing.may_write else matter.closed_for("", reader.now) or Why.STOPPED


def _pressed(request: HttpRequest, slug: str, form: Form) -> HttpResponseBase:
    reader = reader_of(request)
    try:
        if form.do is Do.GO_ON:
            form = _begun_again(form, slug, reader)
        matter = matter_at(slug, reader.now)
        return _done(request, form, matter, reader)
    except GoneFromPublic:
        return over.gone(request, form.wish.text)
    except NotThere:
        return over.not_there(request, form.wish.text)


def _begun_again(form: Form, slug: str, reader: Reader) -> Form:
    """What is kept behind a private link: a draft, or an appeal that was held back. Raises NotThere."""
    own = private.open_appeal(form.token, reader.now)
    if own.wish is None or own.appeal.slug != slug:
        raise NotThere("text any more")
    return replace(form, wish=own.wish, n=own.appeal.n)


def _done(request: HttpRequest, form: Form, matter: Matter, reader: Reader) -> HttpResponseBase:
    why = closed_for_all(matter, reader)
    if why is not None and form.do is not Do.LATER:
        return over.closed(reader, matter.slug, why, form.wish.text)
    form = _settled(form, matter, reader)
    match form.do:
        case Do.SEND:
            return _send(request, form, matter, reader)
        case Do.LATER:
            return _keep(request, form, matter, reader)
        case Do.ASSEMBLE:
            form = assembled(form, matter)
    changed = form.n not in {0, matter.n}
    return _page(form, matter, reader, Said((notices.changed(matter, reader),) if changed else ()))


def _settled(form: Form, matter: Matter, reader: Reader) -> Form:
    """With recipients who are new on the page, and without a consent that was given to other letters than these."""
    addressees = addressees_of(matter, form.wish.country)
    wish = addressed(form.wish, form.shown, (one.key for one in addressees.people))
    return replace(form, wish=replace(wish, consent=wish.consent and form.seen == seen_of(wish, addressees)))


def _send(request: HttpRequest, form: Form, matter: Matter, reader: Reader) -> HttpResponseBase:
    """Only letters that were shown exactly so go out."""
    wish, addressees = form.wish, addressees_of(matter, form.wish.country)
    faults = faults_of(wish, addressees)
    was_seen = form.seen == seen_of(wish, addressees)
    try:
        if matter.n != form.n:
            raise HasChanged(matter.n)
        if faults and (was_seen or faults != [Fault.CONSENT]):
            raise NotYet(faults)
        if not was_seen:
            return _page(form, matter, reader, Said((notices.look_again(),)), 422)
        visit = visit_of(request, wish.usable_email or "")
        known = person_behind(form.member, matter.slug, matter.n)
        sent = send_letters(wish, matter.slug, visit, reader.now, n=form.n, token=form.token or None, known=known)
    except NotYet as refused:
        return _page(form, matter, reader, Said(faults=refused.faults), 422)
    except HasChanged:
        newest = matter_at(matter.slug, reader.now)
        return _page(form, newest, reader, Said((notices.changed(newest, reader),)), 422)
    except NoLongerOpen:
        return _closed_by_now(form, reader, matter.slug)
    return _to_private_page(reader, sent.token)


def _closed_by_now(form: Form, reader: Reader, slug: str) -> HttpResponseBase:
    """Too late from this country; where a section elsewhere has more time, the page stays as it is."""
    matter = matter_at(slug, reader.now)
    why = closed_for_all(matter, reader)
    if why is not None:
        return over.closed(reader, slug, why, form.wish.text)
    return _page(form, matter, reader, Said(), 422)


def _keep(request: HttpRequest, form: Form, matter: Matter, reader: Reader) -> HttpResponseBase:
    try:
        token = save_draft(form.wish, matter.slug, visit_of(request), reader.now, form.token or None)
    except NotYet as refused:
        return _page(form, matter, reader, Said(faults=refused.faults), 422)
    return _to_private_page(reader, token)


def _page(form: Form, matter: Matter, reader: Reader, said: Said, status: int = 200) -> HttpResponse:
    if is_stamped(matter.slug, form.stamp, reader.now) is None:
        form = replace(form, stamp=stamp(matter.slug, reader.now))
    page = write_page(form, matter, reader, said)
    title = Words(_("Write a letter: %(headline)s") % {"headline": page.headline.text})
    return HttpResponse(rendered("write", frame=frame_for(reader, title), page=page), status=status)


def _to_private_page(reader: Reader, token: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response.headers["Location"] = reader.to(f"/letters/{token}/")
    return response
