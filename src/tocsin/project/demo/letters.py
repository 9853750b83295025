"""Invented writers and their letters, so that the numbers of the demonstration say something."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from tocsin.appeals.aftermath import after
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.handing import gate, load
from tocsin.appeals.matter import matter_at
from tocsin.appeals.private import open_appeal, report_sent
from tocsin.appeals.wish import Wish
from tocsin.delivery.carriers import test_carriers
from tocsin.delivery.handing import HandOver
from tocsin.delivery.kinds import Route
from tocsin.delivery.states import LetterState

WRITERS = (
    ("Lena Brandt", "DE", "en", "Kiel", "I teach geography, and I show my pupils how a dam is inspected."),
    ("Jonas Weller", "DE", "en", "Ulm", "I am seventy-eight and was an engineer for forty years."),
    ("Mina Aydin", "DE", "en", "Bremen", "I am a nurse and know what a day without insulin does."),
    ("Paul Seidel", "DE", "en", "Halle", "My brother was held without a letter for two months; I remember each day."),
    ("Ruth Amsel", "DE", "en", "Jena", "I am a mother, and I think of her daughter at the gate each morning."),
    ("Claire Aubin", "FR", "fr", "Lille", "Je suis étudiante en droit et j’écris pour la première fois à un ministre."),
    ("Marc Tessier", "FR", "fr", "Nantes", "Je suis à la retraite après une vie passée à contrôler des ponts."),
    ("Hoa Lefort", "FR", "fr", "Lyon", "Je soigne des enfants, et l’insuline n’attend pas."),
    ("Eun Park", "KR", "en", "Daegu", "I work in a hospital pharmacy."),
    ("Inés Duarte", "ES", "es", "Vigo", "Soy maestra y escribo también en nombre de mis colegas."),
)
"""Name, state, language, town and a sentence of their own."""

REQUESTS = {
    "en": "I respectfully ask you to say where she is and to let a doctor see her today.",
    "fr": "Je vous prie respectueusement de dire où elle se trouve et de laisser un médecin la voir aujourd’hui.",
    "es": "Le pido con respeto que diga dónde está y que permita que un médico la vea hoy.",
}


def write_letters(slug: str, now: datetime) -> int:
    """One appeal of each; some are sent by the network, some on paper by the writers. How many letters."""
    total = 0
    for number, (name, country, language, town, sentence) in enumerate(WRITERS):
        by_network = number % 2 == 0
        route = Route.NETWORK_EMAIL if by_network else Route.OWN_PAPER
        wish = Wish.of(
            {
                "country": country,
                "language": language,
                "text": f"{sentence}\n\n{REQUESTS[language]}",
                "name": name,
                "place": town,
                "email": f"writer{number}@example.org",
                "ways": {"targets.0": route.value},
                "to": ["targets.0"],
                "consent": True,
            }
        )
        at = now - timedelta(minutes=90 - 7 * number)
        entered = send_letters(wish, slug, Visit(), at, n=matter_at(slug, at).n)
        total += _go_on(entered.token, by_network=by_network, at=at)
        hand_over(at)
    return total


def hand_over(at: datetime) -> None:
    """What was due at that moment, into the outbox: nothing of the past holds up what somebody tries out."""
    carriers = test_carriers(settings.ENVIRONMENT.data / "outbox")
    hand_over = HandOver(carriers, gate, load, after, lambda: at)
    hand_over.drain()
    hand_over.close()


def _go_on(token: str, *, by_network: bool, at: datetime) -> int:
    if by_network:
        return confirm_at_once(token, at)
    letters = [one for one in open_appeal(token, at).letters if one.state == LetterState.WRITTEN]
    for letter in letters:
        report_sent(token, letter.pk, 1, at)
    return len(letters)
