"""Yes and no: the keys, and the words that people say for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.expected import Expected
from flowrunner.answers.words import lexicon, tokens
from flowrunner.flow.saying import tongue

KEYS: Mapping[str, bool] = {"1": True, "2": False}


@dataclass(frozen=True, slots=True)
class Words:
    """What people say for yes and for no, in one language."""

    yes: tuple[str, ...]
    no: tuple[str, ...]


_ENGLISH = Words(
    yes=(
        "yes",
        "yeah",
        "yep",
        "yup",
        "yes please",
        "sure",
        "okay",
        "correct",
        "right",
        "that's right",
        "that's correct",
        "of course",
        "absolutely",
        "definitely",
        "certainly",
        "exactly",
        "affirmative",
        "go ahead",
        "please do",
        "I do",
        "no problem",
        "why not",
    ),
    no=(
        "no",
        "nope",
        "nah",
        "no thanks",
        "no thank you",
        "not now",
        "not really",
        "not at all",
        "of course not",
        "never",
        "negative",
        "wrong",
        "incorrect",
        "that's wrong",
        "not right",
        "that's not right",
        "not correct",
        "that's not correct",
        "I don't",
        "I don't think so",
        "don't",
    ),
)
_HINDI = Words(
    yes=(
        "हाँ",
        "हां",
        "जी हाँ",
        "जी हां",
        "हाँ जी",
        "हां जी",
        "जी",
        "ठीक है",
        "सही",
        "सही है",
        "बिल्कुल",
        "बिलकुल",
        "यस",
        "haan",
        "ji haan",
    ),
    no=("नहीं", "जी नहीं", "नहीं जी", "ना", "मत", "गलत", "गलत है", "नो", "nahi", "nahin", "ji nahi"),
)
_BY_LANGUAGE: Mapping[str, Words] = {
    "en": _ENGLISH,
    "hi": Words(_HINDI.yes + _ENGLISH.yes, _HINDI.no + _ENGLISH.no),
}


def words_for(language: str) -> Words:
    """Return the words of a language (BCP 47); English where a language is not known."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _ENGLISH)


END_SILENCE_MS = 400
"""After a word such as yes."""
_LONGEST = 5
"""Words of a phrase."""

_AROUND = lexicon(
    """
    um uh er erm oh well so it is its i this that please thanks thank you sir madam then just
    think would am will can did be जी कृपया तो है धन्यवाद शुक्रिया
    """
)


def said(text: str, language: str) -> bool | None:
    """Return the answer, if every word of ``text`` says the same; None when it is neither or both."""
    return _verdict(tokens(text), _phrases(language.partition("-")[0].lower()))


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, kept as true or false."""

    name: str = "yes_no"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that one key is pressed."""
        return Keypad(1, 1)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return yes for 1 and no for 2."""
        return KEYS.get(keys)

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return what was said, if every word of it says the same: ``yes, that's right``."""
        return said(words, context.language)

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return yes or no."""
        return _SAID[tongue(context.language)][value is True]

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return yes or no: there is nothing to spell."""
        return self.read_back(value, context)

    def expected(self, context: AnswerContext) -> Expected:
        """Return the words for yes and no."""
        words = words_for(context.language)
        return Expected((*words.yes, *words.no), language=context.language, end_silence_ms=END_SILENCE_MS)


_DENIALS = (
    "it isn't",
    "it's not",
    "it is not",
    "I do not",
    "I'm not",
    "I am not",
    "I wouldn't",
    "I would not",
    "I won't",
)
_SAID: Mapping[str, tuple[str, str]] = {"en": ("no", "yes"), "hi": ("नहीं", "हाँ")}


@lru_cache(maxsize=8)
def _phrases(language: str) -> Mapping[tuple[str, ...], bool]:
    words = words_for(language)
    spoken = ((True, words.yes), (False, (*words.no, *_DENIALS)))
    return {tokens(phrase): yes for yes, phrases in spoken for phrase in phrases}


def _verdict(words: Sequence[str], phrases: Mapping[tuple[str, ...], bool]) -> bool | None:
    """Read phrases one after the other, the longest first; what else is said may only be a frame."""
    verdicts, place = set[bool](), 0
    while place < len(words):
        ends = range(min(len(words), place + _LONGEST), place, -1)
        end = next((end for end in ends if tuple(words[place:end]) in phrases), None)
        if end is None and words[place] not in _AROUND:
            return None
        if end is not None:
            verdicts.add(phrases[tuple(words[place:end])])
        place = end or place + 1
    return verdicts.pop() if len(verdicts) == 1 else None
