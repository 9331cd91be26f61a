"""One call on a connection that only listens: both ends are heard, each by an ear of its own, and written down.

Nothing is said here and no key counts. An utterance becomes an event for the machine; when the connection ends, or the
time is up, whoever holds the call says so to the machine, because only they know what has become of the caller.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Literal

from flowrunner.answers.expected import dictated
from flowrunner.call.edge import Edge
from flowrunner.call.ending import SessionEnd
from flowrunner.call.listener import Ears, Listener
from flowrunner.engine.events import Transcribed
from flowrunner.trace.notes import Fault
from flowrunner.trace.turns import Step

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec
    from flowrunner.call.channel import Channel
    from flowrunner.call.keeping import Keeper
    from flowrunner.call.session import SessionPorts
    from flowrunner.engine.actions import Action, Transcribe
    from flowrunner.engine.machine import Call, Machine
    from flowrunner.speech.ports import Recognition

log = logging.getLogger(__name__)

LAST_WORDS_S = 3.0
"""How long what was said last may take to be understood, after the connection has ended."""

Who = Literal["caller", "person"]


class TranscribingSession:
    """Writes down one call over one channel."""

    def __init__(
        self, machine: Machine, call: Call, wanted: Transcribe, ports: SessionPorts, keeper: Keeper | None = None
    ) -> None:
        self.call = call
        self.left: tuple[Action, ...] = ()
        """Nothing: this session does not tell the machine that the caller has left."""
        self._keeper = keeper
        self.edge = Edge(self._fault)
        self._machine = machine
        self._wanted = wanted
        self._ports = ports
        self._end: SessionEnd | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None

    async def run(self, channel: Channel) -> SessionEnd:
        """Listen until the channel ends, or as long as the flow wants to."""
        self._channel = channel
        async with asyncio.TaskGroup() as self._tasks:
            self._caller = self._ear("caller", channel)
            self._person = self._ear("person", _FarEnd(channel))
            limit = asyncio.get_running_loop().call_later(self._wanted.max_s, self._time_is_up)
            try:
                with self.edge:
                    await channel.run(self)
                    await self._hear_the_rest()
            finally:
                limit.cancel()
                self._caller.close()
                self._person.close()
                for task in self._working:
                    task.cancel()
        return self._end or SessionEnd("stream_lost")

    def hang_up(self) -> None:
        """The caller has left; what was said last is still written down."""
        self._finish(SessionEnd("caller_left"))

    def drop(self) -> None:
        """The call goes on elsewhere; the connection is about to end."""
        self._finish(SessionEnd("stream_lost"))

    def on_audio(self, data: bytes) -> None:
        with self.edge:
            self._caller.on_audio(data)

    def on_far_audio(self, data: bytes) -> None:
        with self.edge:
            self._person.on_audio(data)

    def on_key(self, key: str) -> None:
        """No key counts while nobody asks."""

    def on_played(self, checkpoint: str) -> None:
        """Nothing is played."""

    def on_play_failed(self, reason: str) -> None:
        """Nothing is played."""

    def wrote(self, who: Who, text: str) -> None:
        """Somebody finished an utterance."""
        if text:
            self._feed(Transcribed(who, text, at=self._ports.clock()))

    def unheard(self, reason: str) -> None:
        """An utterance could not be understood; the rest may be."""
        log.warning("an utterance could not be transcribed: %s", reason, extra={"state": self.call.state})

    def _ear(self, who: Who, channel: Channel | _FarEnd) -> Listener:
        ears = Ears(self._ports.recognizer, self._ports.vad)
        ear = Listener(channel, ears, _Scribe(self, who), self._spawn)
        ear.expect(dictated(self._wanted.language, self._wanted.model))
        return ear

    async def _hear_the_rest(self) -> None:
        """Let what was being said at the end be understood."""
        self._caller.finish()
        self._person.finish()
        if self._working:
            await asyncio.wait(self._working, timeout=LAST_WORDS_S)

    def _time_is_up(self) -> None:
        self._finish(SessionEnd("transcribed"))

    def _feed(self, event: Transcribed) -> None:
        before = self.call
        self.call, actions = self._machine.step(before, event)
        self._ports.trace.turn(Step(self._machine, event, before, self.call, actions))
        if self._keeper is not None:
            self._keeper.changed(self.call)

    def _finish(self, end: SessionEnd) -> None:
        if self._end is None:
            self._end = end
            self._closing = self._tasks.create_task(self._channel.close())

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._tasks.create_task(self._guarded(work))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step it would never be awaited
        return task

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        with self.edge:
            await work

    def _fault(self, error: Exception) -> None:
        log.error("a call met a fault of flowrunner", exc_info=error, extra={"state": self.call.state})
        self._ports.trace.note(self.call, Fault(type(error).__name__))
        self._finish(SessionEnd("failed"))


class _FarEnd:
    """What the caller hears, as the channel of an ear."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @property
    def codec(self) -> Codec:
        return self._channel.codec

    @property
    def wants_audio(self) -> bool:
        return self._channel.wants_far_audio

    @wants_audio.setter
    def wants_audio(self, value: bool) -> None:
        self._channel.wants_far_audio = value


class _Scribe:
    """What one ear reports to."""

    def __init__(self, session: TranscribingSession, who: Who) -> None:
        self.edge = session.edge
        self._session = session
        self._who = who

    def speech_started(self) -> None:
        """Nobody is interrupted."""

    def speech_ended(self, silence_s: float) -> None:
        """Nobody waits for an answer."""

    def heard(self, heard: Recognition) -> None:
        self._session.wrote(self._who, heard.transcript)

    def hearing_failed(self, reason: str) -> None:
        self._session.unheard(reason)
