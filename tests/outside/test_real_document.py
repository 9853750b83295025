"""A real urgent action, with a deadline that lies ahead, on the way of writers from two countries.

It is not part of the repository, and neither is anything of what it says: names and addresses are read out of it. What
the network sends for it goes to the mail server of the tests and no further.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.flows.test_letters_whole_way import TOCSIN
from tocsin.letters.countries import country_name

from .live import Live, check_fax, check_mails, mails_of, walk
from .programs import run
from .test_html import BROWSER
from .test_whole_way import Walked, bare, words_in

DOCUMENT = Path(__file__).parents[3] / "shared" / "seeds" / "000_dab34a167d98e6b7.txt"
TEXT = "I am a nurse, and I have followed this case since spring.\n\nI respectfully ask you to keep all of them safe."
EMBASSIES = {
    "DE": ("Embassy in the first country", "Her Excellency the Ambassador", "Musterallee 99|10999 Berlin"),
    "FR": ("Embassy in the second country", "His Excellency the Ambassador", "9 rue de l’Exemple|75000 Paris"),
}
ON_PAPER = {"own-paper", "network-paper"}

pytestmark = [
    BROWSER,
    pytest.mark.skipif(not DOCUMENT.exists(), reason="the real document is not beside the repository"),
]


@pytest.fixture(scope="module")
def case(live: Live) -> dict[str, Any]:
    """Read by the command, as it was published by two people; with the name that it has in addresses."""
    read = json.loads(run(str(TOCSIN), "read", DOCUMENT))
    read["deadline"] = (datetime.now(UTC).date() + timedelta(days=20)).isoformat()
    file = live.folder / "case.json"
    file.write_text(json.dumps(read), "utf-8")
    number = live.run("case", "import", file, "--section", "DE", by="amina")
    live.run("case", "consent", number, "--by", "the families", "--how", "by telephone", "--field", "all", by="amina")
    text_hash = live.run("case", "submit", number, by="amina")
    live.run("case", "approve", number, "--hash", text_hash, by="bo")
    address = live.run("case", "publish", number, by="bo")
    brought = live.run("missions", "import", missions(live, read["countries"][0]), by="amina")
    live.run("missions", "confirm", brought, by="bo")
    return {**read, "slug": address.rstrip("/").rpartition("/")[2]}


def missions(live: Live, state: str) -> Path:
    """The demonstration's list, and invented embassies of the state that the document is about."""
    list_of_all = io.StringIO(files("tocsin.project.demo").joinpath("missions.csv").read_text("utf-8"))
    list_of_all.seek(0, io.SEEK_END)
    rows = csv.writer(list_of_all, lineterminator="\n")
    for host, (name, post, address) in EMBASSIES.items():
        email = f"embassy@{host.lower()}.embassies.example.org"
        rows.writerow(
            [country_name(state, "en"), host, "", name, post, address, email, "", "", "Your Excellency", "en"]
        )
    file = live.folder / "missions.csv"
    file.write_text(list_of_all.getvalue(), "utf-8")
    return file


@pytest.fixture(scope="module")
def walked(live: Live, case: dict[str, Any]) -> Walked:
    usual = {
        "slug": case["slug"],
        "locale": "en-GB",
        "language": "en",
        "assisted": False,
        "text": TEXT,
        "address": "",
        "answers": "passed-on",
        "sign_as": "full",
    }
    lena = {
        **usual,
        "javascript": True,
        "width": 1280,
        "scheme": "light",
        "country": "DE",
        "name": "Lena Quast",
        "named": "Lena Quast",
        "place": "Kiel",
        "email": "lena@kiel.example.net",
        "ways": {
            "targets.0": "network-email",
            "targets.1": "own-paper",
            "copies.0": "network-email",
            "mission": "own-paper",
        },
        "by_network": 2,
    }
    marc = {
        **usual,
        "javascript": False,
        "width": 390,
        "scheme": "dark",
        "country": "FR",
        "name": "Marc Vasseur",
        "named": "Marc Vasseur",
        "place": "Lille",
        "email": "marc@lille.example.net",
        "ways": {
            "targets.0": "own-fax",
            "targets.1": "own-paper",
            "copies.0": "own-fax",
            "mission": "network-email",
        },
        "by_network": 1,
    }
    people = [lena, marc]
    return list(zip(people, walk(live, people), strict=True))


def test_each_office_is_offered_the_ways_that_the_document_opens(walked: Walked, case: dict[str, Any]) -> None:
    assert [bool(one["email"] or one["fax"]) for one in case["targets"]] == [True, False]
    for _, saw in walked:
        ways = {key: set(found) for key, found in saw["ways"].items()}
        assert list(ways) == ["targets.0", "targets.1", "copies.0", "mission"]
        assert {"network-email", "own-mail", "own-fax", "own-paper"} <= ways["targets.0"]
        assert "own-paper" in ways["targets.1"] <= ON_PAPER
        assert {"network-email", "own-fax"} <= ways["copies.0"]
        assert {"network-email", "own-paper"} <= ways["mission"]


def test_the_mission_is_the_one_in_the_writers_country(walked: Walked) -> None:
    for writer, saw in walked:
        assert saw["previews"][-1]["recipient"] == EMBASSIES[writer["country"]][0]


def test_all_letters_go_their_ways(walked: Walked, live: Live) -> None:
    (_lena, by_lena), (marc, by_marc) = walked
    for writer, saw in walked:
        check_mails(live, writer, saw)
        assert all(TEXT in one["text"] for one in saw["previews"])
        assert (saw["sideways"], saw["errors"], saw["asked"]) == ([], [], [])
        assert saw["seconds"] < 300
    assert sorted(by_lena["states"]) == ["moving", "moving", "yours", "yours"]
    assert sorted(by_marc["states"]) == ["moving", "yours", "yours", "yours"]
    assert [mail.to for mail in mails_of(live, marc)] == ["embassy@fr.embassies.example.org"]
    assert (len(by_lena["faxes"]), len(by_marc["faxes"])) == (0, 2)
    for fax in by_marc["faxes"]:
        check_fax(fax)


def test_the_letters_to_print_bear_the_address_of_the_document(walked: Walked, case: dict[str, Any]) -> None:
    for _, saw in walked:
        printed = [words_in(base64.b64decode(one)) for one in saw["pdfs"]]
        letters = [bare(one) for one in printed if bare(TEXT) in bare(one)]
        wanted = [bare(line) for line in case["targets"][1]["lines"][:-1]]
        assert any(all(line in letter for line in wanted) for letter in letters)
