"""Letters a second, singly and in batches, against WeasyPrint and LibreOffice on the same letter; memory; fax pages.

    python bench/letters.py [--quick]

Every row is measured in a process of its own, on one core, one after the other, so that the ratios are of one run.
WeasyPrint comes from requirements/bench.txt; LibreOffice is measured where `soffice` is on the PATH.
WeasyPrint makes fonts small with libharfbuzz-subset where the system has it, else ten times slower with fontTools:
the row says which.
"""

from __future__ import annotations

import argparse
import ctypes
import html
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from tocsin.casefile import CaseFile, Person, Recipient
from tocsin.letters import Letter, LetterPress, compose, fax_of_pdf, load_writer
from tocsin.letters.evening import Evening, TextsBeside, load_people, print_evening
from tocsin.typesetting.fonts import font_files

TODAY = date(2026, 11, 23)

LATIN = """I work on bridges, and I have never met Mirela Dovan. But I know what it is to sign a report that nobody
wants to read.

On 3 November four men took her from her flat in Kelm, and the Ministry of the Interior has written that
it does not hold her. A man who was released on 16 November says that he saw her twice in the Brigade
headquarters in Ostreva, and that she could not stand without help. Her insulin is brought to the gate
every morning and is not accepted.

I respectfully ask you to say today where Mirela Dovan and Emil Sarkov are, to let a doctor of her own
choosing see her, and to protect both of them for as long as they are held.

If she was wrong about the dam, an open inquiry will show it. If she was right, many people will owe her
their lives."""

CHINESE = """我从事桥梁工作，从未见过米雷拉·多万。但我知道，在一份没有人愿意读的报告上签字意味着什么。

十一月三日，四名男子将她从凯尔姆的住所带走，内政部书面声称没有关押她。一名于十一月十六日获
释的男子说，他曾两次在奥斯特列瓦的旅部见到她，她在没有搀扶的情况下无法站立。她的胰岛素每天
早晨都被送到门口，却无人接收。

我恳请您今天就说明米雷拉·多万和埃米尔·萨尔科夫身在何处，允许她自己选择的医生为她诊治，并
在他们被关押期间保护他们两人。

如果她对大坝的判断有误，公开的调查会证明这一点；如果她是对的，许多人的生命将因她而得救。"""

