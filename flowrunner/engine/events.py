"""What can happen to a call: one frozen class each. ``at`` is when it happened, in seconds since the epoch.

The machine never reads a clock, so ``now`` and ``today`` in a flow are those of the event being handled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# needed at run time: traces are read by these types
from flowrunner.engine.dialogue import ToolUse

TransferOutcome = Literal["ended", "busy", "no_answer", "failed"]
TextOutcome = Literal["ok", "failed"]


@dataclass(frozen=True, slots=True)
class PromptFinished:
    """The prompt was heard to its end (or its deadline passed)."""

    prompt_id: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class PromptFailed:
    """The voice could not say the prompt."""

    prompt_id: int
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed one key: one of ``0123456789*#`` (A to D are ignored)."""

    key: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller began to speak."""

    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller finished an utterance.

    ``phrase`` is the expected phrase that the recognizer is sure of, if any; ``transcript`` is the free text
    (empty: a noise with no words in it); ``confidence`` is between 0 and 1.
    """

    transcript: str
    phrase: str | None = None
    confidence: float = 1.0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class HearingFailed:
    """The recognizer could not do its work; counts as a mistake on the ladder."""

    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that the machine started ran out."""

    timer_id: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class RequestFinished:
    """A web request ended. ``outcome`` is ``ok``, a status such as ``404``, ``timeout`` or ``error``."""

    request_id: int
    outcome: str
    status: int = 0
    body: object = None
    """JSON value, or text."""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelSaid:
    """A sentence of the reply that a language model is making."""

    reply_id: int
    sentence: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """The language model wants to use a tool, or proposes an exit."""

    reply_id: int
    use: ToolUse
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelFinished:
    """The reply of the language model is complete."""

    reply_id: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelFailed:
    """The language model could not reply, or not to the end."""

    reply_id: int
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class TextSent:
    """A text message is on its way, or could not be sent; ``reason`` is for a log, and names nobody."""

    text_id: int
    outcome: TextOutcome
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class RecordingFinished:
    """What the caller said is kept at ``address``; without ``speech`` nobody spoke, and nothing is kept."""

    recording_id: int
    speech: bool
    seconds: float = 0.0
    address: str = ""
    text: str = ""
    """The words, if they were wanted."""
    cut: bool = False
    """The connection is gone, and perhaps the caller: nothing follows on this event."""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """What the caller said could not be kept."""

    recording_id: int
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """The person hung up, or was never reached; the caller is still there."""

    outcome: TransferOutcome
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Transcribed:
    """Somebody finished an utterance on a line that is only listened to."""

    who: Literal["caller", "person"]
    """``person`` is whom the caller talks to."""
    text: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class TranscriptionEnded:
    """Nothing more will be written down; the caller is still there."""

    outcome: Literal["ended", "failed"]
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller left. Legal at any time."""

    at: float = 0.0


Event = (
    PromptFinished
    | PromptFailed
    | KeyPressed
    | SpeechStarted
    | Heard
    | HearingFailed
    | TimerFired
    | RequestFinished
    | ModelSaid
    | ModelUsed
    | ModelFinished
    | ModelFailed
    | TextSent
    | RecordingFinished
    | RecordingFailed
    | TransferEnded
    | Transcribed
    | TranscriptionEnded
    | HungUp
)
