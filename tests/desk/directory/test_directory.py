"""The directory's pages, through the door that people use."""

from __future__ import annotations

import functools
import gc
import html
import json
import re
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.test import Client

from tests.desk.conftest import Clock, SignIn
from tests.network import COMMISSIONER, MINISTER, NOW, Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import PublicRecord
from tocsin.casefile import Recipient
from tocsin.directory.health import record_health, record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Holder, Office
from tocsin.directory.searching import folded
from tocsin.directory.targets import add_office, recipient_of

HOME = "/desk/directory/"
HOSTILE = '<script>alert(1)</script>"><img src=x>'


@pytest.fixture
def minister(network: Network) -> Office:
    return add_office(network.amina, MINISTER, "en", NOW)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def opened(client: Client, office: Office) -> dict[str, str]:
    """The form of an office as a browser would send it back, nothing changed."""
    page = client.get(f"{HOME}{office.pk}/").content.decode()
    was = re.search(r'name="was" value="([^"]*)"', page)
    assert was
    texts = json.loads(html.unescape(was[1]))
    return {"was": json.dumps(texts), **texts}


def save(client: Client, office: Office, form: dict[str, str], **changes: str) -> Any:
    return client.post(f"{HOME}{office.pk}/", {**form, **{key.replace("__", "-"): to for key, to in changes.items()}})


def test_what_a_case_says_stays_in_no_memory_after_the_pages_that_said_it(
    network: Network, amina: Client, minister: Office
) -> None:
    case = network.published(headline="Qozubilavo was taken to the harbour")
    fails(network, minister)
    pages = [f"{HOME}{minister.pk}/", f"{HOME}failing/"]
    assert all("Qozubilavo" in text(amina.get(page)) for page in pages)
    assert _remembered("Qozubilavo") == []
    take_down(network.bo, str(case.pk), network.now)
    assert not any("Qozubilavo" in text(amina.get(page)) for page in pages)


def _remembered(word: str) -> list[str]:
    """The functions that keep answers, and keep one in which the word stands."""
    gc.collect()
    kept = [one for one in gc.get_objects() if issubclass(type(one), functools._lru_cache_wrapper)]
    assert "tocsin.actions.uses" in {one.__module__ for one in kept}
    return [f"{one.__module__}.{one.__name__}" for one in kept if word in "".join(_texts_in(one.__wrapped__, one))]


def _texts_in(*path: object) -> Iterator[str]:
    """All texts that hang on a thing, but for code; path: the way there, the thing last."""
    seen, waiting = {id(path[0])}, [path[-1]]
    while waiting:
        for one in gc.get_referents(waiting.pop()):
            # By their own type: a lazy object of a framework would begin to work if it were asked for its class.
            if issubclass(type(one), str):
                yield one
            elif id(one) not in seen and not issubclass(type(one), type | FunctionType | ModuleType):
                seen.add(id(one))
                waiting.append(one)


# --- search ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("Préfet de Évreux", "evreux PREFET"),
        ("وزارة الدّاخليّة", "الداخليه"),
        ("内政部部长", "内政部"),
        ("ΥΠΟΥΡΓΟΣ", "υπουργος"),
        ("İçişleri Bakanı", "icisleri bakani"),
        ("Řízení Łódź", "lodz rizeni"),
    ],
)
def test_offices_are_found_in_any_script_without_accents_or_capitals(
    network: Network, amina: Client, minister: Office, post: str, words: str
) -> None:
    add_office(network.amina, Recipient(name=None, post=post, country="XV"), "en", NOW)
    page = text(amina.get(HOME, {"q": words}))
    assert post in page
    assert "Minister of the Interior" not in page


def test_search_by_country_and_by_address(network: Network, amina: Client, minister: Office) -> None:
    add_office(network.amina, Recipient(name="Elsewhere Office", post=None, country="XV"), "en", NOW)
    assert "Elsewhere Office" not in text(amina.get(HOME, {"country": "XH"}))
    assert "Minister of the Interior" in text(amina.get(HOME, {"q": "minister@interior.example"}))
    assert "Minister of the Interior" in text(amina.get(HOME, {"q": "+1202555"}))
    assert "No office holds all of these words" in text(amina.get(HOME, {"q": "interior nowhere"}))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": "a\0b"}, 200),
        ({"q": "x" * 9000}, 200),
        ({"q": HOSTILE}, 200),
        ({"q": "%_\\"}, 200),
        ({"country": "ZZ9"}, 422),
        ({"page": "9" * 30}, 200),
        ({"page": "-1"}, 200),
    ],
)
def test_odd_questions_are_answered(amina: Client, minister: Office, asked: dict[str, str], status: int) -> None:
    answer = amina.get(HOME, asked)
    assert answer.status_code == status
    assert b"<script>alert" not in answer.content
    assert b"<img src=x>" not in answer.content


