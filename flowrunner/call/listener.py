"""Turns the caller's sound into utterances.

Theory of operation. A frame goes through the cheap gate; what it admits is decoded, cut into the windows that voice
activity wants, and the answers drive the endpointer. When an utterance starts, the last moments of sound open a
stream to the recognizer and every later frame is written to it, as it came; while the caller may have finished, frames
are held back so that what is decoded ahead stays valid, and are written only if the caller goes on. When the utterance
has finished, the recognizer is asked with what is expected *then*: the state may have changed while the caller spoke.
Every ``speech_started`` is followed by exactly one ``heard`` or ``hearing_failed``, also when listening is switched
off in the middle of an utterance.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from flowrunner.audio.endpointing import LONGEST_S, SPEECH, START_S, Endpoint, Endpointer
from flowrunner.audio.gate import Gate
from flowrunner.audio.resample import Resampler
from flowrunner.call.barge_in import PROBABILITY, BargeIn
from flowrunner.errors import SpeechError
from flowrunner.speech.ports import AtLength, Recognition

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from flowrunner.answers.expected import Expected
    from flowrunner.audio.codec import PCM, Codec
    from flowrunner.call.played import Played
    from flowrunner.call.player import Spawn
    from flowrunner.speech.ports import OnPartial, Recognizer, SpeechStream, VadStream, VoiceActivity

VAD_RATE_HZ = 8000
WINDOW = 256
"""Samples a window of voice activity."""
WINDOW_S = WINDOW / VAD_RATE_HZ
PRE_ROLL_S = 0.4
"""Sound before the detected start that still belongs to the utterance."""
RECOGNITION_LIMIT_S = 10.0
"""How long the recognizer may take."""
CERTAIN = 0.8
"""How sure what is understood so far has to be to end an utterance early."""


class ListenerReport(Protocol):
    """What the listener tells the session."""

    @property
    def edge(self) -> AbstractContextManager[None, bool | None]:
        """What keeps a fault in this call from reaching another's: voice activity answers several calls at once."""
        ...

    def speech_started(self) -> None: ...

    def speech_ended(self, silence_s: float) -> None:
        """What was said is being recognised; nothing had been said for so long by now."""
        ...

    def heard(self, heard: Recognition) -> None: ...

    def hearing_failed(self, reason: str) -> None: ...


