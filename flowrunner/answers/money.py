"""An amount of money in the currency of the caller's country.

``Twelve fifty`` without a unit is 12.50 where prices are said like that, and 1,250 in India. An amount in another
currency is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.cardinals import Found, cardinal, word
from flowrunner.answers.digits import spoken_digits
from flowrunner.answers.expected import Expected
from flowrunner.answers.number import END_SILENCE_MS, LONGEST, plain, twice, typed_number
from flowrunner.answers.words import FILLERS, corrected, lexicon, tokens, without_frame
from flowrunner.flow.saying import say_digits, say_number, tongue

_AROUND = FILLERS - {"a"} | lexicon("amount total payment to pay sum of sorry राशि रकम कुल चाहिए देना देने")
_AND = lexicon("and और")


@dataclass(frozen=True, slots=True)
class _Currency:
    """Its name for one and for many, that of its hundredth, and other words for either."""

    unit: tuple[str, str]
    minor: tuple[str, str]
    words: frozenset[str]
    minor_words: frozenset[str]
    pairs: bool = True
    """Whether ``twelve fifty`` is 12.50."""


_DOLLAR = _Currency(
    ("dollar", "dollars"), ("cent", "cents"), lexicon("$ dollar dollars buck bucks usd डॉलर"), lexicon("cent cents सेंट")
)
_POUND = _Currency(
    ("pound", "pounds"), ("penny", "pence"), lexicon("£ pound pounds quid gbp"), lexicon("p penny pence pennies")
)
_EURO = _Currency(("euro", "euros"), ("cent", "cents"), lexicon("€ euro euros eur"), lexicon("cent cents"))
_RUPEE = _Currency(
    ("rupee", "rupees"),
    ("paisa", "paise"),
    lexicon("₹ rupee rupees rs inr rupaye rupay रुपये रुपए रुपया रूपये रूपए रुपयों"),
    lexicon("paisa paise पैसे पैसा"),
    pairs=False,
)
_BY_COUNTRY: Mapping[str, _Currency] = {
    **dict.fromkeys(("US", "CA", "AU", "NZ", "SG", "HK"), _DOLLAR),
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "LU", "NL", "PT"), _EURO),
    "GB": _POUND,
    "IN": _RUPEE,
}
_HINDI_NAMES: Mapping[str, str] = {"rupee": "रुपये", "dollar": "डॉलर", "paisa": "पैसे", "cent": "सेंट"}


def currency_of(context: AnswerContext) -> _Currency:
    """Return the currency of the caller's country; dollars where it is not known."""
    return _BY_COUNTRY.get(context.region, _DOLLAR)


def spoken_money(text: str, currency: _Currency) -> Decimal | None:
    """Return the amount that ``text`` says and nothing else."""
    words = without_frame(tokens(text), _AROUND)
    if words and words[0] in currency.words:
        words = words[1:]
    if words[:1] == ("a",) and word(words, 1) in currency.words:
        words = ("one", *words[1:])
    found = _minor(words, 0, currency) or _major(words, currency)
    return found[0] if found and found[1] == len(words) else None


def _major(words: Sequence[str], currency: _Currency) -> Found | None:
    """Read an amount with its unit, if any, and hundredths, if any."""
    found = cardinal(words)
    if found is None:
        return None
    whole, place = found
    if word(words, place) not in currency.words:
        return found if place == len(words) else _bare_pair(words, found, currency)
    place += 1 + (word(words, place + 1) in _AND)
    rest = _minor(words, place, currency) or _hundredths(words, place)
    return (whole + rest[0], rest[1]) if rest and whole == int(whole) else (whole, place)


def _minor(words: Sequence[str], start: int, currency: _Currency) -> Found | None:
    """Read ``fifty cents``."""
    found = _hundredths(words, start)
    return (found[0], found[1] + 1) if found and word(words, found[1]) in currency.minor_words else None


def _hundredths(words: Sequence[str], start: int) -> Found | None:
    found = cardinal(words, start)
    return (found[0] / 100, found[1]) if found and found[0] < 100 and found[0] == int(found[0]) else None


def _bare_pair(words: Sequence[str], found: Found, currency: _Currency) -> Found | None:
    """Read ``twelve fifty`` as a price or as a number, as the country does, and ``one two five`` as 125."""
    rest = cardinal(words, found[1])
    if currency.pairs and rest and rest[1] == len(words) and 10 <= rest[0] < 100 and found[0] == int(found[0]):
        return found[0] + rest[0] / 100, rest[1]
    digits = spoken_digits(" ".join(words))
    return (Decimal(digits), len(words)) if digits and len(digits) <= LONGEST else None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, kept as a number with at most two decimals."""

    name: str = "money"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that star is the decimal point."""
        return Keypad(1, LONGEST, star=True)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the amount typed; star is the decimal point."""
        return _allowed(typed_number(keys), context)

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the amount said: ``twelve dollars fifty``, ``$12.50``, ``डेढ़ सौ रुपये``."""
        currency = currency_of(context)
        return corrected(words, lambda text: _allowed(spoken_money(text, currency), context))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the amount with its units: ``12 dollars and 50 cents``."""
        currency, cents = currency_of(context), round(Decimal(str(value)) * 100)
        parts = [(cents // 100, currency.unit)] if cents >= 100 or not cents else []
        parts += [(cents % 100, currency.minor)] if cents % 100 else []
        joint = " " if tongue(context.language) == "hi" else " and "
        return joint.join(_counted(count, names, context.language) for count, names in parts)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the amount, then its digits."""
        exact = round(Decimal(str(value)), 2 if isinstance(value, float) else 0)
        return twice(self.read_back(value, context), say_digits(exact, context.language))

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything at all."""
        return Expected((), "open", language=context.language, end_silence_ms=END_SILENCE_MS)


def _counted(count: int, names: tuple[str, str], language: str) -> str:
    name = names[count != 1]
    if tongue(language) == "hi":
        name = _HINDI_NAMES.get(names[0], name)
    return f"{say_number(count, language)} {name}"


def _allowed(amount: Decimal | None, context: AnswerContext) -> int | float | None:
    if amount is None or round(amount, 2) != amount:
        return None
    value = plain(amount)
    return value if context.allows(value) else None
