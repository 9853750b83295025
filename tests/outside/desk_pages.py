"""Every page of the desk, found by the declared table of its addresses: shown, and shown again with a faulty form.

An address has a row in the table or a test of access fails; so a new page is here without anybody adding it. What a
page shows beyond its plain address (filters, faults, another state) is added to `_MORE`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.test import Client

from tests.desk.conftest import CODE, SET_UP, SIGN_IN, SignIn
from tests.desk.matrix import Row
from tests.desk.test_access import ROWS
from tests.network import NOW, SECRET, Network
from tocsin.staff.models import Session
from tocsin.staff.second_factor import code_at
from tocsin.staff.signing_in import offer_authenticator

from .desk_scene import Scene

WHO: Final = ("mallory", "amina", "bo", "dara", "odile")
"""Who opens a page: the first of these who may."""

LONG: Final = "Unbroken" * 90
_MORE: Final = (
    ("amina", "home-filtered", "/desk/?q=dam&state=live", None),
    ("chen", "home-translator", "/desk/", None),
    ("odile", "home-operator", "/desk/", None),
    ("amina", "import-fault", "/desk/import/", {"do": "read", "section": "DE", "text": f"Nothing at all. {LONG}"}),
    ("amina", "import-empty-fault", "/desk/import/", {"do": "empty", "country": "??", "language": "??"}),
    ("amina", "edit-read", "/desk/cases/{read}/edit/", None),
    ("amina", "edit-live", "/desk/cases/{review}/edit/?add=targets", None),
    ("amina", "edit-fault", "/desk/cases/{read}/edit/", {"revision": "1", "deadline": f"soon {LONG}", "do": "save"}),
    ("amina", "pick-found", "/desk/cases/{read}/edit/pick/?for=copies&q=minister", None),
    ("amina", "pick-nothing", "/desk/cases/{read}/edit/pick/?for=targets&q=" + LONG[:99], None),
    ("amina", "source-read", "/desk/cases/{read}/source/", None),
    ("amina", "known-read", "/desk/cases/{read}/known/", None),
    ("bo", "review-other", "/desk/cases/{review}/review/", None),
    ("bo", "review-fault", "/desk/cases/{review}/review/", {"do": "approve", "note": LONG}),
    ("amina", "review-own", "/desk/cases/{read}/review/", None),
    ("amina", "publish-not-ready", "/desk/cases/{read}/publish/", None),
    ("bo", "publish-fault", "/desk/cases/{review}/publish/", {"do": "plan", "day": "x", "time": "y", "zone": "z"}),
    ("bo", "compare-two", "/desk/cases/{review}/compare/?from=1&to=draft", None),
    ("bo", "compare-nothing", "/desk/cases/{review}/compare/?from=77&to=x", None),
    ("amina", "consent-end", "/desk/cases/{live}/consent/?withdraw={consent}", None),
    ("amina", "consent-fault", "/desk/cases/{read}/consent/", {"do": "give", "who": LONG, "until": "soon"}),
    ("bo", "notes-other", "/desk/cases/{review}/notes/", None),
    ("bo", "notes-fault", "/desk/cases/{review}/notes/", {"do": "write", "text": LONG}),
    ("amina", "next-outcome", "/desk/cases/{ended}/next/?kind=outcome", None),
    ("chen", "translate-half", "/desk/cases/{review}/translations/ar/", None),
    ("chen", "translate-fault", "/desk/cases/{live}/translations/fr/words/", {"source": LONG, "target": ""}),
    ("farid", "second-read-half", "/desk/cases/{review}/translations/ar/read/", None),
    ("emil", "case-foreign", "/desk/cases/{live}/", None),
    ("chen", "notice", "/desk/nothing", None),
    ("chen", "notice-refused", "/desk/import/", None),
    ("dara", "alert-held", "/desk/alerts/{alert}/", None),
    ("bo", "alert-words-to-approve", "/desk/alerts/{alert}/", None),
    ("dara", "alerts-of-a-section", "/desk/alerts/", None),
    ("amina", "account-fault", "/desk/account/", {"do": "secret", "secret": "a", "again": "b"}),
)
"""Who, name, address, and what is sent, if anything is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """name: as a file may be called. of: name of the address, where the page stands for one."""

    name: str
    path: str
    status: int
    body: bytes
    headers: dict[str, str]
    of: str = ""

    @classmethod
    def by(cls, name: str, path: str, answer: Any, of: str = "") -> Shown | None:
        """Nothing where the answer is no page."""
        kind = answer.headers.get("Content-Type", "")
        if not kind.startswith("text/html") or answer.status_code in {301, 302, 303}:
            return None
        body = answer.content or b"".join(getattr(answer, "streaming_content", ()))
        return cls(name, path, answer.status_code, body, dict(answer.headers), of)


