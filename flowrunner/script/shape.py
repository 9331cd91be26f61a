"""What can be wrong with a test file by itself, without its flow.

The shape is ``schemas/test.schema.json``; here is what a schema cannot say, or not in words that help.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Span
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.schema import check_shape
from flowrunner.flow.source import Data, Path, Source
from flowrunner.flow.spelling import nearest

BARE = ("silence", "hangup", "ended")
"""Steps without a value."""
EXPECTATIONS = frozenset({"bot", "at_state", "transferred", "sms", "ended"})
STEPS = ("bot", "caller", "press", "wait", "at_state", "transferred", "sms", *BARE)
COMPANIONS: Mapping[str, frozenset[str]] = {
    "during": frozenset({"caller", "press"}),
    "confidence": frozenset({"caller"}),
}
"""Keys that stand beside others."""
BEGIN = "begin each test with `- test: what it shows`"
EXPECT = "add a step such as `- bot: Welcome*`, `- at_state: menu`, `- transferred: ...` or `- ended`"

_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?\Z")


def check_test_file(source: Source) -> tuple[Source, list[Diagnostic]]:
    """Return the file with its keys as they were meant, and what is wrong with it."""
    if found := list(_not_tests(source)):
        return source, found
    source, found = check_shape(source, "test")
    words = dict(_words(source))
    found = [replace(each, hint=words[each.span]) if each.span in words else each for each in found]
    for number, test in tests_of(source):
        found += _problems(source, (number,), test)
    return source, [*found, *_doubles(source)]


def tests_of(source: Source) -> Iterator[tuple[int, Mapped]]:
    """Yield each test with its place."""
    for number, test in enumerate(source.data if isinstance(source.data, list) else ()):
        yield number, mapping(test)


def moment(text: str) -> datetime | None:
    """Return the day and time that a text names, or None when there is no such day or time."""
    found = _MOMENT.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _error(source: Source, code: str, message: str, span: Span, hint: str | None = None) -> Diagnostic:
    return Diagnostic(code, "error", message, span, hint, source.path)


def _not_tests(source: Source) -> Iterator[Diagnostic]:
    if not isinstance(source.data, list):
        yield _error(source, "wrong-type", "a test file is a list of tests", source.span(()), BEGIN)
        return
    for number, test in enumerate(source.data):
        if not isinstance(test, dict):
            yield _error(source, "wrong-type", "this is not a test", source.span((number,)), BEGIN)


def _steps(path: Path, test: Mapped) -> Iterator[tuple[Path, Data]]:
    steps = test.get("call")
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        yield (*path, "call", number), step


def _words(source: Source) -> Iterator[tuple[Span, str | None]]:
    """Yield a hint for each step that is a single text and none of those that may be."""
    for number, test in tests_of(source):
        for path, step in _steps((number,), test):
            if isinstance(step, str) and step not in BARE:
                yield source.span(path), _meant(step)


def _meant(step: str) -> str | None:
    word, _, rest = step.partition(" ")
    near = nearest(word, STEPS)
    if near is None:
        return None
    return f"did you mean `{near}`?" if near in BARE else f"write `- {near}: {rest.strip() or '...'}`"


def _problems(source: Source, path: Path, test: Mapped) -> Iterator[Diagnostic]:
    at = test.get("at")
    if isinstance(at, str) and _MOMENT.match(at) and moment(at) is None:
        yield _error(source, "wrong-type", "there is no such day or time", source.span((*path, "at")))
    steps = list(_steps(path, test))
    for place, step in steps:
        yield from _step_problems(source, place, mapping(step))
    if steps and not any(_expects(step) for _, step in steps):
        yield _error(
            source, "no-expectation", "this test expects nothing of the bot", source.span((*path, "test")), EXPECT
        )


def _expects(step: Data) -> bool:
    """Whether a step expects something of the bot, or cannot be read."""
    keys = {step} if isinstance(step, str) else mapping(step).keys()
    return bool(keys & EXPECTATIONS) or keys.isdisjoint(STEPS)


def _step_problems(source: Source, path: Path, step: Mapped) -> Iterator[Diagnostic]:
    keys = [key for key in step if key in STEPS]
    for extra in keys[1:]:
        message = f"`{keys[0]}` and `{extra}` are two steps"
        yield _error(
            source, "two-steps", message, source.key_span((*path, extra)), f"write `- {extra}:` on a line of its own"
        )
    for key, beside in COMPANIONS.items():
        if key in step and beside.isdisjoint(keys):
            message = f"`{key}` stands beside " + " or ".join(f"`{each}`" for each in sorted(beside))
            yield _error(source, "no-step", message, source.key_span((*path, key)))


def _doubles(source: Source) -> Iterator[Diagnostic]:
    """Yield each test with a name that one before it has."""
    first: dict[str, int] = {}
    for number, test in tests_of(source):
        name, span = test.get("test"), source.span((number, "test"))
        line = first.setdefault(name, span.line) if isinstance(name, str) else span.line
        if line != span.line:
            message = f"there is a test of this name already, on line {line}"
            yield _error(source, "duplicate-test", message, span, "give one of them another name")
