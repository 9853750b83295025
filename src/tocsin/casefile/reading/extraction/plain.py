"""Bytes of a text file in any usual encoding."""

from __future__ import annotations

import codecs
import unicodedata

from tocsin.casefile.errors import UnreadableDocument
from tocsin.casefile.textform import MARK

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_EIGHT_BITS = ("cp1252", "cp850", "cp437", "mac_roman", "cp1250", "cp1254", "iso8859_15")
"""Encodings of the machines on which such documents were typed, likeliest first."""

_LIKELY = frozenset("áàâäãåéèêëíìîïóòôöõúùûüçñÁÀÂÄÃÅÉÈÊËÍÓÔÖÕÚÜÇÑßœŒæøØÆ¿¡«»“”‘’„–—…•·°ºª€£§ ©®\u00ad")
_LESS_LIKELY = frozenset("ğşıİŞĞčšžřěůćżźłńśąęőűţăđČŠŽÝý½¼¾×±²³¹¶†‡")


def decode(content: bytes) -> str:
    """The text of a file; UnreadableDocument where the bytes are no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if wide := _wide_encoding(content):
        return _strict(content, wide)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _best_guess(content)
    if MARK not in text[:1000]:
        _refuse_noise(text)
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
    _refuse_noise(text)
    return text


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = content[:4000]
    if len(sample) < 8 or sample.count(0) < len(sample) * 0.3:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _best_guess(content: bytes) -> str:
    """The eight-bit encoding in which the characters beyond ASCII look most like writing."""
    best = max(_EIGHT_BITS, key=lambda encoding: (_likeness(content, encoding), -_EIGHT_BITS.index(encoding)))
    return content.decode(best, "replace")


def _likeness(content: bytes, encoding: str) -> float:
    text = content[:200_000].decode(encoding, "replace")
    score = 0.0
    for position, character in enumerate(text):
        if character < "\x80":
            continue
        before = text[position - 1] if position else " "
        if character in _LIKELY:
            # A capital in the middle of a small word is the mark of a wrong guess.
            score += -1.0 if character.isupper() and before.islower() else 1.0
        elif character in _LESS_LIKELY:
            score += 0.3
        else:
            score -= 1.0
    return score


def _refuse_noise(text: str) -> None:
    """Too many control characters, or characters that mean nothing, are no text."""
    sample = text[:100_000]
    bad = sum(
        unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") and not _harmless(character) for character in sample
    )
    if bad > 0.05 * len(sample) + 2:
        raise UnreadableDocument(
            "The file is not a text that can be read: give a PDF, a DOCX, a text file or an e-mail."
        )


def _harmless(character: str) -> bool:
    """Controls of plain texts, and the private characters that symbol fonts leave behind as bullets."""
    return character in "\n\r\t\f\v\x1a" or "\uf000" <= character <= "\uf0ff"
