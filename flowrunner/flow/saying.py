"""How values are said, in English and Hindi: numbers, days, times of day, telephone numbers, letters.

The filters of templates and the read-backs of answers both say values with these functions, so that a caller hears one
value in one way. Numerals stay numerals, because every voice reads those of its language. Another language than Hindi
gets English.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "hi": ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
}
"""From Monday on."""
_ENGLISH_MONTHS = "January February March April May June July August September October November December"
_HINDI_MONTHS = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"
MONTHS = {"en": tuple(_ENGLISH_MONTHS.split()), "hi": tuple(_HINDI_MONTHS.split())}
_PARTS_OF_THE_DAY = ((4, "रात"), (12, "सुबह"), (16, "दोपहर"), (20, "शाम"), (24, "रात"))
"""In Hindi: the hour at which each ends."""
_LAKH, _CRORE = 10**5, 10**7


def tongue(language: str) -> str:
    """Return ``hi`` or ``en``: the language in which values are said to callers of ``language`` (BCP 47)."""
    return "hi" if language.partition("-")[0].lower() == "hi" else "en"


def say_number(number: Decimal | float, language: str, places: int = 0) -> str:
    """Return a number in numerals, thousands marked; with ``places`` decimals if it is not whole.

    ``1,250`` and ``12.5``; for India ``1 lakh 25,000`` in English and ``1,25,000`` in Hindi.
    """
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    digits = f"{abs(exact):f}" if not places or exact == int(exact) else f"{abs(exact):.{places}f}"
    whole, _, fraction = digits.partition(".")
    fraction = fraction if places else fraction.rstrip("0")
    decimals = f".{fraction}" if fraction.strip("0") else ""
    return _minus(language) * (exact < 0) + _grouped(int(whole), decimals, language)


def say_digits(number: Decimal, language: str) -> str:
    """Return a number digit by digit: ``minus 1 2 point 5``."""
    point = " दशमलव " if tongue(language) == "hi" else " point "
    parts = f"{abs(number):f}".split(".")
    return _minus(language) * (number < 0) + point.join(" ".join(part) for part in parts)


def _minus(language: str) -> str:
    return "माइनस " if tongue(language) == "hi" else "minus "


def _grouped(whole: int, decimals: str, language: str) -> str:
    if tongue(language) == "hi" and whole >= _LAKH:
        return f"{_pairs(whole // 1000)},{whole % 1000:03}{decimals}"
    if language.lower() != "en-in" or whole < _LAKH:
        return f"{whole:,}{decimals}"
    scaled = ((whole // _CRORE, "crore"), (whole % _CRORE // _LAKH, "lakh"))
    rest = f"{whole % _LAKH:,}{decimals}"
    return " ".join([*(f"{count:,} {scale}" for count, scale in scaled if count), *([rest] if rest != "0" else [])])


def _pairs(whole: int) -> str:
    return f"{whole}" if whole < 100 else f"{_pairs(whole // 100)},{whole % 100:02}"


def say_day(day: date, language: str, *, year: bool = True) -> str:
    """Return a day as ``Friday, December 25, 2026``, with or without the year."""
    tongue_ = tongue(language)
    name, month = DAYS[tongue_][day.weekday()], MONTHS[tongue_][day.month - 1]
    if tongue_ == "hi":
        return f"{name}, {day.day} {month}" + (f" {day.year}" if year else "")
    return f"{name}, {month} {day.day}" + (f", {day.year}" if year else "")


def say_time(moment: time, language: str) -> str:
    """Return a time of day as ``9 AM`` or ``2:05 PM``."""
    hour = moment.hour % 12 or 12
    if tongue(language) == "hi":
        part = next(name for end, name in _PARTS_OF_THE_DAY if moment.hour < end)
        return f"{part} {hour} बजकर {moment.minute} मिनट" if moment.minute else f"{part} {hour} बजे"
    half = "AM" if moment.hour < 12 else "PM"
    return f"{hour}:{moment.minute:02} {half}" if moment.minute else f"{hour} {half}"


def say_phone(text: str, language: str) -> str:
    """Return a telephone number digit by digit, in groups: ``plus 1, 5 5 5, 0 1 0, 0 0 0 1``."""
    digits = "".join(character for character in text if character in "0123456789")
    international = text.strip().startswith("+") and bool(digits)
    from_end = (10, 5, 0) if international and digits.startswith("91") and len(digits) == 12 else (10, 7, 4, 0)
    cuts = [0, *(len(digits) - each for each in from_end if each <= len(digits))]
    return say_groups([digits[start:end] for start, end in pairwise(cuts)], language, plus=international)


def say_groups(groups: Iterable[str], language: str, *, plus: bool = False) -> str:
    """Return groups of digits, each digit by itself, with a pause between the groups."""
    sign = "प्लस " if tongue(language) == "hi" else "plus "
    return sign * plus + ", ".join(" ".join(group) for group in groups if group)


def spell(text: str) -> str:
    """Return the letters and digits one by one: ``1234`` as ``1 2 3 4``."""
    return " ".join("".join(text.split()))
