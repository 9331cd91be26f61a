"""A time of day, kept as ``21:30``.

One rule settles what people leave out. A time without a part of the day (``nine thirty``) is the one between seven in
the morning and seven in the evening; if the limits allow only the other, it is the other. Hours from 13 on, 0, and
numerals with a leading nought (``09:30``) are read on the 24-hour clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.expected import Expected
from flowrunner.answers.symbols import Glossary
from flowrunner.answers.words import corrected
from flowrunner.flow.saying import say_time, tongue

END_SILENCE_MS = 700
_FIRST_OF_THE_DAY = 7
"""From this hour until this hour in the evening, a bare time is meant."""

_NOTHING = """
    can we do,can we,can i,can i come,could we,could i,could i come,is it possible,possible,do,ish,
    the,at,on,it,its,is,was,um,uh,er,erm,oh well,well,so,like,okay,ok,yes,yeah,please,thanks,thank you,
    id like,i would like,id prefer,lets say,lets do,say,how about,what about,make it,i think,maybe,
    around,about,approximately,sharp,exactly,for,be,would be,will be,me,my,i,that,thatll be,would,want,
    i want to,i need,to come,come at,time,works,good,fine,would work,sir,oclock,o clock,um its,hello,hi,
    sometime,बजे,बजकर,बज कर,बज,मिनट पर,को,के,का,की,पर,है,हैं,जी,हाँ,लगभग,करीब,मुझे,चाहिए,में,समय,टाइम,
    ठीक,कृपया,क्लॉक,ओ क्लॉक,ओक्लॉक
