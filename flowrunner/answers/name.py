"""A person's name, as it is written: ``Ann Lee``. It is said, perhaps spelled, and never typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.cardinals import count
from flowrunner.answers.expected import Expected
from flowrunner.answers.words import MAX_CHARACTERS, corrected, fold, lexicon
from flowrunner.flow.saying import tongue

END_SILENCE_MS = 800
LONGEST = 80
_MOST_WORDS = 5
_SPELLED_FROM = 3
"""So many single letters in a row spell a name; fewer are initials."""

_BEFORE = re.compile(
    r"^(?:(?:um+|uh+|er|oh|so|well|ok|okay|yes|yeah|sure|hi|hello|hey|good (?:morning|afternoon|evening)|please|sorry|"
    r"(?:my|the|his|her) (?:full |first |last )?names?(?: is|['’]s)?|names?(?: is|['’]s)|this is|"
    r"(?:it|that)(?: is|['’]s| would be)|i am|i['’]m|(?:you can |just )?call me|(?:put|book) it under|under|for|"
    r"mr|mrs|ms|miss|dr|नमस्ते|नमस्कार|जी|हाँ|हां|मेरा (?:पूरा )?नाम|मेरा शुभ नाम|नाम|मैं)(?=[\s,.]|$)[\s,.]*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,.]*(?:(?<=[\s,.])(?:speaking|here|please|thanks|thank you|sir|madam|है|हूँ|हूं|जी|बोल रहा|बोल रही|कृपया)"
    r"[\s,.!?।]*)+$|[\s,.!?।]+$",
    re.IGNORECASE,
)
_SPELLING = re.compile(
    r"[\s,]+(?:(?:that['’]?s|it['’]?s|which is)\s+)?(?:spelled|spelt)\s+|[\s,]+that['’]?s\s+", re.IGNORECASE
)
_PARTICLES = frozenset({"van", "von", "der", "den", "de", "da", "di", "del", "la", "le", "bin", "al"})
_NO_NAME = lexicon(
    """
    i mean you he she they we it what why who where when how which is are was do does did dont doesnt not no nope
    know sure want need have has can cant could would should wont the a an to of and or but if with about
    your yours my me help agent operator person human speak talk repeat again sorry yes yeah okay hello pardon
    excuse nothing nobody matter business there wait moment minute name number account call calling think maybe
    later never question पता नहीं नही क्या क्यों कौन कैसे मालूम मुझे चाहिए बात करनी दोबारा फिर रुकिए एक मिनट हाँ
    जी मत ना आप नाम बताना
    """
)


def spoken_name(text: str) -> str | None:
    """Return the name that ``text`` says, spelled out or not; None when it is a sentence, or has digits."""
    bare = _AFTER.sub("", _BEFORE.sub("", _SPELLING.sub(" ", unicodedata.normalize("NFC", text.strip()))))
    words = [word for word in re.split(r"[\s,]+|(?<=\b\w)[-.](?=\w\b)", bare) if word.strip(".-")]
    if not words or not all(map(_is_name, words)):
        return None
    written = _with_spelling([word.strip(".") for word in words])
    if len(written) > _MOST_WORDS or all(len(word) == 1 for word in written):
        return None
    name = " ".join(_capital(word, " ".join(written)) for word in written)
    return name if len(name) <= LONGEST else None


def _is_name(word: str) -> bool:
    letters = all(unicodedata.category(each)[0] in "LM" or each in "-'’." for each in word)
    plain = fold(word).strip(".")
    return letters and (len(word) == 1 or (plain not in _NO_NAME and count((plain,)) is None))


def _with_spelling(words: Sequence[str]) -> list[str]:
    """Put letters together; a name that is said and then spelled is as it is spelled."""
    start = len(words)
    while start and len(words[start - 1]) == 1 and words[start - 1].isascii():
        start -= 1
    if len(words) - start < _SPELLED_FROM:
        return list(words)
    spelled = "".join(words[start:]).lower()
    return [*(_before_spelling(words[:start], spelled)), spelled]


def _before_spelling(said: Sequence[str], spelled: str) -> Sequence[str]:
    """Return the words that the spelling does not repeat: the last begins alike, or all together are it."""
    if "".join(said).lower() == spelled:
        return ()
    return said[:-1] if said and said[-1][0].lower() == spelled[0] else said


def _capital(word: str, name: str) -> str:
    """Give a capital to a name that came without, or all in capitals; ``McDonald`` and ``van Dyck`` stay."""
    particle = word in _PARTICLES and not name.islower()
    if particle or not (word.islower() or word.isupper()):
        return word
    return re.sub(r"(?:^|(?<=[-'’]))\w", lambda match: match[0].upper(), word.lower())


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name."""

    name: str = "name"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that it cannot be typed."""
        return None

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return nothing: it cannot be typed."""
        return None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the name said: ``my name is Ann Lee``, ``Smith, s m y t h e``, ``मेरा नाम राम है``."""
        return corrected(words, spoken_name) if len(words) <= MAX_CHARACTERS else None

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the name."""
        return str(value)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the name, then its letters."""
        words = (", ".join(word.upper()) for word in str(value).split() if word.isascii())
        letters = "; ".join(words)
        return f"{value}: {letters}" if letters else str(value)

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything at all."""
        phrases = ("मेरा नाम",) if tongue(context.language) == "hi" else ("my name is",)
        return Expected(phrases, "open", language=context.language, end_silence_ms=END_SILENCE_MS)
