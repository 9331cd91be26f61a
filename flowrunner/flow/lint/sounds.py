"""What a phrase sounds like over the telephone: a rough spelling by sound, in which what is often confused is the same.

A telephone cuts everything above 3.4 kHz, which is where ``f`` and ``s``, ``m`` and ``n``, ``p`` and ``b`` differ. So
voiced and unvoiced consonants count as one, and so do nasals. Spelling decides about the rest: good enough to warn of
``sales`` and ``sails``, ``billing`` and ``filling``, ``thirteen`` and ``thirty``.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DIGRAPHS = (
    ("tion", "cVn"),
    ("sion", "cVn"),
    ("tch", "c"),
    ("sch", "sk"),
    ("ch", "c"),
    ("sh", "c"),
    ("dge", "c"),
    ("ph", "f"),
    ("th", "f"),
    ("ck", "k"),
    ("qu", "kw"),
    ("igh", "I"),
    ("our", "or"),
    ("gh", ""),
    ("wh", "w"),
    ("ee", "E"),
    ("ea", "E"),
    ("ie", "E"),
    ("ai", "A"),
    ("ay", "A"),
    ("ei", "A"),
    ("ey", "E"),
    ("oa", "O"),
    ("ow", "O"),
    ("oo", "U"),
    ("ew", "U"),
    ("ue", "U"),
    ("ou", "U"),
    ("oi", "Y"),
    ("oy", "Y"),
    ("uy", "I"),
    ("au", "o"),
    ("aw", "o"),
)
_SPELLINGS = dict(_DIGRAPHS)
_DIGRAPH = re.compile("|".join(spelling for spelling, _ in _DIGRAPHS))
_SILENT_START = re.compile(r"^(?:k(?=n)|w(?=r)|p(?=s)|g(?=n))")
_LONG_VOWEL = re.compile(r"([aeiou])([bcdfgklmnprstvz])e\b")
_SOFT = re.compile(r"c(?=[eiyE])")
_SOFT_G = re.compile(r"g(?=[eiyE])")
_ONLY_Y = re.compile(r"^([^aeiou]+)ye?$")
_FINAL_Y = re.compile(r"(?<=[^aeiouAEIOU])y$")
_ALIKE = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "q": "k", "c": "k", "v": "f", "z": "s", "j": "C", "n": "m", "x": "ks", "h": ""}
)
_HINDI = str.maketrans("खघछझठडढथदधफबभणनशषीूँऔऐ", "ककचचटटटतततपपपममससिुंओए", "्")
_DOUBLE = re.compile(r"(.)\1+")
_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=4096)
def sound_of(word: str) -> str:
    """Return what a folded word sounds like."""
    if not _LETTERS.fullmatch(word):
        return _DOUBLE.sub(r"\1", word.translate(_HINDI))
    sound = _SILENT_START.sub("", word)
    sound = _ONLY_Y.sub(r"\1I", sound)
    sound = _LONG_VOWEL.sub(lambda found: found[1].upper() + found[2], sound)
    sound = _DIGRAPH.sub(lambda found: _SPELLINGS[found[0]].replace("c", "\0"), sound)
    sound = _SOFT_G.sub("j", _SOFT.sub("s", sound))
    sound = _FINAL_Y.sub("E", sound)
    sound = sound.translate(_ALIKE).replace("\0", "C").replace("V", "e")
    sound = re.sub(r"(?<=.)e$", "", sound)
    return _DOUBLE.sub(r"\1", sound)


def within_one(one: str, other: str) -> bool:
    """Whether two sounds differ in at most one place: added, lost or another."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[same + (len(one) == len(other)) :] == other[same + 1 :]
