"""The words of an utterance, as they are compared: no case, no punctuation, no fillers."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 1_000
"""More of an utterance than this is not looked at."""

_APOSTROPHES = frozenset("'’ʼ")
_LETTERS = str.maketrans({each: " " for each in map(chr, range(128)) if not each.isalnum()} | {"'": ""})
"""What becomes of ASCII; most of what is said is nothing else, and this way it takes a tenth of the time."""
_DIGITS = {
    "0": "zero",
    "1": "one",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
}

_ENGLISH_FILLERS = """
    a about ah alright am an and are at be calling can could do eh er erm for get give go good got have hello help her
    hey hi hm hmm i id ill im in is it its just know let lets like looking make maybe me might mm my need of oh ok okay
    on or our please put really should sir so some speak talk tell than thank thanks that the then there this
    through to try uh uhm um umm us want wanted wanna was we well will with would you your
"""
_HINDI_FILLERS = """
    है हैं हूँ हूं था थी का की के को से में पर और तो ही भी जी कृपया मुझे मुझको मेरा मेरी मेरे चाहिए चाहता चाहती करना
    करनी कर दो दीजिए बताइए बताओ
    ji kripya mujhe mera meri mere hai hain chahiye
"""
FILLERS = frozenset((_ENGLISH_FILLERS + _HINDI_FILLERS).split())
"""Words that carry no choice: politeness, articles, hesitation."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``: case, punctuation and spacing do not matter, ``2`` is ``two``."""
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).casefold().replace("&", " and ")
    letters = folded.translate(_LETTERS) if folded.isascii() else "".join(map(_letter, folded))
    return tuple(_DIGITS.get(word, word) for word in letters.split())


def _letter(character: str) -> str:
    """Keep letters, digits and the marks that belong to letters (Devanagari vowels are marks)."""
    if character in _APOSTROPHES:
        return ""
    return character if unicodedata.category(character)[0] in "LMN" else " "


@lru_cache(maxsize=4096)
def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return ``words`` of a phrase that an author wrote; remembered, because it is asked again for every caller."""
    return words(phrase)


@lru_cache(maxsize=4096)
def phrase_together(phrase: str) -> str:
    """Return an author's phrase without its spaces: ``log in`` and ``login`` are the same."""
    return "".join(phrase_words(phrase))


def content(spoken: tuple[str, ...], keep: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the words that are no fillers, or are among ``keep``; a word said twice in a row counts once."""
    kept = [word for word in spoken if word not in FILLERS or word in keep]
    return tuple(word for place, word in enumerate(kept) if place == 0 or kept[place - 1] != word)


@lru_cache(maxsize=4096)
def phrase_content(phrase: str) -> tuple[str, ...]:
    """Return the words of an author's phrase without fillers; all of them when there is nothing else."""
    return content(phrase_words(phrase)) or phrase_words(phrase)
