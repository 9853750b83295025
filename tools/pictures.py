#!/usr/bin/env python3
"""Make the pictures of the documentation from what ships with the program.

    make pictures      writes into docs/pictures/

sheet.png, letter.png, terminal.svg: of the case that ships with the program, on a fixed day, so that the same program
gives the same bytes. home.png, action.png, phone.png, write.png, write-phone.png, sent.png, desk-home.png,
desk-review.png, desk-edit.png, desk-alerts.png, alert.png, member.png: pages of the demonstration, whose days follow
the calendar, as Chromium shows them; without Chromium they stay as they are.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr
from datetime import date
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

import pypdfium2
from PIL import Image, ImageDraw
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tocsin import terminal
from tocsin.casefile.reading import read_document
from tocsin.casefile.writing import write_sheet
from tocsin.letters import load_missions, load_writer, write_letters

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
TODAY = date(2026, 11, 23)
LARGEST_BYTES = 250_000
LINK = "https://network.example.org/ua-84-26"

COMMAND = (
    "$ .venv/bin/tocsin letters demo/case.json --writer demo/writer.toml --text demo/appeal.txt \\\n"
    "    --missions demo/missions.csv --out demo/letters"
)
COLUMNS = 100
SHADES = 48
GAP = 24
EDGE = (214, 216, 211)
GROUND = (241, 242, 239)
THEME = TerminalTheme((253, 253, 252), (20, 23, 26), [(20, 23, 26)] * 8, [(75, 81, 87)] * 8)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
READY_SECONDS = 180
ACTION = "actions/ua-1-26/"
TEXT = (
    "I inspect bridges, and I have never met Mirela Dovan. But I know what it is to sign a report that nobody wants to "
    "read.\n\nHer daughter stands at the gate with the insulin each morning, and I think of her when mine leaves for "
    "school. I respectfully ask you to say today where Mirela Dovan and Emil Sarkov are, and to let a doctor whom she "
    "trusts see her."
)
WRITER = {
    "country": "DE",
    "language": "en",
    "text": TEXT,
    "name": "Lena Brandt",
    "sign_as": "full",
    "place": "Kiel",
    "email": "lena@example.org",
    "way.targets.0": "network-email",
    "way.targets.1": "own-fax",
    "way.copies.0": "network-email",
    "way.mission": "own-paper",
}
READING_SECONDS = 5
"""Whoever sends a letter sooner after opening the page is taken for a machine."""
HANDED_OVER_SECONDS = 30
DESKTOP, PHONE = (1280, 900), (390, 860)
"""CSS pixels of the picture."""
BELOW = 200
"""CSS pixels that the window is higher: what lies at its foot may not be drawn yet when the picture is taken."""


def main() -> None:
    """Make them all, or end with a sentence where one is too large for a repository."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    # Inside the temporary folder, so that its name stands nowhere in the pictures.
    with tempfile.TemporaryDirectory() as name, chdir(name):
        made = {**pictures_of_paper(Path("demo")), **pictures_of_pages(Path("network"))}
    for file, content in made.items():
        if len(content) > LARGEST_BYTES:
            sys.exit(f"{file} has {len(content):,} bytes, and at most {LARGEST_BYTES:,} go into the repository.")
        (PICTURES / file).write_bytes(content)
        print(f"{file}: {len(content):,} bytes")


# --- paper ----------------------------------------------------------------------------------------------------------


def pictures_of_paper(folder: Path) -> dict[str, bytes]:
    """Sheet, letter and table of the case that ships with the program."""
    shipped = files("tocsin.project").joinpath("demo")
    case = read_document(shipped.joinpath("document.txt").read_bytes(), "document.txt").case
    manifest = write_letters(
        case,
        load_writer(shipped.joinpath("writer.toml").read_bytes()),
        shipped.joinpath("appeal.txt").read_text("utf-8"),
        folder / "letters",
        today=TODAY,
        missions=load_missions(shipped.joinpath("missions.csv").read_bytes()),
    )
    table = table_of(lambda: terminal.show_manifest(manifest, folder / "letters", case.deadline, TODAY))
    return {
        "sheet.png": picture_of(write_sheet(case, "a4", LINK), width=640),
        "letter.png": picture_of(next((folder / "letters").glob("01-*.pdf")).read_bytes(), width=640),
        "terminal.svg": table.encode(),
    }


