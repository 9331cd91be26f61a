"""Writes text the way a voice should say it.

The voice itself knows dates, times, titles and dollars. What it does not know is done here: keys of the telephone,
markup, pictures, numbers that are read digit by digit (telephone numbers, codes, long or zero-led numbers), rupees, and
runs of letters that nobody could say.
"""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST_WORD = 40
_PIECE = 20
_ONE_GROUP = 5

_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=[^\W\d_])([^*_\n]*[^\W_])\1(?!\w)")
_MONEY = re.compile(r"(?:₹|\bINR|\bRs\b\.?)\s?(\d[\d,]*)(?:\.(\d\d))?(?![\d,]*\d)", re.IGNORECASE)
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_ADDRESS = re.compile(r"\bhttps?://", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d[\d ().-]{5,}\d|\(?\d{3}\)?[ -]\d{3}[ -]\d{4}|\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4})(?![\w-])"
)
_CODE = re.compile(r"\b(?=[A-Z0-9]*[A-Z])(?=(?:[A-Z]*\d){2})[A-Z0-9]{3,}\b")
_QUANTITY = re.compile(r"\d+(?:AM|PM|ST|ND|RD|TH|KM|KG|GB|MB|TB|KB|CM|MM|HZ|K|M)")
_LONG_NUMBER = re.compile(r"(?<![\d.,$£€¥])(?:0\d+|\d{5,})(?![\d]|[.,:/]\d)")
_NUMBERED = re.compile(r"#(?=\d)")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{LONGEST_WORD + 1},}}")
_LOOSE_STOP = re.compile(r" ([.,;:!?])")
_KEY = re.compile(r"[*#]")
_KEYS = str.maketrans({"*": " star ", "#": " hash "})
_LETTER_A = "[A](/ˈA/)"
"""The letter, not the article, in the notation that the voice takes."""


def normalize(text: str) -> str:
    """Return the words to say; empty when there is nothing to say."""
    plain = without_markup(text)
    spoken = _ADDRESS.sub("", _EMAIL.sub(_email, _MONEY.sub(_money, plain)))
    spelled = _LONG_NUMBER.sub(_long_number, _CODE.sub(_code, _PHONE.sub(_phone, spoken)))
    keyed = _NUMBERED.sub("number ", spelled).translate(_KEYS)
    words = _LONG_WORD.sub(_pieces, keyed)
    return _LOOSE_STOP.sub(r"\1", " ".join(words.split()))


def without_markup(text: str) -> str:
    """Return the text without tags, emphasis and pictures; empty when no word is left."""
    plain = _without_pictures(_EMPHASIS.sub(r"\2", html.unescape(_TAG.sub(" ", text))))
    words = " ".join(plain.split())
    return words if any(letter.isalnum() for letter in words) or _KEY.search(words) else ""


def spell(characters: str) -> str:
    """Return letters and digits one by one, more than five of them in groups with a pause between."""
    said = [_LETTER_A if character in "Aa" else character for character in characters]
    if len(said) <= _ONE_GROUP:
        return " ".join(said)
    groups = [said[start : start + 3] for start in range(0, len(said), 3)]
    if len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return ", ".join(" ".join(group) for group in groups)


def _money(match: re.Match[str]) -> str:
    whole = int(match[1].replace(",", ""))
    paise = int(match[2] or 0)
    rupees = f"{whole:,} rupee{'' if whole == 1 else 's'}"
    return f"{rupees} and {paise} paise" if paise else rupees


def _email(match: re.Match[str]) -> str:
    return match[0].replace("@", " at ").replace(".", " dot ").replace("-", " dash ").replace("_", " underscore ")


def _phone(match: re.Match[str]) -> str:
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(spell(group) for group in re.findall(r"\d+", match[0]))


def _code(match: re.Match[str]) -> str:
    return match[0] if _QUANTITY.fullmatch(match[0]) else spell(match[0])


def _long_number(match: re.Match[str]) -> str:
    is_round = match[0].endswith("00") and not match[0].startswith("0")
    return match[0] if is_round else spell(match[0])


def _pieces(match: re.Match[str]) -> str:
    word = match[0]
    return " ".join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))


def _without_pictures(text: str) -> str:
    return "".join(_said(character) for character in text)


def _said(character: str) -> str:
    if character == "°":
        return character
    category = unicodedata.category(character)
    if category[0] == "Z" or category == "Cc":
        return " "
    return "" if category[0] == "C" or category in ("So", "Sk") or character in "\ufe0e\ufe0f\u20e3" else character
