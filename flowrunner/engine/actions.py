"""What the machine wants done: one frozen class each. The driver performs them in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.answers.expected import Expected
    from flowrunner.engine.dialogue import Briefing


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the voice, rendered."""

    text: str
    language: str = "en-US"
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause inside a prompt."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Clip:
    """A recorded file; ``text`` is spoken instead when the file cannot be played."""

    audio: str
    text: str | None = None
    language: str = "en-US"
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """A beep."""

    seconds: float = 0.4
    hz: float = 1000.0


Item = Text | Gap | Clip | Tone


@dataclass(frozen=True, slots=True)
class Play:
    """Say the items after whatever is still being said; answer PromptFinished or PromptFailed with this id."""

    prompt_id: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """Cut every prompt at once; no PromptFinished is owed any more."""


@dataclass(frozen=True, slots=True)
class Listen:
    """From now on listen to speech like this; None: do not listen to speech at all."""

    expected: Expected | None


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Answer TimerFired with this id after ``seconds``; a new timer replaces the one that runs."""

    timer_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Stop the running timer."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Make a web request; answer RequestFinished with this id."""

    request_id: int
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    """JSON object, or None for no body."""
    timeout_s: float = 4.0
    retry: int = 0
    hidden: frozenset[tuple[str, ...]] = field(default=frozenset(), compare=False)
    """What of it no trace may tell: ``("url",)``, ``("headers", name)``, ``("body", name)``."""


@dataclass(frozen=True, slots=True)
class AskModel:
    """Have the language model reply; answer ModelSaid and ModelUsed, at last ModelFinished or ModelFailed."""

    reply_id: int
    briefing: Briefing


@dataclass(frozen=True, slots=True)
class StopModel:
    """Let the language model be quiet; nothing of its reply is owed any more."""


@dataclass(frozen=True, slots=True)
class SendText:
    """Send a text message, once; answer TextSent with this id."""

    text_id: int
    to: str
    message: str
    sender: str | None = None
    """The number that it comes from; None: the host's own."""


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the caller from now on; answer RecordingFinished or RecordingFailed with this id.

    It ends by itself at ``max_s``, and when nothing is said for a while. A ``name`` that is there already is gone on
    with: the connection was lost in the middle of it.
    """

    recording_id: int
    name: str
    max_s: float = 120.0
    transcribe: bool = False
    language: str = "en-US"
    model: str | None = None
    """Which of the recognizer's models writes it down; None: what suits."""


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Record no more; harmless when that was over."""


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Hand the caller to a person; answer TransferEnded. The stream ends here."""

    numbers: tuple[str, ...]
    ring_s: float = 30.0
    caller_id: str | None = None
    brief: Text | None = None
    """Said to the person before the caller is there."""


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Listen to the call without speaking, beside a person where there are numbers; answer Transcribed, and at the end
    TranscriptionEnded. The two-way stream ends here."""

    numbers: tuple[str, ...] = ()
    ring_s: float = 30.0
    max_s: float = 3600.0
    language: str = "en-US"
    model: str | None = None
    """Which of the recognizer's models writes it down; None: what suits."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call. Nothing follows."""


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep these variables, and no others, for this caller's next call of the flow."""

    values: Mapping[str, object] = field(default_factory=dict)
    """What is empty is left out."""


@dataclass(frozen=True, slots=True)
class Entered:
    """For the trace: a state was entered."""

    state: str
    flow: str = ""
    """Of a subflow; empty: the flow that the call began with."""


How = Literal["key", "exact", "close", "intent", "parsed", "anything"]
"""The steps of understanding, in their order."""


@dataclass(frozen=True, slots=True)
class Understood:
    """For the trace: an answer was understood, and by which step of understanding."""

    how: How
    choice: str
    confidence: float = 1.0
    slot: str | None = None
    """Of a form: the one that it is an answer to; empty: to a question of the form itself."""


MistakeKind = Literal["silence", "unclear"]


@dataclass(frozen=True, slots=True)
class Mistaken:
    """For the trace: an attempt failed."""

    kind: MistakeKind
    attempt: int
    """1 for the first mistake in a state."""


@dataclass(frozen=True, slots=True)
class Left:
    """For the trace: an agent or a form came to its end, with this outcome."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Rescued:
    """For the trace: the call went to the fallback, and why."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """For the trace: something that the flow wants cannot be done, and the call goes on without it."""

    state: str
    reason: str


Action = (
    Play
    | StopPlaying
    | Listen
    | StartTimer
    | CancelTimer
    | SendRequest
    | AskModel
    | StopModel
    | SendText
    | StartRecording
    | StopRecording
    | ConnectTo
    | Transcribe
    | HangUp
    | Remember
    | Entered
    | Understood
    | Mistaken
    | Left
    | Rescued
    | Ignored
)
