"""What comes back: bounces mark addresses for everybody, replies reach their writers, and nothing is ever answered."""

from __future__ import annotations

from email.utils import parseaddr

import pytest

from tests.appeals.messages import Message, bounce, bounces_of, fax_job, reply, report, sender_of
from tests.appeals.writing import Post, letters_in, text_of
from tests.network import COMMISSIONER, MINISTER, Network
from tests.project.backups import everything
from tocsin.appeals.addressees import addressees_of
from tocsin.appeals.incoming import MOST_REPLIES, take_in
from tocsin.appeals.matter import matter_at
from tocsin.appeals.models import Reply
from tocsin.appeals.private import erase
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.tokens import new_token
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint
from tocsin.project.incoming import address_in, handler_at

S = LetterState
NOBODY = "550 5.1.1 <minister@interior.example.org>: no such user"


@pytest.fixture
def sent(post: Post) -> str:
    """The token of an appeal whose two letters are handed over."""
    token = post.confirmed()
    post.settle()
    return token


def come(post: Post, message: Message) -> Answer:
    answer = take_in(*message, post.network.now)
    post.settle()
    return answer


def contact(value: str) -> ContactPoint:
    return ContactPoint.objects.get(value=value)


# --- bounces --------------------------------------------------------------------------------------------------------


def test_a_bounce_ends_the_letter_marks_the_address_for_all_and_tells_the_writer(post: Post, sent: str) -> None:
    assert come(post, bounce(post, "minister@", NOBODY)) is Answer.TAKEN
    letter = next(one for one in post.own(sent).letters if one.key == "targets.0")
    assert (letter.state, letter.why, letter.last_answer) == (S.BOUNCED, Why.ADDRESS, "5.1.1")
    assert contact(MINISTER.email[0]).state == ContactState.FAILING
    assert "A letter for UA 1/26 came back" in post.subjects("ana.quellbach")
    told = text_of(post.mail("ana.quellbach")[-1])
    assert "Radomir Estel" in told
    assert f"/letters/{sent}/" in told


def test_the_next_writer_is_offered_another_way_first_and_is_told_since_when_that_one_fails(
    post: Post, sent: str
) -> None:
    def minister() -> tuple[Route, ...]:
        return addressees_of(matter_at(post.slug, post.network.now), "DE").people[0].routes

    assert minister()[0] is Route.NETWORK_EMAIL
    come(post, bounce(post, "minister@", NOBODY))
    found = addressees_of(matter_at(post.slug, post.network.now), "DE").people[0]
    assert found.routes[0] is Route.NETWORK_FAX
    assert found.routes[-2:] == (Route.NETWORK_EMAIL, Route.OWN_MAIL)
    assert found.failing == {MINISTER.email[0]: post.network.now}


def test_an_address_is_marked_in_whatever_form_the_case_prints_it(post: Post, network: Network) -> None:
    from dataclasses import replace

    printed = replace(
        MINISTER,
        name="Teodor Brask",
        post="Minister of Justice",
        lines=("Teodor Brask", "Minister of Justice", "1000 Ostreva"),
        email=("Minister@Justice.EXAMPLE.org",),
        fax=("+1 202-555-0199",),
    )
    slug = str(network.published(headline="Printed otherwise", targets=(printed,)).slug)
    post.confirmed(slug, to=["targets.0"])
    post.settle()
    come(post, bounce(post, "minister@justice", NOBODY))
    assert contact("Minister@Justice.EXAMPLE.org").state == ContactState.FAILING
    assert set(matter_at(slug, network.now).record["failing"]) == {"Minister@Justice.EXAMPLE.org"}


@pytest.mark.parametrize("diagnosis", ["550 5.7.1 blocked by policy", "552 5.3.4 too big", "552 5.2.2 mailbox full"])
def test_a_refusal_that_says_nothing_of_the_address_marks_nothing_and_is_not_told_as_if_it_did(
    post: Post, sent: str, diagnosis: str
) -> None:
    come(post, bounce(post, "minister@", diagnosis))
    letter = next(one for one in post.own(sent).letters if one.key == "targets.0")
    assert (letter.state, letter.why) == (S.BOUNCED, "")
    assert contact(MINISTER.email[0]).state != ContactState.FAILING
    assert "A letter for UA 1/26 was refused" in post.subjects("ana.quellbach")
    assert "does not work" not in text_of(post.mail("ana.quellbach")[-1])


