"""What a state does, one class a verb; the question has a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrunner.flow.model.asking import Ask

if TYPE_CHECKING:
    from flowrunner.flow.model.prompts import Prompt
    from flowrunner.flow.template import Template


@dataclass(frozen=True, slots=True)
class Request:
    """A web request. Outcomes: ``ok``, a status such as ``404``, ``timeout``, ``error``."""

    method: str
    url: Template
    headers: Mapping[str, Template] = field(default_factory=dict)
    body: Mapping[str, Template] | None = None
    timeout_s: float = 4.0
    retry: int = 0
    meanwhile: Prompt | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    """Variable name -> path into the answer, such as ``body.amount``."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connects the caller to a person; numbers ring in order. Outcomes: ended, busy, no_answer, failed."""

    numbers: tuple[Template, ...]
    ring_s: float = 30.0
    caller_id: Template | None = None


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


Verb = Ask | Request | Transfer | Wait | Transcribe | Run | Return