RECIPIENTS = {
    "latin": Recipient(
        "Ana Ilvet",
        "Minister of the Interior",
        ("Minister of the Interior", "Ana Ilvet", "Ministry of the Interior", "2 Harbour Street", "10017 Kelm"),
        "CN",
        salutation="Dear Minister",
    ),
    "chinese": Recipient(
        "内政部长",
        "部长",
        ("内政部长", "国务院办公厅", "北京市西城区府右街2号", "100017"),
        "CN",
        salutation="尊敬的部长",
    ),
}
TEXTS = {"latin": LATIN, "chinese": CHINESE}
LANGUAGES = {"latin": "en", "chinese": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on one text."""

    engine: str
    script: str
    count: int
    seconds: float
    peak_bytes: int
    size_bytes: int

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def case_in(script: str, *, recipients: int = 1) -> CaseFile:
    """The invented case, with so many targets."""
    return CaseFile(
        number="UA 84/26",
        countries=("CN",),
        language=LANGUAGES[script],
        people=(Person("Mirela Dovan"), Person("Emil Sarkov")),
        targets=(RECIPIENTS[script],) * recipients,
    )


def letters(script: str, count: int) -> Iterator[Letter]:
    """As many different letters: every text has a number of its own in it."""
    language = LANGUAGES[script]
    case = case_in(script)
    writer = load_writer(f'name = "Chen Arndt"\nplace = "Leipzig"\ncountry = "DE"\nlanguage = "{language}"\n'.encode())
    for number in range(count):
        (letter,) = compose(case, writer, f"{TEXTS[script]} ({number})", day=TODAY)
        assert isinstance(letter, Letter)
        yield letter


def singly(script: str, count: int) -> int:
    press = LetterPress()
    return sum(len(press.one(letter)) for letter in letters(script, count)) // count


def in_batches(script: str, count: int) -> int:
    return sum(len(document) for document in LetterPress().batches(letters(script, count))) // count


def at_an_evening(script: str, count: int) -> int:
    """A list of people, each with a file of own words and two letters to write, to a folder of files to print."""
    people = max(count // 2, 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = ["name,place,country,language,text"]
        for number in range(people):
            (folder / f"{number}.txt").write_text(f"{TEXTS[script]} ({number})", "utf-8")
            rows.append(f"Chen Arndt {number},Leipzig,DE,{LANGUAGES[script]},{number}.txt")
        guests = load_people("\n".join(rows).encode(), TextsBeside(folder))
        evening = Evening(case_in(script, recipients=2), guests, TODAY)
        record = print_evening(evening, folder / "out", lambda done, total: None)
        assert record.printed == 2 * people
        return sum(path.stat().st_size for path in (folder / "out").iterdir()) // record.printed


def faxed(script: str, count: int) -> int:
    document = LetterPress().one(next(letters(script, 1)))
    return sum(len(fax_of_pdf(document)) for _ in range(count)) // count


def with_weasyprint(script: str, count: int) -> int:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(string=_style(script), font_config=fonts)
    sizes = [
        len(HTML(string=_page(letter)).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"))
        for letter in letters(script, count)
    ]
    return sum(sizes) // count


def with_libreoffice(script: str, count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"{number}.html") for number in range(count)]
        for source, letter in zip(sources, letters(script, count), strict=True):
            source.write_text(_page(letter), "utf-8")
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf:writer_web_pdf_Export",
        ]
        subprocess.run([*command, "--outdir", folder, *map(str, sources)], check=True, capture_output=True)
        return sum(path.stat().st_size for path in Path(folder).glob("*.pdf")) // count


def _style(script: str) -> str:
    rule = '@font-face {{ font-family: {0}; font-weight: {1}; src: url("{2}") }}'
    rules = [
        rule.format(family, weight, _static_face(family, weight).as_uri())
        for family, weight in (("Serif", 400), ("Serif", 700), ("Sans", 400), *([("Han", 400)] * (script == "chinese")))
    ]
    return "\n".join(rules) + (
        "@page { size: A4; margin: 25mm 20mm 22mm 25mm } body { font: 11pt/1.5 Serif, Han; margin: 0 }"
        ".address { position: absolute; left: -5mm; top: 37.7mm; line-height: 1.25 }"
        ".facts { position: absolute; left: 100mm; top: 25mm; font: 9pt/1.3 Sans, Han }"
        "h1 { font-size: 11pt; margin: 73.5mm 0 5mm }"
    )


def _static_face(family: str, weight: int) -> Path:
    """One weight of a font as a file of its own, made once: WeasyPrint takes a variable font apart for each document.

    Of the Chinese font only the characters of the text are kept, in WeasyPrint's favour.
    """
    from fontTools.subset import Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    path = Path(tempfile.gettempdir(), f"bench-letters-{family}-{weight}.otf")
    if not path.exists():
        start = {"Serif": "NotoSerif[", "Sans": "NotoSans[", "Han": "NotoSansCJK"}[family]
        source = next(file for file in font_files() if file.name.startswith(start))
        face = TTFont(source, fontNumber=2 if family == "Han" else -1)
        if family == "Han":
            subsetter = Subsetter()
            subsetter.populate(text=_page(next(letters("chinese", 1))))
            subsetter.subset(face)
        place = {"wght": weight, "wdth": 100}
        instantiateVariableFont(face, {axis.axisTag: place[axis.axisTag] for axis in face["fvar"].axes}, inplace=True)
        face.save(path)
    return path


def _page(letter: Letter) -> str:
    def lines(texts: tuple[str, ...]) -> str:
        return "<br>".join(map(html.escape, texts))

    body = "".join(
        f"<p>{html.escape(text)}</p>" for text in (letter.salutation_line, *letter.paragraphs, letter.closing)
    )
    return (
        f'<!doctype html><html lang="{letter.language}"><meta charset="utf-8">'
        f"<title>{html.escape(letter.subject)}</title>"
        f'<div class="facts">{lines((*letter.signature.sender, letter.date_line, letter.reference))}</div>'
        f'<div class="address">{lines(letter.address)}</div><h1>{html.escape(letter.subject)}</h1>{body}'
        f"<p>{html.escape(letter.signature.name)}</p></html>"
    )


ENGINES: dict[str, Callable[[str, int], int]] = {
    "tocsin, in batches of 100": in_batches,
    "tocsin, singly": singly,
    "tocsin, an evening (--people)": at_an_evening,
    "WeasyPrint": with_weasyprint,
    "LibreOffice": with_libreoffice,
    "fax pages": faxed,
}
COUNTS = {
    "tocsin, in batches of 100": 10_000,
    "tocsin, singly": 1_000,
    "tocsin, an evening (--people)": 10_000,
    "WeasyPrint": 60,
    "LibreOffice": 5,
    "fax pages": 300,
}


def measure(engine: str, script: str, count: int) -> Row:
    """In this process, which must have done nothing else; the first letter, which loads the fonts, is not counted."""
    run = ENGINES[engine]
    if engine != "LibreOffice":
        run(script, 1)
    start = time.perf_counter()
    size = run(script, count)
    seconds = time.perf_counter() - start
    usage = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Row(engine, script, count, seconds, max(usage) * 1024, size)


def in_own_process(engine: str, script: str, count: int) -> Row | None:
    if (engine == "WeasyPrint" and not find_spec("weasyprint")) or (
        engine == "LibreOffice" and not shutil.which("soffice")
    ):
        return None
    command = [sys.executable, __file__, "--row", engine, script, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Row(**json.loads(done.stdout))


def table(quick: bool) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield "| what | script | letters | a second | of WeasyPrint | peak memory | bytes a letter |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for script in TEXTS:
        counts = {engine: max(count // (20 if quick else 1), 3) for engine, count in COUNTS.items()}
        rows = {engine: in_own_process(engine, script, counts[engine]) for engine in ENGINES}
        peer = rows["WeasyPrint"]
        for engine, row in rows.items():
            name = (
                f"{engine} without libharfbuzz-subset"
                if engine == "WeasyPrint" and not _has_fast_subsetting()
                else engine
            )
            if row is None:
                yield f"| {engine} | {script} | not installed | | | | |"
                continue
            ratio = f"{row.rate / peer.rate:.1f} x" if peer and engine != "fax pages" else ""
            figures = f"{row.count:,} | {row.rate:,.1f} | {ratio} | {row.peak_bytes / 1e6:.0f} MB | {row.size_bytes:,}"
            yield f"| {name} | {script} | {figures} |"


def _has_fast_subsetting() -> bool:
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the letters")
    parser.add_argument("--row", nargs=3, metavar=("ENGINE", "SCRIPT", "COUNT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if arguments.row:
        engine, script, count = arguments.row
        row = measure(engine, script, int(count))
        print(json.dumps({name: getattr(row, name) for name in Row.__slots__}))
        return
    for line in table(arguments.quick):
        print(line, flush=True)


if __name__ == "__main__":
    main()
