"""Consent: nothing of a person is published without it, and nothing stays once it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.network import Network, case_file
from tocsin.actions.agreements import confirm_impossible, give_consent, say_impossible
from tocsin.actions.composing import compose
from tocsin.actions.consent import PERSONAL_FIELDS, personal_fields_of
from tocsin.actions.exposure import end_lapsed, withdraw_consent
from tocsin.actions.models import Case, Consent, PublicRecord, Rendition
from tocsin.actions.names import is_named_in
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.section_words import extend_deadline
from tocsin.casefile import CaseFile, Person, Recipient
from tocsin.directory.sections import edit_section
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.models import Person as Staff
from tocsin.staff.services import confirm_person, set_secret

EVERYTHING: dict[str, Any] = {
    "model_letter": "Your Excellency, I write about a woman of Ostreva.",
    "people": (Person("Mirela Dovan", gender="f", pronouns="she", detail="46, engineer"),),
}
WITHOUT_NAMES: dict[str, Any] = {
    "summary": "An engineer was taken from her home.",
    "body": ("Four men took her.",),
    "calls": ("say without delay where she is",),
}
ALL_BUT_NAMES = tuple(field for field in PERSONAL_FIELDS if field != "people.name")


def _composed(network: Network, *fields: str) -> CaseFile:
    """What would be published of a full case with consent for these fields."""
    case = network.draft(consent=False, **EVERYTHING)
    if fields:
        network.agree(case, fields)
    return compose(case.drafts.get(), network.now.date()).published


def test_without_consent_nothing_of_a_person_is_left_in_the_case_file(network: Network) -> None:
    published = _composed(network)
    assert personal_fields_of(published) == frozenset()
    assert published.people == ()


def test_each_field_is_published_with_its_own_consent_and_no_other(network: Network) -> None:
    assert personal_fields_of(case_file(**EVERYTHING)) == {*PERSONAL_FIELDS}
    for field in PERSONAL_FIELDS:
        assert personal_fields_of(_composed(network, field)) == {field}


def test_what_only_the_desk_needs_is_never_published(network: Network) -> None:
    published = _composed(network, "all")
    assert (published.warnings, published.origin) == ((), None)


def test_a_consent_that_does_not_allow_publishing_publishes_nothing(network: Network) -> None:
    case = network.draft(consent=False)
    give_consent(
        network.amina,
        str(case.pk),
        who="the daughter",
        how="by telephone",
        fields=["all"],
        uses=["alert", "media"],
        until=None,
        now=network.now,
    )
    with pytest.raises(Refused, match="agreed"):
        network.publish(case)


def test_a_consent_says_who_how_and_for_what(network: Network) -> None:
    case = network.draft(consent=False)
    said: dict[str, Any] = {"who": "the daughter", "how": "by telephone", "fields": ["all"], "until": None}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"who": " "}, "who gave it"),
        ({"how": ""}, "how"),
        ({"fields": ["name"]}, "not a field"),
        ({"fields": []}, "which fields"),
        ({"until": date(2026, 11, 22)}, "past"),
    ]
    for what, problem in wrong:
        with pytest.raises(BadInput, match=problem):
            give_consent(network.amina, str(case.pk), uses=["publish"], now=network.now, **(said | what))
    assert not Consent.objects.exists()


# --- Names in other fields ------------------------------------------------------------------------------------------


NAMED: dict[str, Any] = {
    "headline": "MIRELA held in secret",
    "summary": "Ms Dovan was taken.",
    "body": ("Four men took her.", "Nobody has seen Dovan’s car."),
    "calls": ("free Mirela",),
    "model_letter": "I write about Mirela\nDovan.",
    "background": ("Dóvan designed the dam.",),
    "concerns": ("Fear for Mirela Dovan",),
    "after_deadline": "Ask about Dovan.",
    "previous": "UA of Mirela Dovan",
    "people": (Person("Mirela Dovan", detail="Dovan, 46"),),
    "copies": (Recipient(None, None, ("Friends of Mirela Dovan", "Ostreva"), "XH"),),
}


def test_a_name_nobody_agreed_to_is_found_wherever_it_stands(network: Network) -> None:
    for place, text in NAMED.items():
        case = network.draft(consent=False, **{**WITHOUT_NAMES, place: text})
        network.agree(case, ALL_BUT_NAMES)
        with pytest.raises(Refused, match=f"^{place}.* says a name"):
            network.publish(case)
    assert not Rendition.objects.exists()


def test_an_official_may_share_a_word_of_the_name(network: Network) -> None:
    minister = Recipient("Toma Dovan", "Minister", ("Toma Dovan", "Minister", "1000 Ostreva"), "XH")
    case = network.draft(consent=False, **WITHOUT_NAMES, targets=(minister,))
    network.agree(case, ALL_BUT_NAMES)
    assert network.publish(case).n == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mirela Dovan", "the flat of the Dovanovi family"),
        ("Zoë Ártemis", "Zoe\u0308 was seen"),
        ("José Núñez", "jose was seen"),
        ("Kim Ok", "Kim was seen"),
        ("Li Na", "friends of Li  Na say"),
        ("王小明", "警方带走了王小明和他的妻子"),
        ("山田 太郎", "昨日山田太郎さんが"),
        ("山田 太郎", "昨日山田さんが"),
        ("أحمد منصور", "وأحمد في السجن"),
        ("김철수", "김철수는 어제"),
        ("นายสมชาย", "ตำรวจจับนายสมชายเมื่อวาน"),
        ("Mirela Dovan", "Mi\u00adre\u200bla is held"),
        ("Anne-Marie Solt", "Anne Marie Solt"),
    ],
)
def test_a_name_is_found_in_every_spelling_and_script(name: str, text: str) -> None:
    assert is_named_in([name], text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mirela Dovan", "four men took her from her flat"),
        ("Can Yücel", "nobody can say where he is"),
        ("He Wei", "He was taken away"),
        ("Nguyễn Thế Anh", "The officers came at night"),
        ("Rosa Luv", "she sold a rosary"),
        ("علي حسن", "وقفوا عليه طويلا"),
        ("王小明", "王先生的妻子"),
    ],
)
def test_a_word_of_the_language_is_not_taken_for_a_name(name: str, text: str) -> None:
    assert not is_named_in([name], text)


def test_a_group_in_words_is_no_name(network: Network) -> None:
    people = (Person("the families of Ostreva", group=True),)
    case = network.draft(consent=False, **WITHOUT_NAMES, people=people)
    network.agree(case, ("headline", "summary", "body", "calls", "background"))
    assert network.publish(case).n == 1


# --- Time -----------------------------------------------------------------------------------------------------------


def test_a_consent_counts_to_the_end_of_its_last_day_and_no_longer(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, until=date(2026, 11, 23))
    assert network.publish(case).n == 1
    assert PublicRecord.objects.get().visible_until == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_consent_that_ends_between_approval_and_publication_publishes_nothing(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, until=date(2026, 11, 23))
    network.review(case)
    with pytest.raises(Refused, match="changed since"):
        publish_edition(network.amina, str(case.pk), network.later(days=1))
    assert not PublicRecord.objects.exists()


def test_a_field_whose_consent_ends_between_approval_and_publication_voids_the_approval(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, ("headline", "summary", "body", "calls", "people"))
    network.agree(case, ("background",), until=date(2026, 11, 23))
    network.review(case)
    network.later(days=1)
    with pytest.raises(Refused, match="changed since"):
        publish_edition(network.amina, str(case.pk), network.now)
    network.publish(case)
    assert "The dam was built" not in str(Rendition.objects.get().text)


def test_a_page_stands_as_long_as_the_longest_consent_for_each_field_that_it_shows(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, until=date(2026, 12, 1))
    network.agree(case, ("headline", "summary", "body", "people", "calls", "background"), until=date(2026, 12, 20))
    network.agree(case, ("headline",), until=None)
    network.publish(case)
    # No model letter is shown, so that its consent ends first plays no part.
    assert PublicRecord.objects.get().visible_until == datetime(2026, 12, 21, tzinfo=UTC)


def test_a_consent_that_ended_before_publication_plays_no_part(network: Network) -> None:
    case = network.draft(consent=False, body=(), calls=(), background=(), people=())
    network.agree(case, until=date(2026, 11, 23))
    network.agree(case, ("headline", "summary"))
    network.later(days=3)
    network.publish(case)
    assert PublicRecord.objects.get().visible_until is None


def _lapsed(network: Network) -> Case:
    case = network.draft(consent=False)
    network.agree(case, until=date(2026, 11, 30))
    network.publish(case)
    network.later(days=10)
    return case


def test_nothing_that_happens_after_the_end_of_a_consent_brings_the_page_back(network: Network) -> None:
    case = _lapsed(network)
    ended = PublicRecord.objects.get().visible_until
    assert ended is not None
    assert ended < network.now
    edit_section(network.odile, "DE", {"name": "Another name"}, network.now)
    extend_deadline(network.dara, str(case.slug), network.sections["DE"], date(2026, 12, 24), "holidays", network.now)
    network.agree(case, ("model_letter",))
    assert PublicRecord.objects.get().visible_until == ended


def test_what_rests_on_no_consent_any_more_is_erased_by_the_clock(network: Network) -> None:
    _lapsed(network)
    standing = network.published()
    assert end_lapsed(network.now) == 1
    assert end_lapsed(network.now) == 0
    assert [record.state for record in PublicRecord.objects.order_by("pk")] == ["taken down", "live"]
    assert [one.edition.case for one in Rendition.objects.exclude(text=None)] == [standing]


def test_a_consent_that_is_given_anew_in_time_keeps_the_page(network: Network) -> None:
    case = _lapsed(network)
    network.agree(case)
    assert PublicRecord.objects.get().visible_until is None
    assert end_lapsed(network.now) == 0


# --- Withdrawal -----------------------------------------------------------------------------------------------------


def test_the_withdrawal_of_a_consent_takes_down_at_once_what_rests_on_it(network: Network) -> None:
    case = network.published()
    assert withdraw_consent(network.bo, str(case.pk), case.consents.get().pk, network.now)
    assert PublicRecord.objects.get().state == "taken down"
    assert Rendition.objects.get().text is None
    with pytest.raises(Refused, match="taken down"):
        network.agree(case)


def test_what_another_consent_covers_stays_as_long_as_that_one(network: Network) -> None:
    case = network.published()
    network.agree(case, until=date(2026, 12, 1))
    assert PublicRecord.objects.get().visible_until is None
    first = case.consents.order_by("pk")[0]
    assert not withdraw_consent(network.bo, str(case.pk), first.pk, network.now)
    assert PublicRecord.objects.get().visible_until == datetime(2026, 12, 2, tzinfo=UTC)


def test_the_withdrawal_for_one_field_that_is_shown_takes_down_the_case(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, tuple(field for field in PERSONAL_FIELDS if field != "background"))
    background = network.agree(case, ("background",))
    network.publish(case)
    assert withdraw_consent(network.amina, str(case.pk), background, network.now)


def test_the_withdrawal_for_a_field_that_is_nowhere_shown_leaves_the_page(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, tuple(field for field in PERSONAL_FIELDS if field != "model_letter"))
    letter = network.agree(case, ("model_letter",))
    network.publish(case)
    assert not withdraw_consent(network.amina, str(case.pk), letter, network.now)
    assert PublicRecord.objects.get().state == "live"


def test_an_earlier_edition_still_shows_what_a_later_one_left_out(network: Network) -> None:
    case = network.draft(consent=False)
    network.agree(case, tuple(field for field in PERSONAL_FIELDS if field != "background"))
    background = network.agree(case, ("background",))
    network.publish(case)
    network.follow(case, background=())
    assert withdraw_consent(network.amina, str(case.pk), background, network.now)


def test_a_consent_that_has_ended_already_is_withdrawn_with_a_take_down_all_the_same(network: Network) -> None:
    case = _lapsed(network)
    assert withdraw_consent(network.bo, str(case.pk), case.consents.get().pk, network.now)
    assert Rendition.objects.get().text is None


def test_the_withdrawal_voids_an_approval(network: Network) -> None:
    case = network.draft()
    network.review(case)
    assert not withdraw_consent(network.bo, str(case.pk), case.consents.get().pk, network.now)
    with pytest.raises(Refused):
        publish_edition(network.amina, str(case.pk), network.now)


def test_a_consent_of_another_case_is_not_withdrawn(network: Network) -> None:
    mine, other = network.draft(), network.draft()
    with pytest.raises(Refused, match="no consent of this id"):
        withdraw_consent(network.bo, str(mine.pk), other.consents.get().pk, network.now)


# --- Nobody could be asked ------------------------------------------------------------------------------------------

REASON = "The family is in hiding and cannot be reached."


def _impossible(network: Network, person: Staff | None = None) -> tuple[Case, Consent]:
    case = network.draft(consent=False)
    said = say_impossible(person or network.amina, str(case.pk), reason=REASON, until=None, now=network.now)
    return case, said


def test_nobody_could_be_asked_counts_only_once_a_second_person_confirmed_it(network: Network) -> None:
    case, said = _impossible(network)
    with pytest.raises(Refused, match="agreed"):
        network.publish(case)
    confirm_impossible(network.bo, str(case.pk), said.pk, network.now)
    assert network.publish(case).n == 1


def test_the_reason_is_a_sentence(network: Network) -> None:
    case = network.draft(consent=False)
    with pytest.raises(BadInput, match="in a sentence"):
        say_impossible(network.amina, str(case.pk), reason="no contact", until=None, now=network.now)


def test_whoever_wrote_the_reason_does_not_confirm_it(network: Network) -> None:
    case, said = _impossible(network, network.mallory)
    with pytest.raises(Refused, match="second person"):
        confirm_impossible(network.mallory, str(case.pk), said.pk, network.now)


def test_whoever_wrote_the_text_does_not_confirm_it(network: Network) -> None:
    from tocsin.actions.drafts import Edit, edit_draft

    case, said = _impossible(network)
    edit_draft(network.mallory, str(case.pk), Edit(case_file=case_file(headline="Another headline")), network.now)
    with pytest.raises(Refused, match="second person"):
        confirm_impossible(network.mallory, str(case.pk), said.pk, network.now)


def test_only_a_reviewer_of_the_section_or_of_all_confirms_it(network: Network) -> None:
    case = network.draft("FR", consent=False)
    said = say_impossible(network.mallory, str(case.pk), reason=REASON, until=None, now=network.now)
    for name in ("amina", "chen", "dara", "greta", "hana", "odile"):
        with pytest.raises(Refused):
            confirm_impossible(network.people[name], str(case.pk), said.pk, network.now)
    assert Consent.objects.get().confirmed_at is None


def _with_a_secret_of_mallorys(network: Network, name: str) -> Staff:
    """Mallory operates, sets somebody's secret, and a third person confirms that one anew without knowing."""
    email = f"{name}@example.org"
    set_secret(network.mallory, email, "a secret that mallory knows", network.now)
    confirm_person(network.odile if name != "odile" else network.bo, email, network.now)
    return Staff.objects.get(email=email)


def test_a_secret_that_somebody_else_set_neither_confirms_it(network: Network) -> None:
    case, said = _impossible(network)
    bo = _with_a_secret_of_mallorys(network, "bo")
    with pytest.raises(Refused, match="set your secret"):
        confirm_impossible(bo, str(case.pk), said.pk, network.now)


def test_nor_writes_the_reason(network: Network) -> None:
    amina = _with_a_secret_of_mallorys(network, "amina")
    with pytest.raises(Refused, match="set your secret"):
        _impossible(network, amina)


def test_it_is_confirmed_once(network: Network) -> None:
    case, said = _impossible(network)
    confirm_impossible(network.bo, str(case.pk), said.pk, network.now)
    with pytest.raises(Refused, match="no confirmation"):
        confirm_impossible(network.mallory, str(case.pk), said.pk, network.now)
    assert Consent.objects.get().confirmed_by == network.bo
