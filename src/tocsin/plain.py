"""Text for people at a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """One line that cannot steer a terminal: control and direction characters are shown as question marks."""
    return "".join(character if character.isprintable() or character == " " else "?" for character in text)