"""
_GLOSSARY = Glossary.of(
    {
        "": _NOTHING,
        "am": "am,a m,in the morning,this morning,morning,tomorrow morning,in morning,सुबह,सवेरे,सुबह के,एएम,ए एम",
        "pm": "pm,p m,पीएम,पी एम",
        "afternoon": "in the afternoon,this afternoon,afternoon,दोपहर,दोपहर के",
        "evening": "in the evening,this evening,evening,शाम,सायं,शाम के",
        "night": "at night,in the night,tonight,night,रात,रात के,रात्रि",
        "noon": "noon,midday,mid day,दोपहर बारह",
        "midnight": "midnight,mid night,आधी रात",
        "half": "half",
        "quarter": "quarter,a quarter",
        "past": "past,after",
        "to": "to,till,before,of,बजने में",
        "min": "minutes,minute,mins,min,मिनट",
        "hours": "hours,hour,hrs,an hour,घंटे,घंटा,घंटों",
        "in": "in,बाद",
        "from": "from now,later",
        "now": "now,right now,immediately,straight away,अभी,तुरंत",
        "N0": "oh,o",
        "N100": "hundred",
    }
)
_PARTS = ("am", "pm", "afternoon", "evening", "night")
_HOUR, _MINUTE = r"N(?P<hour>\d{1,2})", r"(?:N(?P<nought>0) )?N(?P<minute>\d{1,2})(?: min| hours)?"


@dataclass(frozen=True, slots=True)
class _Said:
    """An hour and a minute on whichever clock."""

    hour: int
    minute: int = 0
    exact: bool = False
    """On the 24-hour clock."""


def _minutes(match: re.Match[str]) -> _Said | None:
    minute = match["minute"]
    if not match["nought"] and int(minute) < 10 and not minute.startswith("0") and "min" not in match[0]:
        return None
    return _Said(int(match["hour"]), int(minute))


def _past(match: re.Match[str]) -> _Said | None:
    return _Said(int(match["hour"]), int(match["minute"])) if _is_told(match) else None


def _before(match: re.Match[str]) -> _Said | None:
    minute = int(match["minute"])
    return _ahead(int(match["hour"]), 60 - minute) if 0 < minute < 60 and _is_told(match) else None


def _ahead(hour: int, minute: int) -> _Said:
    """Return a minute of the hour before ``hour``."""
    return _Said((hour - 1) % 24, minute, exact=True) if hour > 12 or hour == 0 else _Said(hour - 1 or 12, minute)


def _is_told(match: re.Match[str]) -> bool:
    """Whether minutes before or after an hour are told like that: ``nine to five`` is a working day."""
    return int(match["minute"]) % 5 == 0 or "min" in match[0]


def _fraction(match: re.Match[str]) -> _Said:
    """Read ``N9.5``, from ``साढ़े नौ``."""
    return _Said(int(match[1]), int(float(f"0.{match[2]}") * 60))


def _written(match: re.Match[str]) -> _Said:
    return _Said(int(match[1]), int(match[2]), match[1].startswith("0"))


def _run_together(match: re.Match[str]) -> _Said:
    """Read ``930`` and ``2130``."""
    return _Said(int(match[1]), int(match[2]), match[1].startswith("0"))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Said | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"noon|N12 noon", lambda _: _Said(12, 0, True)),
        (r"midnight|N12 midnight", lambda _: _Said(0, 0, True)),
        (_HOUR, lambda match: _Said(int(match["hour"]))),
        (rf"{_HOUR} {_MINUTE}", _minutes),
        (rf"half (?:past )?{_HOUR}", lambda match: _Said(int(match["hour"]), 30)),
        (rf"quarter past {_HOUR}", lambda match: _Said(int(match["hour"]), 15)),
        (rf"quarter to {_HOUR}", lambda match: _ahead(int(match["hour"]), 45)),
        (rf"{_MINUTE} past {_HOUR}", _past),
        (rf"{_MINUTE} to {_HOUR}", _before),
        (rf"{_HOUR} to {_MINUTE}", _before),
        (r"N(\d+)\.(25|5|75)", _fraction),
        (r"#(\d{1,2})[:.](\d\d)(?: hours)?", _written),
        (r"#(\d{1,2})-(1[3-9]|[2-5]\d)", _written),
        (r"N(\d{1,2})(\d\d)(?: hours)?", _run_together),
        (r"N(\d{1,2}) N(?:0 N0|100)(?: hours)?", lambda match: _Said(int(match[1]), 0, True)),
    )
)


def spoken_time(text: str, context: AnswerContext) -> time | None:
    """Return the time of day that ``text`` says and nothing else."""
    symbols = _without_mishearing(_GLOSSARY.symbols(text).split())
    later = _from_now(" ".join(symbols), context)
    if later is not None:
        return later
    parts = {symbol for symbol in symbols if symbol in _PARTS}
    said = _read(" ".join(symbol for symbol in symbols if symbol not in _PARTS))
    if said is None or len(parts) > 1 or said.hour > 24 or said.minute > 59:
        return None
    hour = _hour(said, parts.pop() if parts else "", context)
    return time(hour, said.minute) if hour is not None else None


def _without_mishearing(symbols: list[str]) -> list[str]:
    """Read ``night`` as nine where it can be no part of the day: beside another one, or as in ``half past night``."""
    if "night" not in symbols:
        return symbols
    place = symbols.index("night")
    others = {symbol for symbol in symbols if symbol in _PARTS} - {"night"}
    misheard = bool(others) or symbols[max(place - 1, 0)] == "past"
    return [*symbols[:place], "N9", *symbols[place + 1 :]] if misheard else symbols


def _read(symbols: str) -> _Said | None:
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(symbols):
            return read(match)
    return None


def _from_now(symbols: str, context: AnswerContext) -> time | None:
    """Read ``now``, ``in half an hour``, ``in twenty minutes``, ``दो घंटे बाद``."""
    if symbols == "now":
        return context.now.time().replace(second=0, microsecond=0, tzinfo=None)
    match = re.fullmatch(r"(?:in )?(half|N[\d.]+)? ?(hours|min)(?P<later> in| from)?", symbols)
    if match is None or not (symbols.startswith("in ") or match["later"]):
        return None
    number = 0.5 if match[1] == "half" else float((match[1] or "N1")[1:])
    if number > 24 * 60:
        return None
    then = context.now + timedelta(minutes=number * (60 if match[2] == "hours" else 1))
    return then.time().replace(second=0, microsecond=0, tzinfo=None)


def _hour(said: _Said, part: str, context: AnswerContext) -> int | None:
    """Return the hour on the 24-hour clock, or None when it does not fit the part of the day."""
    if said.hour == 24:
        return 0 if said.minute == 0 and not part else None
    if part:
        return _within(said.hour, part)
    if said.exact or said.hour == 0 or said.hour > 12:
        return said.hour
    hours = sorted((said.hour % 12, said.hour % 12 + 12), key=lambda hour: not 0 <= hour - _FIRST_OF_THE_DAY < 12)
    return next((hour for hour in hours if context.allows(f"{hour:02}:{said.minute:02}")), hours[0])


_HOURS: Mapping[str, range] = {
    "am": range(12),
    "pm": range(12, 24),
    "afternoon": range(11, 19),
    "evening": range(15, 24),
    "night": range(18, 30),
}
"""The hours of a part of the day; those from 24 on are of the next day."""


def _within(hour: int, part: str) -> int | None:
    """Return the hour that is in a part of the day."""
    turns = (hour,) if hour > 12 else (hour % 12, hour % 12 + 12, hour % 12 + 24)
    return next((turn % 24 for turn in turns if turn in _HOURS[part]), None)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, kept as ``21:30``."""

    name: str = "time"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that up to four digits are typed."""
        return Keypad(1, 4)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the time typed on the 24-hour clock: ``2130``, ``930``, or the hour alone."""
        if not re.fullmatch(r"[0-9]{1,4}", keys):
            return None
        hour, minute = (int(keys), 0) if len(keys) < 3 else (int(keys[:-2]), int(keys[-2:]))
        return _kept(time(hour, minute), context) if hour < 24 and minute < 60 else None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the time said: ``nine thirty in the evening``, ``quarter to six``, ``साढ़े नौ बजे``."""
        return corrected(words, lambda text: _kept(spoken_time(text, context), context))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the time with its part of the day: ``9:30 PM``."""
        return say_time(time.fromisoformat(str(value)), context.language)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the time on both clocks."""
        moment = time.fromisoformat(str(value))
        digits = f"{moment.hour} {moment.minute:02}"
        both = "{}, यानी 24 घंटे की घड़ी में {}" if tongue(context.language) == "hi" else "{}, or {} on the 24-hour clock"
        return both.format(self.read_back(value, context), digits)

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything, most likely a part of the day."""
        phrases = _PHRASES[tongue(context.language)]
        return Expected(phrases, "open", language=context.language, end_silence_ms=END_SILENCE_MS)


_PHRASES = {
    "en": ("o'clock", "in the morning", "in the afternoon", "in the evening", "half past", "quarter to", "noon"),
    "hi": ("बजे", "सुबह", "दोपहर", "शाम", "रात", "साढ़े", "सवा", "पौने"),
}


def _kept(moment: time | None, context: AnswerContext) -> str | None:
    value = moment.strftime("%H:%M") if moment is not None else ""
    return value if value and context.allows(value) else None
