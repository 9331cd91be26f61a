"""What the values of a template can do: compare, calculate, become text. Nothing here can take long.

The rules an author relies on:

* Empty (``None``) is false, renders as nothing, counts as 0 in arithmetic, and is neither less nor more than anything.
* Text that reads as a number is that number beside a number: ``code == 42`` holds for the typed digits ``42``.
* Text that reads as a date is that date beside a date.
* Two values that have no order are not in order: ``'abc' < 3`` is false, and no call ends over it.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

MAX_TEXT = 4_000
"""Characters that a template may produce, or hand to a filter."""
MAX_NUMBER = 10**18
MAX_ITEMS = 100
"""Items of a list that is turned into text."""

_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,18}(\.[0-9]{1,12})?\s*\Z")


class UnfitValue(ValueError):  # noqa: N818 - a fact about the value, named like one
    """A value cannot be used like that; the text never holds the value itself."""


def as_number(value: object) -> int | float | None:
    """Return the number that ``value`` is or reads as, else None."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and len(value) <= 40 and (match := _NUMBER.match(value)):
        return float(value) if match[1] else int(value)
    return None


def as_date(value: object) -> date | None:
    """Return the day that ``value`` is or reads as (ISO 8601), else None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not 8 <= len(value) <= 40:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def checked(value: object) -> object:
    """Return ``value`` unless it is larger than any call needs; raises UnfitValue."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise UnfitValue(f"the text is longer than {MAX_TEXT} characters")
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        raise UnfitValue("the number is too large")
    if isinstance(value, float) and not (math.isfinite(value) and abs(value) <= MAX_NUMBER):
        raise UnfitValue("the number is too large")
    return value


def to_text(value: object) -> str:
    """Return ``value`` as it is spoken or sent: no ``.0``, no ``None``, no quotes; raises UnfitValue."""
    checked(value)
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case Mapping():
            raise UnfitValue("this is a whole object: name the part of it that is wanted")
        case Sequence():
            return _list_to_text(value)
    return str(value)


def _list_to_text(items: Sequence[object]) -> str:
    if len(items) > MAX_ITEMS:
        raise UnfitValue(f"the list has more than {MAX_ITEMS} items")
    if any(isinstance(item, Mapping | list | tuple) for item in items):
        raise UnfitValue("this is a list of objects: name the part of it that is wanted")
    return str(checked(", ".join(to_text(item) for item in items)))


def join(items: Sequence[object]) -> str:
    """Return the items as one text."""
    return str(checked("".join(to_text(item) for item in items)))


def _alike(left: object, right: object) -> tuple[object, object]:
    """Bring a text beside a number or a date to that kind."""
    for kind, read in ((int | float, as_number), (date, as_date)):
        if isinstance(left, kind) or isinstance(right, kind):
            one, other = read(left), read(right)
            return (left, right) if one is None or other is None else (one, other)
    return left, right


def equal(left: object, right: object) -> bool:
    """Whether two values are the same."""
    one, other = _alike(left, right)
    return one == other


def _order(compare: Callable[[Any, Any], object]) -> Callable[[object, object], bool]:
    def ordered(left: object, right: object) -> bool:
        one, other = _alike(left, right)
        if isinstance(one, str) and isinstance(other, str):
            numbers = as_number(one), as_number(other)
            one, other = (one, other) if None in numbers else numbers
        try:
            return bool(compare(one, other))
        except TypeError:
            return False

    return ordered


def _contains(item: object, container: object) -> bool:
    if isinstance(container, str):
        return item is not None and to_text(item) in container
    if isinstance(container, Mapping):
        return isinstance(item, str) and item in container
    if isinstance(container, Sequence):
        return any(equal(item, each) for each in container[:MAX_ITEMS])
    return False


COMPARISONS: Mapping[str, Callable[[object, object], bool]] = {
    "eq": equal,
    "ne": lambda left, right: not equal(left, right),
    "lt": _order(operator.lt),
    "lteq": _order(operator.le),
    "gt": _order(operator.gt),
    "gteq": _order(operator.ge),
    "in": _contains,
    "notin": lambda left, right: not _contains(left, right),
}


def _operand(value: object) -> int | float:
    number = 0 if value is None or value == "" else as_number(value)
    if number is None:
        raise UnfitValue("only numbers can be calculated with")
    checked(number)
    return number


def _arithmetic(compute: Callable[[int | float, int | float], object]) -> Callable[[object, object], object]:
    def calculate(left: object, right: object) -> object:
        try:
            return checked(compute(_operand(left), _operand(right)))
        except (ZeroDivisionError, OverflowError):
            raise UnfitValue("this divides by zero") from None

    return calculate


_plus = _arithmetic(operator.add)


def add(left: object, right: object) -> object:
    """Return the sum; two texts are joined, as Jinja does."""
    if isinstance(left, str) and isinstance(right, str):
        return join((left, right))
    return _plus(left, right)


ARITHMETIC: Mapping[str, Callable[[object, object], object]] = {
    "add": add,
    "sub": _arithmetic(operator.sub),
    "mul": _arithmetic(operator.mul),
    "div": _arithmetic(operator.truediv),
    "floordiv": _arithmetic(operator.floordiv),
    "mod": _arithmetic(operator.mod),
}


def part(value: object, key: object) -> object:
    """Return one part of a value that came as data, or None: never an attribute of a Python object."""
    if isinstance(value, Mapping):
        return value.get(key) if isinstance(key, str) else None
    if isinstance(value, list | tuple) and isinstance(key, int) and -len(value) <= key < len(value):
        return value[key]
    return None
