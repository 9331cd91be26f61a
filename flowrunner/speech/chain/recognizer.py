"""Several recognizers as one: what one does not hear in time is given to the next.

Theory of operation. The first that understands the language and does not rest gets the sound as it comes. The bytes are
kept, so that another can be given the whole utterance: once more the same one if it failed at once, then the next. Each
has ``answer_s`` from the end of the utterance, both attempts together, and a little more for sound that it was given
faster than it was spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.audio.endpointing import LONGEST_S
from flowrunner.errors import SpeechError
from flowrunner.policy.circuit import Asking, Circuit
from flowrunner.speech.chain.troubles import resting, tell, together
from flowrunner.speech.ports import AtLength, OnPartial, Recognition, Recognizer, SpeechStream

KEPT_S = 60.0
"""Of sound; a longer utterance is not given to anybody else."""
MOST_LETTERS = 50_000
"""Of a transcript: ten minutes of fast speech have fewer."""
HURRIED = 0.25
"""So much of a second more for each second of sound that came faster than it was spoken."""


@dataclass(frozen=True, slots=True)
class Ear:
    """One recognizer of the chain."""

    recognizer: Recognizer
    circuit: Circuit
    answer_s: float
    """How long it may take once the caller has finished."""
    understands: Callable[[str], bool]
    """Tells whether a language (BCP 47) may be asked of it."""


class ChainedRecognizer:
    """A ``Recognizer``, the preferred one first."""

    def __init__(self, ears: Iterable[Ear]) -> None:
        self._ears = tuple(ears)

    @property
    def longest_s(self) -> float:
        """How long an utterance may be for who would hear it now."""
        well = [ear.recognizer for ear in self._ears if ear.circuit.admits()]
        return well[0].longest_s if well and isinstance(well[0], AtLength) else LONGEST_S

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> ChainedStream:
        """Begin an utterance."""
        return ChainedStream(self._ears, expected, codec, on_partial)


@dataclass(frozen=True, slots=True)
class _Turn:
    """An utterance as one recognizer gets it."""

    ear: Ear
    stream: SpeechStream
    asking: Asking
    began_s: float
    """When, by the loop's clock."""

    def stop(self) -> None:
        self.stream.cancel()
        self.asking.abandoned()


def _unheard(_: Recognition) -> None:
    """The utterance is over: nobody waits for a part of it."""


def _believed(heard: Recognition, provider: str) -> Recognition:
    """Return what was heard, no surer than sure; raises SpeechError for more words than anybody says."""
    if len(heard.transcript) > MOST_LETTERS:
        raise SpeechError(f"the {provider} answered with more than anybody says")
    if 0.0 <= heard.confidence <= 1.0:
        return heard
    return replace(heard, confidence=1.0 if heard.confidence > 1.0 else 0.0)


class ChainedStream:
    """One utterance on its way to whoever hears it."""

    def __init__(self, ears: Sequence[Ear], expected: Expected, codec: Codec, on_partial: OnPartial) -> None:
        self._left = list(ears)
        self._codec = codec
        self._kept = bytearray()
        self._longest = int(KEPT_S * codec.bytes_per_second)
        self._failures: list[SpeechError] = []
        self._turn = self._next(expected, on_partial)

    def write(self, data: bytes) -> None:
        """Add sound."""
        if self._has_all():
            self._kept += data
        if self._turn is not None:
            self._turn.stream.write(data)

    def pause(self) -> None:
        """The caller may have finished."""
        if self._turn is not None:
            self._turn.stream.pause()

    def resume(self) -> None:
        """The caller went on."""
        if self._turn is not None:
            self._turn.stream.resume()

    def cancel(self) -> None:
        """Forget the utterance."""
        if self._turn is not None:
            self._turn.stop()
            self._turn = None

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said, as the first hears it that can; raises SpeechError with what each says instead."""
        while (turn := self._turn) is not None:
            try:
                return await self._hear(turn, expected)
            except SpeechError as error:
                self._failures.append(error)
            self._turn = self._next(expected) if self._has_all() else None
        raise together(self._failures, f"no recognizer understands {expected.language}")

    async def _hear(self, turn: _Turn, expected: Expected) -> Recognition:
        limit_s = turn.ear.answer_s + HURRIED * self._hurried_s(turn)
        try:
            async with asyncio.timeout(limit_s):
                heard = _believed(await self._attempt(turn, expected), turn.ear.circuit.provider)
        except TimeoutError:
            turn.asking.failed("timeout")
            text = f"the {turn.ear.circuit.provider} did not answer within {limit_s:.3g} s"
            raise SpeechError(text, "timeout") from None
        except SpeechError as error:
            tell(turn.asking, error)
            raise
        else:
            turn.asking.answered()
            return heard
        finally:
            turn.stop()

    async def _attempt(self, turn: _Turn, expected: Expected) -> Recognition:
        """Ask, and ask once more if that failed at once rather than took its time."""
        try:
            return await turn.stream.finish(expected)
        except SpeechError as error:
            if error.trouble != "failed" or not self._has_all():
                raise
        stream = self._given(turn.ear, expected)
        try:
            return await stream.finish(expected)
        finally:
            stream.cancel()

    def _next(self, expected: Expected, on_partial: OnPartial = _unheard) -> _Turn | None:
        """Give the utterance to the next who may be asked."""
        while self._left:
            ear = self._left.pop(0)
            if not ear.understands(expected.language):
                continue
            if ear.circuit.admits():
                stream = self._given(ear, expected, on_partial)
                return _Turn(ear, stream, ear.circuit.ask(), asyncio.get_running_loop().time())
            self._failures.append(resting(ear.circuit))
        return None

    def _given(self, ear: Ear, expected: Expected, on_partial: OnPartial = _unheard) -> SpeechStream:
        stream = ear.recognizer.open(expected, self._codec, on_partial)
        if self._kept:
            stream.write(bytes(self._kept))
        return stream

    def _hurried_s(self, turn: _Turn) -> float:
        """Return how much sound came faster than it was spoken, in seconds."""
        since_s = asyncio.get_running_loop().time() - turn.began_s
        return max(0.0, len(self._kept) / self._codec.bytes_per_second - since_s)

    def _has_all(self) -> bool:
        return len(self._kept) < self._longest
