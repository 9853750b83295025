"""States: the zones of their capitals, their names, and those that do not exist."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from zoneinfo import ZoneInfo

import pycountry
import pytest

from tocsin.casefile.states import INVENTED
from tocsin.directory.models import InventedState
from tocsin.directory.names import country_name, country_names, state_codes
from tocsin.directory.states import check_invented_state, ensure_invented_states
from tocsin.directory.zones import zone_of_capital
from tocsin.records.errors import BadInput

REAL = [*(country.alpha_2 for country in pycountry.countries), "XK"]
UNGOVERNED = {"AQ", "BV", "HM", "UM", "XK"}


def zones_by_state() -> dict[str, set[str]]:
    """The list of the time zone database itself: present names only."""
    found: dict[str, set[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            found.setdefault(code, set()).add(zone)
    return found


@pytest.mark.parametrize("code", REAL)
def test_every_state_has_a_zone_that_loads(code: str):
    zone = zone_of_capital(code)
    assert zone
    assert ZoneInfo(zone).key == zone


def test_zones_have_their_present_names_and_belong_to_the_state():
    present = zones_by_state()
    assert not [code for code in REAL if code not in UNGOVERNED and zone_of_capital(code) not in present[code]]


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("UA", "Europe/Kyiv"),
        ("IN", "Asia/Kolkata"),
        ("AR", "America/Argentina/Buenos_Aires"),
        ("VN", "Asia/Ho_Chi_Minh"),
        ("MM", "Asia/Yangon"),
        ("NP", "Asia/Kathmandu"),
        ("US", "America/New_York"),
        ("RU", "Europe/Moscow"),
        ("KI", "Pacific/Tarawa"),
        ("PS", "Asia/Hebron"),
        ("FR", "Europe/Paris"),
        ("XK", "Europe/Belgrade"),
    ],
)
def test_the_zone_is_the_capitals(code: str, zone: str):
    assert zone_of_capital(code) == zone


@pytest.mark.django_db
def test_invented_states_have_the_zone_of_the_table_and_other_codes_have_none():
    InventedState.objects.filter(code="XH").update(zone="Pacific/Apia")
    assert zone_of_capital("XH") == "Pacific/Apia"
    assert zone_of_capital("XV") == INVENTED["XV"].zone
    for code in ("XQ", "QQ", "", "xh", "XH\n", "EU"):
        assert zone_of_capital(code) is None


@pytest.mark.django_db
def test_a_fresh_installation_knows_all_invented_states_and_adds_none_twice():
    assert set(InventedState.objects.values_list("code", flat=True)) == set(INVENTED)
    assert ensure_invented_states() == 0
    InventedState.objects.filter(code="XH").delete()
    InventedState.objects.filter(code="XV").update(formal_name="Republic of Vestria")
    assert ensure_invented_states() == 1
    assert InventedState.objects.get(code="XV").formal_name == "Republic of Vestria"
    assert InventedState.objects.get(code="XH").names == dict(INVENTED["XH"].names)


@pytest.mark.parametrize(
    ("code", "changes", "word"),
    [
        ("XK", {}, "Kosovo"),
        ("XA", {}, "XC to XZ"),
        ("DE", {}, "XC to XZ"),
        ("XQ", {"zone": "Mars/Olympus"}, "zone"),
        ("XQ", {"zone": "../etc/passwd"}, "zone"),
        ("XQ", {"names": {"fr": "Halvara"}}, "English"),
        ("XQ", {"language": "Halvaran tongue"}, "language"),
    ],
)
def test_an_invented_state_takes_no_real_code_and_no_invented_zone(code: str, changes: dict[str, object], word: str):
    with pytest.raises(BadInput, match=word):
        check_invented_state(code, replace(INVENTED["XH"], **changes))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_states_are_called_by_the_table_or_by_cldr():
    assert country_names("zh-CN")["XH"] == "哈尔瓦拉"
    assert country_names("fr")["XV"] == "Vestrie"
    assert country_names("sw")["XV"] == "Vestria"
    assert country_names("en").keys() == INVENTED.keys()
    assert country_name("XV", "de-AT") == "Vestrien"
    assert country_name("FR", "de") == "Frankreich"
    assert country_name("XK", "en") == "Kosovo"
    assert country_name("XQ", "en") == "XQ"


@pytest.mark.django_db
def test_the_codes_of_all_states_are_those_of_iso_kosovo_and_the_invented():
    assert set(state_codes()) == {*REAL, *INVENTED}
    assert state_codes() == sorted(state_codes())
