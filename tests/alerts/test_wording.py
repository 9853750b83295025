"""What alerts say, in every kind, language and manner: through the door that the fan-out uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from tests.alerts.stories import PLACES, TONGUES, publish_all, source, variants
from tests.network import Network
from tests.public.rows import DAM, MINISTER, NOW, Issued, Story, plain, publish
from tocsin.actions.agreements import give_consent
from tocsin.actions.exposure import stop_case
from tocsin.alerts.models import Alert, AlertKind, Wave
from tocsin.alerts.wording import ME, WRITE, WRITE_LENGTH, AlertText, Digest, Source, Variant, language_for
from tocsin.alerts.wording.measure import columns
from tocsin.appeals.matter import GoneFromPublic
from tocsin.casefile import Kind, Person
from tocsin.members.links import MemberLink
from tocsin.records.fields import Sealed

pytestmark = pytest.mark.django_db

KINDS = list(PLACES)
NAMED = ("Halvara", "هالفارا", "哈尔瓦拉", "Dovan", "دوفان", "多万", "Sarkov", "Nairobi", "نيروبي", "内罗毕", "insulin")
ISOLATES = re.compile("[\u2068\u2069]")


class Seen(HTMLParser):
    """What a reader sees of a page, and what it would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.root: dict[str, str | None] = {}
        self._skips = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.append(tag)
        self.root = said if tag == "html" else self.root
        self._skips = tag in {"style", "title"}
        self.links += [str(said["href"])] if tag == "a" else []
        self.loads += [name for name in said if name in {"src", "srcset", "background", "style"} or name[:2] == "on"]

    def handle_endtag(self, tag: str) -> None:
        self._skips = False

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.words.append(data)


def every() -> Iterator[tuple[AlertKind, Variant, AlertText]]:
    publish_all()
    for kind in KINDS:
        made = source(kind, {"DE": {"en": "Write to us first.", "fr": "Écrivez-nous d’abord."}})
        yield from ((kind, variant, made.text(variant)) for variant in variants())


def squeezed(text: str) -> str:
    """Without what the two parts set differently: gaps, marks, capitals."""
    return re.sub(r"[\W_]+", "", ISOLATES.sub("", text)).casefold()


def test_the_stand_ins_are_as_long_as_what_takes_their_place() -> None:
    assert len(ME) == len(MemberLink.make().text)
    assert len(WRITE) == WRITE_LENGTH
    assert re.fullmatch("[a-z2-7]+", ME + WRITE)


def test_every_alert_keeps_to_the_form_of_mail() -> None:
    for kind, variant, said in every():
        where = (kind, variant)
        assert said.subject == said.subject.strip() != "", where
        assert columns(said.subject) <= 110, where
        assert said.subject.replace("\u00a0", " ").isprintable(), where
        assert said.text.endswith("\n"), where
        for line in said.text.splitlines():
            assert line == line.rstrip(), where
            assert columns(line) <= 72 or re.fullmatch(r"http://\S+", line), (where, line)
        assert max(len(line.encode()) for line in said.text.splitlines()) < 998, where
        assert "\n\n\n\n" not in said.text, where
        assert (said.html is None) is variant.plain, where


def test_nothing_is_left_open_but_the_two_stand_ins() -> None:
    for kind, variant, said in every():
        whole = said.subject + said.text + (said.html or "").partition("<body>")[2]
        rest = whole.replace(ME, "").replace(WRITE, "")
        assert re.search(r"\bhole|[{}]|%\(|None", rest) is None, (kind, variant)
        assert said.text.count(ME) == 1, (kind, variant)
        assert said.text.count(WRITE) == (kind in {AlertKind.NEW, AlertKind.UPDATE}), (kind, variant)


def test_text_and_html_say_the_same() -> None:
    for kind, variant, said in every():
        if said.html is None:
            continue
        seen = Seen(said.html)
        text = re.sub(r"http\S+|(?m:^\d  )", "", said.text)
        assert sorted(squeezed(text)) == sorted(squeezed("".join(seen.words))), (kind, variant)
        assert sorted(seen.links) == sorted(re.findall(r"http\S+", said.text)), (kind, variant)


def test_html_loads_nothing_and_has_its_language_and_direction() -> None:
    for _kind, variant, said in every():
        if said.html is None:
            continue
        seen = Seen(said.html)
        assert seen.loads == []
        assert not {"img", "script", "link", "iframe", "object", "form", "input"} & set(seen.tags)
        assert "url(" not in said.html
        assert "@import" not in said.html
        direction = "rtl" if variant.tongue == "ar" else "ltr"
        assert (seen.root["lang"], seen.root["dir"]) == (variant.tongue.replace("hans", "Hans"), direction)
        assert seen.tags.count("h1") == 1


