"""The text of a test file in, conversations and everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from flowrunner.engine.call import CallFacts
from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.duration import seconds
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.scalars import KEY_NAMES, flag, typed
from flowrunner.flow.source import Data, Path, Source, read
from flowrunner.script.model import (
    Act,
    Answer,
    Answers,
    AtState,
    Bot,
    Caller,
    Conversation,
    Ended,
    Hangup,
    Person,
    Press,
    Reply,
    Script,
    Silence,
    Step,
    Texted,
    Transferred,
    Wait,
)
from flowrunner.script.shape import check_test_file, moment, tests_of

NOON = datetime(2026, 1, 5, 12, 0)
"""When a call comes in that does not say when: on a Monday."""
CALLER, CALLED = "+15550100100", "+15550100200"
REPLIES = frozenset({"says", "uses", "leaves"})
"""What a language model may do in one turn."""
NO_ANSWER = frozenset({"timeout", "error"})
"""Outcomes of a web request that no status came with."""


def read_script(text: str, path: str) -> tuple[Script | None, tuple[Diagnostic, ...]]:
    """Return the test file, or None, and what is wrong with it."""
    source, found = read(text, path)
    if source is None:
        return None, in_order(found)
    source, misshapen = check_test_file(source)
    diagnostics = in_order([*found, *(each for each in misshapen if each.span.line not in source.repaired)])
    if diagnostics:
        return None, diagnostics
    conversations = tuple(_conversation(source, (number,), test) for number, test in tests_of(source))
    return Script(path, conversations, source.lines), ()


def read_answer(text: str) -> Answer | None:
    """Return an answer as a test has it, also without its outer braces (``ok {amount: 1200}``), or None."""
    word, _, rest = text.strip().partition(" ")
    source, found = read(f"{{{word}: {rest}}}" if rest and not word.startswith("{") else text, "")
    if source is None or found:
        return None
    is_one = isinstance(source.data, str) or len(mapping(source.data)) == 1 or mapping(source.data).keys() & REPLIES
    return _answer(source, (), source.data) if is_one else None


def _conversation(source: Source, path: Path, test: Mapped) -> Conversation:
    steps, answers, flow = test["call"], mapping(test.get("answers")), test.get("flow")
    remembered = mapping(test.get("remembered"))
    at = moment(str(test["at"])) if "at" in test else NOON
    assert isinstance(steps, list)
    assert at is not None
    return Conversation(
        name=str(test["test"]),
        span=source.span((*path, "test")),
        facts=_facts(test),
        at=at,
        steps=tuple(_step(source, (*path, "call", number), step) for number, step in enumerate(steps)),
        answers={name: _answers(source, (*path, "answers", name), data) for name, data in answers.items()},
        remembered={name: _value(source, (*path, "remembered", name), data) for name, data in remembered.items()},
        remembered_span=source.key_span((*path, "remembered")) if remembered else None,
        flow=flow if isinstance(flow, str) else None,
    )


def _facts(test: Mapped) -> CallFacts:
    return CallFacts(
        id="test",
        from_=str(test.get("from", CALLER)),
        to=str(test.get("to", CALLED)),
        direction=str(test.get("direction", "inbound")),
        machine=flag(test.get("machine")),
        extra={name: str(text) for name, text in mapping(test.get("extra")).items()},
    )


def _step(source: Source, path: Path, step: Data) -> Step:
    if isinstance(step, str):
        return Step(_BARE[step], source.span(path))
    data = mapping(step)
    key = next(key for key in data if key in _READERS or key in _BARE)
    act = _BARE[key] if key in _BARE else _READERS[key](str(data[key]), data)
    return Step(act, source.span((*path, key)))


def _caller(words: str, data: Mapped) -> Act:
    return Caller(words, _during(data), float(str(data.get("confidence", 1))))


def _press(keys: str, data: Mapped) -> Act:
    for name, key in KEY_NAMES.items():
        keys = keys.replace(name, key)
    return Press("".join(keys.split()), _during(data))


def _transferred(number: str, data: Mapped) -> Act:
    wanted = data["transferred"]
    if not isinstance(wanted, dict):
        return Transferred(number)
    return Transferred(*(str(wanted[key]) if key in wanted else None for key in ("to", "brief")))


def _texted(message: str, data: Mapped) -> Act:
    wanted = data["sms"]
    if not isinstance(wanted, dict):
        return Texted(message)
    return Texted(*(str(wanted[key]) if key in wanted else None for key in ("message", "to")))


def _during(data: Mapped) -> str | None:
    return str(data["during"]) if "during" in data else None


_BARE: Mapping[str, Act] = {"silence": Silence(), "hangup": Hangup(), "ended": Ended()}
_READERS: Mapping[str, Callable[[str, Mapped], Act]] = {
    "bot": lambda text, _: Bot(text),
    "caller": _caller,
    "person": lambda words, _: Person(words),
    "press": _press,
    "wait": lambda text, _: Wait(seconds(text) or 0.0),
    "at_state": lambda text, _: AtState(text),
    "transferred": _transferred,
    "sms": _texted,
}


def _answers(source: Source, path: Path, data: Data) -> Answers:
    span = source.key_span(path)
    if isinstance(data, list):
        return Answers(tuple(_answer(source, (*path, n), each) for n, each in enumerate(data)), span=span)
    return Answers((_answer(source, path, data),), repeats=True, span=span)


def _answer(source: Source, path: Path, data: Data) -> Answer:
    if not isinstance(data, dict):
        return _answer_of(str(data))
    if data.keys() & REPLIES:
        return _reply(source, path, data)
    ((outcome, _),) = data.items()
    return _answer_of(outcome, _value(source, (*path, outcome), data[outcome]))


def _reply(source: Source, path: Path, data: Mapped) -> Answer:
    """Read one turn of a language model."""
    leaves = data.get("leaves")
    exits = list(mapping(leaves)) or ([leaves] if isinstance(leaves, str) else [])
    values = _value(source, (*path, "leaves", exits[0]), mapping(leaves).get(exits[0])) if mapping(leaves) else {}
    uses = _value(source, (*path, "uses"), data["uses"]) if "uses" in data else {}
    reply = Reply(
        says=str(data.get("says", "")),
        uses=tuple(_uses(uses)),
        leaves=exits[0] if exits else "",
        values=values if isinstance(values, dict) else {},
    )
    return Answer(reply.leaves or "says", reply=reply)


def _uses(uses: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(uses, str):
        yield uses, {}
    elif isinstance(uses, dict):
        yield from ((tool, given if isinstance(given, dict) else {}) for tool, given in uses.items())


def _answer_of(outcome: str, body: object = None) -> Answer:
    """Read an outcome as a web request has it; any 2xx is ``ok``."""
    if not outcome.isdecimal():
        return Answer(outcome, 0 if outcome in NO_ANSWER else 200, body)
    status = int(outcome)
    return Answer("ok" if 200 <= status < 300 else outcome, status, body)


def _value(source: Source, path: Path, data: Data) -> object:
    """Return what was written as JSON has it: plain numbers and flags have their type, quoted ones are text."""
    if isinstance(data, dict):
        return {key: _value(source, (*path, key), value) for key, value in data.items()}
    if isinstance(data, list):
        return [_value(source, (*path, number), value) for number, value in enumerate(data)]
    return data if data is None or source.places[path].style else typed(data)
