"""A test as the text of a test file. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from flowrunner.flow.scalars import KEY_NAMES, typed
from flowrunner.script.model import (
    Act,
    Answer,
    AtState,
    Bot,
    Caller,
    Ended,
    Hangup,
    Person,
    Press,
    Silence,
    Texted,
    Transferred,
    Wait,
)

if TYPE_CHECKING:
    from flowrunner.script.retelling import Line

_PLAIN = re.compile(r"[A-Za-z][\w .,?!'()*/-]*[\w.?!*)]|[A-Za-z]")
"""Text that needs no quotes anywhere on a line."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def test_text(header: Mapping[str, object], lines: Sequence[Line], answers: Mapping[str, Sequence[Answer]]) -> str:
    """Return one entry of a test file; ``header`` are its fields before the answers, in order."""
    fields = [f"{name}: {value(each)}" for name, each in header.items()]
    if answers:
        fields.append("answers:")
        fields += [f"  {_name(name)}: {_answers(each)}" for name, each in answers.items()]
    fields.append("call:")
    for line in lines:
        fields += [f"  {each}" for each in _line(line)]
    return "".join(f"{'- ' if place == 0 else '  '}{each}\n" for place, each in enumerate(fields))


def value(data: object) -> str:
    """Return plain data on one line."""
    match data:
        case str():
            return data if _PLAIN.fullmatch(data) and isinstance(typed(data), str) else _quoted(data)
        case Mapping():
            return "{" + ", ".join(f"{_name(str(name))}: {value(each)}" for name, each in data.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(value, data)) + "]"
        case _:
            return json.dumps(data)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _name(name: str) -> str:
    return name if _NAME.fullmatch(name) or name.isdecimal() else _quoted(name)


def _line(line: Line) -> Iterator[str]:
    first, *others = _act(line.act)
    yield f"- {first}" + (f"  # {line.remark}" if line.remark else "")
    yield from (f"  {each}" for each in others)


def _act(act: Act) -> Iterator[str]:
    match act:
        case Bot(pattern):
            yield f"bot: {value(pattern)}"
        case Caller(words, during, confidence):
            yield f"caller: {value(words)}"
            yield from _during(during)
            if confidence != 1:
                yield f"confidence: {round(confidence, 4)}"
        case Person(words):
            yield f"person: {value(words)}"
        case Press(keys, during):
            yield f"press: {_keys(keys)}"
            yield from _during(during)
        case AtState(state):
            yield f"at_state: {state}"
        case Transferred(pattern, _):
            yield f"transferred: {_quoted(pattern or '*')}"
        case Texted(message, _):
            yield f"sms: {value(message or '*')}"
        case Silence():
            yield "silence"
        case Hangup():
            yield "hangup"
        case Ended():
            yield "ended"
        case Wait(seconds):
            yield f"wait: {seconds:g}s"
        case _:
            assert_never(act)


def _during(during: str | None) -> Iterator[str]:
    if during is not None:
        yield f"during: {value(during)}"


def _keys(keys: str) -> str:
    """Return keys as they are typed: ``1379 hash``."""
    names = {key: f" {name} " for name, key in KEY_NAMES.items()}
    text = " ".join("".join(names.get(key, key) for key in keys).split())
    return text if not text[0].isdecimal() or text.isdecimal() or " " in text else _quoted(text)


def _answers(answers: Sequence[Answer]) -> str:
    return _answer(answers[0]) if len(answers) == 1 else "[" + ", ".join(map(_answer, answers)) + "]"


def _answer(answer: Answer) -> str:
    if answer.reply is not None:
        uses = {tool: dict(given) for tool, given in answer.reply.uses}
        leaves = {answer.reply.leaves: dict(answer.reply.values)} if answer.reply.values else answer.reply.leaves
        told = {"says": answer.reply.says, "uses": uses, "leaves": leaves}
        return value({name: each for name, each in told.items() if each})
    outcome = "ok" if answer.status == 200 and answer.outcome == "ok" else str(answer.status or answer.outcome)
    if answer.outcome in ("timeout", "error"):
        outcome = answer.outcome
    return outcome if answer.body is None else f"{{{outcome}: {value(answer.body)}}}"
