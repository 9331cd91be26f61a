"""How long a prompt takes to say, and the words it is made of. An estimate: nothing is synthesised here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowrunner.flow.duration import seconds
from flowrunner.flow.plain import mapping
from flowrunner.flow.source import Data

WORDS_A_MINUTE = 150
"""How fast a telephone voice speaks; announcers speak 150 to 160 words a minute."""
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORDS_OF_A_VALUE = " word word"
_TAG = re.compile(r"<[^>]*>")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces: Thai, Lao, Chinese, Japanese."""
_WORDS_OF_A_LETTER = 0.6
_DIGITS_ONE_BY_ONE = 5
"""From how many digits on a number is read digit by digit."""
_WORD = re.compile("[^\\s!-/:-@\\[-`{-~।॥“”…–—]+")
_APOSTROPHES = re.compile("['’ʼ]")


def spoken_seconds(data: Data) -> float:
    """Return how long a prompt takes; of alternatives the longest. A recording without a text counts as nothing."""
    if isinstance(data, str):
        return _words(data) * 60 / WORDS_A_MINUTE
    if isinstance(data, list):
        return sum(map(spoken_seconds, data))
    parts = mapping(data)
    alternatives = parts.get("any_of")
    pause = parts.get("pause")
    return max(
        max(map(spoken_seconds, alternatives), default=0.0) if isinstance(alternatives, list) else 0.0,
        (seconds(pause) or 0.0) if isinstance(pause, str) else 0.0,
        *(spoken_seconds(parts[key]) for key in ("first", "again", "text", "ssml", "say") if key in parts),
    )


def _words(text: str) -> float:
    if "{" in text:
        text = _VALUE.sub(_WORDS_OF_A_VALUE, text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    words = float(len(text.split()))
    if not text.isascii():
        words += len(_UNSPACED.findall(text)) * _WORDS_OF_A_LETTER
    return words + sum(len(number) - 1 for number in re.findall(r"[0-9]+", text) if len(number) >= _DIGITS_ONE_BY_ONE)


def spoken_texts(data: Data) -> Iterator[str]:
    """Yield every text that a prompt or a ladder may say."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for each in data:
            yield from spoken_texts(each)
    elif isinstance(data, dict):
        for key in ("first", "again", "text", "ssml", "say", "any_of"):
            yield from spoken_texts(data.get(key))


def has_unknown_words(data: Data) -> bool:
    """Whether a prompt holds a recording that nobody wrote down."""
    if isinstance(data, list):
        return any(map(has_unknown_words, data))
    parts = mapping(data)
    return ("audio" in parts and "text" not in parts) or any(has_unknown_words(each) for each in parts.values())


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, folded: no case, no punctuation, no plural."""
    spaced = text.replace("*", " star ").replace("#", " hash ")
    return frozenset(_singular(word) for word in _WORD.findall(_APOSTROPHES.sub("", spaced.casefold())))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
