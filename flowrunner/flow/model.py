"""The checked flow: what the loader builds and the engine runs. Plain frozen data, nothing else.

Everything here is already valid: every target exists, every name is declared, every duration is read. What an
author may write is ``docs/language.md``; what the checker says about it is ``flow/lint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.flow.hours import Hours
    from flowrunner.flow.template import Expression, Template

PLACES = frozenset({"hangup", "repeat", "back", "return"})
"""Targets that always exist and are no states."""

KEYS = "0123456789*#"
"""The keys of a telephone, as the engine knows them; authors write ``star`` and ``hash``."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a flow file; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Listen(StrEnum):
    """What a question listens to."""

    BOTH = "both"
    KEYS = "keys"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class TextSegment:
    """Words for the voice."""

    text: Template
    voice: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PauseSegment:
    """A pause inside a prompt."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ClipSegment:
    """A recorded file; ``text`` is its transcript, spoken when the file cannot be played."""

    audio: str
    text: Template | None = None


@dataclass(frozen=True, slots=True)
class AnyOfSegment:
    """One of several texts: another caller, or the same at another visit, hears another."""

    texts: tuple[TextSegment, ...]


Segment = TextSegment | PauseSegment | ClipSegment | AnyOfSegment


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the caller hears: ``first`` the first time, ``again`` (when given) every later time."""

    first: tuple[Segment, ...]
    again: tuple[Segment, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reprompt:
    """One step of the ladder: what is said after a mistake, and perhaps what is listened to from then on.

    ``stands_alone`` is true when the words ask by themselves; otherwise the question follows them.
    """

    say: tuple[Segment, ...]
    listen: Listen | None = None
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class If:
    """``- if: condition, to: target``."""

    condition: Expression
    to: str


@dataclass(frozen=True, slots=True)
class Chance:
    """``- chance: 20%, to: target``; the same caller always falls the same way."""

    percent: float
    to: str


@dataclass(frozen=True, slots=True)
class Else:
    """``- else: target``."""

    to: str


Branch = If | Chance | Else


@dataclass(frozen=True, slots=True)
class Always:
    """``go: target``: every outcome but ``give_up``."""

    to: str


@dataclass(frozen=True, slots=True)
class ByOutcome:
    """``go: {ok: a, otherwise: b}``."""

    targets: Mapping[str, str]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class ByCondition:
    """``go:`` with a list; the first branch that holds wins; none holding is unhandled."""

    branches: tuple[Branch, ...]


Go = Always | ByOutcome | ByCondition


@dataclass(frozen=True, slots=True)
class Choice:
    """One labelled way out of a menu, or one command that works anywhere."""

    name: str
    keys: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    anything: bool = False
    examples: tuple[str, ...] = ()
    """Sentences of its intent: understood like phrases, but not expected word for word."""
    say: Prompt | None = None
    go: Go | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """``choices:``: keys, words or both. Outcomes: the choice names, ``give_up``."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Digits:
    """``type: digits``. Outcomes: done, ``give_up``."""

    min_digits: int = 1
    max_digits: int = 32
    finish_on: str | None = "#"
    inter_digit_timeout_s: float = 3.0


@dataclass(frozen=True, slots=True)
class YesNo:
    """``type: yes_no``; keys 1 and 2. Outcomes: ``yes``, ``no``, ``give_up``."""


@dataclass(frozen=True, slots=True)
class FreeText:
    """``type: text``: whatever the caller says. Outcomes: done, ``give_up``."""


Answer = Menu | Digits | YesNo | FreeText


@dataclass(frozen=True, slots=True)
class Rejection:
    """An answer that is not taken, and what is said then."""

    condition: Expression
    say: Prompt


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and its ladder: silence and confusion share one counter."""

    prompt: Prompt
    answer: Answer
    silence: tuple[Reprompt, ...] = ()
    """Empty: a built-in sentence, then the question again."""
    unclear: tuple[Reprompt, ...] = ()
    tries: int = 3
    after_s: float = 5.0
    listen: Listen = Listen.BOTH
    save: str | None = None
    confirm: Literal["auto", "always", "never"] = "auto"
    confirmation: Prompt | None = None
    """The author's words for it."""
    sure: float = 0.7
    """How sure an answer has to be not to be confirmed, when that is ``auto``."""
    reject: tuple[Rejection, ...] = ()
    secret: bool = False
    """Keys only; the value is kept apart and is used in the bodies of requests alone."""


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
class Run:
    """Another flow, with its own states and variables. Outcomes: what that flow returns."""

    flow: str
    inputs: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Return:
    """Ends a flow that another one runs, with this outcome; it is no subflow: ends the call."""

    outcome: str


Verb = Ask | Request | Transfer | Wait | Run | Return


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
    verb: Verb | None = None
    go: Go | None = None


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
    anytime: tuple[Choice, ...] = ()
    stream: Stream = Stream()
    variables: frozenset[str] = frozenset()
    """Every name that some ``save``, ``set`` or ``forget`` of the flow declares."""
    secret: frozenset[str] = frozenset()
    """Those of them whose value never shows."""
    hours: Mapping[str, Hours] = field(default_factory=dict)
    timezone: str = "UTC"
    """Of ``now`` and ``today``."""
    inputs: Mapping[str, object] = field(default_factory=dict)
    """Of a subflow: what it is given, and what stands in for what is not."""
    outputs: tuple[str, ...] = ()
    """Of a subflow: the variables that it gives back."""
    subflows: Mapping[str, Flow] = field(default_factory=dict)
    """Every flow that a call of this one may come to run, by name; they hold none themselves."""
    path: str = ""
    version: str = ""
    """A digest of the source text, and of its subflows; a call keeps the version it started with."""
