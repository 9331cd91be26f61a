"""A call as a value: everything the machine knows about it, and nothing that cannot be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# needed at run time: snapshots are read by these types
from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import How
from flowrunner.engine.talk import Talk
from flowrunner.flow.model import Listen


class Phase(StrEnum):
    """What a call is in the middle of."""

    SPEAKING = "speaking"
    """The caller hears a prompt; when it has been heard the call goes on by itself."""
    ASKING = "asking"
    """A question is being said, or has been said and an answer is due."""
    WAITING = "waiting"
    REQUESTING = "requesting"
    TALKING = "talking"
    """A language model talks, or listens to the caller."""
    TEXTING = "texting"
    """A text message is being sent."""
    RECORDING = "recording"
    """The beep is heard, and then the caller is recorded."""
    TRANSFERRING = "transferring"
    TRANSCRIBING = "transcribing"
    """What is said is written down, and the call says nothing itself."""
    LEAVING = "leaving"
    """The last prompt of the call; then it is hung up."""
    ENDED = "ended"


class TimerKind(StrEnum):
    """What the running timer is for."""

    SILENCE = "silence"
    """The caller says and presses nothing."""
    SPEECH = "speech"
    """The caller began to speak, and what was said does not come."""
    DIGITS = "digits"
    """Some digits were typed, and no more come."""
    WAIT = "wait"
    MEANWHILE = "meanwhile"
    """A web request takes long enough to say something."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of a call before it says anything; ``call.*`` in a flow."""

    id: str
    from_: str = ""
    to: str = ""
    direction: str = "inbound"
    """``inbound`` or ``outbound``."""
    machine: bool = False
    """An answering machine picked up."""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timer:
    """The running timer."""

    id: int
    kind: TimerKind


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that the caller is asked about: whether it was meant, or which of two choices."""

    outcome: str
    how: How
    confidence: float
    value: object = None
    other: str = ""
    """The other choice that may have been meant."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of the question of the current state so far."""

    mistakes: int = 0
    noises: int = 0
    """Sounds without words since the last prompt."""
    digits: str = ""
    listen: Listen | None = None
    """What a step of the ladder changed listening to."""
    doubt: Doubt | None = None
    spelled: bool = False
    """The caller said no to an answer: the next is read back letter by letter."""


class FormStep(StrEnum):
    """What a form is in the middle of."""

    ASK = "ask"
    CONFIRM = "confirm"
    """All answers are being read back."""
    CHANGE = "change"
    """One of them is wrong."""


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a form has come. The answers themselves are variables."""

    step: FormStep = FormStep.ASK
    slot: str = ""
    """The one that is asked for; empty: none."""
    asked: tuple[str, ...] = ()
    """Slots whose questions were answered, in that order: for ``back``."""
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    """Answers given beside the question that must be confirmed when their turn comes."""
    noted: tuple[str, ...] = ()
    """Slots answered beside the question, of which the caller has not been told yet."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was made and is being confirmed aloud; the call follows it when its ``say`` has been heard."""

    name: str
    anytime: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a call has been."""

    moves: int = 0
    """States entered, or done again by themselves; bounded."""
    visits: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    """States whose question has been said."""
    history: tuple[str, ...] = ()
    """The states before this one, for ``back``; bounded."""
    exhausted: bool = False
    """The bound was reached once: what is left is for the fallback."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that waits for the one that it runs: where it stands, and what it knows."""

    flow: str
    state: str
    variables: Mapping[str, object] = field(default_factory=dict)
    journey: Journey = Journey()
    sealed: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Issued:
    """The last number given to a prompt, a timer, a web request, a text message and a reply of a language model."""

    prompts: int = 0
    timers: int = 0
    requests: int = 0
    replies: int = 0
    texts: int = 0
    recordings: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call, between two events."""

    facts: CallFacts
    flow: str
    """The one that the call began with."""
    version: str
    """Of the flow and its subflows: a call keeps the one it started with."""
    state: str
    phase: Phase = Phase.SPEAKING
    variables: Mapping[str, object] = field(default_factory=dict)
    heard: str = ""
    """The words last heard."""
    confidence: float = 0.0
    journey: Journey = Journey()
    attempt: Attempt = Attempt()
    chosen: Chosen | None = None
    talk: Talk | None = None
    """Of the agent of the current state."""
    summary: str = ""
    """Of the last agent that came to its end."""
    form: Filling | None = None
    """Of the current state, when that is a form."""
    keys: str = ""
    """Keys typed ahead of the question that they answer."""
    spare: str = ""
    """The key that ends an answer which was complete without it: pressed now, it means nothing."""
    prompt: int = 0
    """The newest prompt that is still being said; 0: nothing is."""
    timer: Timer | None = None
    listening: Expected | None = None
    recording: int = 0
    """The newest recording; its file is gone on with when the connection is lost in the middle."""
    recorded: str = ""
    """Where the part of it is that was recorded before the connection was lost."""
    speaking: bool = False
    """The caller has begun to speak, and what was said is not known yet."""
    issued: Issued = Issued()
    subflow: str = ""
    """The flow that ``state`` and ``variables`` belong to; empty: the one that the call began with."""
    frames: tuple[Frame, ...] = ()
    """The flows that wait for it, the one that the call began with first."""
    gone: bool = False
    """The caller has left, and the flow does what is left to do."""
    language: str = ""
    """The one that the caller has chosen (BCP 47); empty: none, and each flow is heard in its own."""
    sealed: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The variables that are secret: for the bodies of requests, and for no log, trace or template."""

    @property
    def running(self) -> str:
        """The name of the flow that the call is in."""
        return self.subflow or self.flow

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.phase is Phase.ENDED
