"""What a state does, one class a verb; the question has a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrunner.flow.model.agents import Agent
from flowrunner.flow.model.asking import Ask
from flowrunner.flow.model.form import Form
from flowrunner.flow.model.requests import Request

if TYPE_CHECKING:
    from flowrunner.flow.model.prompts import TextSegment
    from flowrunner.flow.template import Template


WORDS = "_text"
"""What the name of a recording's words has beyond that of the recording."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connects the caller to a person; numbers ring in order. Outcomes: ended, busy, no_answer, failed."""

    numbers: tuple[Template, ...]
    ring_s: float = 30.0
    caller_id: Template | None = None
    brief: TextSegment | None = None
    """Said to the person before connecting."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message to a telephone. Outcomes: ok, failed."""

    to: Template
    message: Template
    sender: Template | None = None
    """The number that it comes from; None: the host's own."""


@dataclass(frozen=True, slots=True)
class Record:
    """Voicemail. Outcomes: done, nothing."""

    max_s: float = 120.0
    stop: str | None = "#"
    """The key that ends it; None: no key does."""
    beep: bool = True
    transcribe: bool = False
    save: str | None = None
    """Keeps where the recording is."""

    @property
    def words(self) -> str:
        """The variable that keeps what was said, with ``transcribe``."""
        return f"{self.save}{WORDS}"


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence for a while. Outcome: done."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Writes down what is said, without speaking. Outcomes: ended, failed."""

    numbers: tuple[Template, ...] = ()
    """Whom the caller talks to meanwhile; they ring in order. None: only the caller is written down."""
    ring_s: float = 30.0
    max_s: float = 3600.0
    language: str | None = None
    """Of what is said (BCP 47); None: that of the call."""
    save: str | None = None
    """Keeps the transcript: text, a line an utterance."""


@dataclass(frozen=True, slots=True)
class Run:
    """Another flow, with its own states and variables. Outcomes: what that flow returns."""

    flow: str
    inputs: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Return:
    """Ends a flow that another one runs, with this outcome; it is no subflow: ends the call."""

    outcome: str


Verb = Ask | Form | Request | Transfer | Wait | Transcribe | Run | Return | Agent | Sms | Record