def test_words_in_another_language_are_marked_in_html() -> None:
    publish_all()
    said = source(AlertKind.NEW).text(Variant("ar", "fr")).html or ""
    assert '<h1 lang="ar" dir="rtl">' in said
    assert '<html lang="fr" dir="ltr">' in said
    assert 'lang="ar"' not in (source(AlertKind.NEW).text(Variant("ar", "ar")).html or "").partition("<body>")[2]


def test_isolates_are_ours_and_closed_in_order() -> None:
    publish(plain("ua-93-26", "Held \u2068\u202eback\u2069\u2069 and \u2067forth", people=(Person("X \u2066Y"),)))
    said = Source.load(AlertKind.NEW, "ua-93-26", 1, NOW, {}).text(Variant("en", "ar"))
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067") & set(said.subject + said.text + str(said.html))
    for line in re.split(r"\n\n", said.text):
        assert line.count("\u2068") == line.count("\u2069")
    assert str(said.html).count("<bdi>") == str(said.html).count("</bdi>") > 0
    assert not ISOLATES.search(str(said.html))


@pytest.mark.parametrize("kind", KINDS)
def test_a_quiet_alert_names_neither_person_nor_country(kind: AlertKind) -> None:
    publish_all()
    made = source(kind, {"DE": {"en": "Mirela Dovan, Halvara"}})
    for variant in variants():
        said = made.text(variant)
        found = [name for name in NAMED if name.lower() in (said.subject + said.text + str(said.html)).lower()]
        assert bool(found) is not variant.quiet, (kind, variant, found)


def test_no_text_of_the_case_comes_into_a_quiet_alert() -> None:
    """Canaries in every text of a case, its section's words and its addresses."""
    canary = "Canaryname"
    texts = {
        "headline": canary, "summary": canary, "body": (canary,), "calls": (canary,), "concerns": (canary,),
        "people": (Person(canary, detail=canary),), "background": (canary,), "model_letter": canary,
        "after_deadline": canary, "targets": (replace(MINISTER, name=canary),), "previous": canary,
    }  # fmt: skip
    first = replace(DAM, number="UA 94/26", index="HV 94")
    changed = replace(first, kind=Kind.UPDATE, update=1, **texts)
    publish(Story("ua-94-26", [Issued(first), Issued(changed, at=NOW - timedelta(days=1))]))
    made = Source.load(AlertKind.UPDATE, "ua-94-26", 2, NOW, {"DE": {"en": canary}})
    digest = Digest.load([("ua-94-26", 2)], NOW)
    for tongue in TONGUES.values():
        for reason in (("country", "XH"), ("concern", "canaryname"), ("region", "034")):
            variant = Variant("en", tongue, quiet=True, section="DE", reason=reason)
            for said in (made.text(variant), digest.text(variant, ["ua-94-26"])):
                assert canary.lower() not in (said.subject + said.text + str(said.html)).lower()
        assert canary in made.text(Variant("en", tongue, section="DE")).text


def test_payloads_stay_words() -> None:
    bad = '<script>alert(1)</script> & "x" <img src=x onerror=y> {name} %(n)s'
    publish(plain("ua-95-26", bad, summary=bad, body=(bad,), calls=(bad,), concerns=(bad,), people=(Person(bad),)))
    made = Source.load(AlertKind.NEW, "ua-95-26", 1, NOW, {"DE": {"en": f"{bad}\n\n{bad}"}})
    said = made.text(Variant(section="DE", reason=("concern", "scriptalert1script-x-img-srcx-onerrory-name-ns")))
    seen = Seen(str(said.html))
    assert not {"script", "img"} & set(seen.tags)
    assert seen.loads == []
    assert "".join(seen.words).count("<script>alert(1)</script>") == 8
    assert "\n" not in said.subject


def test_subjects_of_the_kinds_are_told_apart() -> None:
    publish_all()
    for language, tongue in TONGUES.items():
        for quiet in (False, True):
            subjects = {source(kind).text(Variant(language, tongue, quiet=quiet)).subject for kind in KINDS}
            starts = {re.sub(r"(UA )?\d+/26|[\W_]+", "", subject)[:12] for subject in subjects}
            assert len(starts) == len(KINDS), subjects
    assert "90/26" in source(AlertKind.NEW).text(Variant("ar", "ar")).subject
    said = source(AlertKind.NEW).text(Variant()).subject
    assert said == "Halvara: Dam inspector held in secret, without her insulin (UA 90/26)"


