"""Invented cases for tests that look at one document: an update in English, one in Arabic, one in Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tocsin.casefile.model import CaseFile, Kind, Person, Recipient, WriteIn

MINISTER = Recipient(
    name="Radomir Estel",
    post="Minister of the Interior",
    lines=(
        "Minister of the Interior",
        "Radomir Estel",
        "Ministry of the Interior",
        "4 Harbour Gate",
        "1000 Ostreva",
        "Republic of Halvara",
    ),
    country="XC",
    email=("minister@interior.example.org",),
    fax=("+99925550140",),
    phone=("+99925550141",),
    social=("@minister_example",),
    salutation="Your Excellency",
)

DAM_INSPECTOR = CaseFile(
    kind=Kind.UPDATE,
    number="UA 84/26",
    update=1,
    index="HV 12/0431/2026",
    issued=date(2026, 11, 20),
    countries=("XC",),
    language="en",
    concerns=("Held in secret", "Fear of torture"),
    headline="Dam inspector held in secret, without her insulin",
    summary="Mirela Dovan, who inspects dams for the state, was taken from her home on 3 November.",
    body=(
        "On the evening of 3 November 2026 four men in plain clothes took Mirela Dovan from her flat in Kelm.",
        "Six days earlier she had told a village meeting that the cracks in the Kelm dam were widening.",
    ),
    people=(
        Person("Mirela Dovan", gender="f", pronouns="she/her", detail="46, engineer"),
        Person(None, group=True, detail="four others"),
    ),
    write_in=WriteIn(("en", "zh"), own_language=True),
    calls=("say without delay where Mirela Dovan is", "give her insulin and a doctor of her own choosing"),
    model_letter="Dear Minister,\n\nI ask you\n• to say where she is\n\nYours faithfully,",
    deadline=date(2026, 12, 14),
    targets=(MINISTER,),
    copies=(
        Recipient(
            "Human Rights Commissioner", None, ("Human Rights Commissioner", "Parliament Square 1", "1000 Ostreva")
        ),
    ),
    diplomatic_copies=True,
    after_deadline="After that date please check with your section.",
    background=("The Kelm dam was built in 1961 and raised by nine metres in 1998.",),
    previous="https://network.example.org/ua-84-26/editions/1/",
)

ARABIC = replace(
    DAM_INSPECTOR,
    language="ar",
    concerns=("احتجاز سرّي", "خشية من التعذيب"),
    headline="احتجاز مفتشة سدود سراً وحرمانها من الإنسولين",
    summary="أُخذت ميريلا دوفان، مفتشة السدود لدى الدولة، من منزلها في 3 نوفمبر.",
    body=("في مساء 3 نوفمبر 2026 أخذ أربعة رجال بملابس مدنية ميريلا دوفان من شقتها.",),
    calls=("تعلن دون تأخير مكان ميريلا دوفان",),
)

CHINESE = replace(
    DAM_INSPECTOR,
    language="zh",
    concerns=("秘密关押",),
    headline="水坝检查员遭秘密关押，被断胰岛素",
    summary="为国家检查水坝的米蕾拉·多万于 11 月 3 日在家中被带走。",
    body=("六天前，她曾在村民会议上说，凯尔姆水坝的裂缝正在扩大。",),
    calls=("立即说明米蕾拉·多万身在何处",),
)
