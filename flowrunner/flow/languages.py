"""Languages of a flow and of its caller (BCP 47)."""

from __future__ import annotations

import re
from collections.abc import Collection

LANGUAGE = "language"
"""What a flow sets to go on in another language, and reads to know which it is."""


_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r"""["'][^"']*[^\W\d_]""")


def spoken(languages: Collection[str], wanted: str) -> str | None:
    """Return which of the languages is the one wanted: the same, else one that differs in the region only."""
    if wanted in languages:
        return wanted
    folded = wanted.strip().casefold()
    same = (each for each in languages if each.casefold() == folded)
    near = (each for each in languages if folded and _base(each) == _base(folded))
    return next(same, None) or next(near, None)


def has_words(text: str) -> bool:
    """Whether a text has words of its own, which are in some language, beside the values that it says."""
    around = _VALUE.sub(" ", text)
    return any(map(str.isalpha, around)) or any(_QUOTED.search(value) for value in _VALUE.findall(text))


def _base(tag: str) -> str:
    return tag.partition("-")[0].casefold()
