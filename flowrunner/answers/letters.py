"""Letters and digits as callers spell them: ``b as in boy``, ``bravo``, ``double t``, ``zed``, ``one two``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flowrunner.answers.cardinals import count, word
from flowrunner.answers.words import lexicon, spellings

ALPHABET = """
    Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar Papa
    Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu
"""
"""The words of the radio alphabet, from A on."""
RADIO: Mapping[str, str] = {each[0]: each for each in ALPHABET.split()}
_HINDI_LETTERS = """
    ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड
"""
_NAMES: Mapping[str, str] = {
    **{each.lower(): letter.lower() for letter, each in RADIO.items()},
    **dict(zip(spellings(_HINDI_LETTERS), "abcdefghijklmnopqrstuvwxyz", strict=True)),
    **{name: name[0] for name in spellings("alfa juliett whisky bee dee jay kay vee zee zed")},
    **{name: name[0] for name in spellings("cee gee tee")},
    "eff": "f",
    "aitch": "h",
    "haitch": "h",
    "ell": "l",
    "ess": "s",
    **dict.fromkeys(spellings("डबल्यू"), "w"),
}
_LETTERS_LIKE = "be/b see/c sea/c eye/i el/l em/m en/n pea/p pee/p queue/q cue/q are/r tea/t you/u why/y ex/x"
_DIGITS_LIKE = "won/1 to/2 too/2 for/4 fore/4 ate/8"
_SOUND_ALIKE: Mapping[str, str] = {each[:-2]: each[-1] for each in f"{_LETTERS_LIKE} {_DIGITS_LIKE}".split()}
"""What a recognizer writes for a letter or a digit; believed only beside what can be nothing else."""
_REPEATS: Mapping[str, int] = {**dict.fromkeys(spellings("double डबल"), 2), **dict.fromkeys(("triple", "treble"), 3)}
_AS_IN = (("as", "in"), ("like", "in"), ("is", "for"), ("as",), ("for",), ("like",), spellings("फ़ॉर"), ("से",))
_UNSAID = lexicon("capital uppercase lowercase small letter letters digit digits number upper lower case बड़ा छोटा अक्षर")

Spelled = tuple[str, int]
"""Letters and digits, and the place after the words for them."""


def is_sure(words: Sequence[str], place: int) -> bool:
    """Whether the word can hardly be anything but a letter or a digit."""
    current = words[place]
    return len(current) == 1 or current.isdecimal() or current in _NAMES or count(words, place) is not None


def spelled_out(words: Sequence[str], place: int) -> Spelled | None:
    """Return the letter or digits that the next words say; nothing for ``capital`` and the like."""
    current = words[place]
    if current in _UNSAID:
        return "", place + 1
    if current in _REPEATS:
        return _repeated(words, place)
    if current.isdecimal() or current == "oh":
        return ("0" if current == "oh" else current), place + 1
    letter = _letter(current)
    if letter:
        return letter, _after_example(words, letter, place + 1)
    found = count(words, place)
    if found is not None:
        return str(found[0]), found[1]
    alike = _SOUND_ALIKE.get(current)
    return (alike, _after_example(words, alike, place + 1)) if alike else None


def _letter(current: str) -> str | None:
    return current if len(current) == 1 and current.isascii() and current.isalpha() else _NAMES.get(current)


def _repeated(words: Sequence[str], place: int) -> Spelled | None:
    """Read ``double t``; ``double u`` is a w."""
    if word(words, place + 1) in ("u", "you"):
        return "w", _after_example(words, "w", place + 2)
    again = spelled_out(words, place + 1) if place + 1 < len(words) else None
    return (again[0] * _REPEATS[words[place]], again[1]) if again and len(again[0]) == 1 else None


def _after_example(words: Sequence[str], letter: str, place: int) -> int:
    """Return the place after ``as in boy``, if that follows, or after the end of ``x ray``."""
    if letter == "x" and word(words, place) == "ray":
        return place + 1
    for link in _AS_IN:
        end = place + len(link)
        example = word(words, end)
        if tuple(words[place:end]) == link and len(example) > 1 and (example[0] == letter or not example.isascii()):
            return end + 1
    return place
