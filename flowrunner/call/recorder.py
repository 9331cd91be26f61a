"""Records what a caller says, until a key, a long silence or the time ends it.

Theory of operation. Frames are written as they come, undecoded, to a recording that never blocks. Beside it an ear of
its own listens, to nothing but whether somebody speaks, unless the words are wanted too. Time is counted in sound, not
by a clock: a line that brings no frames records nothing. What follows the last word for long is cut off again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from flowrunner.answers.expected import dictated
from flowrunner.audio.gate import Gate
from flowrunner.call.listener import Ears, Listener
from flowrunner.engine.events import RecordingFailed, RecordingFinished
from flowrunner.errors import StorageError
from flowrunner.speech.ports import Recognition

if TYPE_CHECKING:
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from flowrunner.answers.expected import Expected
    from flowrunner.audio.codec import Codec
    from flowrunner.call.channel import Channel
    from flowrunner.call.player import Spawn
    from flowrunner.engine.actions import StartRecording
    from flowrunner.speech.ports import OnPartial

SILENT_S = 5.0
"""How long nobody may speak at the beginning."""
PAUSED_S = 10.0
"""How long nobody may speak after a word."""
TAIL_S = 0.5
"""What is left of that silence."""
LAST_WORDS_S = 5.0
"""How long the words said last may take to be understood."""
CLOSING_S = 5.0
"""How long the end of a recording may take to be written."""


class Recording(Protocol):
    """A recording being made; it is in no format but that of the stream."""

    @property
    def address(self) -> str:
        """Where it is kept."""
        ...

    def write(self, data: bytes) -> None:
        """Add sound, without waiting; raises StorageError when what came before could not be written."""
        ...

    def finish(self, keep: int) -> Future[int]:
        """End it, and of what was written since the beginning keep so many bytes; fails with StorageError.

        Return how many bytes there are with those of a host that died in the middle, of which only the recording
        knows. It is ended although nobody waits for that. What holds nothing at all is not kept.
        """
        ...


class Recordings(Protocol):
    """Where recordings are kept."""

    def begin(self, name: str, codec: Codec) -> Recording:
        """Begin a recording, or go on with the one of this name."""
        ...


class RecorderReport(Protocol):
    """What a recorder tells the session."""

    @property
    def edge(self) -> AbstractContextManager[None, bool | None]: ...

    def recording_over(self, event: RecordingFinished | RecordingFailed) -> None: ...


class Recorder:
    """One recording on one connection.

    Without voice activity it is only told that there is sound, and no silence ends a recording.
    """

    def __init__(
        self, wanted: StartRecording, recording: Recording, channel: Channel, ears: Ears, report: RecorderReport
    ) -> None:
        self._wanted = wanted
        self._recording = recording
        self._report = report
        self._rate = channel.codec.bytes_per_second
        self._limit = round(wanted.max_s * self._rate)
        self._written = 0
        self._spoken_to = 0
        """Up to where somebody has spoken."""
        self._spoke = self._speaking = self._over = self._told = False
        self._words: list[str] = []
        self._hears = ears.vad is not None
        self._gate = Gate(channel.codec)
        self._awaited = 0
        self._understood = asyncio.Event()
        self._understood.set()
        self._channel = channel
        self._ears = ears

    def start(self, spawn: Spawn) -> None:
        """Begin to listen; ``spawn`` starts tasks of the session."""
        self._spawn = spawn
        recognizer = self._ears.recognizer if self._wanted.transcribe else None
        self._listener = Listener(self._channel, Ears(recognizer or _Deaf(), self._ears.vad), self, spawn)
        self._listener.expect(dictated(self._wanted.language, self._wanted.model))
        self._channel.wants_audio = True

    @property
    def edge(self) -> AbstractContextManager[None, bool | None]:
        """Of the session."""
        return self._report.edge

    def on_audio(self, data: bytes) -> None:
        """Take the next frame of the call."""
        if self._over:
            return
        try:
            self._recording.write(data)
        except StorageError as error:
            self._fail(str(error))
            return
        self._written += len(data)
        self._listen(data)
        if self._written >= self._limit or self._is_quiet():
            self.stop()

    def stop(self) -> None:
        """Record no more; harmless when that was over."""
        if not self._over:
            self._over = True
            self._spawn(self._finish())

    def cut(self) -> RecordingFinished | None:
        """End it now: the connection is gone. Return what is kept; None when it was over and has been told."""
        if self._told:
            return None
        self._over = self._told = True
        self._listener.close()
        self._recording.finish(self._kept)
        return self._result(spoke=self._spoke, cut=True)

    def speech_ended(self, silence_s: float) -> None:
        """It goes on until nothing more is said."""

    def speech_started(self) -> None:
        self._spoke = self._speaking = True
        self._awaited += 1
        self._understood.clear()

    def heard(self, heard: Recognition) -> None:
        self._words += filter(None, (heard.transcript.strip(),))
        self._utterance_over()

    def hearing_failed(self, reason: str) -> None:
        self._utterance_over()

    def _utterance_over(self) -> None:
        self._speaking = False
        self._awaited -= 1
        if self._awaited == 0:
            self._understood.set()

    def _listen(self, data: bytes) -> None:
        self._listener.on_audio(data)
        if not self._hears and self._gate.admit(data):
            self._spoke, self._spoken_to = True, self._written
        if self._speaking:
            self._spoken_to = self._written

    def _is_quiet(self) -> bool:
        patience_s = PAUSED_S if self._spoke else SILENT_S
        return self._hears and self._written - self._spoken_to >= patience_s * self._rate

    @property
    def _kept(self) -> int:
        """How much of it is worth keeping, in bytes."""
        if not self._spoke:
            return 0
        return min(self._written, self._spoken_to + round(TAIL_S * self._rate)) if self._hears else self._written

    async def _finish(self) -> None:
        self._listener.finish()
        if self._wanted.transcribe and self._ears.recognizer is not None:
            await _within(LAST_WORDS_S, self._understood)
        self._listener.close()
        try:
            async with asyncio.timeout(CLOSING_S):
                kept = await asyncio.wrap_future(self._recording.finish(self._kept))
        except TimeoutError:
            self._fail("the end of the recording takes too long to write")
        except StorageError as error:
            self._fail(str(error))
        else:
            self._tell(self._result(spoke=kept > 0, cut=False))

    def _result(self, *, spoke: bool, cut: bool) -> RecordingFinished:
        return RecordingFinished(
            self._wanted.recording_id,
            spoke,
            self._kept / self._rate,
            self._recording.address if spoke else "",
            " ".join(self._words),
            cut,
        )

    def _fail(self, reason: str) -> None:
        self._over = True
        self._tell(RecordingFailed(self._wanted.recording_id, reason))

    def _tell(self, event: RecordingFinished | RecordingFailed) -> None:
        if not self._told:
            self._told = True
            self._channel.wants_audio = False
            self._report.recording_over(event)


class _Deaf:
    """A recognizer that understands nothing: it only matters whether somebody speaks."""

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> _Noise:
        return _Noise()


class _Noise:
    """An utterance of which nothing is wanted."""

    def write(self, data: bytes) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    async def finish(self, expected: Expected) -> Recognition:
        return Recognition(transcript="")

    def cancel(self) -> None: ...


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
