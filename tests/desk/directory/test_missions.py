"""Lists of missions at the desk: brought in by one person, looked at and confirmed by another."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.missions import put_in_force
from tests.network import NOW, Network
from tocsin.directory.models import Mission, MissionList

HOME = "/desk/directory/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


LIST = b"sending_state,host,name,address\nXH,DE,Embassy of Halvara,1 Road|10115 Berlin\n"


def upload(client: Client, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(f"{HOME}missions/", {"file": SimpleUploadedFile("m.csv", content)})


def waiting_at(answer: Any) -> str:
    """The page of the list that was just brought in."""
    assert answer.status_code == 303, text(answer)
    return str(answer.headers["Location"]).partition("?")[0]


def confirm(client: Client, page: str, **form: str) -> Any:
    return client.post(page, {"do": "confirm", "sure": "yes", **form})


def test_a_list_of_missions_comes_in_is_confirmed_is_looked_up_and_goes_out(
    network: Network, amina: Client, sign_in: SignIn
) -> None:
    page = waiting_at(upload(amina, LIST))
    assert Mission.objects.count() == 0
    assert "another person has to confirm it" in text(amina.get(page))
    assert confirm(amina, page).status_code == 409
    bo = sign_in(network.bo)
    assert page in text(bo.get("/desk/"))
    assert page not in text(amina.get("/desk/"))
    assert page in text(bo.get(f"{HOME}missions/"))
    assert confirm(bo, page, sure="").status_code == 422
    assert Mission.objects.count() == 0
    assert confirm(bo, page).headers["Location"] == f"{HOME}missions/?said=directory.missions"
    shown = text(amina.get(f"{HOME}missions/", {"sending": "XH", "host": "DE"}))
    assert "Embassy of Halvara" in shown
    assert "Writers there are given this one" in shown
    assert "No mission of that kind" in text(amina.get(f"{HOME}missions/", {"sending": "XH", "host": "FR"}))
    file = amina.get(f"{HOME}missions/", {"format": "csv"})
    assert file.headers["Content-Type"].startswith("text/csv")
    assert b"Embassy of Halvara" in file.content
    assert upload(amina, file.content).headers["Location"].endswith("said=directory.missions-same")
    assert Mission.objects.count() == 1
    assert amina.get(page).status_code == 404


def test_the_second_person_sees_what_changes_side_by_side(network: Network, amina: Client, sign_in: SignIn) -> None:
    put_in_force(network.bo, network.greta, LIST, NOW)
    new = LIST.replace(b"1 Road", b"666 Trap Road") + b"XH,FR,Embassy in Paris,2 Quai\n"
    page = waiting_at(upload(amina, new))
    shown = text(sign_in(network.bo).get(page))
    assert "1 mission is new." in shown
    assert "1 mission is changed." in shown
    rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", shown)[1:]]
    assert [row for row in rows if "1 Road" in row and "666 Trap Road" in row and row.endswith("Changed")]
    assert [row for row in rows if "Embassy in Paris" in row and "2 Quai" in row and row.endswith("New")]


def test_a_list_that_was_overtaken_says_so_and_is_withdrawn(network: Network, amina: Client, sign_in: SignIn) -> None:
    page = waiting_at(upload(amina, LIST))
    bo = sign_in(network.bo)
    put_in_force(network.greta, network.dara, LIST.replace(b"1 Road", b"2 Road"), NOW)
    assert "cannot be confirmed any more" in text(bo.get(page))
    assert confirm(bo, page).status_code == 409
    assert page in text(amina.get("/desk/"))
    assert amina.post(page, {"do": "withdraw"}).headers["Location"].endswith("said=directory.missions-withdrawn")
    # Whoever presses a button of an old page is told, and nothing happens.
    assert confirm(bo, page).headers["Location"].endswith("said=directory.missions-settled")
    assert "2 Road" in Mission.objects.get().recipient["lines"]


def test_many_changes_stand_on_several_pages(network: Network, amina: Client) -> None:
    rows = b"".join(b"XH,DE,Embassy %d,%d Road\n" % (number, number) for number in range(150))
    page = waiting_at(upload(amina, b"sending_state,host,name,address\n" + rows))
    first, second = text(amina.get(page)), text(amina.get(page, {"page": "2"}))
    assert "150 changes" in first
    assert "Embassy 99" in first
    assert "Embassy 100" not in first
    assert "Embassy 149" in second
    assert f"{page}?page=2" in first
    assert f"{page}?page=1" in second


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", LIST + b"Atlantis,DE,x,y\n", b"\xff\xfe", b"sending_state,host\n"],
)
def test_a_list_with_a_fault_changes_nothing_and_says_which(network: Network, amina: Client, content: bytes) -> None:
    put_in_force(network.bo, network.greta, LIST, NOW)
    answer = upload(amina, content)
    assert answer.status_code == 422
    assert "Nothing was changed" in text(answer)
    assert Mission.objects.count() == 1
    assert not MissionList.objects.exists()
