"""Published cases for tests of the pages: rows as publishing leaves them, with the public record made by its own code.

Nothing is typeset here; the sheets are a few bytes. Everybody and every place is invented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from tocsin.actions.consent import PERSONAL_FIELDS
from tocsin.actions.models import (
    Approval,
    Case,
    Consent,
    Draft,
    Edition,
    Extension,
    PublicRecord,
    PublicVersion,
    Rendition,
    SectionNote,
    VerifyingKey,
)
from tocsin.actions.publishing import record
from tocsin.actions.states import EditionState, Outcome
from tocsin.casefile import CaseFile, Kind, Person, Recipient, WriteIn
from tocsin.directory.models import Section
from tocsin.keys import SecretKey, sign
from tocsin.records.fields import Sealed
from tocsin.staff.models import Person as Staff

NOW = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
ZONE = "Africa/Nairobi"
KEY = SecretKey(bytes(range(8)), bytes(range(32)))

MINISTER = Recipient(
    name="Radomir Estel",
    post="Minister of the Interior",
    lines=("Radomir Estel", "Minister of the Interior", "Ministry of the Interior", "4 Harbour Gate", "1000 Ostreva"),
    country="XH",
    email=("minister@interior.example.org",),
    fax=("+12025550141",),
    phone=("+12025550142",),
    salutation="Your Excellency",
)
PROSECUTOR = Recipient(
    name="Lidia Marenko",
    post="Prosecutor General",
    lines=(
        "Prosecutor General",
        "Lidia Marenko",
        "Office of the Prosecutor General",
        "19 Assize Street",
        "1002 Ostreva",
    ),
    country="XH",
    fax=("+12025550143",),
    social=("https://social.example.org/@prosecutor",),
    salutation="Dear Prosecutor General",
)
COMMISSIONER = Recipient(
    name="Human Rights Commissioner",
    post=None,
    lines=("Human Rights Commissioner", "Parliament Square 1", "1000 Ostreva", "Republic of Halvara"),
    country="XH",
    email=("commissioner@rights.example.org",),
)

DAM = CaseFile(
    number="UA 84/26",
    index="HV 12/0418/2026",
    issued=date(2026, 11, 9),
    countries=("XH",),
    language="en",
    concerns=("held in secret", "fear of torture", "need of medicine"),
    headline="Dam inspector held in secret, without her insulin",
    summary="Mirela Dovan, who inspects dams for the state, was taken from her home on 3 November. She has diabetes "
    "and was not allowed to bring her insulin. The ministry says that it does not hold her.",
    body=(
        "On the evening of 3 November 2026 four men in plain clothes took Mirela Dovan from her flat in Kelm, in front "
        "of her daughter. They showed no warrant.",
        "Six days earlier she had told a village meeting that the cracks in the Kelm dam were widening.",
        "Each morning her daughter brings insulin to the gate of the headquarters. It is not accepted.",
    ),
    people=(Person("Mirela Dovan", gender="f", pronouns="she", detail="46, engineer with the State Water Authority"),),
    write_in=WriteIn(("en",), own_language=True),
    calls=(
        "say without delay where Mirela Dovan is, and on whose order she is held;",
        "give her insulin and a doctor of her own choosing today;",
        "release her, or bring her promptly before an ordinary court.",
    ),
    deadline=date(2026, 12, 1),
    targets=(MINISTER, PROSECUTOR),
    copies=(COMMISSIONER,),
    diplomatic_copies=True,
    after_deadline="After 14 December please ask your section before you write.",
    background=("The Kelm dam was built in 1961 and raised by nine metres in 1998.",),
)

FRENCH = {
    "language": "fr",
    "concerns": ("détention au secret", "crainte de torture", "besoin de médicaments"),
    "headline": "Une inspectrice de barrages au secret, sans son insuline",
    "summary": "Mirela Dovan, qui inspecte les barrages pour l’État, a été enlevée chez elle le 3 novembre. Elle est "
    "diabétique et n’a pas pu prendre son insuline.",
    "body": (
        "Le soir du 3 novembre 2026, quatre hommes en civil ont emmené Mirela Dovan de son appartement à Kelm.",
        "Six jours plus tôt, elle avait dit lors d’une réunion que les fissures du barrage s’élargissaient.",
        "Chaque matin, sa fille apporte de l’insuline à la porte du quartier général. Elle n’est pas acceptée.",
    ),
    "people": (Person("Mirela Dovan", gender="f", pronouns="elle", detail="46 ans, ingénieure"),),
    "calls": (
        "de dire sans délai où se trouve Mirela Dovan ;",
        "de lui donner aujourd’hui de l’insuline et un médecin de son choix ;",
        "de la libérer, ou de la présenter promptement à un tribunal ordinaire.",
    ),
    "after_deadline": "Après le 14 décembre, demandez à votre section avant d’écrire.",
    "background": ("Le barrage de Kelm a été construit en 1961.",),
}
ARABIC = {
    "language": "ar",
    "concerns": ("احتجاز سرّي", "خشية من التعذيب", "حاجة إلى الدواء"),
    "headline": "احتجاز مفتشة سدود سراً وحرمانها من الإنسولين",
    "summary": "أُخذت ميريلا دوفان، مفتشة السدود لدى الدولة، من منزلها في 3 نوفمبر. هي مصابة بالسكري ولم يُسمح لها بأخذ "
    "الإنسولين معها. وتقول الوزارة إنها لا تحتجزها.",
    "body": (
        "في مساء 3 نوفمبر 2026 أخذ أربعة رجال بملابس مدنية ميريلا دوفان من شقتها في كيلم أمام ابنتها.",
        "وقبل ذلك بستة أيام كانت قد أخبرت أهل القرية بأن الشقوق في سد كيلم تتسع.",
        "وفي كل صباح تحمل ابنتها الإنسولين إلى بوابة المقر، فلا يُقبل منها.",
    ),
    "people": (Person("ميريلا دوفان", gender="f", detail="46 عاماً، مهندسة في هيئة المياه الحكومية"),),
    "calls": (
        "تعلن دون تأخير مكان ميريلا دوفان، ومن أمر باحتجازها؛",
        "توفّر لها اليوم الإنسولين وطبيباً تختاره بنفسها؛",
        "تفرج عنها، أو تعرضها سريعاً على محكمة عادية.",
    ),
    "after_deadline": "بعد 14 ديسمبر اسأل فرعك من فضلك قبل أن تكتب.",
    "background": ("بُني سد كيلم عام 1961 ورُفع تسعة أمتار عام 1998.",),
}
CHINESE = {
    "language": "zh-Hans",
    "concerns": ("秘密关押", "恐遭酷刑", "急需药物"),
    "headline": "水坝检查员遭秘密关押，被断胰岛素",
    "summary": "为国家检查水坝的米蕾拉·多万于 11 月 3 日在家中被带走。她患有糖尿病，却不准带上胰岛素。"
    "内政部则称并未关押她。",
    "body": (
        "2026 年 11 月 3 日晚，四名便衣男子当着女儿的面，把米蕾拉·多万从凯尔姆的住所带走。",
        "六天前，她曾在村民会议上说，凯尔姆水坝的裂缝正在扩大。",
        "每天早晨，女儿都把胰岛素送到总部门口。没有人收下。",
    ),
    "people": (Person("米蕾拉·多万", gender="f", detail="46 岁，国家水务局工程师"),),
    "calls": (
        "立即说明米蕾拉·多万身在何处、由谁下令关押；",
        "今天就让她得到胰岛素和她自己选择的医生；",
        "释放她，或尽快交由普通法院审理。",
    ),
    "after_deadline": "12 月 14 日之后，写信前请先询问您所在的分会。",
    "background": ("凯尔姆水坝建于 1961 年，1998 年加高九米。",),
}


@dataclass
class Issued:
    """One edition: its case file, those of its translations, and when it was published."""

    case: CaseFile
    translations: Sequence[CaseFile] = ()
    at: datetime = NOW - timedelta(days=14)
    outcome: Outcome | None = None
    mention: str = "optional"


@dataclass
class Story:
    """A case as it stands in the end. notes: section, language, text. extended: section and last day."""

    slug: str
    editions: Sequence[Issued]
    zone: str = ZONE
    stopped_at: datetime | None = None
    taken_down_at: datetime | None = None
    notes: Sequence[tuple[str, str, str]] = ()
    extended: Sequence[tuple[str, date]] = ()
    visible_until: datetime | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)


def translated(case: CaseFile, words: Mapping[str, Any], **changes: Any) -> CaseFile:
    return replace(case, **{**words, **changes})


def _agree(case: Case) -> None:
    """To all of it, on pages and in messages to members."""
    person = Staff.objects.get(email="amina@example.org")
    uses = ["publish", "alert"]
    Consent.objects.create(case=case, fields=[*PERSONAL_FIELDS], uses=uses, recorded_by=person, recorded_at=NOW)


def publish(story: Story) -> Case:
    """Put a case into the tables, and say that something public changed."""
    sections()
    VerifyingKey.objects.get_or_create(
        key_id=KEY.public.name, defaults={"public_key": KEY.public.to_text(), "made_at": NOW - timedelta(days=400)}
    )
    last = story.editions[-1]
    case = Case.objects.create(
        section=Section.objects.get(code="INT"),
        number=last.case.number,
        slug=story.slug,
        created_at=NOW,
        outcome=last.outcome,
        stopped_at=story.stopped_at,
        taken_down_at=story.taken_down_at,
    )
    for n, issued in enumerate(story.editions, 1):
        _put_edition(case, story, n, issued)
    _put_section_words(case, story)
    record.refresh(case, NOW)
    # The consent behind these cases came after they were published: the day on which it ends is the story's.
    _agree(case)
    PublicRecord.objects.filter(case=case).update(visible_until=story.visible_until)
    PublicVersion.raise_it()
    return case


def sections() -> None:
    for code, country, name, language, said in (
        ("INT", "XH", "International secretariat", "en", "Ask the secretariat before you write."),
        ("DE", "DE", "Netzwerk Deutschland", "de", "Bitte fragen Sie uns, bevor Sie noch schreiben."),
        ("FR", "FR", "Réseau France", "fr", "Demandez-nous avant d’écrire."),
    ):
        words = {
            "name": name,
            "email": f"{code.lower()}@example.org",
            "web": f"https://{code.lower()}.example.org/",
            "after_deadline": {language: said},
        }
        Section.objects.get_or_create(
            code=code, defaults={"country": country, "languages": [language], "shown": words, **words}
        )


def _state(story: Story, n: int, issued: Issued) -> EditionState:
    if story.taken_down_at:
        return EditionState.TAKEN_DOWN
    if n < len(story.editions):
        return EditionState.SUPERSEDED
    if issued.case.kind is Kind.OUTCOME:
        return EditionState.CLOSED
    return EditionState.STOPPED if story.stopped_at else EditionState.LIVE


def _put_edition(case: Case, story: Story, n: int, issued: Issued) -> None:
    person, _ = Staff.objects.get_or_create(
        email="amina@example.org", defaults={"name": "Amina", "secret": "-", "joined_at": NOW}
    )
    draft = Draft.objects.create(
        case=case, state="published", author=person, last_editor=person, created_at=NOW, edited_at=NOW
    )
    approval = Approval.objects.create(draft=draft, text_hash="", approver=person, approved_at=NOW)
    edition = Edition.objects.create(
        case=case,
        n=n,
        kind=issued.case.kind,
        number=issued.case.number or "",
        index=f"{issued.case.index}{'' if n == 1 else f'-{n}'}",
        language=issued.case.language,
        deadline=issued.case.deadline,
        deadline_zone=story.zone if issued.case.deadline else None,
        mention_network=issued.mention,
        outcome=issued.outcome,
        published_at=issued.at,
        state=_state(story, n, issued),
        text_sha256=_digest(text_of(issued.case, n)),
        draft=draft,
        approval=approval,
        publisher=person,
    )
    for case_file in (issued.case, *issued.translations):
        _put_rendition(edition, story, case_file, is_source=case_file is issued.case)


def text_of(case: CaseFile, n: int) -> bytes:
    return f"URGENT ACTION\n\n{case.number} {case.language} {n}\n{case.headline}\n\nEdition: {n}\n".encode()


def _put_rendition(edition: Edition, story: Story, case_file: CaseFile, *, is_source: bool) -> None:
    text = text_of(case_file, edition.n)
    contents = {
        "text": text,
        "casefile": json.dumps(case_file.to_json(), ensure_ascii=False).encode(),
        "sheet": b"%PDF-1.7 " + text,
    }
    hashes = {f"{name}_sha256": _digest(content) for name, content in contents.items()}
    kept: dict[str, Any] = dict.fromkeys(contents) if story.taken_down_at else {**contents, "text": text.decode()}
    Rendition.objects.create(
        edition=edition,
        slug=story.slug,
        n=edition.n,
        language=case_file.language,
        is_source=is_source,
        **kept,
        **hashes,
        signature=sign(text, KEY, f"edition {edition.n}"),
        key_id=KEY.public.name,
        published_at=edition.published_at,
    )


def _put_section_words(case: Case, story: Story) -> None:
    person = Staff.objects.get(email="amina@example.org")
    for code, language, text in story.notes:
        SectionNote.objects.create(
            case=case,
            section=Section.objects.get(code=code),
            language=language,
            text=Sealed.of(SectionNote, "text", text),
            text_hash="",
            written_by=person,
            written_at=NOW,
            approved_by=person,
            approved_at=NOW,
        )
    for code, until in story.extended:
        Extension.objects.create(case=case, section=Section.objects.get(code=code), until=until, by=person, at=NOW)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


# --- the cast of cases ---------------------------------------------------------------------------------------------


def dam_inspector(**changes: Any) -> Story:
    """Three editions, open, in four languages; extended by one section, with a note by another."""
    first = DAM
    second = replace(
        DAM,
        kind=Kind.CORRECTION,
        issued=date(2026, 11, 11),
        targets=(replace(MINISTER, fax=("+12025550149",)), PROSECUTOR),
    )
    third = replace(
        second,
        kind=Kind.UPDATE,
        update=1,
        issued=date(2026, 11, 20),
        deadline=date(2026, 12, 14),
        people=(*DAM.people, Person("Emil Sarkov", gender="m", pronouns="he", detail="24, measures water levels")),
    )
    words = [FRENCH, ARABIC, CHINESE]
    editions = [
        Issued(first, at=datetime(2026, 11, 9, 10, tzinfo=UTC)),
        Issued(second, [translated(second, FRENCH)], at=datetime(2026, 11, 11, 10, tzinfo=UTC)),
        Issued(
            third, [translated(third, one, people=_both(one)) for one in words], datetime(2026, 11, 20, 10, tzinfo=UTC)
        ),
    ]
    values: dict[str, Any] = {
        "slug": "ua-84-26",
        "editions": editions,
        "notes": (("FR", "fr", "Merci d’envoyer une copie à notre bureau."),),
        "extended": (("DE", date(2026, 12, 21)),),
    }
    return Story(**{**values, **changes})


def _both(words: Mapping[str, Any]) -> tuple[Person, ...]:
    return (*words["people"], Person("Emil Sarkov", gender="m"))


def plain(slug: str, headline: str, **changes: Any) -> Story:
    """A case of one edition in one language."""
    number = slug.split("-")
    name = f"{number[0].upper()} {number[1]}/{number[2]}"
    story = {key: changes.pop(key) for key in list(changes) if key in Story.__dataclass_fields__}
    values: dict[str, Any] = {"number": name, "index": f"HV {slug}", "headline": headline, **changes}
    return Story(slug=slug, editions=[Issued(replace(DAM, **values))], **story)


def stopped(slug: str = "ua-70-26") -> Story:
    return plain(slug, "Teacher in hiding", stopped_at=datetime(2026, 11, 8, 13, 20, tzinfo=UTC))


def closed(slug: str = "ua-61-26", outcome: Outcome = Outcome.RELEASED) -> Story:
    first = replace(
        DAM, number=f"UA {slug.split('-')[1]}/26", index=f"HV {slug}", headline="Printer held without charge"
    )
    last = replace(
        first,
        kind=Kind.OUTCOME,
        issued=date(2026, 11, 12),
        deadline=None,
        calls=(),
        headline="The printer is at home, all charges dropped",
        summary="“They let me go in the morning,” he told us.",
    )
    return Story(
        slug,
        [Issued(first, at=NOW - timedelta(days=60)), Issued(last, at=NOW - timedelta(days=11), outcome=outcome)],
    )


def older_translation(slug: str = "ua-66-26") -> Story:
    """A French text of the first edition, whose source has changed since."""
    first = replace(DAM, number="UA 66/26", index=f"HV {slug}")
    second = replace(
        first,
        kind=Kind.UPDATE,
        update=1,
        issued=date(2026, 11, 20),
        body=(first.body[0], "A released prisoner says that he saw her, unable to stand.", first.body[2]),
        calls=(first.calls[0], "give her insulin today;", first.calls[2]),
        deadline=date(2026, 12, 14),
        targets=(replace(MINISTER, lines=("Radomir Estel", "New Ministry", "7 Harbour Gate", "1000 Ostreva")),),
    )
    return Story(
        slug,
        [
            Issued(first, [translated(first, FRENCH)], NOW - timedelta(days=14)),
            Issued(second, at=NOW - timedelta(days=3)),
        ],
    )


def whole_network() -> None:
    """Cases in every state."""
    publish(dam_inspector())
    publish(older_translation())
    publish(stopped())
    publish(closed())
    publish(closed("ua-52-26", Outcome.EXECUTED))
    publish(
        plain(
            "ua-80-26",
            "Well-diggers still without a lawyer",
            deadline=date(2026, 11, 15),
            extended=(("DE", date(2026, 11, 18)),),
        )
    )
    publish(
        plain(
            "ua-81-26",
            "Harbour families told to leave by Wednesday",
            deadline=date(2026, 11, 25),
            zone="Etc/GMT+2",
            countries=("XO",),
            concerns=("forced eviction",),
        )
    )
    publish(
        plain(
            "ua-82-26",
            "Nurse taken from a clinic at night",
            deadline=date(2026, 11, 23),
            countries=("XV",),
            concerns=("enforced disappearance",),
        )
    )
    publish(
        plain(
            "ua-83-26",
            "Choir leader sentenced for one song",
            deadline=date(2026, 11, 22),
            extended=(("DE", date(2026, 12, 5)),),
        )
    )
    publish(plain("ua-40-26", "Taken down", taken_down_at=NOW - timedelta(days=1)))
