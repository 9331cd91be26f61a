"""A telephone number, kept in E.164: ``+15550100001``. Which number a caller means depends on the country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.digits import AROUND, END_SILENCE_MS, spoken_digits
from flowrunner.answers.expected import Expected
from flowrunner.answers.words import corrected, fold, tokens, without_frame
from flowrunner.flow.saying import say_groups

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

SHORTEST, LONGEST = 4, 15
_PLUS = re.compile(r"\+|(?<!\S)(?:plus|प्लस)(?!\S)")
_INDIA = 91


def spoken_phone(text: str) -> str | None:
    """Return the digits that ``text`` says, with ``+`` before them if that was said."""
    before, plus, after = _parted(fold(text))
    if not plus:
        return spoken_digits(text)
    if without_frame(tokens(before), AROUND):
        return None
    digits = spoken_digits(after)
    return f"+{digits}" if digits else None


def _parted(text: str) -> tuple[str, bool, str]:
    parts = _PLUS.split(text, maxsplit=1)
    return parts[0], len(parts) > 1, parts[-1]


def e164(dialled: str, region: str) -> str | None:
    """Return the international form of a number as dialled in a country; None if no number has such a length.

    Whether the number is in use is not asked: numbering plans change faster than installations.
    """
    # half a megabyte of numbering plans, which a flow without such a question never needs
    import phonenumbers

    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def _groups(value: str, region: str) -> tuple[list[str], bool]:
    """Return the digits in the groups of their country, and whether they begin with a country code."""
    import phonenumbers

    number = phonenumbers.parse(value, None)
    abroad = region not in phonenumbers.region_codes_for_country_code(number.country_code or 0)
    groups = re.findall(r"\d+", phonenumbers.format_number(number, _style(number, abroad=abroad)))
    # in India the leading nought is written but hardly said
    return (groups[1:] if number.country_code == _INDIA and not abroad else groups), abroad


def _style(number: PhoneNumber, *, abroad: bool) -> int:
    import phonenumbers

    style = phonenumbers.PhoneNumberFormat
    return style.INTERNATIONAL if abroad or number.country_code == _INDIA else style.NATIONAL


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, kept as ``+15550100001``."""

    name: str = "phone"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that digits are typed, after star for plus."""
        return Keypad(SHORTEST, LONGEST + 1, star=True)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the number typed; a star before it is the plus of a country code."""
        dialled = f"+{keys[1:]}" if keys.startswith("*") else keys
        return e164(dialled, context.region) if re.fullmatch(r"\+?[0-9]{4,18}", dialled) else None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the number said: ``plus nine one ninety eight ...``, ``double five five oh one ...``."""
        return corrected(words, lambda text: _number(text, context.region))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the digits in groups; the country code only if it is another country's."""
        groups, abroad = _groups(str(value), context.region)
        return say_groups(groups, context.language, plus=abroad)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the digits with a pause after each."""
        groups, abroad = _groups(str(value), context.region)
        return say_groups("".join(groups), context.language, plus=abroad)

    def expected(self, context: AnswerContext) -> Expected:
        """Return a string of digits."""
        return Expected((), "digits", SHORTEST, LONGEST, context.language, END_SILENCE_MS)


def _number(text: str, region: str) -> str | None:
    dialled = spoken_phone(text)
    return e164(dialled, region) if dialled else None
