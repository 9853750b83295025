"""A published case, the worker with what it does for members, and browsers without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.actions.canary import files_of_the_database, rows_of_every_table
from tests.appeals.conftest import network  # noqa: F401 - a fixture
from tests.appeals.writing import Post, text_of
from tests.network import Network
from tests.public.conftest import Clock, moment  # noqa: F401 - a fixture
from tocsin.actions.models import PublicRecord
from tocsin.members.models import Member
from tocsin.project.work import jobs
from tocsin.records.persons import person_of

ANA = "ana.quellbach@example.org"
ON_DISK = pytest.mark.django_db(transaction=True, serialized_rollback=True)
_STAMP = re.compile(r'name="stamp" value="([^"]+)"')


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=folder))
    return folder


def in_tables() -> bytes:
    return b"".join(content for _, content in rows_of_every_table())


def in_files() -> bytes:
    return b"".join(content for _, content in files_of_the_database())


class People:
    """Whoever opens the pages, at the network's time."""

    def __init__(self, around: Network, data: Path, clock: Clock) -> None:
        self.network, self.clock, self.data = around, clock, data
        self.post = Post(around, PublicRecord.objects.get().slug, data / "outbox")
        self.post.worker.jobs = jobs()
        self.client = Client(REMOTE_ADDR="192.0.2.7")
        clock.time = around.now

    def later(self, **span: float) -> None:
        self.clock.time = self.network.later(**span)

    def page(self, path: str) -> str:
        answer: HttpResponse = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    def ask(self, email: str = ANA, **form: Any) -> HttpResponse:
        stamp = _STAMP.search(self.page("/join/"))
        assert stamp is not None
        self.later(seconds=10)
        answer: HttpResponse = self.client.post("/join/", {"email": email, "stamp": stamp[1], **form})
        return answer

    def mails(self, to: str = ANA) -> list[str]:
        self.post.settle()
        return [text_of(one) for one in self.post.mail(to)]

    def subjects(self, to: str = ANA) -> list[str]:
        self.post.settle()
        return self.post.subjects(to)

    def last_link(self, to: str = ANA) -> str:
        """The address in the newest message."""
        found = re.search(r"http://[^/\s]+(/(?:join|me)/[a-z2-7]{32}/)", self.mails(to)[-1])
        assert found is not None
        return found[1]

    def join(self, email: str = ANA, **form: Any) -> str:
        """Asked and confirmed; the address of the own page."""
        assert self.ask(email, **form).status_code == 303
        answer = self.client.post(self.last_link(email))
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    def member(self, email: str = ANA) -> Member | None:
        return Member.objects.select_related("profile").filter(person=person_of(email)).first()


@pytest.fixture
def people(network: Network, data: Path, moment: Clock) -> Iterator[People]:  # noqa: F811
    people = People(network, data, moment)
    yield people
    people.post.worker.close()
