"""A briefing as the messages and tools of the chat completions API. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from flowrunner.engine.dialogue import Briefing, Line, Parameter, Tool, ToolAnswer, ToolUse

_ROLES = {"caller": "user", "agent": "assistant"}
_NO_ANSWER = "no answer"


class _Called(msgspec.Struct):
    name: str
    arguments: str
    """JSON."""


class _Call(msgspec.Struct):
    id: str
    function: _Called
    type: str = "function"


class _Message(msgspec.Struct, omit_defaults=True):
    role: str
    content: str | None = None
    tool_calls: list[_Call] = []
    tool_call_id: str = ""


def request_body(briefing: Briefing, model: str, temperature: float | None) -> bytes:
    """Return the JSON to post."""
    body: dict[str, object] = {"model": model, "messages": _messages(briefing), "stream": True}
    if temperature is not None:
        body["temperature"] = temperature
    if briefing.tools:
        body["tools"] = [_tool(tool) for tool in briefing.tools]
    return msgspec.json.encode(body, enc_hook=str)


def _messages(briefing: Briefing) -> list[_Message]:
    messages = [_Message("system", briefing.instructions)] if briefing.instructions else []
    waiting: list[ToolAnswer] = [entry for entry in briefing.dialogue if isinstance(entry, ToolAnswer)]
    uses: list[ToolUse] = []
    for entry in (*briefing.dialogue, None):
        if uses and not isinstance(entry, ToolUse):
            messages += _tool_messages(uses, waiting)
            uses = []
        if isinstance(entry, ToolUse):
            uses.append(entry)
        elif isinstance(entry, Line) and entry.text.strip():
            messages.append(_Message(_ROLES[entry.who], entry.text))
    return messages


def _tool_messages(uses: Sequence[ToolUse], waiting: list[ToolAnswer]) -> list[_Message]:
    """Return calls with their answers right behind them, which providers insist on, even if one came later or never."""
    calls = [_Call(use.id, _Called(use.tool, _json(dict(use.arguments)))) for use in uses]
    answers = [_Message("tool", _answer(use, waiting), tool_call_id=use.id) for use in uses]
    return [_Message("assistant", tool_calls=calls), *answers]


def _answer(use: ToolUse, waiting: list[ToolAnswer]) -> str:
    """Take the first answer of that id: one id may come again in a later reply."""
    for number, answer in enumerate(waiting):
        if answer.id == use.id:
            return waiting.pop(number).content
    return _NO_ANSWER


def _json(value: object) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()


def _tool(tool: Tool) -> dict[str, object]:
    needs = {name: _parameter(parameter) for name, parameter in tool.needs.items()}
    shape = {"type": "object", "properties": needs, "required": list(needs), "additionalProperties": False}
    return {"type": "function", "function": {"name": tool.name, "description": tool.about, "parameters": shape}}


def _parameter(parameter: Parameter) -> dict[str, str]:
    return {"type": parameter.type} | ({"description": parameter.about} if parameter.about else {})
