"""Yes and no: the keys, and the words that people say for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    yes=("हाँ", "हां", "जी हाँ", "जी हां", "हाँ जी", "हां जी", "जी", "ठीक है", "सही", "सही है", "बिल्कुल", "haan", "ji haan"),
    no=("नहीं", "जी नहीं", "नहीं जी", "ना", "मत", "गलत", "गलत है", "nahi", "nahin", "ji nahi"),
)
_BY_LANGUAGE: Mapping[str, Words] = {
    "en": _ENGLISH,
    "hi": Words(_HINDI.yes + _ENGLISH.yes, _HINDI.no + _ENGLISH.no),
}


def words_for(language: str) -> Words:
    """Return the words of a language (BCP 47); English where a language is not known."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _ENGLISH)