def test_a_delay_changes_nothing_and_a_success_notice_says_accepted(post: Post, sent: str) -> None:
    come(post, bounce(post, "minister@", "450 4.2.0 busy", "delayed"))
    assert post.states(sent)["targets.0"] == S.HANDED_OVER
    come(post, bounce(post, "minister@", "250 2.1.5 ok", "delivered"))
    assert post.states(sent)["targets.0"] == S.ACCEPTED
    assert contact(MINISTER.email[0]).state == ContactState.WORKING


def test_a_bounce_that_comes_late_or_after_a_success_notice_still_counts(post: Post, sent: str) -> None:
    post.later(days=6)
    post.settle()
    assert post.states(sent)["targets.0"] == S.UNKNOWN
    come(post, bounce(post, "minister@", NOBODY))
    assert post.states(sent)["targets.0"] == S.BOUNCED


def test_the_same_bounce_twice_tells_once(post: Post, sent: str) -> None:
    for _ in range(3):
        assert come(post, bounce(post, "minister@", NOBODY)) is Answer.TAKEN
    assert post.subjects("ana.quellbach").count("A letter for UA 1/26 came back") == 1


def test_a_bounce_of_a_message_to_a_writer_is_taken_and_nobody_is_told(post: Post) -> None:
    post.write()
    post.settle()
    to = parseaddr(str(post.mail("ana.quellbach")[0]["From"]))[1]
    before = len(post.mail())
    assert come(post, (to, "", report(to, "failed", "5.1.1", "550 5.1.1 nobody"))) is Answer.TAKEN
    assert len(post.mail()) == before
    assert Letter.objects.get(kind=Kind.NOTICE, key="confirm").state == S.BOUNCED


# --- fax ------------------------------------------------------------------------------------------------------------


def test_a_fax_that_nobody_took_is_dialled_again_ten_times_in_all_and_then_its_number_is_marked(post: Post) -> None:
    token = post.confirmed(to=["targets.0"], ways={"targets.0": "network-fax"})
    for _ in range(9):
        post.settle()
        (letter,) = post.own(token).letters
        assert letter.state == S.HANDED_OVER
        come(post, fax_job(post, letter, "failed"))
        (letter,) = post.own(token).letters
        assert letter.state == S.READY
        assert letter.next_try is not None
        post.network.now = max(letter.next_try, post.network.now)
        # Only by day at the target.
        while Letter.objects.get(pk=letter.pk).state == S.READY:
            post.settle()
            post.later(hours=1)
    (letter,) = post.own(token).letters
    come(post, fax_job(post, letter, "failed"))
    (letter,) = post.own(token).letters
    assert (letter.state, letter.attempts) == (S.FAILED, 10)
    assert contact(MINISTER.fax[0]).state == ContactState.FAILING
    assert "A letter for UA 1/26 could not be sent" in post.subjects("ana.quellbach")


def test_a_fax_that_got_through_is_accepted(post: Post) -> None:
    token = post.confirmed(to=["targets.0"], ways={"targets.0": "network-fax"})
    post.settle()
    come(post, fax_job(post, post.own(token).letters[0], "completed"))
    assert post.states(token) == {"targets.0": S.ACCEPTED}


# --- replies --------------------------------------------------------------------------------------------------------


def test_a_reply_stands_on_the_page_and_is_passed_on_from_our_own_address(post: Post, sent: str) -> None:
    assert come(post, reply(post, "minister@", "Mrs Dovan is in good health.")) is Answer.TAKEN
    (answer,) = post.own(sent).answers
    assert (answer.recipient, answer.text) == ("Radomir Estel", "Mrs Dovan is in good health.")
    passed = post.mail("ana.quellbach")[-1]
    assert "Mrs Dovan is in good health." in text_of(passed)
    assert parseaddr(str(passed["From"]))[1].startswith("bounce-")
    assert passed["Auto-Submitted"] == "auto-generated"
    assert "cabinet@" not in passed.as_string()
    assert post.states(sent)["targets.0"] == S.HANDED_OVER


