"""What a language model wants done, judged: an exit and its values, a request and what it needs. Nothing moves here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from flowrunner.answers.answer import AnswerContext, Value
from flowrunner.engine.briefing import EXIT, SUMMARY
from flowrunner.engine.scope import moment
from flowrunner.engine.storable import printable, sendable, storable
from flowrunner.engine.talk import CUT, Leaving
from flowrunner.engine.typed import grammar
from flowrunner.flow.values import to_text

if TYPE_CHECKING:
    from flowrunner.engine.dialogue import ToolUse
    from flowrunner.engine.events import RequestFinished
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Agent, Tool

MAX_ANSWER = 4_000
"""Characters of what a tool answers."""
MAX_VALUE = 500
"""Characters of a value that a model gives."""


class Unfit(ValueError):  # noqa: N818 - a fact about what the model gave, named like one
    """What the model gave cannot be used; the text is for the model."""


def leaving(turn: Turn, agent: Agent, use: ToolUse) -> Leaving:
    """Return the exit that the model proposes; raises Unfit."""
    name = _given(use, EXIT)
    if name not in agent.leave_when:
        raise Unfit(f"there is no exit {name[:40]!r}, there are: {', '.join(agent.leave_when)}")
    given = {each: _given(use, each) for each in agent.collect}
    values = {each: _read(turn, each, agent.collect[each].type, text) if text else None for each, text in given.items()}
    return Leaving(name, values, _given(use, SUMMARY))


def needs(turn: Turn, tool: Tool, use: ToolUse) -> Mapping[str, object]:
    """Return what a tool needs, typed; raises Unfit."""
    missing = [name for name in tool.needs if not _given(use, name)]
    if missing:
        raise Unfit(f"{tool.name} needs {', '.join(missing)}: ask the caller")
    return {name: _read(turn, name, kind, _given(use, name)) for name, kind in tool.needs.items()}


def _given(use: ToolUse, name: str) -> str:
    match use.arguments.get(name):
        case bool() as flag:
            return "yes" if flag else "no"
        case str() as text:
            return printable(text).strip()[:MAX_VALUE]
        case int() | float() as number:
            return to_text(storable(number))
    return ""


def _read(turn: Turn, name: str, kind: str, text: str) -> Value:
    now = moment(turn.at, turn.flow.timezone)
    value = grammar(kind).from_words(text, AnswerContext(now, turn.language))
    if value is None:
        raise Unfit(f"{name} is no {kind.replace('_', ' ')}: {text[:80]!r}")
    return value


def told(event: RequestFinished) -> str:
    """Return what the model is told of a request that ended."""
    body = event.body
    if event.outcome != "ok":
        body = {"failed": event.outcome, "body": event.body} if event.body is not None else {"failed": event.outcome}
    return failure("nothing came back") if body is None else _bounded(body)


def failure(reason: str) -> str:
    """Return what the model is told when a tool was not used."""
    return _bounded({"error": reason})


def _bounded(body: object) -> str:
    plain = sendable(body)
    text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
    return text if len(text) <= MAX_ANSWER else text[:MAX_ANSWER] + CUT
