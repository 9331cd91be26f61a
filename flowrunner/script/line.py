"""A telephone line without sound: the machine at one end, a simulated clock, and somebody who answers its requests.

Nothing happens at its own time. ``advance`` jumps to the next thing that is due, a prompt that has been heard, an
answer that comes back, a timer that has run out, and gives it to the machine; when nothing is left that happens by
itself, the call waits for the caller. Which timers count as happening by itself is for the one who advances to say:
a listener lets the pause after the last digit pass, a caller about to press one more does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never, cast

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
from flowrunner.engine.call import Phase, TimerKind
from flowrunner.engine.events import (
    Event,
    ModelFailed,
    ModelUsed,
    PromptFinished,
    RecordingFinished,
    RequestFinished,
    TextSent,
    TimerFired,
    TranscriptionEnded,
    TransferEnded,
)
from flowrunner.engine.requests import attempts
from flowrunner.flow.model import Agent
from flowrunner.script.agent import reply_events
from flowrunner.script.trace import Moment, duration_s

if TYPE_CHECKING:
    from flowrunner.engine.events import TextOutcome, TransferOutcome
    from flowrunner.engine.machine import Call
    from flowrunner.flow.model import State
    from flowrunner.script.case import Case
    from flowrunner.script.model import Answer

OWN = frozenset({TimerKind.MEANWHILE})
"""Timers that run out while the caller waits for a turn."""
PATIENT = frozenset({TimerKind.MEANWHILE, TimerKind.WAIT, TimerKind.DIGITS})
"""Timers that run out while somebody listens to what the bot says next."""
ALL = frozenset(TimerKind)
_TOLD = RecordingFinished | RequestFinished | TextSent | TransferEnded | TranscriptionEnded | ModelUsed | ModelFailed
"""What of that which happens by itself is worth telling."""


SILENT_S = 5.0
PAUSED_S = 10.0
"""How long a recording waits for the first word, and after the last."""


class _Due(NamedTuple):
    """Something that happens by itself."""

    at: float
    event: Event


def _when(due: _Due) -> float:
    return due.at


class Line:
    """One call being held."""

    def __init__(self, case: Case) -> None:
        self.now = case.begin
        self.trace: list[Moment] = []
        self.playing: int | None = None
        """The newest prompt that is still being said."""
        self.unanswered: str | None = None
        """The state whose request nothing in the test answers."""
        self.calls: dict[str, int] = {}
        """How often each state has asked something of the outside."""
        self._machine = case.machine
        self._answers = case.conversation.answers
        self._prompt: _Due | None = None
        self._timer: _Due | None = None
        self._reply: _Due | None = None
        self._talk: _Due | None = None
        """The end of what is only listened to: a caller who waits for a turn does not wait for that."""
        self._said: list[str] = []
        """While it is recorded."""
        self._model: list[_Due] = []
        """What a language model says and does next."""
        self._stage = case.flow
        self._flow, self._state = case.flow.name, ""
        self.call: Call
        self.call, actions = case.machine.start(case.conversation.facts, self.now, case.conversation.remembered)
        self._perform(actions)

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.call.phase is Phase.ENDED

    @property
    def stands_at(self) -> State:
        """The state of the call."""
        flows = {**self._stage.subflows, self._stage.name: self._stage}
        return flows[self.call.running].states[self.call.state]

    def feed(self, event: Event, *, traced: bool = True) -> None:
        """Let something happen now; ``event`` carries the time."""
        before = self.call
        self.call, actions = self._machine.step(before, event)
        if traced:
            self._note(before, event, ignored=self.call is before)
        self._perform(actions)

    def advance(self, timers: frozenset[TimerKind], until: float | None = None) -> bool:
        """Let the next thing happen that happens by itself; return whether there was one (due by ``until``)."""
        due = self._next(timers)
        if due is None or self.ended or self.unanswered or (until is not None and due.at > until):
            return False
        self.now = max(self.now, due.at)
        self._forget(due)
        self.feed(due.event, traced=isinstance(due.event, _TOLD))
        return True

    def pass_time(self, seconds: float) -> None:
        """Let this much time pass, and all that happens in it."""
        until = self.now + seconds
        while self.advance(ALL, until):
            pass
        self.now = until

    def run_out_of_patience(self) -> bool:
        """Let the running timer run out, whatever it is for; return whether there was one."""
        if self.call.phase is Phase.RECORDING:
            return self.advance(PATIENT)
        if self._timer is None:
            return False
        due, self._timer = self._timer, None
        self.now = max(self.now, due.at)
        self.feed(due.event)
        return True

    def interrupt(self) -> None:
        """Go to the middle of what is being said."""
        if self._prompt is not None:
            self.now += (self._prompt.at - self.now) / 2

    def _next(self, timers: frozenset[TimerKind]) -> _Due | None:
        running = self.call.timer
        timer = self._timer if running is not None and running.kind in timers else None
        talk = self._talk if timers is not OWN else None
        coming = (*self._model[:1], self._prompt, self._reply, timer, talk)
        waiting = (due for due in coming if due is not None)
        return min(waiting, key=_when, default=None)

    def _forget(self, due: _Due) -> None:
        if due is self._prompt:
            self._prompt = self.playing = None
        elif due is self._timer:
            self._timer = None
        elif due is self._talk:
            self._talk = None
        elif due is self._reply:
            self._reply = None
        else:
            self._model.remove(due)

    def _perform(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            if isinstance(action, Entered):
                self._flow, self._state = action.flow or self.call.flow, action.state
            self._do(action)
        self._flow, self._state = self.call.running, self.call.state

    def _note(self, call: Call, item: Event | Action, *, ignored: bool = False) -> None:
        shown = self._machine.shown(call, item)
        self.trace.append(Moment(self.now, self._flow, self._state, shown, ignored))

    def _do(self, action: Action) -> None:
        match action:
            case Play():
                self._play(action)
            case StopPlaying():
                self._prompt = self.playing = None
            case StartTimer(timer_id, seconds):
                due = self.now + seconds
                self._timer = _Due(due, TimerFired(timer_id, at=due))
                return
            case CancelTimer():
                self._timer = None
                return
            case Listen():
                return
            case Entered() | Understood() | Mistaken() | Rescued() | Ignored() | Remember() | HangUp() | Left():
                pass
            case SendRequest():
                self._request(action)
            case AskModel(reply_id):
                self._ask_model(reply_id)
                return
            case StopModel():
                self._model = []
                return
            case ConnectTo():
                self._connect(action)
            case SendText(text_id):
                self._send_text(text_id)
            case StartRecording():
                self._record(action)
            case StopRecording():
                self._stop_recording()
                return
            case Transcribe():
                self._transcribe(action)
            case _:
                assert_never(action)
        self._note(self.call, action)

    def _play(self, prompt: Play) -> None:
        due = (self._prompt.at if self._prompt else self.now) + duration_s(prompt)
        self._prompt = _Due(due, PromptFinished(prompt.prompt_id, at=due))
        self.playing = prompt.prompt_id

    def _stop_recording(self) -> None:
        if self._talk is not None:
            self._reply, self._talk = self._recorded(self.now), None

    def _request(self, request: SendRequest) -> None:
        talk = self.call.talk
        name = talk.uses[0].tool if self.call.phase is Phase.TALKING and talk and talk.uses else self._state
        answer = self._answer(name)
        if answer is None:
            self.unanswered = name
            return
        waits = request.timeout_s * attempts(request.method, request.retry)
        due = self.now + (waits if answer.outcome == "timeout" else 0.0)
        event = RequestFinished(request.request_id, answer.outcome, answer.status, answer.body, at=due)
        self._reply = _Due(due, event)

    def _ask_model(self, reply_id: int) -> None:
        answer = self._answer(self._state)
        if answer is None:
            self.unanswered = self._state
            return
        agent = self.stands_at.verb
        assert isinstance(agent, Agent)
        self._model = [_Due(event.at, event) for event in reply_events(answer, reply_id, self.now, agent)]

    def _connect(self, connect: ConnectTo) -> None:
        answer = self._answer(self._state)
        if answer is not None:
            due = self.now + connect.ring_s
            self._reply = _Due(due, TransferEnded(cast("TransferOutcome", answer.outcome), at=due))

    def _send_text(self, text_id: int) -> None:
        """It is sent unless the test says otherwise."""
        answer = self._answer(self._state)
        outcome = cast("TextOutcome", answer.outcome if answer else "ok")
        self._reply = _Due(self.now, TextSent(text_id, outcome, at=self.now))

    def _record(self, wanted: StartRecording) -> None:
        """It ends as the test says; or when the caller, who may still speak, has been silent for long enough."""
        self._said = []
        answer = self._answer(self._state)
        if answer is None:
            self._talk = self._recorded(self.now + SILENT_S)
            return
        self._said = [""] if answer.outcome == "done" else []
        self._reply = self._recorded(self.now)

    def leave_words(self, words: str) -> None:
        """Speak while being recorded."""
        self._said.append(words)
        self._talk = self._recorded(self.now + PAUSED_S)

    def _recorded(self, at: float) -> _Due:
        speech, text = bool(self._said), " ".join(self._said)
        address = f"recording-{self.call.recording}.wav" if speech else ""
        return _Due(at, RecordingFinished(self.call.recording, speech, address=address, text=text, at=at))

    def _transcribe(self, transcribe: Transcribe) -> None:
        """It fails at once, or lasts until somebody waits for its end."""
        answer = self._answer(self._state)
        if answer is not None and answer.outcome == "failed":
            self._reply = _Due(self.now, TranscriptionEnded("failed", at=self.now))
            return
        due = self.now + transcribe.max_s
        self._talk = _Due(due, TranscriptionEnded("ended", at=due))

    def _answer(self, name: str) -> Answer | None:
        number = self.calls.get(name, 0)
        self.calls[name] = number + 1
        answers = self._answers.get(name)
        return answers.to_call(number) if answers else None