def test_a_long_headline_is_cut_and_the_number_is_kept() -> None:
    publish(plain("ua-96-26", "Forty families of the harbour " * 12))
    said = Source.load(AlertKind.NEW, "ua-96-26", 1, NOW, {}).text(Variant()).subject
    assert columns(said) <= 110
    assert said.endswith("… (UA 96/26)")


def test_an_update_says_what_is_new_until_when_and_what_to_ask_for() -> None:
    publish_all()
    said = source(AlertKind.UPDATE).text(Variant(wrote_on=date(2026, 11, 12))).text
    assert said.startswith("UA 84/26, update 1\nHALVARA: HELD IN SECRET, FEAR OF TORTURE, NEED OF MEDICINE\n")
    assert "Write before the end of Monday 14 December 2026, Nairobi time (UTC+3).\n21 days left." in said
    assert "-  Emil Sarkov is added." in said
    assert "-  The last day to write moves from 1 December 2026 to 14 December 2026." in said
    assert f"Write now:\nhttp://127.0.0.1:8000/actions/ua-84-26/write/{WRITE}/\n" in said
    assert "1  say without delay where Mirela Dovan is, and on whose order she is\n   held;\n2  give" in said
    assert "You wrote on 12 November. You may write again, about what is new." in said
    assert "\n--\nYou get this because you asked for alerts." in said


def test_nothing_is_called_new_in_a_first_edition() -> None:
    publish_all()
    assert "NEW IN THIS UPDATE" not in source(AlertKind.NEW).text(Variant()).text


def test_a_members_own_section_is_told_its_own_last_day() -> None:
    publish_all()
    made = source(AlertKind.UPDATE)
    own = "Your section gives its own writers until Monday 21 December 2026."
    assert own in made.text(Variant(section="DE")).text.replace("\n", " ")
    assert "21 December" not in made.text(Variant(section="FR")).text
    assert own in made.text(Variant(section="DE", quiet=True)).text.replace("\n", " ")


def test_after_the_deadline_only_those_who_have_longer_are_led_to_the_writing_page() -> None:
    publish(plain("ua-97-26", "Late", deadline=date(2026, 11, 20), extended=(("DE", date(2026, 11, 30)),)))
    made = Source.load(AlertKind.NEW, "ua-97-26", 1, NOW, {})
    assert WRITE in made.text(Variant(section="DE")).text
    other = made.text(Variant(section="FR")).text
    assert WRITE not in other
    assert "The last day to write was Friday 20 November 2026" in other


def test_the_last_day_is_called_so() -> None:
    publish(plain("ua-98-26", "Late", deadline=date(2026, 11, 23)))
    assert "Today is the last day." in Source.load(AlertKind.NEW, "ua-98-26", 1, NOW, {}).text(Variant()).text


def test_a_case_that_says_little_makes_an_alert_all_the_same() -> None:
    empty = {"summary": None, "body": (), "calls": (), "concerns": (), "people": (), "deadline": None}
    publish(plain("ua-99-26", "", write_in=replace(DAM.write_in, languages=(), own_language=False), **empty))
    said = Source.load(AlertKind.NEW, "ua-99-26", 1, NOW, {}).text(Variant())
    assert said.subject == "Halvara: Urgent action (UA 99/26)"
    assert "This action gives no last day. Write as soon as you can." in said.text
    assert "WHAT HAS HAPPENED" not in said.text


def test_a_long_case_is_told_in_two_paragraphs_with_all_its_calls() -> None:
    long = tuple(f"Paragraph {n} " + "of what has happened there. " * 30 for n in range(9))
    calls = tuple(f"call number {n}" for n in range(12))
    publish(plain("ua-89-26", "Long", summary=None, body=long, calls=calls))
    said = Source.load(AlertKind.NEW, "ua-89-26", 1, NOW, {}).text(Variant()).text
    assert "Paragraph 0" in said
    assert "Paragraph 2" not in said
    assert "…" in said
    assert all(f"{n + 1:<3}call number {n}\n" in said for n in range(12))
    assert len(said) < 4000


def test_a_letter_that_must_not_name_the_network_is_asked_for_so() -> None:
    publish(Story("ua-88-26", [Issued(replace(DAM, number="UA 88/26", index="HV 88"), mention="no")]))
    said = Source.load(AlertKind.NEW, "ua-88-26", 1, NOW, {}).text(Variant()).text
    assert "Do not say in your letter that this network asked you" in said.replace("\n", " ")


