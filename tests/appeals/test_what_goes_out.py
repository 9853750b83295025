"""What an official gets: by e-mail, by fax, on paper, through the embassy; and by which way, the best first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from tests.appeals.writing import Post, says, text_of
from tests.missions import put_in_force
from tests.network import COMMISSIONER, MINISTER, Network
from tocsin.appeals.addressees import Addressees, addressees_of
from tocsin.appeals.confirming import confirm
from tocsin.appeals.matter import matter_at
from tocsin.appeals.models import Appeal
from tocsin.appeals.private import change_route, made_letters
from tocsin.appeals.spreading import first_moment
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

R = Route
EMBASSY = b"""sending_state;host;also_accredited;name;post;address;email;fax;phone;salutation;language
XH;DE;;Embassy of Halvara;;Embassy of Halvara|Elbstrasse 1|10115 Berlin;berlin@embassy.example.org;;;Your Excellency;en
"""


def reached(post: Post, slug: str | None = None, country: str = "DE") -> Addressees:
    return addressees_of(matter_at(slug or post.slug, post.network.now), country)


def ways(post: Post, slug: str | None = None, country: str = "DE") -> dict[str, tuple[Route, ...]]:
    return {one.key: one.routes for one in reached(post, slug, country).people}


# --- e-mail ---------------------------------------------------------------------------------------------------------


def test_an_e_mail_says_whose_it_is_and_through_whom_it_comes(post: Post) -> None:
    post.confirmed(to=["targets.0"])
    post.settle()
    (mail,) = post.mail("minister@")
    name, address = parseaddr(str(mail["From"]))
    assert name == "Ana García Quellbach via Tocsin network"
    assert address.startswith("appeal-")
    assert str(mail["To"]) == "Radomir Estel <minister@interior.example.org>"
    text = text_of(mail)
    assert "Your Excellency," in text
    assert "I am a teacher" in text
    assert "Ana García Quellbach" in text
    footer = text.rpartition("\n-- \n")[2]
    assert "wrote this letter in their own words and confirmed it" in footer
    assert "passed on to them" in footer
    assert "ana.quellbach@" not in mail.as_string()


def test_who_signs_with_initials_is_nowhere_named_in_full(post: Post) -> None:
    post.confirmed(to=["targets.0"], sign_as="initials")
    post.settle()
    (mail,) = post.mail("minister@")
    whole = mail.as_string() + text_of(mail) + str(mail["From"])
    assert "A. G. Q. via Tocsin network" in str(mail["From"])
    assert not [word for word in ("García", "Garc", "Quellbach") if word in whole]


def test_the_text_of_the_letter_goes_out_as_the_writer_saw_it(post: Post) -> None:
    token = post.confirmed()
    made, _ = made_letters(post.own(token))
    post.settle()
    for one, office in zip(made, ("minister@", "commissioner@"), strict=True):
        (mail,) = post.mail(office)
        assert one.letter.plain_text in text_of(mail).replace("\r\n", "\n")
        assert str(mail["Subject"]) == f"[TEST] {one.subject}"


def test_a_repeated_hand_over_bears_the_same_name_and_the_same_addresses(post: Post) -> None:
    from tocsin.appeals.handing import load

    post.confirmed(to=["targets.0"])
    letter = Letter.objects.get(kind=Kind.LETTER)
    first, again = (load(letter, post.network.now + timedelta(hours=hours)) for hours in (0, 5))
    assert replace(again, date=first.date) == first


# --- fax ------------------------------------------------------------------------------------------------------------


def test_a_fax_goes_by_day_at_the_target_alone(post: Post) -> None:
    zone = matter_at(post.slug, post.network.now).standing.zone
    assert zone is not None
    post.network.now = datetime(2026, 11, 24, 21, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    token = post.confirmed(to=["targets.0"], ways={"targets.0": "network-fax"})
    post.settle()
    letter = post.own(token).letters[0]
    morning = datetime(2026, 11, 25, 8, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert (letter.state, letter.next_try, letter.attempts) == (LetterState.READY, morning, 0)
    post.network.now = morning
    post.settle()
    assert post.states(token) == {"targets.0": LetterState.HANDED_OVER}
    (kept,) = post.mail("outbox@")
    attached = next(iter(kept.iter_attachments()))
    assert attached.get_content_type() == "image/tiff"
    assert attached.get_content()[:4] in {b"II*\x00", b"MM\x00*"}


# --- ways -----------------------------------------------------------------------------------------------------------


def test_all_ways_are_offered_the_best_first(post: Post) -> None:
    assert ways(post) == {
        "targets.0": (R.NETWORK_EMAIL, R.OWN_MAIL, R.NETWORK_FAX, R.OWN_PAPER, R.OWN_FAX),
        "copies.0": (R.NETWORK_EMAIL, R.OWN_MAIL, R.OWN_PAPER),
    }


def test_where_there_is_only_a_postal_address_paper_is_the_way(post: Post, network: Network) -> None:
    bare = replace(COMMISSIONER, name="Governor", lines=("Governor", "1000 Ostreva"), email=())
    slug = str(network.published(headline="On paper", targets=(bare,), copies=()).slug)
    assert ways(post, slug) == {"targets.0": (R.OWN_PAPER,)}


def test_a_web_form_is_a_way(post: Post, network: Network) -> None:
    form = "https://office.example.org/write"
    office = replace(COMMISSIONER, name="Prosecutor", lines=(), email=(), social=(form,))
    slug = str(network.published(headline="By form", targets=(office,), copies=()).slug)
    assert ways(post, slug) == {"targets.0": (R.WEB_FORM,)}
    assert reached(post, slug).people[0].web_form == form


def test_whoever_cannot_be_reached_has_no_way_and_the_others_go(post: Post, network: Network) -> None:
    office = replace(COMMISSIONER, name="Nobody", lines=(), email=())
    slug = str(network.published(headline="No way", targets=(office,)).slug)
    token = post.write(slug).token
    assert ways(post, slug)["targets.0"] == ()
    assert set(post.states(token)) == {"copies.0"}


def test_without_a_fax_server_the_network_sends_no_fax(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, delivery="live"))
    assert R.NETWORK_FAX not in ways(post)["targets.0"]
    assert R.OWN_FAX in ways(post)["targets.0"]


def test_of_two_addresses_the_one_that_works_is_used(post: Post, network: Network) -> None:
    from tests.appeals.messages import bounce
    from tocsin.appeals.incoming import take_in

    two = replace(
        MINISTER,
        name="Ilka Moren",
        post="Minister of Justice",
        lines=("Ilka Moren", "1000 Ostreva"),
        email=("first@justice.example.org", "second@justice.example.org"),
    )
    slug = str(network.published(headline="Two addresses", targets=(two,)).slug)
    post.confirmed(slug, to=["targets.0"])
    post.settle()
    take_in(*bounce(post, "first@", "550 5.1.1 nobody"), network.now)
    found = reached(post, slug).people[0]
    assert (found.email, found.routes[0]) == ("second@justice.example.org", R.NETWORK_EMAIL)
    assert set(found.failing) == {"first@justice.example.org"}


# --- the mission ----------------------------------------------------------------------------------------------------


def test_the_mission_in_the_writers_state_gets_a_letter_where_the_case_asks_for_it(
    post: Post, network: Network
) -> None:
    assert reached(post).mission_unknown
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    assert not reached(post).mission_unknown
    assert reached(post, country="FR").mission_unknown
    assert ways(post)["mission"] == (R.NETWORK_EMAIL, R.OWN_MAIL, R.OWN_PAPER)
    post.confirmed()
    post.settle()
    (mail,) = post.mail("berlin@")
    assert "Embassy of Halvara" in str(mail["To"])


GONE = b"sending_state,host,name\nXV,FR,Embassy of Vestria\n"
CORRECTED = EMBASSY.replace(b"berlin@", b"new@").replace(b"Elbstrasse 1", b"Spreestrasse 2")


@pytest.mark.parametrize("list_now", [GONE, CORRECTED], ids=["gone", "corrected"])
def test_a_letter_that_waits_goes_to_the_mission_that_its_writer_was_shown(
    post: Post, network: Network, list_now: bytes
) -> None:
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    token = post.confirmed()
    put_in_force(network.amina, network.bo, list_now, network.now)
    post.settle()
    (mail,) = post.mail("berlin@")
    assert "Embassy of Halvara" in str(mail["To"])
    assert post.mail("new@") == []
    made, _ = made_letters(post.own(token))
    assert [one.addressee.key for one in made] == ["targets.0", "copies.0", "mission"]
    assert made[-1].addressee.email == "berlin@embassy.example.org"


def test_a_mission_that_comes_on_a_list_later_gets_no_letter_of_those_sent_in_before(
    post: Post, network: Network
) -> None:
    token = post.confirmed()
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    post.settle()
    assert post.mail("berlin@") == []
    made, _ = made_letters(post.own(token))
    assert [one.addressee.key for one in made] == ["targets.0", "copies.0"]


def test_a_letter_to_a_mission_that_takes_another_way_goes_where_the_list_says_today(
    post: Post, network: Network
) -> None:
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    token = post.write(ways={"mission": "own-paper"}).token
    put_in_force(network.amina, network.bo, CORRECTED, network.now)
    letter = Letter.objects.get(key="mission")
    change_route(token, letter.pk, Route.NETWORK_EMAIL, network.now)
    confirm(*post.link(), network.now)
    post.settle()
    (mail,) = post.mail("new@")
    assert "Embassy of Halvara" in str(mail["To"])


def test_a_letter_to_a_mission_that_is_on_no_list_any_more_can_still_take_another_way(
    post: Post, network: Network
) -> None:
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    token = post.write(ways={"mission": "network-email"}).token
    put_in_force(network.amina, network.bo, GONE, network.now)
    changed = change_route(token, Letter.objects.get(key="mission").pk, Route.OWN_PAPER, network.now)
    assert changed.recipient == "Embassy of Halvara"
    made, _ = made_letters(post.own(token))
    assert made[-1].letter.address[-2:] == ("Elbstrasse 1", "10115 Berlin")


def test_where_no_post_goes_the_letter_goes_through_the_embassy_and_asks_it_to_forward(
    post: Post, network: Network
) -> None:
    says(network, no_post_to=["XH"])
    assert R.OWN_PAPER not in ways(post)["targets.0"]
    assert R.THROUGH_MISSION not in ways(post)["targets.0"]
    put_in_force(network.amina, network.bo, EMBASSY, network.now)
    assert R.THROUGH_MISSION in ways(post)["targets.0"]
    assert R.OWN_PAPER in ways(post, country="FR")["targets.0"]
    token = post.write(to=["targets.0"], ways={"targets.0": "through-mission"}, email="").token
    (made,), _ = made_letters(post.own(token))
    address = made.letter.address
    assert address[0] == "Radomir Estel"
    assert "c/o Embassy of Halvara" in address
    assert "10115 Berlin" in address
    assert "Ostreva" not in " ".join(address)
    assert "Embassy of Halvara" in made.letter.paragraphs[0]


# --- when -----------------------------------------------------------------------------------------------------------


def test_letters_leave_at_once_where_a_section_says_nothing_else(post: Post) -> None:
    post.confirmed()
    assert set(Letter.objects.filter(kind=Kind.LETTER).values_list("next_try", flat=True)) == {post.network.now}


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 11, 23, 2, tzinfo=UTC),
        datetime(2026, 11, 27, 23, tzinfo=UTC),
        datetime(2026, 11, 28, 12, tzinfo=UTC),
        # The nights in which clocks go back and forward in Europe.
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Pago_Pago"])
def test_a_section_may_spread_its_letters_over_office_hours_at_the_target(
    post: Post, network: Network, written: datetime, zone: str
) -> None:
    says(network, office_hours=True)
    matter = matter_at(post.slug, network.now)
    matter = replace(matter, standing=replace(matter.standing, zone=zone))
    moments = [
        first_moment(
            Letter(country="DE", route=R.NETWORK_EMAIL, message_id=f"<{number}@example.org>"), matter, written
        ).astimezone(ZoneInfo(zone))
        for number in range(60)
    ]
    assert {moment.date() for moment in moments} == {moments[0].date()}
    assert all(moment.weekday() < 5 and 9 <= moment.hour < 17 for moment in moments)
    assert min(moments) >= written
    assert min(moments) - written < timedelta(days=3, hours=24)
    hours = {moment.hour for moment in moments}
    assert len(hours) >= min(6, 17 - min(hours))


def test_near_the_deadline_and_by_fax_nothing_is_spread(post: Post, network: Network) -> None:
    says(network, office_hours=True)
    matter = matter_at(post.slug, network.now)
    night = datetime(2026, 11, 23, 2, tzinfo=UTC)
    near = Letter(country="DE", route=R.NETWORK_EMAIL, message_id="<1@x>", not_after=night + timedelta(hours=47))
    far = Letter(country="DE", route=R.NETWORK_EMAIL, message_id="<1@x>", not_after=night + timedelta(days=9))
    fax = Letter(country="DE", route=R.NETWORK_FAX, message_id="<1@x>", not_after=far.not_after)
    french = Letter(country="FR", route=R.NETWORK_EMAIL, message_id="<1@x>", not_after=far.not_after)
    assert [first_moment(one, matter, night) for one in (near, fax, french)] == [night] * 3
    assert first_moment(far, matter, night) > night


def test_letters_that_are_spread_have_their_five_days_from_the_moment_they_may_go(post: Post, network: Network) -> None:
    says(network, office_hours=True)
    network.now = datetime(2026, 11, 27, 23, tzinfo=UTC)
    post.confirmed(to=["targets.0"])
    letter = Letter.objects.get(kind=Kind.LETTER)
    assert letter.released_at == letter.next_try
    assert letter.next_try is not None
    assert letter.next_try > network.now + timedelta(days=2)
    assert Appeal.objects.get().confirmed_at == network.now
