"""Reports over all actions, as the staff sees them: what is counted, what is never told, table, CSV and picture."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.conftest import Clock, SignIn
from tests.network import NOW, Network
from tocsin.actions.models import Case, SectionNote
from tocsin.appeals.reporting.tables import REPORTS
from tocsin.casefile import Kind
from tocsin.delivery.models import Letter
from tocsin.desk.numbers.sheets import harmless

pytestmark = pytest.mark.django_db

NEXT = count(1)
SVG = "{http://www.w3.org/2000/svg}"


def wrote(case: Case, many: int, country: str = "DE", **more: Any) -> None:
    """So many people, each with one letter."""
    for _ in range(many):
        values = {"state": "accepted", "owner": next(NEXT), "n": 1, "handed_at": NOW + timedelta(hours=3)} | more
        Letter.objects.create(
            slug=case.slug,
            country=country,
            language="de",
            route="network-email",
            role="target",
            key=f"targets.{next(NEXT)}",
            message_id=f"<{next(NEXT)}@letters.example.org>",
            made_at=NOW,
            state_at=NOW,
            **values,
        )


def table(client: Client, report: str, query: str = "") -> dict[str, list[str]]:
    """Lines of the CSV by their first column."""
    answer = client.get(f"/desk/numbers/{report}.csv{query}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {row[0]: row[1:] for row in rows[1:]}


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/desk/numbers/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_has_a_page_a_table_and_a_picture_before_anything_happened(amina: Client, report: str) -> None:
    assert "Nothing to show yet." in page(amina, f"?by={report}") or report in {"delay", "writer", "faithful"}
    assert amina.get(f"/desk/numbers/{report}.csv").status_code == 200
    picture = amina.get(f"/desk/numbers/{report}.svg")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    ElementTree.fromstring(picture.content)


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_has_a_page_a_table_and_a_picture(network: Network, amina: Client, report: str) -> None:
    wrote(network.published(), 7)
    assert f'src="/desk/numbers/{report}.svg' in page(amina, f"?by={report}") or report == "case-delay"
    assert table(amina, report)
    assert b"<script" not in amina.get(f"/desk/numbers/{report}.svg").content


def test_letters_and_writers_are_counted_apart(network: Network, amina: Client) -> None:
    case = network.published()
    wrote(case, 6)
    wrote(case, 2, owner=999_999)
    wrote(case, 1, state="reported", count=40)
    wrote(case, 5, state="bounced")
    wrote(case, 5, state="waiting")
    assert table(amina, "case") == {str(case.number): ["1", "8", "8", "40"], "All together": ["1", "8", "8", "40"]}


def test_letters_of_the_test_mode_do_not_count_once_delivery_is_live(
    network: Network, amina: Client, settings: Any
) -> None:
    case = network.published()
    wrote(case, 6, is_test=True)
    wrote(case, 1)
    assert table(amina, "kind")["First edition"] == ["1", "7", "7", "0"]
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, delivery="live")
    assert table(amina, "kind")["First edition"] == ["1", "1", "1", "0"]


def test_new_actions_and_updates_are_told_by_region(network: Network, amina: Client) -> None:
    case = network.published(countries=("KE",))
    wrote(case, 6)
    network.later(days=1)
    network.follow(case, Kind.UPDATE, summary="She was seen.")
    wrote(case, 2, n=2)
    found = table(amina, "region")
    assert found == {"Eastern Africa": ["1", "6", "1", "2"], "All together": ["1", "6", "1", "2"]}


def test_a_case_of_two_countries_stands_in_both_and_once_in_the_sum(network: Network, amina: Client) -> None:
    wrote(network.published(countries=("KE", "UG")), 5)
    found = table(amina, "country")
    assert found["Kenya"] == found["Uganda"] == found["All together"] == ["1", "5", "5", "0"]


def test_months_and_years_are_when_letters_went(network: Network, amina: Client) -> None:
    case = network.published()
    wrote(case, 3, handed_at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    wrote(case, 4, handed_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert table(amina, "month") == {"January 2027": ["4", "4", "0"], "December 2026": ["3", "3", "0"]}
    assert table(amina, "year") == {"2027": ["4", "4", "0"], "2026": ["3", "3", "0"]}
    assert table(amina, "month", "?to=2026-12") == {"December 2026": ["3", "3", "0"]}
    assert table(amina, "month", "?from=2027-01&section=FR") == {}


def test_period_and_section_choose_actions(network: Network, amina: Client) -> None:
    german, french = network.published("DE"), network.published("FR")
    wrote(german, 5)
    wrote(french, 6)
    assert list(table(amina, "action", "?section=FR"))[-1] == "All together"
    assert table(amina, "case", "?section=FR")["All together"] == ["1", "6", "6", "0"]
    assert table(amina, "case", "?from=2026-11&to=2026-11")["All together"] == ["2", "11", "11", "0"]
    assert table(amina, "case", "?from=2026-12")["All together"] == ["0", "0", "0", "0"]


@pytest.mark.parametrize("report", ["section", "home"])
def test_a_few_writers_of_a_country_are_in_no_line_of_any_report(network: Network, amina: Client, report: str) -> None:
    """Neither where they are, nor by subtracting one choice from another."""
    many, few = network.published("DE"), network.published("FR")
    wrote(many, 40, "DE")
    wrote(many, 30, "FR")
    wrote(few, 40, "DE")
    wrote(few, 2, "FR")
    wrote(few, 2, "KR")
    whole = table(amina, report)
    french = "FR" if report == "section" else "France"
    assert whole[french] == ["1", "30", "30", "0"]
    assert "South Korea" not in whole
    assert whole["Not told singly"] == ["", "4", "4", "0"]
    assert french not in table(amina, report, "?section=FR")
    assert "fewer" not in "".join(map("".join, whole.values()))


@pytest.mark.parametrize("report", ["section", "home"])
def test_sums_by_country_are_those_of_the_pages_of_the_cases(network: Network, amina: Client, report: str) -> None:
    """One small cell and one large: the large one would give the small one away, so neither is told."""
    case = network.published()
    wrote(case, 9, "DE")
    wrote(case, 2, "FR")
    assert set(table(amina, report)) == {"Not told singly", "All together"}
    assert "Nothing to show yet." not in table(amina, report)


def test_what_is_not_told_is_not_called_none(network: Network, amina: Client) -> None:
    """Five wrote, some by us and some on paper: how many wrote is told, and by which way is not."""
    case = network.published()
    wrote(case, 3)
    wrote(case, 2, state="reported")
    wrote(case, 2, "FR")
    wrote(case, 2, "KR", state="reported")
    line = table(amina, "home").get("Germany")
    assert line is None or "0" not in line


def test_writers_are_told_by_how_much_they_wrote_and_small_numbers_are_not(network: Network, amina: Client) -> None:
    case = network.published()
    wrote(case, 20)
    wrote(case, 12, owner=777_777)
    found = table(amina, "writer")
    assert found["10+"] == ["fewer than 5"]
    assert found["All together"] == ["21"]
    assert [one for one, cells in found.items() if cells == ["fewer than 5"]] == ["2–4", "5–9", "10+"]


def test_who_wrote_on_how_many_cases_is_told_of_those_still_recognised(network: Network, amina: Client) -> None:
    first, second = network.published("DE"), network.published("FR")
    for number in range(30):
        wrote(first, 1, person=f"p{number}")
    for number in range(10):
        wrote(second, 1, person=f"p{number}")
    wrote(second, 50)
    found = table(amina, "faithful")
    assert found["All together"] == ["30"]
    assert "p1" not in page(amina, "?by=faithful")


def test_delays_are_told_from_five_cases_on(network: Network, amina: Client) -> None:
    cases = [network.published("DE", headline=f"Case {number}") for number in range(4)]
    for number, case in enumerate(cases):
        note(network, case, hours=number + 1)
        wrote(case, 6, handed_at=NOW + timedelta(hours=10 * (number + 1)))
    few = "fewer than 5"
    assert table(amina, "delay")["DE"] == ["4", "2", "2", "3", few, few, few]
    fifth = network.published("DE", headline="Case 5")
    wrote(fifth, 6, handed_at=NOW + timedelta(hours=50))
    assert table(amina, "delay")["DE"][4:] == ["20", "30", "40"]
    assert table(amina, "case-delay")[str(cases[0].number)] == ["1", "10"]


def note(network: Network, case: Case, hours: int) -> None:
    SectionNote.objects.create(
        case=case,
        section=network.sections["DE"],
        language="de",
        text_hash="0" * 64,
        written_by=network.emil,
        written_at=NOW,
        approved_by=network.greta,
        approved_at=NOW + timedelta(hours=hours),
    )


def test_the_hour_of_the_first_letter_is_not_told_where_few_wrote(network: Network, amina: Client) -> None:
    case = network.published()
    wrote(case, 4)
    assert table(amina, "case-delay")[str(case.number)] == ["", "fewer than 5"]


def test_outcomes_stand_by_concern(network: Network, amina: Client) -> None:
    network.published(concerns=("Torture",))
    found = table(amina, "outcome")
    assert found["Torture"] == ["1", "1", "0", "0", "0", "0", "0"]


def test_outcomes_say_when_a_deadline_passed(network: Network, sign_in: SignIn, moment: Clock) -> None:
    network.published(concerns=("Torture",))
    moment.later(days=60)
    assert table(sign_in(network.bo), "outcome")["Torture"] == ["1", "0", "1", "0", "0", "0", "0"]


@pytest.mark.parametrize(
    "query", ["?by=%00", "?from=2026-13&to=x", f"?from={'9' * 30}", "?section=%3Cscript%3E", "?by=" + "x" * 4000]
)
def test_what_nobody_can_ask_counts_as_not_asked(network: Network, amina: Client, query: str) -> None:
    network.published()
    body = page(amina, query)
    assert "Letters by case" in body
    assert "<script>" not in body


def test_a_period_that_ends_before_it_begins_is_told(network: Network, amina: Client) -> None:
    network.published()
    assert "The period ends before it begins." in page(amina, "?from=2026-11&to=2026-10")


@pytest.mark.parametrize("name", ["nothing", "x" * 300, "9" * 30])
def test_no_other_report_exists(amina: Client, name: str) -> None:
    assert amina.get(f"/desk/numbers/{name}.csv").status_code == 404
    assert amina.get(f"/desk/numbers/{name}.svg").status_code == 404


def test_what_was_typed_is_text_on_the_page_in_the_picture_and_in_the_table(network: Network, amina: Client) -> None:
    wrote(network.published(concerns=('"><img src=x>', "=HYPERLINK(1)")), 5)
    body = page(amina, "?by=concern")
    assert "<img src=x>" not in body
    assert "&lt;img src=x&gt;" in body
    picture = amina.get("/desk/numbers/concern.svg").content
    assert b"<img" not in picture
    ElementTree.fromstring(picture)
    assert "'=HYPERLINK(1)" in table(amina, "concern")


@given(st.text())
def test_no_cell_of_a_csv_begins_a_formula(text: str) -> None:
    assert not re.match(r"[\s]*[=+\-@]|[\t\r]", harmless(text))


def test_the_picture_says_what_it_shows_and_needs_nothing(network: Network, amina: Client) -> None:
    wrote(network.published(countries=("KE",)), 7)
    answer = amina.get("/desk/numbers/country.svg")
    root = ElementTree.fromstring(answer.content)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert root.findtext(f"{SVG}title") == "Letters by country of the case"
    assert "Kenya: Letters handed over by us 7, Letters reported by writers 0." in (root.findtext(f"{SVG}desc") or "")
    assert b"http" not in answer.content.replace(b"http://www.w3.org/", b"")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    )


def test_a_small_number_is_no_bar(network: Network, amina: Client) -> None:
    wrote(network.published(), 21)
    wrote(network.published("FR"), 12, owner=5_555_555)
    picture = amina.get("/desk/numbers/writer.svg").content.decode()
    assert "10+: –." in picture


def test_a_case_that_was_taken_down_is_counted_without_its_country(network: Network, amina: Client) -> None:
    from tocsin.actions.exposure import take_down

    case = network.published(countries=("KE",), concerns=("Torture",))
    wrote(case, 8)
    take_down(network.bo, str(case.pk), network.now)
    assert table(amina, "country")["Taken down"] == ["1", "8", "8", "0"]
    assert "Kenya" not in page(amina, "?by=country")
    assert "Torture" not in page(amina, "?by=concern")
    assert "Torture" not in page(amina, "?by=outcome")


def test_numbers_are_in_the_band(network: Network, amina: Client) -> None:
    assert 'href="/desk/numbers/"' in amina.get("/desk/").content.decode()
