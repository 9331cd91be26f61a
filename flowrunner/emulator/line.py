"""What the carrier, the stream and the caller share of one call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.emulator.mouth import Mouth
from flowrunner.emulator.recorder import Recorder
from flowrunner.emulator.report import BotTurn, Dialled, Fetched, HangupCause, Violations, Who
from flowrunner.emulator.transcript import Show, Transcript
from flowrunner.emulator.turns import Turn, Turns
from flowrunner.errors import SpeechError

NEW_STREAM_S = 2.0
"""How long a bot that was done before a new stream began gets to speak again."""


class Transcriber(Protocol):
    """Writes down what it hears."""

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        """Return the words, empty when there are none; raises SpeechError."""
        ...


class Line:
    """One call while it lasts. Everything here happens on the event loop."""

    def __init__(self, transcriber: Transcriber | None = None, show: Show | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._transcriber = transcriber
        self._pulse = asyncio.Event()
        self._attached_s = 0.0
        self._answered_s = 0.0
        self._ended_s: float | None = None
        self._places: dict[Turn, int] = {}
        self._listening: dict[Turn, asyncio.Task[str | None]] = {}
        self.tasks = asyncio.TaskGroup()
        """To be entered while the call is held: it is the parent of whatever runs beside."""
        self.mouth = Mouth()
        self.callee = Mouth()
        """What who was dialled says to the caller."""
        self._heard: Who = "bot"
        self.turns = Turns(self._bot_began, self._bot_finished)
        self.transcript = Transcript(show)
        self.recorder = Recorder()
        self.violations = Violations()
        self.problems: list[str] = []
        self.fetched: list[Fetched] = []
        self.dialled: list[Dialled] = []
        self.cause: HangupCause | None = None
        """Why the call ends; set by whoever ends it first."""
        self.ending = asyncio.Event()
        """Set together with the cause."""
        self.hangup_told = asyncio.Event()
        """Set when the host has been told of the end."""
        self.rate: int | None = None
        """Of the stream that carries the caller's voice, in Hz; None while there is none."""

    @property
    def bot_listens(self) -> bool:
        """Whether the bot has finished speaking, and there is a stream to answer it on."""
        if self.rate is None or not self.turns.bot_is_done:
            return False
        return self.turns.last_began_s >= self._attached_s or self.now() >= self._attached_s + NEW_STREAM_S

    def now(self) -> float:
        """Return seconds since the beginning of the call."""
        return self._loop.time() - self._began

    @property
    def until_s(self) -> float:
        """The moment that it is now, or was when the call ended."""
        return self.now() if self._ended_s is None else self._ended_s

    @property
    def duration_s(self) -> float:
        """How long the call has lasted, or did last; ringing does not count."""
        return self.until_s - self._answered_s

    def answered(self) -> None:
        """Note that it has stopped ringing; a line that never rang was answered when it began."""
        self._answered_s = self.now()
        self.turns.acted_until(self._answered_s)

    def end(self, cause: HangupCause) -> None:
        """End the call; harmless when it has ended."""
        if self.cause is None:
            self.cause = cause
            self._ended_s = self.now()
            self.ending.set()
            self.pulse()

    async def hangup_told_within(self, seconds: float) -> None:
        """Wait until the host has been told of the end, but no longer than that."""
        try:
            async with asyncio.timeout(seconds):
                await self.hangup_told.wait()
        except TimeoutError:
            return

    def remark(self, who: Who, text: str) -> None:
        """Add a line to the conversation."""
        self.transcript.add(self.now(), who, text)

    def attach(self, rate: int, heard: Who = "bot") -> None:
        """A stream begins; ``heard`` is whom the caller hears while it lasts."""
        self.rate, self._heard = rate, heard
        self._attached_s = self.now()
        self.recorder.begin(self.now(), rate)
        self.pulse()

    def detach(self) -> None:
        """The stream has ended."""
        self.rate = None
        self.mouth.stop()
        self.callee.stop()
        self.turns.stop()
        self.pulse()

    def frame(self, caller: PCM, bot: PCM, *, marked: bool) -> None:
        """Take 20 ms of both sides; ``bot`` is empty when it says nothing, ``marked`` as in ``Turns.tick``."""
        self.recorder.add(caller, np.pad(bot, (0, len(caller) - len(bot))))
        self.turns.tick(self.now(), bot if len(bot) else None, self.rate or 8000, marked=marked)
        self.pulse()

    def pulse(self) -> None:
        """Wake whoever waits for something to happen."""
        self._pulse.set()
        self._pulse = asyncio.Event()

    async def until(self, wanted: Callable[[], bool], patience_s: float) -> bool:
        """Wait for something; False when the call ends, or when the bot has said nothing for too long."""
        deadline = self.now() + patience_s
        while not wanted():
            if self.turns.is_sounding:
                deadline = self.now() + patience_s
            if self._is_too_late(deadline):
                return False
            await self._next_pulse(deadline)
        return True

    async def within(self, seconds: float, wanted: Callable[[], bool]) -> bool:
        """Wait for something; False when the call ends, or when it has not happened in time."""
        deadline = self.now() + seconds
        while not wanted():
            if self._is_too_late(deadline):
                return False
            await self._next_pulse(deadline)
        return True

    async def stay(self, seconds: float) -> None:
        """Let time pass, but no more than the call lasts."""
        await self.within(seconds, lambda: False)

    async def words(self, turn: Turn) -> str | None:
        """Return what the bot said, when it is over; None when nobody listened."""
        listening = self._listening.get(turn)
        return None if listening is None else await listening

    async def bot_turns(self) -> tuple[BotTurn, ...]:
        """Return everything that the bot said, once it is written down."""
        return tuple([await self._bot_turn(turn) for turn in self.turns.all])

    def _is_too_late(self, deadline: float) -> bool:
        return self.ending.is_set() or self.now() >= deadline

    async def _next_pulse(self, deadline: float) -> None:
        pulse = self._pulse
        try:
            async with asyncio.timeout_at(self._began + deadline):
                await pulse.wait()
        except TimeoutError:
            return

    async def _bot_turn(self, turn: Turn) -> BotTurn:
        words = await self.words(turn)
        return BotTurn(turn.prompted_by, turn.began_s or 0.0, turn.latency_s, turn.speech_s, words, turn.who)

    def _bot_began(self, turn: Turn) -> None:
        turn.who = self._heard
        self._places[turn] = self.transcript.begin(turn.began_s or 0.0, turn.who, turn.latency_s)

    def _bot_finished(self, turn: Turn) -> None:
        self._listening[turn] = self.tasks.create_task(self._write_down(turn))

    async def _write_down(self, turn: Turn) -> str | None:
        words = await self._transcribed(turn)
        self.transcript.complete(self._places[turn], words or "", turn.speech_s)
        return words

    async def _transcribed(self, turn: Turn) -> str | None:
        if self._transcriber is None:
            return None
        try:
            return await self._transcriber.transcribe(np.concatenate(turn.sound), turn.rate)
        except SpeechError as error:
            self.problems.append(f"the bot's words could not be written down: {error}")
            return None