def test_nothing_of_the_writers_address_goes_to_the_official(post: Post, sent: str) -> None:
    come(post, reply(post, "minister@", "Thank you."))
    for office in ("minister@", "commissioner@", "cabinet@"):
        assert not [one for one in post.mail(office) if "quellbach@" in one.as_string()]
    assert post.mail("cabinet@") == []


def test_who_asked_for_no_answer_finds_one_on_the_page_alone(post: Post) -> None:
    token = post.confirmed(answers="none")
    post.settle()
    come(post, reply(post, "minister@", "An answer all the same."))
    assert [one.text for one in post.own(token).answers] == ["An answer all the same."]
    assert not [one for one in post.mail("ana.quellbach") if "An answer all the same" in text_of(one)]


def test_who_takes_answers_themselves_is_named_in_reply_to_and_nobody_else_is(post: Post) -> None:
    post.confirmed(answers="to-me", to=["targets.0"])
    post.confirmed(email="bo@example.org", name="Bo Lund", text="I am a nurse.", to=["targets.0"])
    post.settle()
    anas, bos = post.mail("minister@")
    assert parseaddr(str(anas["Reply-To"]))[1] == "ana.quellbach@example.org"
    assert bos["Reply-To"] is None


def test_files_of_a_reply_are_named_and_not_passed_on(post: Post, sent: str) -> None:
    to = sender_of(post, "minister@")
    message = (
        f"From: cabinet@interior.example.org\r\nTo: {to}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n'
        '--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="open-me.exe"\r\n'
        "\r\nMZ-hostile-bytes\r\n--b--\r\n"
    )
    come(post, (to, "cabinet@interior.example.org", message.encode()))
    assert post.own(sent).answers[0].attachments == ("open-me.exe",)
    passed = post.mail("ana.quellbach")[-1]
    assert "open-me.exe" in text_of(passed)
    assert "MZ-hostile-bytes" not in passed.as_string()


def test_the_same_reply_twice_is_one_and_many_give_one_message_a_day(post: Post, sent: str) -> None:
    first = reply(post, "minister@", "The first.")
    for message in (first, first, reply(post, "minister@", "The second.")):
        come(post, message)
    assert [one.text for one in post.own(sent).answers] == ["The first.", "The second."]
    subject = "Radomir Estel has answered your letter"
    assert post.subjects("ana.quellbach").count(subject) == 1
    post.later(hours=25)
    come(post, reply(post, "minister@", "The third."))
    assert post.subjects("ana.quellbach").count(subject) == 2


def test_a_flood_of_replies_is_cut(post: Post, sent: str) -> None:
    for number in range(MOST_REPLIES + 15):
        assert take_in(*reply(post, "minister@", f"Number {number}"), post.network.now) is Answer.TAKEN
    assert Reply.objects.count() == MOST_REPLIES


# --- what is never answered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied\n",
        "Precedence: bulk\n",
        "X-Autoreply: yes\n",
        "X-Auto-Response-Suppress: All\n",
        "List-Id: <staff.interior.example.org>\n",
    ],
)
def test_an_automatic_answer_stands_on_the_page_as_one_and_nothing_is_sent(post: Post, sent: str, head: str) -> None:
    before, mails = post.states(sent), len(post.mail())
    assert come(post, reply(post, "minister@", "I am out of the office.", head)) is Answer.TAKEN
    assert post.states(sent) == before
    assert len(post.mail()) == mails
    assert [(one.text, one.by_machine) for one in post.own(sent).answers] == [("I am out of the office.", True)]


def test_automatic_answers_take_no_place_of_a_persons(post: Post, sent: str) -> None:
    for number in range(MOST_REPLIES + 5):
        come(post, reply(post, "minister@", f"Ticket {number}", "Auto-Submitted: auto-replied\n"))
    assert Reply.objects.count() == MOST_REPLIES
    come(post, reply(post, "minister@", "We have read it."))
    assert "Radomir Estel has answered your letter" in post.subjects("ana.quellbach")
    assert post.own(sent).answers[-1].text == "We have read it."


