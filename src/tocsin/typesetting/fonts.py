"""The fonts: where they are, and which of them a language is set in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

PACKAGES = ("fontpkg_noto_serif", "manimgx_fonts", "manimgx_fonts_cjk")
SERIF, SANS = "Noto Serif", "Noto Sans"

# Which of the five Noto CJK families writes Han characters the way readers there know them.
HAN_BY_PLACE = dict.fromkeys(("CN", "SG", "MY"), "SC") | dict.fromkeys(("HK", "MO"), "HK") | {"TW": "TC"}
HAN_BY_PLACE |= {"JP": "JP", "KR": "KR", "KP": "KR"}
HAN_BY_SCRIPT = {"Hans": "SC", "Hant": "TC", "Jpan": "JP", "Hrkt": "JP", "Kore": "KR"}
HAN_BY_LANGUAGE = {"zh": "SC", "yue": "HK", "ja": "JP", "ko": "KR"}

RIGHT_TO_LEFT = frozenset(
    ("ar", "azb", "ckb", "fa", "he", "iw", "ks", "lrc", "mzn", "pnb", "ps", "sd", "ug", "ur", "yi")
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(("Arab", "Aran", "Hebr"))

_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<region>[A-Za-z]{2}))?(?=[-_]|$)"
)


@dataclass(frozen=True, slots=True)
class FontChoice:
    """How one language is set. Every list names all fonts there are, the fitting ones first.

    The fields hold what typst's `text` takes: `font`, `lang`, `region`, `script` and `dir`, ready for JSON.
    han: SC, TC, HK, JP or KR, the form in which Han characters are drawn. han_punctuation: quotation marks and dashes
    come from the Han font. The fonts themselves are looked at when a list is asked for: a page on the web needs none.
    """

    language: str
    region: str | None
    script: str | None
    direction: str
    han: str
    han_punctuation: bool

    @property
    def serif(self) -> tuple[Any, ...]:
        return _ordered(SERIF, self.han, han_punctuation=self.han_punctuation)

    @property
    def sans(self) -> tuple[Any, ...]:
        return _ordered(SANS, self.han, han_punctuation=self.han_punctuation)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a template."""
        return {
            "lang": self.language,
            "region": self.region,
            "script": self.script,
            "dir": self.direction,
            "serif": list(self.serif),
            "sans": list(self.sans),
        }


@cache
def fonts_for(language: str, country: str | None = None) -> FontChoice:
    """Choose fonts and direction for a language (BCP 47).

    country: alpha-2; decides the form of Han characters where the language leaves it open, such as a Chinese
    address in an English letter. A tag that cannot be understood counts as `und`, set from left to right.
    """
    match = _TAG.match(language)
    parts = match.groupdict() if match else {"language": "und", "script": None, "region": None}
    name = str(parts["language"]).lower()
    script = parts["script"].title() if parts["script"] else None
    region = parts["region"].upper() if parts["region"] else None
    right_to_left = script in RIGHT_TO_LEFT_SCRIPTS if script else name in RIGHT_TO_LEFT
    han = _han_form(name, script, region, country)
    return FontChoice(
        language=name,
        region=region,
        script=script.lower() if script else None,
        direction="rtl" if right_to_left else "ltr",
        han=han,
        han_punctuation=name in HAN_BY_LANGUAGE,
    )


def _han_form(language: str, script: str | None, region: str | None, country: str | None) -> str:
    """SC, TC, HK, JP or KR: by the language's region or script, else by the language, else by the country."""
    if language in HAN_BY_LANGUAGE:
        if region in HAN_BY_PLACE and script != "Hans" and language in {"zh", "yue"}:
            return HAN_BY_PLACE[region]
        return HAN_BY_SCRIPT.get(script or "", HAN_BY_LANGUAGE[language])
    return HAN_BY_PLACE.get((country or "").upper(), "SC")


@cache
def _ordered(first: str, han: str, *, han_punctuation: bool) -> tuple[Any, ...]:
    """All families, the fitting ones first; in Han text the quotation marks and dashes come from the Han font."""
    head: Any = {"name": first, "covers": "latin-in-cjk"} if han_punctuation else first
    family = f"Noto Sans CJK {han}"
    others = [one for one in families() if one not in {first, "Noto Emoji"} and not one.startswith("Noto Sans CJK")]
    return (head, family, *others, "Noto Emoji") if han_punctuation else (head, *others, family, "Noto Emoji")


@cache
def font_files() -> tuple[Path, ...]:
    """Every font file of the packages that this program depends on; system fonts are never used."""
    return tuple(sorted(path for folder in _folders() for path in folder.rglob("*") if path.suffix in {".ttf", ".ttc"}))


def _folders() -> Iterator[Path]:
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"The font package {package} is not installed.")
        yield Path(spec.origin).parent


@cache
def shared_fonts() -> typst.Fonts:
    """The one set of fonts for all compilers of this process; reading them takes 40 ms."""
    # Loaded when something is set: a worker that fans alerts out never sets anything, and has little memory.
    import typst

    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def families() -> tuple[str, ...]:
    """Names of all font families, as typst knows them."""
    return tuple(sorted(shared_fonts().families()))


def fonts_by_size() -> Iterator[Path]:
    """Upright faces, the quickest to read first: most text never needs the CJK collection."""
    upright = (path for path in font_files() if "Italic" not in path.name)
    return iter(sorted(upright, key=lambda path: path.stat().st_size))
