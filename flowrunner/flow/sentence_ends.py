"""Where sentences end: decided from the text before a mark and a bounded look ahead.

To glue two sentences together costs a moment, to cut one in two is heard; so a full stop in doubt is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LOOK_BACK = 64
"""Characters before a mark that may decide, so that a long text without an end costs no more than its length."""
_CLOSERS = r"[)\]}\"'”’»*_~`]"
_MARK = re.compile(rf"\n|[।॥。！？]|(?P<mark>[.!?…]+)(?P<closers>{_CLOSERS}{{0,8}})(?P<rest>\s?)")
_LAST_WORD = re.compile(r"[^\s(\[{\"'“‘«*_/-]*\Z")
_ITEM = re.compile(r"[\W_]*\d+\Z")

_NEVER_LAST = re.compile(
    r"dr|mr|mrs|ms|prof|rev|hon|gen|col|capt|lt|sgt|mt|messrs|smt|shri|sri|st|vs|approx|e\.g|i\.e|cf|viz|al|rs|inr"
    r"|डॉ|प्रो|रु|श्री|पं|कु"
)
"""Abbreviations after which a sentence goes on."""
_SELDOM_LAST = re.compile(
    r"a\.m|p\.m|etc|inc|ltd|pvt|corp|co|jr|sr|ave|blvd|rd|apt|dept|est|min|max|hr|hrs|sec|tel|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|thurs?|fri|sat|sun"
)
"""Abbreviations after which a sentence goes on unless a capital follows."""
_BEFORE_A_NUMBER = re.compile(r"nos?|ext|fig|vol|ch|pp?|pg|art")
"""Abbreviations if a number follows, and words otherwise."""


class End(NamedTuple):
    """The end of a sentence; while it is not certain, more of the text decides whether it is one."""

    at: int
    is_certain: bool = True


def sentences(text: str, most: int) -> Iterator[str]:
    """Yield the sentences of a whole text, without the blanks around them; the last of so many has all the rest."""
    number = 1
    while left := text.strip():
        end = first_end(left) if number < most else None
        text = left[end.at :] if end is not None else ""
        yield left[: len(left) - len(text)].strip()
        number += 1


def first_end(text: str, within: int | None = None) -> End | None:
    """Return where the first sentence ends; None when its mark is not among the first ``within`` characters."""
    for found in _MARK.finditer(text):
        if within is not None and found.start() >= within:
            break
        ends = _is_end(found, text)
        if ends is not False:
            return End(found.end(), ends is True)
    return None


def _is_end(found: re.Match[str], text: str) -> bool | None:
    mark, rest = found["mark"], found["rest"]
    if mark is None:
        return True
    if not rest:
        return None if found.end() == len(text) else False
    if mark[-1] in "!?" or rest == "\n":
        return True
    before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
    return _stop_is_end(before, mark, text[found.end() : found.end() + 1])


def _stop_is_end(before: str, mark: str, after: str) -> bool | None:
    """Say whether a full stop (or dots) before a space ends a sentence; ``after`` is the next character, if known."""
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    name = word.lower()
    if mark == ".":
        if _NEVER_LAST.fullmatch(name) or _is_initial(word) or _ITEM.match(before):
            return False
        if _BEFORE_A_NUMBER.fullmatch(name):
            return not after.isdigit() if after else None
        if not _SELDOM_LAST.fullmatch(name):
            return True
    return not (after.islower() or after.isdigit()) if after else None


def _is_initial(word: str) -> bool:
    """``J.``, ``U.S.A.``; not the ``I`` that a sentence may end with."""
    parts = word.split(".")
    return all(len(part) == 1 and part.isupper() for part in parts) and word != "I"
