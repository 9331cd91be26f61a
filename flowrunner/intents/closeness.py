"""How near two words, and two phrases, are to each other."""

from __future__ import annotations

from collections.abc import Sequence

from flowrunner.intents.stems import is_weak

MAX_WORDS = 40
"""An utterance of more words is no answer to a menu."""
_NEGATIVE_WORDS = "not dont never cannot cant wont didnt isnt without nahi nahin नहीं मत ना"
_NEGATIONS = frozenset(_NEGATIVE_WORDS.split())


def closeness(spoken: Sequence[str], phrase: Sequence[str]) -> float:
    """Return how much an utterance means a phrase, between 0 (not at all) and 1; both without fillers.

    Word order does not matter. A phrase may be buried in more words the longer it is: one word in two, two words in
    five. A phrase of three words or more may lack one in three, if one that says something is there: "how much" is not
    "how much money". What is said in the negative means nothing else.
    """
    if not spoken or not phrase or len(spoken) > MAX_WORDS or _negates(spoken, phrase):
        return 0.0
    likeness = _paired(spoken, phrase)
    matched = sum(each > 0 for each in likeness)
    score = 2 * sum(likeness) / (len(spoken) + len(phrase))
    if matched == len(phrase):
        return score if score >= (0.6 if matched == 1 else 0.5) else 0.0
    enough = len(phrase) >= 3 and score >= 0.65 and matched * 3 >= len(phrase) * 2
    return score if enough and _telling(phrase, likeness) else 0.0


def _telling(phrase: Sequence[str], likeness: Sequence[float]) -> bool:
    """Say whether a word was found that says something by itself, unless the phrase has none."""
    found = [like > 0 for word, like in zip(phrase, likeness, strict=True) if not is_weak(word)]
    return any(found) or not found


def _negates(spoken: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(word in _NEGATIONS and word not in phrase for word in spoken)


def _paired(spoken: Sequence[str], phrase: Sequence[str]) -> list[float]:
    """Return for each word of the phrase how like it the best unused word of the utterance is."""
    unused = list(spoken)
    likeness = []
    for word in phrase:
        best = max(unused, key=lambda other: alike(word, other), default="")
        likeness.append(alike(word, best))
        if likeness[-1] > 0:
            unused.remove(best)
    return likeness


def alike(one: str, other: str) -> float:
    """Return how much two words are the same: 1, a little less for a plural or a slip in spelling, else 0.

    A slip leaves the first letter alone, and short words allow none: ``bill`` is not ``ball``.
    """
    if one == other:
        return 1.0
    if one[:1] != other[:1]:
        return 0.0
    if _stem(one) == _stem(other):
        return 0.95
    if min(len(one), len(other)) < 5:
        return 0.0
    allowed = 1 if min(len(one), len(other)) < 8 else 2
    if abs(len(one) - len(other)) > allowed:
        return 0.0
    slips = _slips(one, other)
    return 1 - slips / max(len(one), len(other)) if slips <= allowed else 0.0


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _slips(one: str, other: str) -> int:
    """Return the letters added, lost, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, letter_other in enumerate(other, start=1):
            row.append(min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != letter_other)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_other:
                row[j] = min(row[j], before[j - 2] + 1)
        before, previous = previous, row
    return previous[-1]
