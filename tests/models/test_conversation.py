"""A briefing as messages."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from flowrunner.engine.dialogue import Briefing, Entry, Line, Parameter, Tool, ToolAnswer, ToolUse
from flowrunner.models.conversation import request_body


def body_of(briefing: Briefing) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request_body(briefing, "m", None))
    return body


def messages(*dialogue: Entry) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body_of(Briefing("", dialogue))["messages"]
    return found


def asking(*calls: tuple[str, str]) -> dict[str, Any]:
    functions = [
        {"id": id_, "type": "function", "function": {"name": "balance", "arguments": text}} for id_, text in calls
    ]
    return {"role": "assistant", "tool_calls": functions}


def answer(id_: str, content: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id_, "content": content}


def test_lines_are_messages_and_what_was_not_heard_is_none() -> None:
    assert messages(Line("agent", "Hello."), Line("caller", "Hi."), Line("caller", "So?"), Line("agent", " ")) == [
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "Hi."},
        {"role": "user", "content": "So?"},
    ]


def test_instructions_come_first() -> None:
    assert body_of(Briefing("Be kind.", (Line("caller", "नमस्ते"),)))["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "नमस्ते"},
    ]


def test_tools_asked_for_together_are_one_message() -> None:
    use = MappingProxyType({"account": 42})

    assert messages(
        ToolUse("a", "balance", use), ToolUse("b", "balance"), ToolAnswer("b", "none"), ToolAnswer("a", "7")
    ) == [asking(("a", '{"account":42}'), ("b", "{}")), answer("a", "7"), answer("b", "none")]


def test_an_answer_stands_behind_its_call() -> None:
    assert messages(ToolUse("a", "balance"), Line("agent", "One moment."), ToolAnswer("a", "7")) == [
        asking(("a", "{}")),
        answer("a", "7"),
        {"role": "assistant", "content": "One moment."},
    ]


def test_a_call_without_an_answer_gets_one() -> None:
    assert messages(ToolUse("a", "balance"), Line("caller", "Stop.")) == [
        asking(("a", "{}")),
        answer("a", "no answer"),
        {"role": "user", "content": "Stop."},
    ]
    assert messages(ToolUse("a", "balance"))[-1] == answer("a", "no answer")


def test_an_answer_without_a_call_is_left_out() -> None:
    assert messages(ToolAnswer("a", "7"), Line("caller", "Hi.")) == [{"role": "user", "content": "Hi."}]


def test_an_id_may_come_again() -> None:
    assert messages(ToolUse("a", "balance"), ToolAnswer("a", "7"), ToolUse("a", "balance"), ToolAnswer("a", "8")) == [
        asking(("a", "{}")),
        answer("a", "7"),
        asking(("a", "{}")),
        answer("a", "8"),
    ]


def test_tools_are_described() -> None:
    tool = Tool("balance", "Looks up a balance.", {"account": Parameter("integer", "Its number."), "day": Parameter()})

    assert body_of(Briefing("", (), (tool,)))["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "balance",
                "description": "Looks up a balance.",
                "parameters": {
                    "type": "object",
                    "properties": {
                        "account": {"type": "integer", "description": "Its number."},
                        "day": {"type": "string"},
                    },
                    "required": ["account", "day"],
                    "additionalProperties": False,
                },
            },
        }
    ]
