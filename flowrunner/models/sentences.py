"""Cuts a reply that streams into sentences to be said, each as early as its end is certain.

Pure. The sentences do not depend on how the stream was cut: whether a mark ends a sentence is decided from the text
before it and a bounded look ahead, and where that is not there yet the splitter waits. To glue two sentences together
costs a moment, to cut one in two is heard; so a full stop in doubt is none.
"""

from __future__ import annotations

import re

LONGEST = 200
"""Characters; a longer sentence is cut at a comma or a space, so that the voice can begin."""
_SHORTEST_CUT = 60
"""Characters that a piece of a long sentence should have."""

_CLOSERS = r"[)\]}\"'”’»*_~`]"
_MARK = re.compile(rf"\n|[।॥]|(?P<mark>[.!?…]+)(?P<closers>{_CLOSERS}{{0,8}})(?P<rest>\s?)")
_LAST_WORD = re.compile(r"[^\s(\[{\"'“‘«*_/-]*\Z")
_ITEM = re.compile(r"[\W_]*\d+\Z")
_COMMA = re.compile(r"[,;:،–—]\s")

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


class SentenceSplitter:
    """Takes words, gives sentences."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, words: str) -> list[str]:
        """Add words; return the sentences that they completed, without markdown."""
        self._text += words
        found = []
        while (end := _end(self._strip())) is not None:
            found.append(spoken(self._text[:end]))
            self._text = self._text[end:]
        return [sentence for sentence in found if sentence]

    def flush(self) -> list[str]:
        """Return what is left: the reply is complete, or goes no further."""
        left, self._text = spoken(self._text), ""
        return [left] if left else []

    def _strip(self) -> str:
        self._text = self._text.lstrip()
        return self._text


def _end(text: str) -> int | None:
    """Return where the first sentence ends; None: not known yet."""
    for found in _MARK.finditer(text):
        if found.start() >= LONGEST:
            break
        ends = _is_end(found, text)
        if ends is None:
            return None
        if ends:
            return found.end()
    return _cut(text) if len(text) > LONGEST else None


def _is_end(found: re.Match[str], text: str) -> bool | None:
    mark, rest = found["mark"], found["rest"]
    if mark is None:
        return True
    if not rest:
        return None if found.end() == len(text) else False
    if mark[-1] in "!?" or rest == "\n":
        return True
    return _stop_is_end(text[: found.start()], mark, text[found.end() : found.end() + 1])


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


def _cut(text: str) -> int:
    """Return where a sentence that is too long is cut."""
    commas = [found.end() for found in _COMMA.finditer(text, _SHORTEST_CUT, LONGEST)]
    if commas:
        return commas[-1]
    space = max(text.rfind(blank, 0, LONGEST) for blank in " \t")
    return space + 1 if space > 0 else LONGEST


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_FENCE = re.compile(r"\A```\w*\s*")
_LEADING = re.compile(r"\A(?:[-+*•>]\s+|#{1,6}\s+|[।॥.!?…,;:)\]}”’»]+(?:\s+|\Z))+")
_PAIR = re.compile(r"(?<![\w*])\*(?=\S)([^*]*)(?<=\S)\*(?![\w*])")
_OPENING = re.compile(r"""(?<!\w)(?:[*_~]{2,}(?=\S)|[*_](?=[^\W\d]|["'“(]))""")
_CLOSING = re.compile(r"""(?<=\S)(?:[*_~]{2,}|(?<=[^\W\d]|[.!?…।,:"'”)])[*_])(?!\w)""")
"""A star alone, or before a number, is a key: ``press *``, ``dial *123#``."""


def spoken(text: str) -> str:
    """Return a text as it is said: without markdown, blanks made one; empty when there is no word in it."""
    plain = _LINK.sub(r"\1", text.strip())
    plain = _LEADING.sub("", _FENCE.sub("", plain))
    plain = _CLOSING.sub("", _OPENING.sub("", _PAIR.sub(r"\1", plain)))
    plain = " ".join(plain.replace("`", "").split())
    return plain if any(char.isalnum() for char in plain) else ""
