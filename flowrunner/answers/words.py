"""The words of an utterance, as the parsers of answers read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from flowrunner.answers.answer import Value

T = TypeVar("T", bound=Value)

MAX_CHARACTERS = 400
"""A longer utterance is no typed answer."""

_TOKEN = re.compile(
    r"[^\W\d_\u0900-\u097f]+|[\u0900-\u0963\u0970-\u097f]+|\d+(?:,\d+)*(?:[.:/-]\d+)*|[$₹£€%+@]",
)
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_MINUS = re.compile(r"(?<!\w)[-−](?=\d)")
_NOT_WRITTEN = dict.fromkeys(map(ord, "\u093c\u0901\u0902\u200c\u200d"))
"""Marks that Hindi spelling may leave out: dots below and above, and invisible joiners."""
_SPELLINGS = (("ट्ठ", "ठ"), ("ठ्ठ", "ठ"), ("न्द", "द"), ("न्त", "त"), ("ई", "इ"))
_CORRECTIONS = re.compile(
    r"\b(?:no(?! one\b)|nope|sorry|i mean|i meant|make that|make it|rather|actually|wait|correction)\b"
    r"|(?<!\S)(?:नही|सोरी|सॉरी|मतलब|माफ कीजिए|बल्कि)(?!\S)"
)

_FILLERS = """
    um uh er erm ah eh hm hmm mm oh well so like okay ok right yes yeah yep sure please thanks thank you
    hi hello hey sir madam maam id im ill its it is was my mine the thats that this would will be say
    lets let us me i think guess believe have want need about around roughly approximately maybe perhaps
    probably just only exactly for and there are we by hai है हैं हूँ हूं था थी जी हाँ हां मेरा मेरी
    मेरे मुझे मैं कृपया तो ही भी वो यह ये बस केवल मात्र सिर्फ लगभग करीब शायद अच्छा ठीक और का की के को पर
    में से सर मैडम
"""


def fold(text: str) -> str:
    """Return ``text`` in the form that is compared: small letters, Western digits, one spelling of Hindi.

    An apostrophe within a word goes (``don't`` is ``dont``), and ``-5`` is ``minus 5``.
    """
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).casefold())
    marked = _MINUS.sub(" minus ", plain)
    if marked.isascii():
        return marked
    folded = "".join(map(_western, unicodedata.normalize("NFKC", marked).translate(_NOT_WRITTEN)))
    for written, kept in _SPELLINGS:
        folded = folded.replace(written, kept)
    return folded


def _western(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def tokens(text: str) -> tuple[str, ...]:
    """Return the words, the numerals (``1,250.50``, ``9:30``, ``27/11``) and the signs; none if it is too long."""
    return tuple(_TOKEN.findall(fold(text))) if len(text) <= MAX_CHARACTERS else ()


@lru_cache(maxsize=256)
def lexicon(words: str) -> frozenset[str]:
    """Return a set of words, written with spaces between, in the form that is compared."""
    return frozenset(fold(words).split())


def spellings(words: str) -> tuple[str, ...]:
    """Return words in the form that is compared, in their order."""
    return tuple(fold(words).split())


FILLERS = lexicon(_FILLERS)
"""Words around an answer that say nothing of it."""


def without_frame(words: Iterable[str], frame: frozenset[str] = FILLERS) -> tuple[str, ...]:
    """Drop what people say before and after an answer: ``my number is ... thank you``."""
    kept = list(words)
    while kept and kept[0] in frame:
        kept.pop(0)
    while kept and kept[-1] in frame:
        kept.pop()
    return tuple(kept)


def corrected(text: str, read: Callable[[str], T | None]) -> T | None:
    """Read an utterance; if it cannot be read as a whole, read what follows the last ``no``, ``sorry``, ``I mean``."""
    if len(text) > MAX_CHARACTERS:
        return None
    return next((value for value in map(read, _readings(text)) if value is not None), None)


def _readings(text: str) -> Iterator[str]:
    yield text
    *_, rest = _CORRECTIONS.split(fold(text))
    if rest.strip() and len(rest) < len(text):
        yield rest