def test_fifty_offices_a_page_and_a_fixed_number_of_questions(
    amina: Client, minister: Office, django_assert_max_num_queries: Any
) -> None:
    Office.objects.bulk_create(
        Office(post=f"Post {number:03}", country="XH", words=folded(f"Post {number:03}")) for number in range(120)
    )
    with django_assert_max_num_queries(20):
        page = text(amina.get(HOME, {"q": "post"}))
    assert page.count('<th scope="row">') == 50
    assert "Page 1 of 3" in page
    assert "Post 049" in page
    assert "Post 050" in text(amina.get(HOME, {"q": "post", "page": "2"}))


def test_an_office_that_came_in_past_the_services_is_found_too(amina: Client, minister: Office) -> None:
    Office.objects.create(post="Ministère oublié", country="XV")
    assert "Ministère oublié" in text(amina.get(HOME, {"q": "oublie"}))


# --- correcting -----------------------------------------------------------------------------------------------------


def test_the_page_shows_the_envelope_the_greeting_the_health_and_the_history(amina: Client, minister: Office) -> None:
    page = text(amina.get(f"{HOME}{minister.pk}/"))
    assert "HALVARA" in page
    assert "Your Excellency" in page
    assert "Not tried yet" in page
    assert re.search(r"Amina</?bdi>|Amina", page)
    assert "added the office" in page


def test_a_correction_changes_only_what_was_changed(network: Network, amina: Client, minister: Office) -> None:
    contact = minister.contacts.get(kind=ContactKind.EMAIL)
    record_health(network.bo, contact.pk, ContactEvent.CONFIRMED, NOW)
    answer = save(amina, minister, opened(amina, minister), fax="+12025550199")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}{minister.pk}/?said=directory.saved")
    contact.refresh_from_db()
    assert contact.state == ContactState.WORKING
    assert [one.value for one in minister.contacts.filter(kind=ContactKind.FAX)] == ["+12025550199"]
    assert "Minister of the Interior" in text(amina.get(HOME, {"q": "0199"}))


def test_a_new_name_asks_what_it_means_and_keeps_the_former_holder(amina: Client, minister: Office) -> None:
    form = opened(amina, minister)
    asked = save(amina, minister, form, name="Ana Torrel")
    assert asked.status_code == 422
    assert "misspelt, or somebody new" in text(asked)
    assert 'value="Ana Torrel"' in text(asked)
    assert save(amina, minister, form, name="Ana Torrel", holder="new", since="2026-11-20").status_code == 303
    page = text(amina.get(f"{HOME}{minister.pk}/"))
    assert "Ana Torrel" in page
    assert "Former holders" in page
    assert "until Thursday, 19 November 2026" in page
    assert recipient_of(minister, "en", NOW.date()).lines[0] == "Ana Torrel"


def test_a_misspelt_name_makes_no_new_holder_and_an_empty_one_is_a_vacancy(amina: Client, minister: Office) -> None:
    assert save(amina, minister, opened(amina, minister), name="Radomir Estell", holder="spelling").status_code == 303
    assert [one.name for one in minister.holders.all()] == ["Radomir Estell"]
    assert save(amina, minister, opened(amina, minister), name="").status_code == 303
    assert recipient_of(minister, "en", NOW.date()).name is None


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("email", "not an address", "is not an e-mail address"),
        ("web_form", "javascript:alert(1)", "is not a web address"),
        ("country", "ZZZ", "two-letter code"),
        ("post", "x" * 2001, "too long"),
        ("name", "a\0b", "cannot be kept"),
        ("gender", "x", "gender"),
    ],
)
def test_a_fault_stands_beside_its_field_and_all_that_was_typed_is_kept(
    amina: Client, minister: Office, field: str, wrong: str, said: str
) -> None:
    answer = save(amina, minister, opened(amina, minister), **{"lines": "A new line\nAnother", field: wrong})
    assert answer.status_code == 422
    page = text(answer)
    assert said in page
    assert f'id="{field}-wrong"' in page
    assert "A new line\nAnother" in page
    assert recipient_of(minister, "en", NOW.date()) == MINISTER


def test_two_faults_are_told_at_once(amina: Client, minister: Office) -> None:
    page = text(save(amina, minister, opened(amina, minister), email="nothing", web_form="ftp://x"))
    assert 'id="email-wrong"' in page
    assert 'id="web_form-wrong"' in page