def test_two_machines_that_answer_each_other_stop_at_the_first_message(post: Post, sent: str) -> None:
    """The writer's mailbox answers our news by machine, to the address from which it came."""
    come(post, reply(post, "minister@", "Thank you."))
    mails = len(post.mail())
    for _ in range(5):
        news = parseaddr(str(post.mail("ana.quellbach")[-1]["From"]))[1]
        for head in ("Auto-Submitted: auto-replied\n", ""):
            text = f"From: ana.quellbach@example.org\nTo: {news}\nSubject: Re: news\n{head}\nOn holiday.\n"
            assert come(post, (news, "ana.quellbach@example.org", text.encode())) is Answer.TAKEN
    assert len(post.mail()) == mails


def test_our_own_address_as_a_writers_makes_no_loop(post: Post, sent: str) -> None:
    own_address = sender_of(post, "minister@")
    post.write(email=own_address, text="A letter from nobody.")
    post.settle()
    ours = post.mail(own_address)[-1]
    mails = len(post.mail())
    sender = parseaddr(str(ours["From"]))[1]
    assert come(post, (own_address, sender, ours.as_bytes())) is Answer.TAKEN
    assert len(post.mail()) == mails
    assert set(Reply.objects.values_list("by_machine", flat=True)) == {True}


# --- forged ---------------------------------------------------------------------------------------------------------


def test_forged_tokens_do_nothing(post: Post, sent: str) -> None:
    before = everything()
    real = bounces_of(post, "minister@")
    forged = [f"{kind}-{new_token()}@letters.example.org" for kind in ("bounce", "appeal") for _ in range(500)] + [
        real.replace("@letters.example.org", "@example.net"),
        real.replace("bounce-", "bounce-a"),
        real[:-30],
        "",
        "@",
    ]
    for to in forged:
        assert take_in(to, "", report(to, "failed", "5.1.1", "550 5.1.1"), post.network.now) is Answer.UNKNOWN
    assert everything() == before


def test_the_token_of_one_letter_ends_no_other_and_marks_no_address_but_its_own(post: Post, sent: str) -> None:
    """A notice that names somebody else: a forged one, or one from a dead mailbox to which the office forwards."""
    come(post, bounce(post, "commissioner@", NOBODY, about=MINISTER.email[0]))
    assert post.states(sent) == {"targets.0": S.HANDED_OVER, "copies.0": S.BOUNCED}
    assert contact(COMMISSIONER.email[0]).state == ContactState.FAILING
    assert contact(MINISTER.email[0]).state == ContactState.UNVERIFIED


def test_after_its_writer_erased_everything_a_letter_is_unknown(post: Post, sent: str) -> None:
    messages = [bounce(post, "minister@", NOBODY), reply(post, "minister@", "Thank you.")]
    erase(sent, post.network.now)
    for message in messages:
        assert come(post, message) is Answer.UNKNOWN
    assert letters_in(S.BOUNCED) == 0
    assert not Reply.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"From: x\r\n" * 3000, b"\xff\xfe" * 100, b"\r\n\r\n"])
def test_bytes_that_are_no_message_break_nothing(post: Post, sent: str, content: bytes) -> None:
    for to in (bounces_of(post, "minister@"), sender_of(post, "minister@")):
        for sender in ("", "x@example.org"):
            assert take_in(to, sender, content, post.network.now) is Answer.TAKEN
    post.settle()
    assert post.own(sent)


def test_where_the_database_is_away_the_mail_server_keeps_the_message(
    post: Post, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from tocsin.project import incoming

    def away(*_: object) -> Answer:
        raise OperationalError

    monkeypatch.setattr(incoming, "take_in", away)
    monkeypatch.setattr(incoming, "close_old_connections", lambda: None)
    assert handler_at(lambda: post.network.now)(*bounce(post, "minister@", NOBODY)) is Answer.LATER


def test_the_address_of_a_piped_message_is_found_in_its_head(post: Post, sent: str) -> None:
    to, _, message = bounce(post, "minister@", NOBODY)
    assert address_in(message) == to
    assert address_in(message.replace(to.encode(), b"somebody@example.org")) is None