def pages_of(network: Network, scene: Scene, sign_in: SignIn, language: str) -> Iterator[Shown]:
    """All pages in one language of the interface."""
    clients = {}
    for name in (*WHO, "chen", "farid", "emil"):
        network.people[name].refresh_from_db()
        network.people[name].language = language
        network.people[name].save(update_fields=["language"])
        clients[name] = sign_in(network.people[name])
    for key, row in ROWS.items():
        if key != "desk-sign-out":
            yield from _of_row(key, row, scene, clients, language)
    consent = scene.live.consents.order_by("pk")[0].pk
    at = {"review": scene.review.pk, "read": scene.read.pk, "live": scene.live.pk, "ended": scene.ended.pk}
    for who, name, pattern, form in _MORE:
        path = pattern.format(consent=consent, **at, alert=scene.others["alert"])
        client = clients[who]
        answer = client.get(path) if form is None else client.post(path, form)
        found = Shown.by(f"{language}-{name}", path, answer)
        assert found is not None, (name, answer.status_code)
        yield found


def _of_row(key: str, row: Row, scene: Scene, clients: dict[str, Client], language: str) -> Iterator[Shown]:
    """The page, and the page that answers an empty form; the first of each that anybody is given."""
    paths = [
        row.path.format(case=case.pk, **scene.others) for case in (scene.cases() if row.is_of_cases else [scene.review])
    ]
    for kind, who, wanted in (("", row.reads, row.given), ("-empty", row.posts, row.empty)):
        if who is None:
            continue
        tried = ((path, clients[name]) for path in paths for name in WHO)
        for path, client in tried:
            answer = client.post(path) if kind else client.get(path)
            if answer.status_code == wanted:
                found = Shown.by(f"{language}-{key.removeprefix('desk-')}{kind}", path, answer, key + kind)
                if found is not None:
                    yield found
                break
        else:
            raise AssertionError(f"nobody is given {key}{kind}")


def signing_in(network: Network) -> Iterator[Shown]:
    """The pages before one is in, for somebody who has no authenticator yet, and for somebody who has one."""
    newcomer = Client()
    fresh = network.hana
    steps = [
        ("sign-in", newcomer.get(f"{SIGN_IN}?next=/desk/account/")),
        ("wrong", newcomer.post(SIGN_IN, {"email": "x@example.org", "secret": "wrong"})),
    ]
    newcomer.post(SIGN_IN, {"email": fresh.email, "secret": SECRET})
    steps += [("set-up", newcomer.get(SET_UP)), ("set-up-wrong", newcomer.post(SET_UP, {"code": "1"}))]
    code = code_at(offer_authenticator(Session.objects.get(person=fresh, whole=False)), NOW)
    steps.append(("recovery-codes", newcomer.post(SET_UP, {"code": code})))
    unsure = Client()
    unsure.post(SIGN_IN, {"email": "new@example.org", "secret": SECRET})
    steps += [
        ("own-secret", unsure.get("/desk/sign-in/secret/")),
        ("own-secret-wrong", unsure.post("/desk/sign-in/secret/", {"secret": "a", "again": "b"})),
    ]
    half = Client()
    half.post(SIGN_IN, {"email": fresh.email, "secret": SECRET})
    steps += [("code", half.get(CODE)), ("code-wrong", half.post(CODE, {"code": "1"}))]
    for name, answer in steps:
        found = Shown.by(name, answer.request["PATH_INFO"], answer)
        assert found is not None, name
        yield found
