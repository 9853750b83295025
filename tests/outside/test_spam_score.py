"""What a spam filter makes of alerts: every kind in every language, loud and quiet, with HTML and without."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests.alerts.stories import PLACES, TONGUES, publish_all, source, variants
from tests.public.rows import NOW
from tocsin.alerts.models import AlertKind
from tocsin.alerts.wording import ME, WRITE, AlertText, Digest, Variant
from tocsin.delivery.channels.email.forms import Blank, Form
from tocsin.members.links import MemberLink

from .spam_filter import SpamFilter, spam_filter

pytestmark = [pytest.mark.needs("rspamd", "rspamc"), pytest.mark.django_db]

MOST = 2.0
DOMAIN = "network.example.org"
SENDER, TO = f"alerts@{DOMAIN}", "chen@example.com"
SPAM = AlertText("FREE!!! $$$ CASH", "", '<html><body><a href="http://192.0.2.1/x">http://bank.com/</a></body></html>')


@pytest.fixture(scope="module")
def running() -> Iterator[SpamFilter]:
    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder, spam_filter(Path(folder)) as made:
        yield made


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, url=f"https://{DOMAIN}"))


def message(said: AlertText) -> bytes:
    """As it is handed over, but for the signature, which asks DNS."""
    link = MemberLink.make()
    leave = "hole" + "l" * 28
    blank = Blank(
        sender_name="Network alerts",
        sender=SENDER,
        subject=said.subject,
        text=said.text,
        html=said.html,
        headers=(
            ("Auto-Submitted", "auto-generated"),
            ("List-Id", f"<alerts.{DOMAIN}>"),
            ("List-Unsubscribe", f"<https://{DOMAIN}/leave/{leave}/>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ),
        holes={"me": ME, "write": WRITE, "leave": leave},
    )
    filling = {"me": link.text, "leave": link.leave, "write": (link.text + link.leave)[: len(WRITE)]}
    return Form(blank, []).fill(TO, f"<{link.leave}@{DOMAIN}>", datetime.now(UTC), filling)


def alerts() -> Iterator[tuple[str, AlertText]]:
    publish_all()
    for kind in PLACES:
        made = source(kind, {"DE": {"en": "Write to us first."}})
        for variant in variants():
            yield f"{kind} {variant}", made.text(variant)
    digest = Digest.load([PLACES[AlertKind.NEW], PLACES[AlertKind.UPDATE]], NOW)
    for language, tongue in TONGUES.items():
        for quiet in (False, True):
            said = digest.text(Variant(language, tongue, quiet=quiet), list(digest.editions))
            yield f"digest {language} {quiet}", said


def test_no_alert_looks_like_spam(running: SpamFilter, tmp_path: Path) -> None:
    file, counted = tmp_path / "alert.eml", 0
    for name, said in alerts():
        file.write_bytes(message(said))
        scores = running.scores(file, SENDER, TO)
        against = {symbol: score for symbol, score in scores.items() if score > 0}
        assert sum(against.values()) < MOST, (name, said.subject, against)
        assert "HAS_LIST_UNSUB" in scores, name
        counted += 1
    assert counted == 90


def test_the_filter_that_says_so_knows_spam(running: SpamFilter, tmp_path: Path) -> None:
    file = tmp_path / "spam.eml"
    file.write_bytes(message(SPAM))
    assert sum(running.scores(file, SENDER, TO).values()) > MOST
