"""What a call needs of speech, in the call's words. Adapters are beside this file; fakes are in ``tests/fakes.py``.

Everything here is called on the event loop and returns at once; whatever is heavy an adapter does elsewhere.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flowrunner.answers.expected import Expected
    from flowrunner.audio.codec import PCM, Codec


class Voice(Protocol):
    """Says text."""

    @property
    def identity(self) -> str:
        """What a rendered prompt depends on: name, version and digest of the model. Part of the cache key."""
        ...

    @property
    def sample_rate(self) -> int:
        """Rate of the samples, in Hz."""
        ...

    def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound as it is made, a sentence at a time; raises SpeechError."""
        ...


@runtime_checkable
class Tunable(Protocol):
    """A voice that is told what carries its sound, so that nothing needs to be resampled after it."""

    def tuned(self, codec: Codec) -> Voice:
        """Return this voice with sound at the rate of ``codec``; its identity is the same."""
        ...


class Prompts(Protocol):
    """Turns text and files into bytes of a stream's codec; rendered prompts are kept."""

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        """Return the prompt if it is in memory; never blocks, never touches a disk."""
        ...

    def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded prompt as it is made; keeps it; raises SpeechError."""
        ...

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file of any usual format, resampled and encoded; raises SpeechError."""
        ...


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was heard.

    ``phrase`` is set when one expected phrase (or a digit string) was accepted; ``transcript`` is the free text,
    empty when there were no words; ``confidence`` is between 0 and 1.
    """

    transcript: str
    phrase: str | None = None
    confidence: float = 0.0


OnPartial = Callable[[Recognition], None]
"""Takes what is understood so far; called on the event loop, never once the utterance is finished or cancelled."""


class SpeechStream(Protocol):
    """One utterance on its way to the recognizer."""

    def write(self, data: bytes) -> None:
        """Add sound, in the codec given to ``open``."""
        ...

    def pause(self) -> None:
        """The caller may have finished: an adapter may decode ahead of need."""
        ...

    def resume(self) -> None:
        """The caller went on: whatever was decoded ahead is stale."""
        ...

    async def finish(self, expected: Expected) -> Recognition:
        """The caller has finished; raises SpeechError."""
        ...

    def cancel(self) -> None:
        """Forget the utterance. Harmless after ``finish``."""
        ...


class Recognizer(Protocol):
    """Hears utterances."""

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> SpeechStream:
        """Begin an utterance; ``expected`` may be replaced at ``finish`` if the state changed meanwhile.

        Sound comes as the stream brings it, in ``codec``, so that nobody decodes it without need. An adapter that
        understands something before the end tells ``on_partial``: each time the newest understanding of the whole.
        """
        ...


@runtime_checkable
class AtLength(Protocol):
    """A recognizer that hears longer utterances than a question has; another's are cut, perhaps within a word."""

    @property
    def longest_s(self) -> float:
        """How long an utterance may be."""
        ...


class VadStream(Protocol):
    """Voice activity of one call."""

    def write(self, window: NDArray[np.float32]) -> None:
        """Score one window of 256 samples at 8 kHz in -1..1; the answer comes through the callback, in order."""
        ...

    def reset(self) -> None:
        """Forget what was heard so far; windows not yet scored are dropped."""
        ...


class VoiceActivity(Protocol):
    """Tells speech from everything else."""

    def open(self, on_probability: Callable[[float], None]) -> VadStream:
        """Begin a call; ``on_probability`` is called on the event loop with 0..1 for each window written."""
        ...