def test_a_stop_says_why_and_an_outcome_what_became_of_it() -> None:
    publish_all()
    stop = source(AlertKind.STOP).text(Variant(wrote_on=date(2026, 11, 12), reason=("wrote", "")))
    assert stop.subject == "Please write no more: UA 91/26, Halvara"
    assert stop.text.index("Please do not write any more.") < stop.text.index("Dam inspector")
    assert "WHAT HAS HAPPENED" in stop.text
    assert "You wrote on 12 November. Thank you." in stop.text
    outcome = source(AlertKind.OUTCOME).text(Variant())
    assert outcome.subject == "What became of UA 92/26, Halvara"
    assert "\nReleased. Do not send any letter on this case." in outcome.text
    for said in (stop, outcome):
        assert "/write/" not in said.text + str(said.html)


def test_the_reason_is_told_in_the_members_words() -> None:
    publish_all()
    made = source(AlertKind.UPDATE)

    def reason(variant: Variant) -> str:
        return ISOLATES.sub("", made.text(variant).text.partition("\n--\n")[2].replace("\n", " "))

    assert "about this country: Halvara." in reason(Variant(reason=("country", "XH")))
    assert "about this region: Southern Asia." in reason(Variant(reason=("region", "034")))
    assert "about this concern: fear of torture." in reason(Variant(reason=("concern", "fear-of-torture")))
    assert "خشية من التعذيب" in reason(Variant("ar", "ar", reason=("concern", "fear-of-torture")))
    assert "because you asked for alerts. " in reason(Variant(reason=("concern", "unknown")))
    assert "because your group asked" in reason(Variant(reason=("group", "")))
    assert "because you wrote on this case" in reason(Variant(reason=("wrote", "")))


def test_a_group_gets_its_packet() -> None:
    publish_all()
    assert (
        "\nWriting together:\nhttp://127.0.0.1:8000/actions/ua-84-26/together/\n"
        in source(AlertKind.UPDATE).text(Variant(group=True)).text
    )
    assert "/together/" not in source(AlertKind.STOP).text(Variant(group=True)).text


def test_a_section_speaks_first_in_words_that_a_second_person_approved() -> None:
    publish_all()
    alert = Alert.objects.create(kind=AlertKind.UPDATE, slug="ua-84-26", n=3, made_at=NOW)
    said = Sealed.of(Wave, "words", {"de": "Bitte auf Deutsch.", "fr": "Merci.\n\nÀ bientôt."})
    wave = Wave.objects.create(alert=alert, section="DE", words=said, words_by=1)
    assert "Merci" not in source(AlertKind.UPDATE).text(Variant("fr", "fr", section="DE")).text
    Wave.objects.filter(pk=wave.pk).update(words_approved_by=2)
    made = source(AlertKind.UPDATE)
    assert made.text(Variant("fr", "fr", section="DE")).text.startswith(
        "De Netzwerk Deutschland\u00a0:\n  Merci.\n\n  À bientôt.\n\nUA 84/26"
    )
    assert made.text(Variant(section="DE")).text.startswith("From Netzwerk Deutschland:\n  Bitte auf Deutsch.\n\nUA")
    assert "Merci" not in made.text(Variant("fr", "fr", section="FR")).text


def test_the_languages_of_an_alert_are_those_of_its_edition() -> None:
    publish_all()
    assert source(AlertKind.UPDATE).languages == ("en", "ar", "fr", "zh-Hans")


@pytest.mark.parametrize(
    ("wishes", "section", "available", "own", "found"),
    [
        (("fr", "en"), (), ("en", "fr"), "en", ("fr", "fr")),
        (("fr-CA",), (), ("en", "fr"), "en", ("fr", "fr")),
        (("de", "fr"), (), ("en", "fr"), "en", ("fr", "fr")),
        (("pt",), ("es",), ("en", "es"), "en", ("es", "es")),
        (("pt",), ("de",), ("ru",), "ru", ("ru", "en")),
        (("fr",), (), ("en", "ru"), "ru", ("en", "fr")),
        (("zh-TW",), (), ("zh-Hans", "zh-Hant"), "zh-Hans", ("zh-Hant", "en")),
        (("fr", "ar"), (), ("ar", "en"), "en", ("ar", "ar")),
        (("de",), (), ("de", "en"), "en", ("de", "en")),
        ((), (), ("es",), "es", ("es", "en")),
        (("pt-BR",), (), ("pt", "pt-BR"), "pt", ("pt-BR", "en")),
    ],
)
def test_languages_fall_back_from_the_members_to_the_editions_own(
    wishes: tuple[str, ...], section: tuple[str, ...], available: tuple[str, ...], own: str, found: tuple[str, str]
) -> None:
    assert language_for(wishes, section, available, own) == found


