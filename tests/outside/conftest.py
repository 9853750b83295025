"""What the programs look at, made once: the demo, invented cases of every kind, the samples where they are, letters."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.casefile.cases import case_files
from tests.casefile.made_up import ARABIC, CHINESE, DAM_INSPECTOR
from tests.letters.cast import TEXT, chen, written
from tocsin.casefile import CaseFile, Kind, ReadingWarning, load_case
from tocsin.casefile.writing import write_html, write_sheet

from .live import Live, live_network
from .programs import run

SHARED = Path(__file__).parents[3] / "shared"
TOCSIN = str(Path(sys.executable).with_name("tocsin"))
EXAMPLES = ("document.txt", "writer.toml", "appeal.txt", "missions.csv")
LINK = "https://network.example.org/ua-84-26"
TEXTS = {
    "ar": "أكتب إليكم بشأن ميريلا دوفان. أطلب منكم أن تعلنوا مكانها اليوم.\n\nأنا مهندس جسور.",
    "de": "Ich schreibe Ihnen wegen Mirela Dovan.\n\nBitte sagen Sie heute, wo sie ist.",
    "el": "Σας γράφω για τη Mirela Dovan.\n\nΣας ζητώ να πείτε σήμερα πού βρίσκεται.",
    "en": TEXT,
    "fa": "دربارهٔ میرلا دووان می‌نویسم.\n\nاز شما می‌خواهم بگویید او کجاست.",
    "he": "אני כותב בעניין מירלה דובאן.\n\nאני מבקש לומר היום היכן היא.",
    "hi": "मैं मिरेला दोवान के बारे में लिख रहा हूँ।\n\nकृपया आज बताएँ कि वह कहाँ हैं।",
    "ja": "ミレラ・ドヴァンさんについて書いています。\n\n今日、彼女の居場所を明らかにしてください。",
    "ko": "미렐라 도반에 대해 씁니다.\n\n오늘 그녀가 어디 있는지 말씀해 주십시오.",
    "ru": "Пишу вам о Миреле Дован.\n\nПрошу вас сегодня сказать, где она.",
    "th": "ข้าพเจ้าเขียนถึงท่านเรื่องมิเรลา โดวาน\n\nโปรดบอกวันนี้ว่าเธออยู่ที่ไหน",
    "zh-Hans": "我为米蕾拉·多万写信给您。\n\n请您今天说明她在哪里。",
    "zh-Hant": "我為米蕾拉·多萬寫信給您。\n\n請您今天說明她在哪裡。",
}
WINDOWS = {"us-10": "letter", "c56-right": "a4", "dl-left": "a4", "none": "a4"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands make of the document, the writer and the words that ship with the demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    for name in EXAMPLES:
        (folder / name).write_bytes(files("tocsin.project.demo").joinpath(name).read_bytes())
    case = folder / "case.json"
    case.write_text(run(TOCSIN, "read", folder / "document.txt"), "utf-8")
    for form, name in (("html", "case.html"), ("sheet", "sheet.pdf")):
        run(TOCSIN, "write", case, "--as", form, "--link", LINK, "--out", folder / name)
    given = ("--writer", folder / "writer.toml", "--text", folder / "appeal.txt", "--missions", folder / "missions.csv")
    run(TOCSIN, "letters", case, *given, "--out", folder / "letters")
    return folder


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The demonstration, running; its address without a slash at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [TOCSIN, "demo", "--port", str(port), "--data", str(site_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        try:
            line = running.stdout.readline()
            assert line == f"Ready http://127.0.0.1:{port}/\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(10)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The same network with live delivery, and a mail server that takes what it sends."""
    with live_network(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="session")
def cases() -> dict[str, CaseFile]:
    """Cases that look like real ones: invented ones, also such as end an action or say little, and the samples."""
    kinds = {kind.value: replace(DAM_INSPECTOR, kind=kind) for kind in (Kind.UPDATE, Kind.STOP, Kind.OUTCOME)}
    others = {"arabic": ARABIC, "chinese": CHINESE, "arabic-stop": replace(ARABIC, kind=Kind.STOP), "bare": CaseFile()}
    return kinds | others | dict(samples())


def samples() -> Iterator[tuple[str, CaseFile]]:
    for file in sorted([*SHARED.glob("samples/*.json"), *SHARED.glob("seeds/*.json")]):
        values = json.loads(file.read_text("utf-8")) | {"warnings": [], "origin": None}
        values.pop("expect_warnings", None)
        yield file.stem, load_case(json.dumps(values).encode())


@pytest.fixture(scope="session")
def pages(demo: Path, cases: dict[str, CaseFile], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """HTML documents."""
    folder = tmp_path_factory.mktemp("pages")
    warned = replace(DAM_INSPECTOR, warnings=(ReadingWarning("missing-number", "number", "No number was found."),))
    documents = {name: write_html(case, link=LINK) for name, case in cases.items()}
    documents["editors"] = write_html(warned, for_editors=True)
    return [*saved(folder, documents), demo / "case.html"]


@pytest.fixture(scope="session")
def strange_pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """HTML documents of generated cases, the same in every run."""
    documents: dict[str, str] = {}

    @settings(max_examples=60, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case_files())
    def write(case: CaseFile) -> None:
        documents[f"generated-{len(documents)}"] = write_html(case, for_editors=True, link=LINK)

    write()
    return saved(tmp_path_factory.mktemp("strange"), documents)


def saved(folder: Path, documents: dict[str, str]) -> list[Path]:
    for name, content in documents.items():
        (folder / f"{name}.html").write_text(content, "utf-8")
    return sorted(folder.glob("*.html"))


@pytest.fixture(scope="session")
def sheets(demo: Path, cases: dict[str, CaseFile], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Action sheets."""
    folder = tmp_path_factory.mktemp("sheets")
    for name, case in cases.items():
        (folder / f"{name}.pdf").write_bytes(write_sheet(case, "a4", LINK))
    (folder / "us-letter.pdf").write_bytes(write_sheet(DAM_INSPECTOR, "letter"))
    return [*sorted(folder.glob("*.pdf")), demo / "sheet.pdf"]


@pytest.fixture(scope="session")
def letter_folders(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Letters in many scripts, with every kind of window, of several pages, signed with initials."""
    folder = tmp_path_factory.mktemp("letters")
    for language, text in TEXTS.items():
        written(folder / language, writer=chen(language=language), text=text)
    for envelope, paper in WINDOWS.items():
        written(folder / envelope, writer=chen(envelope=envelope, paper=paper))
    written(folder / "long", text="\n\n".join(["Forty words and some more about the bridge. " * 8] * 16))
    written(folder / "initials", writer=chen(sign_as="initials", place="Leipzig", address=None))
    real = dict(samples()).get("000_dab34a167d98e6b7")
    if real:
        written(folder / "real", real)
    return [*sorted(folder.iterdir()), demo / "letters"]


@pytest.fixture(scope="session")
def letters(letter_folders: list[Path]) -> list[Path]:
    """Letters for paper, with their labels."""
    return [file for folder in letter_folders for file in sorted(folder.glob("*.pdf"))]


@pytest.fixture(scope="session")
def faxes(letter_folders: list[Path]) -> list[Path]:
    return [file for folder in letter_folders for file in sorted(folder.glob("*.tiff"))]


@pytest.fixture(scope="session")
def drafts(letter_folders: list[Path]) -> list[Path]:
    return [file for folder in letter_folders for file in sorted(folder.glob("*.eml"))]
