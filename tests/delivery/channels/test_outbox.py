"""Test mode's outbox: every message once, marked, found again, and gone when its text is erased."""

from __future__ import annotations

import email
import email.policy
import mailbox
import os
from pathlib import Path

import pytest

from tocsin.delivery.channels.email.message import message_bytes
from tocsin.delivery.channels.outbox import as_test, forget, keep, keep_mail, keep_sheet, listed, read

from .letters import MAIL, mail


def numbered(number: int, **changes: object) -> str:
    return f"<{number}@mail.example.org>"


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_message_of_the_outbox_says_everywhere_that_it_was_not_sent(folder: Path):
    path = keep_mail(folder, MAIL)
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    assert message["X-Tocsin-Test-Mode"] == "not sent"
    assert message["Subject"] == f"[TEST] {MAIL.subject}"
    assert message.get_content().splitlines()[0] == "[Test mode: this message was not sent.]"
    assert MAIL.text.splitlines()[-1] in message.get_content()
    assert message["Message-ID"] == MAIL.message_id


@pytest.mark.parametrize(
    ("route", "to", "content_type", "said"),
    [
        ("fax", "+12025550141", "image/tiff", "this fax was not sent. It would have gone to +12025550141."),
        (
            "paper",
            "Radomir Estel\n4 Harbour Gate",
            "application/pdf",
            "It would have gone to Radomir Estel, 4 Harbour Gate.",
        ),
    ],
)
def test_a_fax_or_a_page_is_kept_with_its_file_and_where_it_would_have_gone(
    route: str, to: str, content_type: str, said: str, folder: Path
):
    path = keep_sheet(folder, MAIL, route, to, b"II*\0 or %PDF")  # type: ignore[arg-type]
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    text, file = message.iter_parts()
    assert said in text.get_content()
    assert (file.get_content_type(), file.get_content()) == (content_type, b"II*\0 or %PDF")


def test_the_same_identifier_again_takes_the_old_ones_place(folder: Path):
    keep_mail(folder, MAIL)
    keep_mail(folder, mail(subject="second"))
    assert [one.subject for one in listed(folder, 10)] == ["[TEST] second"]
    assert len(files_in(folder)) == 1


def test_the_same_identifier_again_replaces_one_that_a_mail_program_has_shown(folder: Path):
    path = keep_mail(folder, MAIL)
    path.rename(folder / "cur" / f"{path.name}:2,S")
    assert read(folder, path.name)
    assert len(listed(folder, 10)) == 1
    keep_mail(folder, mail(subject="second"))
    assert [one.subject for one in listed(folder, 10)] == ["[TEST] second"]
    assert len(files_in(folder)) == 1


def test_the_newest_stand_first_and_no_more_than_asked_for(folder: Path):
    for number in range(5):
        path = keep_mail(folder, mail(message_id=numbered(number), subject=f"Nr {number} ответ"))
        os.utime(path, (number, number))
    shown = listed(folder, 3)
    assert [one.subject for one in shown] == [f"[TEST] Nr {number} ответ" for number in (4, 3, 2)]
    assert shown[0].to == "Radomir Estel <minister@interior.example.org>"
    assert shown[0].sender.startswith("Ana García via Tocsin network <appeal-")
    assert shown[0].kept_at.timestamp() == 4
    assert read(folder, shown[0].name) == message_bytes(as_test(mail(message_id=numbered(4), subject="Nr 4 ответ")))


def test_any_mail_program_can_open_it(folder: Path):
    keep_mail(folder, MAIL)
    (found,) = list(mailbox.Maildir(folder, create=False))
    assert found["Message-ID"] == MAIL.message_id


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "x" * 40, "a" * 39, "a" * 41, "A" * 40, "\0" * 40])
def test_nothing_but_a_message_can_be_read(name: str, folder: Path):
    keep_mail(folder, MAIL)
    assert read(folder, name) is None


def test_an_outbox_that_does_not_exist_is_empty(folder: Path):
    assert listed(folder, 10) == ()
    assert read(folder, "a" * 40) is None
    assert forget(folder, [MAIL.message_id]) == 0


def test_what_is_erased_is_gone_with_what_a_crash_left(folder: Path):
    for number in range(4):
        keep_mail(folder, mail(message_id=numbered(number)))
    name = keep_mail(folder, mail(message_id=numbered(1))).name
    (folder / "tmp" / f"{name}.4711").write_bytes(b"half a letter")
    seen = keep_mail(folder, mail(message_id=numbered(2)))
    seen.rename(folder / "cur" / f"{seen.name}:2,")
    assert forget(folder, [numbered(1), numbered(2), "<unknown@example.org>"]) == 3
    assert len(files_in(folder)) == 2
    assert read(folder, name) is None
    assert forget(folder, [numbered(1)]) == 0


def test_nobody_else_on_the_machine_can_read_it(folder: Path):
    path = keep(folder, b"Subject: x\r\n\r\n", "<1@example.org>")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_does_not_belong_there_is_left_alone(folder: Path):
    keep_mail(folder, MAIL)
    (folder / "new" / "notes.txt").write_text("mine")
    assert len(listed(folder, 10)) == 1
    forget(folder, [MAIL.message_id])
    assert [file.name for file in files_in(folder)] == ["notes.txt"]
