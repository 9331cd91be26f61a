"""The small functions that a template is made of: each takes the values of the call and returns one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from flowrunner.flow import values
from flowrunner.flow.values import UnfitValue

Value = object
Scope = Mapping[str, object]
Evaluate = Callable[[Scope], Value]

LANGUAGE = "__language__"
"""The name under which a scope holds the caller's language (BCP 47); no template can write it."""


class TemplateSyntax(ValueError):  # noqa: N818 - a finding for the author, which becomes a diagnostic
    """An author's template cannot be read; ``offset`` and ``length`` say where."""

    def __init__(
        self, message: str, offset: int, code: str = "template-syntax", hint: str | None = None, length: int = 2
    ) -> None:
        self.message = message
        self.offset = offset
        self.length = length
        self.code = code
        self.hint = hint
        self.others: tuple[TemplateSyntax, ...] = ()
        """What else is wrong with the same text."""
        self.references: tuple[Reference, ...] = ()
        """The names that the readable parts of the same text use."""
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Reference:
    """One use of a name: ``call.extra.shop`` is the name ``call`` with the path ``extra``, ``shop``."""

    kind: Literal["variable", "function", "language"]
    """``language``: the text depends on the language that the caller hears."""
    name: str
    path: tuple[str, ...] = ()
    arguments: tuple[object, ...] = ()
    """Of a function: the values it is called with, None where that is not fixed."""
    offset: int = 0


def constant(value: Value) -> Evaluate:
    """Return ``value``."""
    return lambda scope: value


def lookup(name: str) -> Evaluate:
    """Read a variable; one that is not there is empty."""
    return lambda scope: scope.get(name)


def language() -> Evaluate:
    """Read the language that the caller hears, for what is said in words."""
    return lambda scope: scope.get(LANGUAGE) or "en-US"


def follow(run: Evaluate, path: Sequence[str]) -> Evaluate:
    """Read a part of a part of data."""

    def evaluate(scope: Scope) -> Value:
        value = run(scope)
        for key in path:
            value = values.part(value, key)
        return value

    return evaluate


def item(run: Evaluate, key: Evaluate) -> Evaluate:
    """Read ``run[key]``."""
    return lambda scope: values.part(run(scope), key(scope))


def calculate(operation: str, left: Evaluate, right: Evaluate) -> Evaluate:
    """Calculate with two numbers."""
    compute = values.ARITHMETIC[operation]
    return lambda scope: compute(left(scope), right(scope))


def compare(first: Evaluate, rest: Sequence[tuple[str, Evaluate]]) -> Evaluate:
    """Compare a chain such as ``1 < x <= 3``."""
    steps = [(values.COMPARISONS[operation], evaluate) for operation, evaluate in rest]

    def run(scope: Scope) -> Value:
        left = first(scope)
        for holds, evaluate in steps:
            right = evaluate(scope)
            if not holds(left, right):
                return False
            left = right
        return True

    return run


def both(left: Evaluate, right: Evaluate) -> Evaluate:
    """``left and right``."""
    return lambda scope: left(scope) and right(scope)


def either(left: Evaluate, right: Evaluate) -> Evaluate:
    """``left or right``."""
    return lambda scope: left(scope) or right(scope)


def negation(run: Evaluate) -> Evaluate:
    """``not run``."""
    return lambda scope: not run(scope)


def conditional(test: Evaluate, then: Evaluate, other: Evaluate) -> Evaluate:
    """``then if test else other``."""
    return lambda scope: then(scope) if test(scope) else other(scope)


def concat(runs: Sequence[Evaluate]) -> Evaluate:
    """Join as text, as ``~`` does."""
    return lambda scope: values.join([run(scope) for run in runs])


def listing(runs: Sequence[Evaluate]) -> Evaluate:
    """``[a, b]``."""
    return lambda scope: [run(scope) for run in runs]


def filtered(run: Evaluate, change: Callable[..., object], arguments: Sequence[Evaluate]) -> Evaluate:
    """Pass a value through a filter."""
    return lambda scope: values.checked(change(run(scope), *(each(scope) for each in arguments)))


def call(name: str, arguments: Sequence[Evaluate]) -> Evaluate:
    """Call a function of the language, which the scope supplies under its own name."""

    def run(scope: Scope) -> Value:
        function = scope.get(name)
        if not callable(function):
            raise UnfitValue(f"{name} is not there")
        return cast("Value", function(*(each(scope) for each in arguments)))

    return run
