"""What a language model is told, and what it may answer: plain data, like the rest of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said, as far as it was heard."""

    who: Literal["caller", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """The model asked for a tool."""

    id: str
    """The model's own, to match the answer by."""
    tool: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool answered."""

    id: str
    content: str
    """JSON or text."""


Entry = Line | ToolUse | ToolAnswer
"""One entry of a dialogue, in the order of time."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a tool needs to be given."""

    type: Literal["string", "number", "integer", "boolean"] = "string"
    """A type of JSON Schema."""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that the model may ask for."""

    name: str
    about: str
    needs: Mapping[str, Parameter] = field(default_factory=dict)
    """All of them are required."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything that a language model is told for one reply."""

    instructions: str
    """Of the flow, with its knowledge and its rules: what providers call the system message."""
    dialogue: tuple[Entry, ...] = ()
    tools: tuple[Tool, ...] = ()
    language: str = "en-US"
