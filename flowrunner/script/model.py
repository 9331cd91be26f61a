"""A test file that has been read. Plain frozen data; what an author may write is ``docs/testing.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.engine.call import CallFacts
    from flowrunner.flow.model import Span


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot says something like this; ``*`` stands for any words."""

    pattern: str


@dataclass(frozen=True, slots=True)
class AtState:
    """The call is in this state, or comes to it by itself."""

    state: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """The caller is connected to a number like this; the person is told something like ``brief`` before."""

    pattern: str | None = None
    """None: to anybody."""
    brief: str | None = None


@dataclass(frozen=True, slots=True)
class Texted:
    """A text message like this is sent; None: to anybody, or with any words."""

    message: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The bot hangs up."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller says something."""

    words: str
    during: str | None = None
    """In the middle of a prompt like this; None: when the bot has spoken."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the caller talks to says something, on a line that is only listened to."""

    words: str


@dataclass(frozen=True, slots=True)
class Press:
    """The caller presses keys (``0123456789*#``), one after the other."""

    keys: str
    during: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller says and presses nothing, until the bot loses its patience."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The caller lets time pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hangup:
    """The caller hangs up; nothing new when the bot has done so."""


Expectation = Bot | AtState | Transferred | Texted | Ended
Action = Caller | Person | Press | Silence | Wait | Hangup
Act = Expectation | Action


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a call."""

    act: Act
    span: Span


@dataclass(frozen=True, slots=True)
class Reply:
    """What a language model does in one turn, as the test says."""

    says: str = ""
    uses: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """Tools, each with what it is given."""
    leaves: str = ""
    """The exit that it proposes."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What it has collected, and its summary."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What something outside the flow answers."""

    outcome: str
    status: int = 0
    """Of a web request; 0 when there was no answer."""
    body: object = None
    reply: Reply | None = None
    """Of a language model; None: a mere outcome."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a state is answered, one call after another."""

    each: tuple[Answer, ...]
    repeats: bool = False
    """The one answer serves every call."""
    span: Span | None = None

    def to_call(self, number: int) -> Answer | None:
        """Return the answer to the call of this number (from 0), if there is one."""
        place = 0 if self.repeats else number
        return self.each[place] if place < len(self.each) else None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One test."""

    name: str
    span: Span
    """Of its name."""
    facts: CallFacts
    at: datetime
    """When the call comes in, on the clock of the flow; without a time zone."""
    steps: tuple[Step, ...]
    answers: Mapping[str, Answers] = field(default_factory=dict)
    """By the name of a state."""
    remembered: Mapping[str, object] = field(default_factory=dict)
    """What the flow kept of an earlier call."""
    remembered_span: Span | None = None
    flow: str | None = None
    """The file of the flow, from the folder of the test; None: the one of the same name."""


@dataclass(frozen=True, slots=True)
class Script:
    """A test file."""

    path: str
    conversations: tuple[Conversation, ...]
    lines: tuple[str, ...] = field(default=(), repr=False)