def picture_of(document: bytes, width: int) -> bytes:
    """All pages of a PDF side by side, each with a hairline round it, as a PNG of few colours."""
    return as_png(side_by_side([framed(page, width) for page in pypdfium2.PdfDocument(document)]))


def framed(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    """One page as a picture; it is drawn twice as large and made smaller, which keeps small type readable."""
    large: Image.Image = page.render(scale=2 * width / page.get_width()).to_pil().convert("RGB")
    return edged(large.resize((width, round(large.height / 2)), Image.Resampling.LANCZOS))


def edged(picture: Image.Image) -> Image.Image:
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline=EDGE)
    return picture


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    size = (GAP + sum(one.width + GAP for one in pictures), 2 * GAP + max(one.height for one in pictures))
    board = Image.new("RGB", size, GROUND)
    left = GAP
    for one in pictures:
        board.paste(one, (left, GAP))
        left += one.width + GAP
    return board


def as_png(picture: Image.Image, method: Image.Quantize = Image.Quantize.MAXCOVERAGE) -> bytes:
    """Few colours: the pages are ink on paper with one red."""
    buffer = io.BytesIO()
    picture.quantize(SHADES, method, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def table_of(show: Callable[[], None]) -> str:
    """What a table looks like in a terminal, as SVG."""
    recorder = Console(record=True, width=COLUMNS, file=io.StringIO(), highlight=False, legacy_windows=False)
    recorder.print(Text(COMMAND), style="bold")
    recorder.print()
    # The program makes its own console for standard error: here one that also records.
    with redirect_stderr(io.StringIO()), patch.object(terminal, "Console", lambda **_: recorder):
        show()
    return without_fonts(recorder.export_svg(title="tocsin letters", theme=THEME, unique_id="tocsin"))


def without_fonts(svg: str) -> str:
    """No font from another host: whatever fixed-width font the reader's machine has."""
    bare = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    bare = bare.replace("Fira Code, monospace", "monospace").replace("font-family: arial;", "font-family: sans-serif;")
    return "\n".join(line.rstrip() for line in bare.splitlines()) + "\n"


# --- pages ----------------------------------------------------------------------------------------------------------


def pictures_of_pages(folder: Path) -> dict[str, bytes]:
    """Pages of the demonstration; none where there is no Chromium."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print("There is no Chromium here: the pictures of the pages stay as they are.", file=sys.stderr)
        return {}
    with demonstration(folder) as address:
        home = shot(chromium, f"{address}en/", DESKTOP)
        action = shot(chromium, f"{address}en/{ACTION}", DESKTOP)
        phones = [shot(chromium, f"{address}{language}/{ACTION}", PHONE) for language in ("en", "ar", "zh")]
        writing = Writing(address)
        page = writing.filled_in()
        write = shot(chromium, from_place(page, "letter"), DESKTOP)
        strip = [shot(chromium, from_place(page, place), PHONE) for place in ("you", "letter", "letters")]
        sent = shot(chromium, writing.handed_over(), DESKTOP)
        desk = pictures_of_desk(chromium, folder, address)
        alerts = pictures_of_alerts(chromium, address)
    return {
        **desk,
        **alerts,
        "home.png": as_png(edged(home), Image.Quantize.MEDIANCUT),
        "action.png": as_png(edged(action), Image.Quantize.MEDIANCUT),
        "phone.png": as_png(side_by_side([edged(phone) for phone in phones]), Image.Quantize.MEDIANCUT),
        "write.png": as_png(edged(write)),
        "write-phone.png": as_png(side_by_side([edged(phone) for phone in strip])),
        "sent.png": as_png(edged(sent)),
    }


def pictures_of_desk(chromium: str, folder: Path, address: str) -> dict[str, bytes]:
    """The desk as an author and a reviewer see it; its address is that of the next port."""
    port = int(address.rstrip("/").rpartition(":")[2]) + 1
    author, reviewer = (AtDesk(folder, f"http://127.0.0.1:{port}", name) for name in ("amina", "bo"))
    awaits = re.search(r'href="(/desk/cases/\d+/)"[^>]*>(?:<[^>]+>)*[^<]*Choir', reviewer.page("/desk/"))
    alert = re.search(r'href="(/desk/alerts/\d+/)"[^>]*>(?:<[^>]+>)*Eleven', reviewer.page("/desk/alerts/"))
    review = f"{awaits[1]}review/" if awaits else "/desk/"
    pages = {
        "desk-home.png": reviewer.page("/desk/"),
        "desk-review.png": reviewer.page(review),
        "desk-alerts.png": reviewer.page(alert[1] if alert else "/desk/alerts/"),
        "desk-edit.png": author.page(author.imported(folder / "document.txt")),
    }
    return {name: as_png(edged(shot(chromium, as_file(page, name), DESKTOP))) for name, page in pages.items()}


def pictures_of_alerts(chromium: str, address: str) -> dict[str, bytes]:
    """An alert as mail programs show it, in three languages; joining, and a member's own page."""
    messages = [newest_to(reader, address) for reader in ("nora.lind", "camille.roy", "salma.nour")]
    own = re.search(r"/me/[a-z2-7]+/", ask(messages[0])[1])
    assert own, "every alert leads to the page of one's own"
    pages = (f"{address}en/join/", f"{address}en{own[0]}")
    strips = {"alert.png": [f"{one}/html" for one in messages], "member.png": pages}
    return {
        name: as_png(side_by_side([edged(shot(chromium, one, PHONE)) for one in strip]))
        for name, strip in strips.items()
    }


def newest_to(recipient: str, address: str) -> str:
    """The page of the outbox with the newest message to somebody."""
    found = re.search(r'<h3><a href="/(en/outbox/[^"]+)"', ask(f"{address}en/outbox/?to={recipient}")[1])
    assert found, recipient
    return f"{address}{found[1]}"


class AtDesk:
    """Somebody of the demonstration's staff, signed in as a browser without scripts would."""

    def __init__(self, folder: Path, address: str, name: str) -> None:
        self._address = address
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        codes = (folder / "codes.txt").read_text("utf-8").split("\n\n")
        code = next(block.split()[1] for block in codes if block.startswith(name))
        secret = (folder / "secret.txt").read_text("utf-8").strip()
        self._post("/desk/sign-in/", {"email": f"{name}@example.org", "secret": secret})
        self._post("/desk/sign-in/code/", {"code": code})

    def page(self, path: str) -> str:
        with self._browser.open(self._address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def imported(self, document: Path) -> str:
        """The edit screen of a draft that was read from a document."""
        form = self.page("/desk/import/")
        section = re.search(r'<option value="([A-Z]+)"', form)
        text = document.read_text("utf-8").replace("UA: 84/26", "UA: 97/26")
        return re.sub(
            r"known/.*", "edit/", self._post("/desk/import/", {"text": text, "section": section[1] if section else ""})
        )

    def _post(self, path: str, fields: dict[str, str]) -> str:
        """Where it led."""
        hidden = dict(hidden_fields(self.page(path)))
        sent = urllib.parse.urlencode({**hidden, **fields, "do": fields.get("do", "read")}).encode()
        request = urllib.request.Request(self._address + path, sent, {"Origin": self._address})
        with self._browser.open(request, timeout=60) as answer:
            return str(urllib.parse.urlsplit(answer.url).path)


def as_file(page: str, name: str) -> str:
    """A page that only somebody signed in gets, for a browser that is not."""
    for sheet in ("tocsin.css", "desk.css", "bell.svg"):
        Path(sheet).write_bytes(files("tocsin.public").joinpath("static", sheet).read_bytes())
    page = re.sub(r'="/static/([a-z.]+)\?v=[0-9a-f]+"', r'="\1"', page)
    file = Path(f"{name}.html").absolute()
    file.write_text(re.sub(r"<script[^>]*></script>", "", page), "utf-8")
    return file.as_uri()


class Writing:
    """Somebody who writes letters in the demonstration, as a browser without scripts would."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._page = f"{address}en/{ACTION}write/"
        self._opened = time.monotonic()
        self._hidden = hidden_fields(ask(self._page)[1])

    def filled_in(self) -> str:
        """The page with advice and with every letter."""
        return self._press("look")[1]

    def handed_over(self) -> str:
        """Sent, confirmed by the link, and handed over; the address of the writer's own page."""
        time.sleep(max(0.0, self._opened + READING_SECONDS - time.monotonic()))
        mine = self._press("send")[0]
        link = awaited(lambda: self._link(mine))
        ask(link, [("do", "confirm")])
        awaited(lambda: ask(mine)[1].count("Handed over, ") == list(WRITER.values()).count("network-email"))
        return mine

    def _press(self, do: str) -> tuple[str, str]:
        to = [("to", key.removeprefix("way.")) for key in WRITER if key.startswith("way.")]
        answer = ask(self._page, [*self._hidden, *WRITER.items(), *to, ("consent", "1"), ("do", do)])
        self._hidden = hidden_fields(answer[1])
        return answer

    def _link(self, mine: str) -> str | None:
        """In the newest message of the outbox, once it is the one that asks to confirm."""
        newest = re.search(r'<h3><a href="/(en/outbox/[^"]+)"', ask(f"{self._address}en/outbox/")[1])
        token = mine.rstrip("/").rpartition("/")[2]
        page = ask(self._address + newest[1])[1] if newest else ""
        found = re.search(rf'href="([^"]+/letters/{token}/confirm/[^"]+)"', page)
        return found[1] if found else None


def from_place(page: str, place: str) -> str:
    """The page from a section on, as somebody sees it who has scrolled there; a file, as it answers a form."""
    # A page from a file gets no style sheet from the site, whose files are for its own pages alone.
    for name in ("tocsin.css", "bell.svg"):
        Path(name).write_bytes(files("tocsin.public").joinpath("static", name).read_bytes())
    page = re.sub(r'="/static/([a-z.]+)\?v=[0-9a-f]+"', r'="\1"', page)
    above = f".masthead, .test-mode, .page-head, form > :has(~ #{place}), form > :has(~ .row #{place})"
    file = Path(f"write-{place}.html").absolute()
    file.write_text(page.replace("</head>", f"<style>{above} {{ display: none }}</style></head>", 1), "utf-8")
    return file.as_uri()


def ask(address: str, fields: list[tuple[str, str]] | None = None) -> tuple[str, str]:
    """GET, or POST of a form; where it ended, and the page."""
    sent = urllib.parse.urlencode(fields).encode() if fields else None
    with urllib.request.urlopen(address, sent, timeout=30) as answer:
        return answer.url, answer.read().decode()


def hidden_fields(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


def awaited[T](look: Callable[[], T | None]) -> T:
    """What is there as soon as it is there."""
    until = time.monotonic() + HANDED_OVER_SECONDS
    while not (found := look()):
        if time.monotonic() > until:
            sys.exit("The demonstration did not hand the letters over.")
        time.sleep(0.2)
    return found


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """The address of a running demonstration, which ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "-m", "tocsin.cli", "demo", "--data", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            signal.alarm(READY_SECONDS)
            said = running.stdout.readline() if running.stdout else ""
            signal.alarm(0)
            if not said.startswith("Ready "):
                sys.exit("The demonstration did not start: try “make demo”.")
            yield said.split()[1]
        finally:
            running.terminate()


def shot(chromium: str, address: str, size: tuple[int, int]) -> Image.Image:
    """What a window of this size shows of a page. Drawn twice as large and made smaller, so that type stays sharp."""
    file = Path(f"{abs(hash((address, size)))}.png")
    subprocess.run(
        [
            chromium,
            "--headless=new",
            "--no-sandbox" if os.geteuid() == 0 else "--disable-extensions",
            "--hide-scrollbars",
            "--force-device-scale-factor=2",
            f"--window-size={size[0]},{size[1] + BELOW}",
            f"--user-data-dir={Path('browser').absolute()}",
            f"--screenshot={file.absolute()}",
            "--run-all-compositor-stages-before-draw",
            "--virtual-time-budget=5000",
            address,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with Image.open(file) as large:
        seen = large.convert("RGB").crop((0, 0, 2 * size[0], 2 * size[1]))
    return seen.resize(size, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
