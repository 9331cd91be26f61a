"""How wide text is, near enough: Helvetica's widths, to which Arial and its free look-alikes keep as well."""

from __future__ import annotations

import unicodedata

_PER_THOUSAND = {
    222: "ijl'|",
    278: " !,./:;I[\\]ft",
    334: '()-`r{}"',
    389: "*",
    500: "Jckvsxyz",
    556: "#$?_0123456789LabdeghnopqTFZu",
    600: "+<=>~^",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_WIDTHS = {character: width / 1000 for width, characters in _PER_THOUSAND.items() for character in characters}
_OTHER, _WIDE = 0.62, 1.0
_BOLD = 1.07
ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text in a font of ``size``."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1.0)


def _width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


def elided(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text, or as much of it as fits into ``room`` with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    used = width(ELLIPSIS, size, bold=bold)
    for count, character in enumerate(text):
        used += width(character, size, bold=bold)
        if used > room:
            return text[:count].rstrip() + ELLIPSIS
    return text


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """Return the text on at most so many lines, cut between words; the last ends in an ellipsis when it is cut."""
    words, found = text.split(), list[str]()
    while words and len(found) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        found.append(elided(line, size, room))
    return [*found, elided(" ".join(words), size, room)] if words else found
