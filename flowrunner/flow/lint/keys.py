"""Keys of the telephone, as prompts name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = {
    "0": "0 zero शून्य",
    "1": "1 one एक",
    "2": "2 two दो",
    "3": "3 three तीन",
    "4": "4 four चार",
    "5": "5 five पाँच पांच",
    "6": "6 six छह छः",
    "7": "7 seven सात",
    "8": "8 eight आठ",
    "9": "9 nine नौ",
    "*": "* star asterisk स्टार",
    "#": "# hash pound हैश",
}
KEY_WORDS = {key: frozenset(names.split()) for key, names in _NAMES.items()}
"""The words for each key, in English and Hindi."""
ANSWER_KEYS = frozenset("0123456789")
"""Keys that an answer is typed with."""
END_KEY = "#"
"""The key that ends a typed answer, unless the flow says otherwise."""

_KEY_OF = {word: key for key, words in KEY_WORDS.items() for word in words}
_KEY = r"((?:[0-9](?![0-9])|[*#]|(?:" + "|".join(word for word in _KEY_OF if len(word) > 1) + r")(?!\w)))"
_NOT_ONE_KEY = r"(?!\s+(?:of|or\s+more|keys|digits?|buttons|numbers|times)\b)"
_ENGLISH = re.compile(
    rf"\b(?:press|dial|push|hit|tap)\s+(?:the\s+|number\s+|key\s+)*{_KEY}(?:\s*,?\s+(?:or|and)\s+{_KEY})?{_NOT_ONE_KEY}",
    re.IGNORECASE,
)
_HINDI = re.compile(rf"(?<!\w){_KEY}\s+(?:नंबर\s+)?(?:दबा|dab)", re.IGNORECASE)
_SIGN_OF_ENGLISH = re.compile("press|dial|push|hit|tap", re.IGNORECASE)


def pressed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each key that a text tells the caller to press, with its offset and length."""
    patterns = [_ENGLISH] if _SIGN_OF_ENGLISH.search(text) else []
    patterns += [_HINDI] if "दबा" in text or "dab" in text else []
    for pattern in patterns:
        for found in pattern.finditer(text):
            for group in (1, 2)[: pattern.groups]:
                if found[group]:
                    yield _KEY_OF[found[group].casefold()], found.start(group), len(found[group])