def test_two_people_at_once_lose_nothing(network: Network, amina: Client, sign_in: SignIn, minister: Office) -> None:
    greta = sign_in(network.greta)
    hers, theirs = opened(amina, minister), opened(greta, minister)
    assert save(greta, minister, theirs, email="new@interior.example.org").status_code == 303
    # Another field: both changes stay.
    assert save(amina, minister, hers, fax="+12025550177").status_code == 303
    said = recipient_of(minister, "en", NOW.date())
    assert (said.email, said.fax) == (("new@interior.example.org",), ("+12025550177",))
    # The same field: both are shown and nothing is overwritten.
    answer = save(amina, minister, hers, email="mine@interior.example.org")
    assert answer.status_code == 409
    page = text(answer)
    assert "mine@interior.example.org" in page
    assert "new@interior.example.org" in page
    assert recipient_of(minister, "en", NOW.date()).email == ("new@interior.example.org",)
    # Saving what the page now shows is a decision.
    was = re.search(r'name="was" value="([^"]*)"', answer.content.decode())
    assert was
    again = {**json.loads(html.unescape(was[1])), "was": html.unescape(was[1])}
    assert save(amina, minister, again, email="mine@interior.example.org").status_code == 303
    assert recipient_of(minister, "en", NOW.date()).email == ("mine@interior.example.org",)


@pytest.mark.parametrize("was", ["", "[]", "nonsense", "[" * 5000, '{"email": 7}', "null"])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(amina: Client, minister: Office, was: str) -> None:
    assert save(amina, minister, {"was": was, "post": "Nobody"}).status_code == 422
    assert recipient_of(minister, "en", NOW.date()) == MINISTER


def test_markup_is_shown_as_text(amina: Client, minister: Office) -> None:
    form = opened(amina, minister)
    answer = save(amina, minister, form, post=HOSTILE, name=HOSTILE, holder="spelling", social=HOSTILE, lines=HOSTILE,
                  new__salutation=HOSTILE, new__language="fr")  # fmt: skip
    assert answer.status_code == 303
    for path in (HOME, f"{HOME}{minister.pk}/", f"{HOME}{minister.pk}/merge/", "/desk/"):
        body = amina.get(path).content
        assert b"<script>alert" not in body, path
        assert b"<img src=x>" not in body, path


def test_a_form_of_address_is_added_and_taken_away(amina: Client, minister: Office) -> None:
    form = opened(amina, minister)
    assert save(amina, minister, form, new__salutation="Monsieur le Ministre", new__language="fr").status_code == 303
    assert recipient_of(minister, "fr", NOW.date()).salutation == "Monsieur le Ministre"
    wrong = save(amina, minister, opened(amina, minister), new__salutation="Hm", new__language="no such tag")
    assert (wrong.status_code, 'id="new-wrong"' in text(wrong)) == (422, True)
    assert save(amina, minister, opened(amina, minister), salutation__fr="").status_code == 303
    assert not minister.salutations.filter(language="fr").exists()


def test_an_office_that_is_used_says_where(network: Network, amina: Client, sign_in: SignIn) -> None:
    live = network.published("DE", headline="Printed case")
    network.draft("FR", headline="Secret French draft")
    office = Office.objects.get(post=MINISTER.post)
    own = text(amina.get(f"{HOME}{office.pk}/"))
    assert "Printed case" in own
    assert "Secret French draft" in own
    emil = text(sign_in(network.emil).get(f"{HOME}{office.pk}/"))
    assert "Secret French draft" not in emil
    assert "draft of another section" not in emil
    assert f"/desk/cases/{live.pk}/next/?kind=correction" not in own
    assert save(amina, office, opened(amina, office), post="Minister of Home Affairs").status_code == 303
    assert f"/desk/cases/{live.pk}/next/?kind=correction" in text(amina.get(f"{HOME}{office.pk}/"))


# --- new ------------------------------------------------------------------------------------------------------------


def test_a_new_office_is_added_once(amina: Client, network: Network) -> None:
    form = {"post": "Ombudsman", "name": "Ilka Bren", "country": "XH", "lines": "1 Mill Lane", "gender": "f",
            "email": "ilka@example.org", "web_form": "https://example.org/form", "new-language": "en",
            "new-salutation": "Dear Ombudsman"}  # fmt: skip
    answer = amina.post(f"{HOME}new/", form)
    assert answer.status_code == 303
    office = Office.objects.get(post="Ombudsman")
    assert answer.headers["Location"] == f"{HOME}{office.pk}/?said=directory.added"
    said = recipient_of(office, "en", NOW.date())
    assert (said.lines, said.salutation) == (("Ilka Bren", "Ombudsman", "1 Mill Lane"), "Dear Ombudsman")
    assert office.contacts.filter(kind=ContactKind.WEB_FORM).count() == 1
    assert "directory.known" in amina.post(f"{HOME}new/", form).headers["Location"]
    assert Office.objects.filter(post="Ombudsman").count() == 1