def test_what_is_not_public_makes_no_text(network: Network) -> None:
    case = network.published()
    slug = str(case.slug)
    assert Source.load(AlertKind.NEW, slug, 1, network.now).text(Variant()).subject.startswith("Halvara: Dam inspector")
    for place in (("nowhere", 1), (slug, 2)):
        with pytest.raises(GoneFromPublic):
            Source.load(AlertKind.NEW, *place, network.now)
    with pytest.raises(GoneFromPublic):
        Source.load(AlertKind.STOP, slug, 1, network.now)
    stop_case(network.amina, str(case.pk), network.now)
    with pytest.raises(GoneFromPublic):
        Source.load(AlertKind.NEW, slug, 1, network.now)
    said = Source.load(AlertKind.STOP, slug, 1, network.now).text(Variant()).text
    assert "As soon as two people have agreed on words about it" in said


def test_a_superseded_edition_makes_no_text(network: Network) -> None:
    case = network.published()
    network.follow(case, summary="There is news.")
    with pytest.raises(GoneFromPublic):
        Source.load(AlertKind.NEW, str(case.slug), 1, network.now)
    said = Source.load(AlertKind.UPDATE, str(case.slug), 2, network.now).text(Variant()).text
    assert "There is news." in said
    assert "-  The account of what has happened was revised." in said


def test_a_case_without_consent_is_gone() -> None:
    publish(plain("ua-87-26", "Once", visible_until=NOW))
    with pytest.raises(GoneFromPublic):
        Source.load(AlertKind.NEW, "ua-87-26", 1, NOW)
    publish(plain("ua-86-26", "Once", taken_down_at=NOW))
    with pytest.raises(GoneFromPublic):
        Source.load(AlertKind.NEW, "ua-86-26", 1, NOW)


def test_a_digest_begins_with_the_nearest_deadline() -> None:
    publish_all()
    publish(plain("ua-85-26", "Sooner", deadline=date(2026, 11, 25)))
    places = [("ua-84-26", 3), ("ua-90-26", 1), ("ua-85-26", 1), ("ua-91-26", 2), ("nowhere", 1)]
    digest = Digest.load(places, NOW)
    for language, tongue in TONGUES.items():
        for quiet in (False, True):
            said = digest.text(Variant(language, tongue, quiet=quiet), [slug for slug, _ in places])
            found = [said.text.index(f"/actions/{slug}/write/") for slug in ("ua-85-26", "ua-84-26", "ua-90-26")]
            assert all(one < next_one for one, next_one in pairwise(found))
            assert "ua-91-26" not in said.text
            assert quiet is not any(name in said.text + str(said.html) for name in NAMED)
            assert all(columns(line) <= 72 for line in said.text.splitlines())
            assert said.text.count(ME) == 1
    assert digest.text(Variant(), ["ua-90-26"]).subject == "1 action asks for your letter this week"
    with pytest.raises(GoneFromPublic):
        digest.text(Variant(), ["ua-91-26"])


def test_what_nobody_agreed_to_have_told_to_members_is_told_to_none(network: Network) -> None:
    """A consent may cover pages and not messages, which arrive anywhere: then every alert is a quiet one."""
    case = network.draft(consent=False)
    said: dict[str, Any] = {"who": "the daughter", "how": "by telephone", "until": None, "now": network.now}
    give_consent(network.amina, str(case.pk), fields=["all"], uses=["publish"], **said)
    network.publish(case)
    name, headline = "Mirela Dovan", "Dam inspector held in secret"
    told = _both_parts(str(case.slug), network)
    assert "UA 1/26" in told
    assert name not in told
    assert headline not in told
    # The name alone is not all that the alert would tell.
    give_consent(network.amina, str(case.pk), fields=["people.name"], uses=["alert"], **said)
    assert name not in _both_parts(str(case.slug), network)
    give_consent(network.amina, str(case.pk), fields=["all"], uses=["alert"], **said)
    assert headline in _both_parts(str(case.slug), network)


def _both_parts(slug: str, network: Network) -> str:
    """Of the alert itself, and of a digest that tells of it."""
    alone = Source.load(AlertKind.NEW, slug, 1, network.now).text(Variant())
    among = Digest.load([(slug, 1)], network.now).text(Variant(), [slug])
    return " ".join(f"{said.subject} {said.text} {said.html}" for said in (alone, among))
