"""The states of a flow, and the flow itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.flow.hours import Hours
    from flowrunner.flow.model.agents import Tool
    from flowrunner.flow.model.answers import Choice
    from flowrunner.flow.model.going import Go
    from flowrunner.flow.model.places import Span
    from flowrunner.flow.model.prompts import Prompt
    from flowrunner.flow.model.verbs import Verb
    from flowrunner.flow.template import Template


class Pace(StrEnum):
    """How soon a call takes its turn, and gives way."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    EAGER = "eager"


@dataclass(frozen=True, slots=True)
class State:
    """Says something, then does one thing, then goes somewhere."""

    name: str
    span: Span
    set: Mapping[str, Template] = field(default_factory=dict)
    forget: tuple[str, ...] = ()
    say: Prompt | None = None
    interrupt: bool = True
    """False: the prompt cannot be cut, and nothing pressed or said meanwhile counts."""
    pace: Pace | None = None
    """None: that of the flow."""
    verb: Verb | None = None
    go: Go | None = None
    language: str | None = None
    """What it is held in, whatever the caller has chosen."""
    recognizer: str | None = None
    """Which of the recognizer's models hears the caller; None: that of the flow."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first state by how the call came about."""

    inbound: str
    outbound: str
    machine: str


@dataclass(frozen=True, slots=True)
class Stream:
    """The flow's ``stream:`` block."""

    encoding: str = "mulaw"
    """``mulaw`` or ``l16``."""
    sample_rate: int = 8000
    timeout_s: int | None = None
    audio_track: Literal["inbound", "outbound", "both"] | None = None
    """What a stream carries that only listens; None: what suits. One that speaks carries the caller."""
    noise_cancellation: int | None = None
    """From 60 to 100; None: off."""
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    """What Plivo passes on with the stream; names and texts of letters and digits."""
    status_url: str | None = None
    """Who is told of its streams; None: the host."""
    status_method: Literal["GET", "POST"] = "POST"


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole checked flow."""

    name: str
    start: Start
    fallback: str
    states: Mapping[str, State]
    about: str = ""
    languages: tuple[str, ...] = ("en-US",)
    voice: str | None = None
    recognizer: str | None = None
    """Which of the recognizer's models hears the caller; None: what suits each question."""
    pace: Pace = Pace.NORMAL
    anytime: tuple[Choice, ...] = ()
    stream: Stream = Stream()
    variables: frozenset[str] = frozenset()
    """Every name that some ``save``, ``set`` or ``forget`` of the flow declares."""
    secret: frozenset[str] = frozenset()
    """Those of them whose value never shows."""
    on_hangup: str | None = None
    """The state that is run when the caller has left."""
    remember: tuple[str, ...] = ()
    """Variables that are kept for the caller's next call."""
    hours: Mapping[str, Hours] = field(default_factory=dict)
    timezone: str = "UTC"
    """Of ``now`` and ``today``."""
    inputs: Mapping[str, object] = field(default_factory=dict)
    """Of a subflow: what it is given, and what stands in for what is not."""
    outputs: tuple[str, ...] = ()
    """Of a subflow: the variables that it gives back."""
    subflows: Mapping[str, Flow] = field(default_factory=dict)
    """Every flow that a call of this one may come to run, by name; they hold none themselves."""
    translations: Mapping[str, Flow] = field(default_factory=dict)
    """The flow in other languages than the first: the same but for its texts and phrases."""
    tools: Mapping[str, Tool] = field(default_factory=dict)
    """What its agents may use."""
    path: str = ""
    version: str = ""
    """A digest of the source text, of its knowledge and its subflows; a call keeps the version it started with."""