def test_a_new_office_with_a_fault_is_not_added(amina: Client, network: Network) -> None:
    answer = amina.post(f"{HOME}new/", {"post": "Ombudsman", "email": "nothing", "web_form": "nothing"})
    assert answer.status_code == 422
    assert 'id="email-wrong"' in text(answer)
    assert 'id="web_form-wrong"' in text(answer)
    assert not Office.objects.filter(post="Ombudsman").exists()


# --- failing --------------------------------------------------------------------------------------------------------


def fails(network: Network, office: Office) -> ContactPoint:
    record_health_of(None, ContactKind.EMAIL, MINISTER.email[0], ContactEvent.BOUNCED, network.now)
    return office.contacts.get(kind=ContactKind.EMAIL)


def settle(client: Client, contact: ContactPoint, **form: str) -> Any:
    return client.post(f"{HOME}{contact.office_id}/contacts/{contact.pk}/", form)


def test_the_queue_says_what_fails_how_that_is_known_and_which_case_prints_it(network: Network, amina: Client) -> None:
    network.published("DE", headline="Printed case")
    contact = fails(network, Office.objects.get(post=MINISTER.post))
    page = text(amina.get(f"{HOME}failing/"))
    assert contact.value in page
    assert "A letter came back" in page
    assert "Printed case" in page
    assert f'href="{HOME}{contact.office_id}/"' in text(amina.get("/desk/"))


def test_what_works_again_is_said_on_the_public_pages(network: Network, amina: Client) -> None:
    case = network.published("DE")
    contact = fails(network, Office.objects.get(post=MINISTER.post))
    record_health_of(None, ContactKind.EMAIL, contact.value, ContactEvent.BOUNCED, NOW)
    assert settle(amina, contact, do="works", reason="I telephoned", **{"from": "failing"}).status_code == 303
    contact.refresh_from_db()
    assert (contact.state, contact.note) == (ContactState.WORKING, "I telephoned")
    assert PublicRecord.objects.get(case=case).record["failing"] == {}
    assert "Nothing fails." in text(amina.get(f"{HOME}failing/"))


def test_an_address_is_corrected_once_for_every_office_that_has_it(
    network: Network, amina: Client, minister: Office
) -> None:
    other = add_office(
        network.amina, Recipient(name=None, post="Deputy", country="XH", email=MINISTER.email), "en", NOW
    )
    contact = fails(network, minister)
    assert settle(amina, contact, do="correct", value="right@example.org").status_code == 303
    for office in (minister, other):
        one = office.contacts.get(kind=ContactKind.EMAIL)
        assert (one.value, one.state) == ("right@example.org", ContactState.UNVERIFIED)
    assert "Deputy" in text(amina.get(HOME, {"q": "right@example"}))


@pytest.mark.parametrize(
    "form",
    [
        {"do": "correct", "value": "nothing"},
        {"do": "correct", "value": ""},
        {"do": "correct", "value": MINISTER.email[0]},
        {"do": "correct", "value": "x@example.org", "seen": "another@example.org"},
        {"do": "give-up"},
        {"do": "give-up", "reason": "x" * 501},
        {"do": "explode"},
        {"do": "works", "reason": "a\0b"},
    ],
)
def test_what_cannot_be_settled_changes_nothing(
    network: Network, amina: Client, minister: Office, form: dict[str, str]
) -> None:
    contact = fails(network, minister)
    assert settle(amina, contact, **form).status_code == 422
    contact.refresh_from_db()
    assert (contact.value, contact.state) == (MINISTER.email[0], ContactState.FAILING)


def test_an_address_is_given_up_with_a_reason(network: Network, amina: Client, minister: Office) -> None:
    contact = fails(network, minister)
    assert settle(amina, contact, do="give-up", reason="The ministry was closed").status_code == 303
    assert recipient_of(minister, "en", NOW.date()).email == ()


