"""Two people settle the same failing address: the second is told, and nothing of the first is overwritten."""

from __future__ import annotations

import re

from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.directory.health import record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.directory.models import ContactPoint

ADDRESS = "minister@interior.example.org"


def test_an_old_page_does_not_overwrite_a_correction(network: Network, sign_in: SignIn) -> None:
    network.published()
    record_health_of(None, ContactKind.EMAIL, ADDRESS, ContactEvent.BOUNCED, NOW)
    amina, bo = sign_in(network.amina), sign_in(network.bo)
    page = bo.get("/desk/directory/failing/").content.decode()
    form = re.search(r'action="([^"]+/contacts/\d+/)"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert form
    assert seen
    said = {"from": "failing", "do": "correct", "reason": "by telephone", "seen": seen[1]}
    assert amina.post(form[1], {**said, "value": "office@interior.example.org"}).status_code == 303
    answer = bo.post(form[1], {**said, "value": "other@interior.example.org"})
    assert answer.status_code == 422
    assert "Somebody corrected this in the meantime" in answer.content.decode()
    assert "other@interior.example.org" in answer.content.decode(), "what was typed is kept"
    assert not ContactPoint.objects.filter(value="other@interior.example.org").exists()