class Sound(Protocol):
    """Where the sound comes from."""

    @property
    def codec(self) -> Codec: ...

    @property
    def wants_audio(self) -> bool:
        """False: frames may be dropped undecoded."""
        ...

    @wants_audio.setter
    def wants_audio(self, value: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Ears:
    """What is heard with."""

    recognizer: Recognizer | None = None
    vad: VoiceActivity | None = None


class Listener:
    """The ear of one call. Without a recognizer or voice activity it is deaf, and keys still work."""

    def __init__(
        self, channel: Sound, ears: Ears, report: ListenerReport, spawn: Spawn, played: Played | None = None
    ) -> None:
        """``played`` is what the caller hears meanwhile; None: nothing that could be cut."""
        self._channel = channel
        self._recognizer = ears.recognizer
        self._report = report
        self._spawn = spawn
        self._expected: Expected | None = None
        self._windows = Windows(channel.codec.sample_rate)
        self._gate = Gate(channel.codec)
        self._vad = ears.vad.open(self._judged) if ears.vad is not None else None
        self._barge_in = BargeIn(played, channel.codec) if played is not None else None
        self._endpointer = Endpointer()
        self._recent: deque[bytes] = deque()
        self._recent_bytes = 0
        self._recent_at_most = int(PRE_ROLL_S * channel.codec.bytes_per_second)
        self._utterance: _Utterance | None = None
        channel.wants_audio = False

    def expect(self, expected: Expected | None) -> None:
        """Listen for this from now on; None: do not listen."""
        if self._recognizer is None or self._vad is None:
            return
        self._expected = expected
        self._channel.wants_audio = expected is not None
        if expected is None:
            self._forget()
        else:
            self._be_patient()

    def on_audio(self, data: bytes) -> None:
        """Take the next frame of the call, in the channel's codec."""
        if self._expected is None or self._vad is None:
            return
        admitted = self._gate.admit(data)
        if admitted:
            if len(admitted) > len(data):
                self._after_quiet(self._vad)
            self._examine(admitted)
        elif self._endpointer.speaking:
            self._endpoint(0.0, len(data) / self._channel.codec.bytes_per_second)

    def finish(self) -> None:
        """Nothing more is said: what was being said is an utterance."""
        if self._utterance is not None:
            self._end(self._utterance)

    def close(self) -> None:
        """The call is over, or at least this connection of it."""
        self._expected = None
        if self._utterance is not None:
            self._utterance.stream.cancel()
            self._utterance = None

    def _after_quiet(self, vad: VadStream) -> None:
        """Hear what follows as the beginning of something.

        Voice activity that still has the end of the last utterance in mind misses a third of short words.
        """
        vad.reset()
        self._windows.reset()
        if self._barge_in is not None:
            self._barge_in.forget()

    def _examine(self, data: bytes) -> None:
        assert self._vad is not None
        if self._utterance is not None:
            self._utterance.write(data)
        self._remember(data)
        for window in self._windows.cut(self._channel.codec.decode(data)):
            if self._barge_in is not None and self._utterance is None:
                self._barge_in.note(window)
            self._vad.write(window)

    def _remember(self, data: bytes) -> None:
        self._recent.append(data)
        self._recent_bytes += len(data)
        while self._recent_bytes - len(self._recent[0]) > self._recent_at_most:
            self._recent_bytes -= len(self._recent.popleft())

    def _judged(self, probability: float) -> None:
        with self._report.edge:
            if self._expected is not None:
                self._endpoint(probability, WINDOW_S)

    def _endpoint(self, probability: float, seconds: float) -> None:
        self._endpointer, happened = self._attentive().hear(probability, seconds)
        for endpoint in happened:
            self._happened(endpoint)

    def _attentive(self) -> Endpointer:
        """Return the endpointer with what begins an utterance now: more is asked of what would cut a prompt."""
        if self._expected is not None and self._barge_in is not None and self._barge_in.cuts:
            return self._endpointer.starting_after(self._expected.cutting_ms / 1000, PROBABILITY)
        return self._endpointer.starting_after(START_S, SPEECH)

    def _happened(self, endpoint: Endpoint) -> None:
        if endpoint is Endpoint.STARTED:
            if self._barge_in is None or self._barge_in.is_caller(b"".join(self._recent)):
                self._begin()
            else:
                self._endpointer = self._endpointer.afresh()
        elif self._utterance is None:
            return
        elif endpoint is Endpoint.MAYBE_FINISHED:
            self._utterance.pause()
        elif endpoint is Endpoint.RESUMED:
            self._be_patient()
            self._utterance.resume()
        else:
            self._end(self._utterance)

    def _begin(self) -> None:
        assert self._recognizer is not None
        assert self._expected is not None
        self._endpointer = self._endpointer.lasting(self._longest_s(self._recognizer, self._expected))
        self._utterance = _Utterance(self._recognizer, self._expected, self._channel.codec, self._understood)
        for data in self._recent:
            self._utterance.write(data)
        self._report.speech_started()

    def _longest_s(self, recognizer: Recognizer, expected: Expected) -> float:
        return recognizer.longest_s if expected.dictation and isinstance(recognizer, AtLength) else LONGEST_S

    def _understood(self, partial: Recognition) -> None:
        """End the utterance soon when it cannot go on, or now, if it was silent for long enough."""
        with self._report.edge:
            if self._expected is None or self._utterance is None:
                return
            if partial.phrase and partial.confidence >= CERTAIN and self._expected.is_whole(partial.phrase):
                silence_ms = min(self._expected.certain_silence_ms, self._expected.end_silence_ms)
                self._endpointer = self._endpointer.ending_after(silence_ms / 1000)
                self._endpoint(0.0, 0.0)
            else:
                self._be_patient()

    def _be_patient(self) -> None:
        """Wait in a pause for as long as the question needs."""
        if self._expected is not None:
            self._endpointer = self._endpointer.ending_after(self._expected.end_silence_ms / 1000)

    def _end(self, utterance: _Utterance) -> None:
        assert self._expected is not None
        self._utterance = None
        self._report.speech_ended(self._endpointer.end_silence_s)
        self._be_patient()
        self._spawn(self._recognize(utterance.stream, self._expected))

    async def _recognize(self, stream: SpeechStream, expected: Expected) -> None:
        try:
            async with asyncio.timeout(RECOGNITION_LIMIT_S):
                heard = await stream.finish(expected)
        except SpeechError as error:
            self._report.hearing_failed(str(error))
        except TimeoutError:
            stream.cancel()
            self._report.hearing_failed("the recognizer took too long")
        else:
            self._report.heard(heard)

    def _forget(self) -> None:
        """Drop what was being said; the machine still gets its answer, as a noise."""
        assert self._vad is not None
        self._vad.reset()
        self._windows.reset()
        self._endpointer = self._endpointer.afresh()
        self._recent.clear()
        self._recent_bytes = 0
        if self._utterance is not None:
            self._utterance.stream.cancel()
            self._utterance = None
            self._report.heard(Recognition(transcript=""))


class _Utterance:
    """One utterance on its way, with the sound held back while the caller may have finished."""

    def __init__(self, recognizer: Recognizer, expected: Expected, codec: Codec, on_partial: OnPartial) -> None:
        self.stream: SpeechStream = recognizer.open(expected, codec, on_partial)
        self._held: list[bytes] | None = None

    def write(self, data: bytes) -> None:
        if self._held is None:
            self.stream.write(data)
        else:
            self._held.append(data)

    def pause(self) -> None:
        self._held = []
        self.stream.pause()

    def resume(self) -> None:
        held, self._held = self._held or [], None
        self.stream.resume()
        for data in held:
            self.stream.write(data)


class Windows:
    """Cuts a call's sound into windows for voice activity: 256 samples at 8 kHz, in -1..1."""

    def __init__(self, sample_rate: int) -> None:
        self._resampler = Resampler(sample_rate, VAD_RATE_HZ) if sample_rate != VAD_RATE_HZ else None
        self._rest: PCM = np.zeros(0, np.int16)

    def cut(self, pcm: PCM) -> list[NDArray[np.float32]]:
        """Return the windows that ``pcm`` completes."""
        if self._resampler is not None:
            pcm = self._resampler(pcm)
        sound: PCM = np.concatenate((self._rest, pcm))
        whole = len(sound) // WINDOW
        self._rest = sound[whole * WINDOW :]
        return [sound[n * WINDOW : (n + 1) * WINDOW].astype(np.float32) / np.float32(32768) for n in range(whole)]

    def reset(self) -> None:
        """Forget the incomplete window."""
        self._rest = np.zeros(0, np.int16)
