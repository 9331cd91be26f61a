"""Cuts a reply that streams into sentences to be said, each as early as its end is certain.

Pure. The sentences do not depend on how the stream was cut: whether a mark ends a sentence is decided from the text
before it and a bounded look ahead, and where that is not there yet the splitter waits. To glue two sentences together
costs a moment, to cut one in two is heard; so a full stop in doubt is none.
"""

from __future__ import annotations

import re

from flowrunner.flow.sentence_ends import first_end

LONGEST = 200
"""Characters; a longer sentence is cut at a comma or a space, so that the voice can begin."""
_SHORTEST_CUT = 60
"""Characters that a piece of a long sentence should have."""

_COMMA = re.compile(r"[,;:،–—]\s")


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
    end = first_end(text, LONGEST)
    if end is None:
        return _cut(text) if len(text) > LONGEST else None
    return end.at if end.is_certain else None


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
