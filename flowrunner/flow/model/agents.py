"""A language model that talks, and the requests that it may make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrunner.flow.model.requests import Request

if TYPE_CHECKING:
    from flowrunner.flow.template import Template


@dataclass(frozen=True, slots=True)
class Tool:
    """A web request that an agent may make."""

    name: str
    about: str
    request: Request
    needs: Mapping[str, str] = field(default_factory=dict)
    """Name -> type of answer; for the texts of the request only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that an agent is to find out."""

    type: str = "text"
    """Of answer."""
    about: Template | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """A language model talks until an exit is met. Outcomes: the exits, ``limit``, ``error``."""

    instructions: Template
    leave_when: Mapping[str, Template]
    """Exit -> when it is reached."""
    opening: Template | None = None
    """What has been said already, or what the agent says first; None: the model begins."""
    knowledge: str = ""
    """The text of its files."""
    tools: tuple[str, ...] = ()
    """Names of tools of the flow."""
    collect: Mapping[str, Wanted] = field(default_factory=dict)
    """By the variable that keeps it."""
    turns: int = 20
    """Of the caller; when they are used up the outcome is ``limit``."""
    time_s: float = 300.0
    tries: int = 3
    """Silences and sounds that are not understood, one after the other; the last is the outcome ``limit``."""
    after_s: float = 5.0
    save: str | None = None
    """The variable that keeps the summary."""
    voice: str | None = None