def test_numbers_that_do_not_belong_together_are_nothing(network: Network, amina: Client, minister: Office) -> None:
    other = add_office(network.amina, COMMISSIONER, "en", NOW)
    contact = fails(network, minister)
    for path in (f"{other.pk}/contacts/{contact.pk}/", f"{minister.pk}/contacts/{10**30}/", f"{10**30}/contacts/1/"):
        assert amina.post(f"{HOME}{path}", {"do": "works"}).status_code == 404
    assert amina.get(f"{HOME}{10**30}/").status_code == 404
    contact.refresh_from_db()
    assert contact.state == ContactState.FAILING


# --- doubles --------------------------------------------------------------------------------------------------------


@pytest.fixture
def double(network: Network, minister: Office) -> Office:
    return add_office(
        network.amina,
        Recipient(name="R. Estel", post="Interior Minister", country="XH", email=MINISTER.email, fax=("+12025550155",)),
        "en", NOW,
    )  # fmt: skip


def test_doubles_are_found_compared_and_merged(
    network: Network, amina: Client, minister: Office, double: Office
) -> None:
    record_health(network.bo, double.contacts.get(kind=ContactKind.EMAIL).pk, ContactEvent.REPORTED_FAILING, NOW)
    assert f"/merge/?double={double.pk}" in text(amina.get(f"{HOME}doubles/"))
    merge = f"{HOME}{minister.pk}/merge/"
    assert "the same e-mail address" in text(amina.get(merge))
    beside = text(amina.get(merge, {"double": double.pk}))
    assert "cannot be undone" in beside
    assert "the other’s is added" in beside
    assert "the other’s is not taken over" in beside
    assert amina.post(merge, {"double": double.pk}).status_code == 422
    double.refresh_from_db()
    assert double.merged_into_id is None
    assert amina.post(merge, {"double": double.pk, "sure": "yes"}).status_code == 303
    assert recipient_of(minister, "en", NOW.date()).fax == ("+12025550141", "+12025550155")
    # What was learned of the address at the double is not lost.
    assert minister.contacts.get(kind=ContactKind.EMAIL).state == ContactState.FAILING
    assert "was merged into this one" in text(amina.get(f"{HOME}{double.pk}/"))
    assert "Interior Minister" not in text(amina.get(HOME))


@pytest.mark.parametrize("chosen", ["self", "", "9" * 30, "999999", "-1", "x", "1\0"])
def test_what_cannot_be_merged_changes_nothing(amina: Client, minister: Office, chosen: str) -> None:
    number = str(minister.pk) if chosen == "self" else chosen
    answer = amina.post(f"{HOME}{minister.pk}/merge/", {"double": number, "sure": "yes"})
    assert answer.status_code == 422
    assert Office.objects.filter(merged_into=None).count() == 1


def test_only_who_keeps_the_directory_is_offered_to_change_it(
    network: Network, sign_in: SignIn, moment: Clock, minister: Office
) -> None:
    chen = sign_in(network.chen)
    page = text(chen.get(f"{HOME}{minister.pk}/"))
    assert "Save the corrections" not in page
    assert "Settle it" not in page
    assert save(chen, minister, {"was": "{}", "post": "Mine"}).status_code == 403
    assert Holder.objects.get().name == MINISTER.name


def test_the_queue_says_in_words_what_the_server_answered_last(network: Network, amina: Client) -> None:
    from tocsin.delivery.kinds import Route
    from tocsin.delivery.models import Letter
    from tocsin.delivery.pacing import target_of
    from tocsin.delivery.states import LetterState

    case = network.published("DE")
    contact = fails(network, Office.objects.get(post=MINISTER.post))
    for place, (state, answer) in enumerate(
        ((LetterState.BOUNCED, "550 5.1.1"), (LetterState.FROZEN, ""), (LetterState.ACCEPTED, "250 fine"))
    ):
        Letter.objects.create(
            owner=place, slug=case.slug, n=1, key="targets.0", role="target", route=Route.NETWORK_EMAIL, state=state,
            contact=contact.value, target=target_of(contact.value), message_id=f"<{place}@example.org>",
            last_answer=answer, made_at=NOW, state_at=NOW.replace(minute=place), is_test=True,
        )  # fmt: skip
    page = text(amina.get(f"{HOME}failing/"))
    assert "There is no such mailbox. (550 5.1.1)" in page
    assert "250 fine" not in page
    assert "1 came back or failed" in page
    assert "1 waits" in page


def test_the_migration_gives_the_offices_that_are_there_their_words(minister: Office) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.db import connection

    Office.objects.update(words=None)
    import_module("tocsin.directory.migrations.0004_office_words").fill(apps, connection.schema_editor())
    minister.refresh_from_db()
    assert minister.words is not None
    assert "radomir estel" in minister.words
