"""One call on one media connection: feeds events to the machine and performs its actions.

Theory of operation. The machine is pure, so a call is this loop: something happens (a key, an utterance, a prompt
heard to its end, a timer), it becomes an event, ``Machine.step`` answers with actions, and the session performs
them in order. ``feed`` is synchronous: between a key and the first sound of the answer nothing is awaited but the
socket. Whatever takes time (rendering, recognizing, requesting) runs in a task of the session's task group or in a
pool of an adapter, and comes back as an event.

A session lives as long as its connection. The call outlives it: ``session.call`` is the newest snapshot, and when
the connection has ended the host decides by ``SessionEnd`` what the carrier does next. A fault of ours ends the
connection, not the call: ``edge`` is the one catch-all of the runtime.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from flowrunner.call.edge import Edge
from flowrunner.call.effects import Effects
from flowrunner.call.ending import DECIDED, SessionEnd
from flowrunner.call.listener import Ears, Listener
from flowrunner.call.player import Player
from flowrunner.call.recorder import Recorder
from flowrunner.call.replies import Reply
from flowrunner.call.tracing import NoTrace
from flowrunner.engine.actions import (
    Action,
    AskModel,
    CancelTimer,
    ConnectTo,
    Entered,
    HangUp,
    Ignored,
    Left,
    Listen,
    Mistaken,
    Play,
    Remember,
    Rescued,
    SendRequest,
    SendText,
    StartRecording,
    StartTimer,
    StopModel,
    StopPlaying,
    StopRecording,
    Transcribe,
    Understood,
)
from flowrunner.engine.events import (
    Event,
    Heard,
    HearingFailed,
    HungUp,
    KeyPressed,
    ModelFailed,
    PromptFailed,
    PromptFinished,
    RecordingFailed,
    RecordingFinished,
    SpeechStarted,
    TimerFired,
)
from flowrunner.trace.notes import Fault, Sounded, SpeechEnded
from flowrunner.trace.turns import Step

if TYPE_CHECKING:
    from flowrunner.call.channel import Channel
    from flowrunner.call.keeping import Keeper
    from flowrunner.call.pondering import Pondering
    from flowrunner.call.recorder import Recordings
    from flowrunner.call.remembering import Remembering
    from flowrunner.call.requests import Requester
    from flowrunner.call.texts import Texts
    from flowrunner.call.tracing import Trace
    from flowrunner.engine.machine import Call, Machine
    from flowrunner.models.ports import LanguageModel
    from flowrunner.speech.ports import Prompts, Recognition, Recognizer, VoiceActivity

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionPorts:
    """What a session needs of the outside world.

    No recognizer or no voice activity: keys only. No language model: every agent ends with ``error``.
    """

    prompts: Prompts
    requester: Requester
    recognizer: Recognizer | None = None
    vad: VoiceActivity | None = None
    memory: Remembering | None = None
    """None: nothing is kept of a caller."""
    model: LanguageModel | None = None
    texts: Texts | None = None
    """None: no text message can be sent."""
    recordings: Recordings | None = None
    """None: nothing can be recorded."""
    pondering: Pondering | None = None
    """None: the words of an utterance are all that is looked at."""
    clock: Callable[[], float] = time.time
    trace: Trace = field(default_factory=NoTrace)


class CallSession:
    """Drives one call over one channel."""

    def __init__(
        self,
        machine: Machine,
        call: Call,
        actions: tuple[Action, ...],
        ports: SessionPorts,
        keeper: Keeper | None = None,
    ) -> None:
        """``keeper`` writes the call down as it changes; None: it lives and dies with this process."""
        self.call = call
        self.left: tuple[Action, ...] = ()
        """What is left to do when the caller has left: no session, and no connection, is needed for that."""
        self._keeper = keeper
        self._effects = Effects(ports, keeper)
        self._machine = machine
        self._ports = ports
        self._pending = actions
        self._events: deque[Event] = deque()
        self._feeding = False
        self._running = False
        self._timer: asyncio.TimerHandle | None = None
        self._reply: asyncio.Task[None] | None = None
        self._recorder: Recorder | None = None
        self._children: set[asyncio.Task[None]] = set()
        self._end: SessionEnd | None = None
        self.edge = Edge(self._fault)

    async def run(self, channel: Channel) -> SessionEnd:
        """Hold the call over ``channel`` until the channel ends, for whatever reason."""
        self._channel = channel
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as self._tasks:
            self._player = Player(channel, self._ports.prompts, self, self._spawn)
            ears = Ears(self._ports.recognizer, self._ports.vad)
            self._listener = Listener(channel, ears, self, self._spawn, self._player.played)
            self._running = True
            try:
                with self.edge:
                    self._perform_all(self._pending)
                    await channel.run(self)
            finally:
                self._let_go()
        return self._end or SessionEnd("stream_lost")

    def hang_up(self) -> None:
        """The caller has left: end the call, and the connection if it is still there."""
        self._cut_recording()
        self.feed(HungUp(at=self._ports.clock()))
        self._finish(SessionEnd("caller_left"))

    def drop(self) -> None:
        """The call goes on elsewhere: do nothing more; the connection is about to end."""
        self._running = False
        self._events.clear()
        for child in self._children:
            child.cancel()

    def feed(self, event: Event) -> None:
        """Hand one event to the machine and perform what it answers. Events that arise meanwhile wait their turn."""
        self._events.append(event)
        if self._feeding or not self._running:
            return
        self._feeding = True
        with self.edge:
            while self._events:
                self._step(self._events.popleft())
        self._feeding = False

    def on_audio(self, data: bytes) -> None:
        with self.edge:
            if self._recorder is not None:
                self._recorder.on_audio(data)
            else:
                self._listener.on_audio(data)

    def on_far_audio(self, data: bytes) -> None:
        """What the caller hears is what this session says."""

    def on_key(self, key: str) -> None:
        self.feed(KeyPressed(key, at=self._ports.clock()))

    def on_played(self, checkpoint: str) -> None:
        self._player.on_played(checkpoint)

    def on_play_failed(self, reason: str) -> None:
        self._player.on_play_failed()

    def prompt_finished(self, prompt_id: int) -> None:
        self.feed(PromptFinished(prompt_id, at=self._ports.clock()))

    def prompt_failed(self, prompt_id: int, reason: str) -> None:
        log.warning("a prompt could not be said: %s", reason, extra={"state": self.call.state})
        self.feed(PromptFailed(prompt_id, reason, at=self._ports.clock()))

    def channel_lost(self) -> None:
        self._spawn(self._channel.close())

    def sounded(self, prompt_id: int, in_s: float) -> None:
        self._ports.trace.note(self.call, Sounded(prompt_id, in_s))

    def speech_started(self) -> None:
        self.feed(SpeechStarted(at=self._ports.clock()))

    def speech_ended(self, silence_s: float) -> None:
        self._ports.trace.note(self.call, SpeechEnded(silence_s))

    def heard(self, heard: Recognition) -> None:
        if self._ports.pondering is not None and heard.phrase is None and heard.transcript:
            self._spawn(self._ponder(self._ports.pondering, heard))
        else:
            self._understand(heard)

    async def _ponder(self, pondering: Pondering, heard: Recognition) -> None:
        await pondering.ponder(heard.transcript)
        self._understand(heard)

    def _understand(self, heard: Recognition) -> None:
        self.feed(Heard(heard.transcript, heard.phrase, heard.confidence, at=self._ports.clock()))

    def hearing_failed(self, reason: str) -> None:
        log.warning("a caller could not be heard: %s", reason, extra={"state": self.call.state})
        self.feed(HearingFailed(reason, at=self._ports.clock()))

    def _step(self, event: Event) -> None:
        if isinstance(event, ModelFailed):
            log.warning("a language model did not reply: %s", event.reason, extra={"state": self.call.state})
        before = self.call
        self.call, actions = self._machine.step(before, event)
        self._ports.trace.turn(Step(self._machine, event, before, self.call, actions))
        if self._keeper is not None and self.call is not before:
            self._keeper.changed(self.call)
        if self.call.gone:
            self.left += actions
        else:
            self._perform_all(actions)

    def _perform_all(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            self._perform(action)

    def _perform(self, action: Action) -> None:
        match action:
            case Play():
                self._player.play(action)
            case StopPlaying():
                self._player.stop()
            case Listen(expected):
                self._listener.expect(expected)
                self._channel.wants_audio |= self._recorder is not None
            case StartTimer(timer_id, seconds):
                self._start_timer(timer_id, seconds)
            case CancelTimer():
                self._cancel_timer()
            case SendRequest():
                self._spawn(self._request(action))
            case AskModel():
                reply = Reply(action, self.feed, self._ports.clock)
                self._reply = self._spawn(reply.run(self._ports.model))
            case StopModel():
                self._stop_reply()
            case StartRecording():
                self._start_recording(action)
            case StopRecording():
                if self._recorder is not None:
                    self._recorder.stop()
            case SendText():
                self._spawn(self._send_text(action))
            case ConnectTo():
                self._finish(SessionEnd("transfer", action))
            case Transcribe():
                self._finish(SessionEnd("transcribe", action))
            case HangUp():
                self._finish(SessionEnd("hangup"))
            case Remember(values):
                self._remember(values)
            case Entered() | Understood() | Mistaken() | Rescued() | Ignored() | Left():
                pass
            case _:
                assert_never(action)

    def _remember(self, values: Mapping[str, object]) -> None:
        if self._ports.memory is not None:
            self._ports.memory.keep(self.call.facts, self.call.flow, values)

    def _start_timer(self, timer_id: int, seconds: float) -> None:
        self._cancel_timer()
        self._timer = self._loop.call_later(seconds, self._timer_fired, timer_id)

    def _timer_fired(self, timer_id: int) -> None:
        self._timer = None
        self.feed(TimerFired(timer_id, at=self._ports.clock()))

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_reply(self) -> None:
        if self._reply is not None:
            self._reply.cancel()
            self._reply = None

    async def _request(self, action: SendRequest) -> None:
        self.feed(await self._effects.request(action))

    async def _send_text(self, message: SendText) -> None:
        sent = await self._effects.send_text(message)
        if sent.outcome == "failed":
            log.warning("a text message was not sent: %s", sent.reason, extra={"state": self.call.state})
        self.feed(sent)

    def _start_recording(self, wanted: StartRecording) -> None:
        if self._ports.recordings is None:
            failed = RecordingFailed(wanted.recording_id, "nothing is kept here", at=self._ports.clock())
            self._loop.call_soon(self.feed, failed)
            return
        recording = self._ports.recordings.begin(wanted.name, self._channel.codec)
        ears = Ears(self._ports.recognizer, self._ports.vad)
        self._recorder = Recorder(wanted, recording, self._channel, ears, self)
        self._recorder.start(self._spawn)

    def recording_over(self, event: RecordingFinished | RecordingFailed) -> None:
        self._recorder = None
        if isinstance(event, RecordingFailed):
            log.warning("a recording failed: %s", event.reason, extra={"state": self.call.state})
        self.feed(replace(event, at=self._ports.clock()))

    def _cut_recording(self) -> None:
        """Keep what was said so far: the connection is gone, or is about to go."""
        cut = self._recorder.cut() if self._recorder is not None else None
        if cut is not None:
            self.recording_over(cut)

    def _finish(self, end: SessionEnd) -> None:
        if self._end is None and self._running:
            self._end = end
            self._spawn(self._close(end))

    async def _close(self, end: SessionEnd) -> None:
        """Hand the call over when what was decided is written down: another host may be asked what comes next."""
        if self._keeper is not None and end.reason in DECIDED:
            await self._keeper.kept()
        await self._channel.close()

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._tasks.create_task(self._guarded(work))
        self._children.add(task)
        task.add_done_callback(self._children.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step it would never be awaited
        return task

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        with self.edge:
            await work

    def _fault(self, error: Exception) -> None:
        log.error("a call met a fault of flowrunner", exc_info=error, extra={"state": self.call.state})
        self._ports.trace.note(self.call, Fault(type(error).__name__))
        self._finish(SessionEnd("failed"))

    def _let_go(self) -> None:
        self._cut_recording()
        self._running = False
        self._cancel_timer()
        self._player.close()
        self._listener.close()
        for child in self._children:
            child.cancel()
        if self._end is None and self.call.ended:
            self._end = SessionEnd("caller_left")
