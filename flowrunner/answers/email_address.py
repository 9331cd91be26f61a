"""An e-mail address, kept in small letters. It is said, never typed: ``john dot smith at gmail dot com``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.expected import Expected
from flowrunner.answers.letters import spelled_out
from flowrunner.answers.words import MAX_CHARACTERS, corrected, fold, spellings
from flowrunner.flow.saying import tongue

END_SILENCE_MS = 900

_PART = re.compile(r"[^\W_\d\u0900-\u097f]+|[\u0900-\u0963\u0970-\u097f]+|\d+|[@._+-]")
_FRAME = re.compile(
    r"^(?:(?:um|uh|er|so|sorry|well|ok|okay|yes|yeah|sure|it is|its|my|the|that is|thats|email|e[ -]mail|mail|address|"
    r"id|is|would be|you can|reach me(?: at)?|मेरा|मेरी|ईमेल|इमेल|आइडी|पता|है)[ ,]+)+"
)
_AFTER = re.compile(
    r"(?:[ .,!]+(?:please|thanks|thank you|sir|madam|ok|okay|है|जी|all lower ?case|in lower ?case))+$|[ .,!?]+$"
)
_AT = re.compile(r"@|\bat the rate(?: of)?\b|\bat sign\b|\bat\b|(?<!\S)(?:एट|ऐट) द रेट(?!\S)|(?<!\S)(?:एट|ऐट)(?!\S)")
_LETTER_BY_LETTER = re.compile(r"\b[a-z](?:-[a-z]){2,}\b")
"""How a recognizer may write a spelled name: ``j-o-h-n``."""
_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(spellings("dot point period डॉट डोट"), "."),
    **dict.fromkeys(spellings("underscore अंडरस्कोर"), "_"),
    **dict.fromkeys(spellings("dash hyphen minus डैश हाइफन"), "-"),
    **dict.fromkeys(spellings("plus प्लस"), "+"),
    **dict.fromkeys(spellings("um uh er erm all one word"), ""),
    **dict(
        zip(
            spellings("जीमेल याहू हॉटमेल आउटलुक रेडिफमेल"),
            ("gmail", "yahoo", "hotmail", "outlook", "rediffmail"),
            strict=True,
        )
    ),
    **dict(zip(spellings("कॉम इन नेट"), ("com", "in", "net"), strict=True)),
}
_KNOWN = frozenset({"gmail", "yahoo", "hotmail", "outlook", "icloud", "rediffmail"})
"""Hosts whose ``dot com`` people leave out."""
_SPELLED = frozenset(spellings("double triple डबल ट्रिपल")) | {
    "oh",
    "zero",
    "capital",
    "uppercase",
    "lowercase",
    "small",
}
_WORDS_THAT_SOUND_ALIKE = frozenset({"to", "too", "for", "won", "ate"})
_VALID = re.compile(r"[a-z0-9](?:[a-z0-9_+-]|\.(?!\.))*(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
_NO_ADDRESS = frozenset({"not", "dont", "cant", "have", "no"})
_LONGEST = 254


def spoken_address(text: str) -> str | None:
    """Return the address that ``text`` says and nothing else, in small letters."""
    said = _AFTER.sub("", _FRAME.sub("", fold(text[: MAX_CHARACTERS + 1]).strip()))
    whole = _LETTER_BY_LETTER.sub(lambda match: match[0].replace("-", ""), said)
    parts = [_PART.findall(part) for part in _AT.split(whole)]
    if len(parts) != 2 or _NO_ADDRESS & set(parts[0]) or not _ends_in_one_word(parts[1]):
        return None
    local, host = ("".join(_pieces(part)) for part in parts)
    address = f"{local}@{_host(host)}"
    return address if len(address) <= _LONGEST and _VALID.fullmatch(address) else None


def _ends_in_one_word(host: Sequence[str]) -> bool:
    """Whether nothing is said after ``dot com``; ``dot c o m`` is one word too."""
    dots = [place for place, each in enumerate(host) if _SIGNS.get(each, each) == "."]
    end = host[dots[-1] + 1 :] if dots else ()
    return len(end) < 2 or all(len(each) == 1 for each in end)


def _host(joined: str) -> str:
    return f"{joined}.com" if joined in _KNOWN else joined


def _pieces(words: Sequence[str]) -> Iterator[str]:
    """Yield what each word stands for: a sign, digits, a letter, or the word itself."""
    place = 0
    while place < len(words):
        found = _spelled(words, place)
        piece, place = found or (_SIGNS.get(words[place], words[place]), place + 1)
        yield piece


def _spelled(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """Read letters and numbers, but leave words such as ``mike`` and ``you`` whole."""
    current = words[place]
    if current in _SIGNS:
        return None
    found = spelled_out(words, place)
    if found is None:
        return None
    is_word = len(current) > 1 and current.isascii() and current.isalpha() and found[0].isalpha()
    return None if (is_word and current not in _SPELLED) or current in _WORDS_THAT_SOUND_ALIKE else found


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address, kept in small letters."""

    name: str = "email"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that it cannot be typed."""
        return None

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return nothing: it cannot be typed."""
        return None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the address said: ``john dot smith at gmail dot com``, ``j o h n at the rate ...``."""
        return corrected(words, spoken_address)

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the address in words: ``john dot smith at gmail dot com``."""
        return _in_words(str(value), context.language)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the part before ``at`` letter by letter, and the host too unless everybody knows it."""
        local, _, host = str(value).partition("@")
        known = host.partition(".")[0] in _KNOWN
        words = _WORDS[tongue(context.language)]
        name, _, rest = host.partition(".")
        letters = ", ".join(words.get(each, each.upper()) for each in local)
        shown = name if known else ", ".join(words.get(each, each.upper()) for each in name)
        return f"{letters}, {words['@']} {shown} {_in_words(f'.{rest}', context.language)}"

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything, most likely with a host that everybody knows."""
        phrases = ("at gmail dot com", "at yahoo dot com", "at outlook dot com", "dot", "underscore")
        return Expected(phrases, "open", language=context.language, end_silence_ms=END_SILENCE_MS)


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"@": "at", ".": "dot", "_": "underscore", "-": "dash", "+": "plus"},
    "hi": {"@": "ऐट", ".": "डॉट", "_": "अंडरस्कोर", "-": "डैश", "+": "प्लस"},
}


def _in_words(address: str, language: str) -> str:
    words = _WORDS[tongue(language)]
    return " ".join(re.sub(r"[@._+-]", lambda match: f" {words[match[0]]} ", address).split())
