"""A machine that is given what was recorded of a call, step by step. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.call import TimerKind
from flowrunner.engine.events import (
    Event,
    Heard,
    HearingFailed,
    HungUp,
    KeyPressed,
    ModelFailed,
    ModelFinished,
    ModelSaid,
    ModelUsed,
    PromptFailed,
    PromptFinished,
    RecordingFailed,
    RecordingFinished,
    RequestFinished,
    SpeechStarted,
    TextSent,
    TimerFired,
    Transcribed,
    TranscriptionEnded,
    TransferEnded,
)
from flowrunner.engine.facts import told
from flowrunner.engine.replacing import replace
from flowrunner.trace.causes import Began, Cause, Rejoined
from flowrunner.trace.events import Turn, event_of, facts_of, remembered
from flowrunner.trace.keys import KeyRow
from flowrunner.trace.moves import Way, first_difference
from flowrunner.trace.turns import Step, turn_items

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call
    from flowrunner.engine.machine import Machine
    from flowrunner.trace.item import TraceItem

PROMPTS_AT_MOST = 100
"""That are heard to their end before the caller does something; a flow that says more goes round in circles."""
_MODELS = ModelSaid | ModelUsed | ModelFinished | ModelFailed
_INNER = frozenset({"prompt_finished", "prompt_failed"})
"""Causes that come by themselves."""
_PAUSES = (TimerKind.WAIT, TimerKind.MEANWHILE)
"""Timers that are not the caller's silence."""


class Again:
    """A call that is held again."""

    def __init__(self, machine: Machine, person: str) -> None:
        self.before = Way()
        self.now = Way()
        self.act: Turn | None = None
        """The last that was not the bot's own doing."""
        self.agreed = 0
        """Moves that are known to be the same."""
        self._machine = machine
        self._person = person
        self._call: Call | None = None
        self._at = 0.0
        """When the newest step was, in seconds since the epoch."""
        self._issued = 0
        """The newest prompt that was said then."""
        self._saying = 0
        """The one that was being said; 0: none was."""

    def fork(self) -> Again:
        """Return a call that goes on by itself from here."""
        other = Again(self._machine, self._person)
        other.before, other.now = self.before.copy(), self.now.copy()
        other.act, other.agreed, other._call, other._at = self.act, self.agreed, self._call, self._at
        other._issued, other._saying = self._issued, self._saying
        return other

    def take(self, turn: Turn) -> bool:
        """Go on by one step; return whether the two calls are still on one way."""
        if self._call is not None and not _comes_by_itself(turn):
            self._catch_up()
            if not self._is_level():
                self.before.take(turn.done)
                return False
            self.act = turn
        self._feed(turn)
        self.before.take(turn.done)
        self._follow(turn)
        return first_difference(self.before, self.now, self.agreed) is None

    def finish(self) -> bool:
        """Let both come to rest; return whether they are still on one way."""
        self._catch_up()
        return self._is_level()

    @property
    def flow_and_state(self) -> tuple[str, str]:
        """Where the new call is."""
        assert self._call is not None
        return self._call.running, self._call.state

    def settle(self) -> None:
        """Let the new call say what it has to say."""
        self._saying = 0
        self._catch_up()

    def _is_level(self) -> bool:
        same = first_difference(self.before, self.now, self.agreed) is None
        if same and len(self.before.moves) == len(self.now.moves):
            self.agreed = len(self.now.moves)
            return True
        return False

    def _catch_up(self) -> None:
        """Let prompts be heard, and pauses pass, that were not there then or are over by now."""
        for _time in range(PROMPTS_AT_MOST):
            call, is_behind = self._call, len(self.now.moves) < len(self.before.moves)
            if call is None:
                return
            if call.prompt and (is_behind or not self._saying):
                self._step(PromptFinished(call.prompt, at=self._at))
            elif is_behind and call.timer is not None and call.timer.kind is TimerKind.WAIT:
                self._step(TimerFired(call.timer.id, at=self._at))
            else:
                return

    def _feed(self, turn: Turn) -> None:
        cause, self._at = turn.cause, turn.cause.at
        match cause.kind:
            case "began":
                known, facts = remembered(cause), facts_of(cause, self._person)
                self._do(Began(known), *self._machine.start(facts, cause.at, known))
            case "told" if self._call is not None:
                self._call = told(self._call, facts_of(cause, "").extra)
            case "rejoined" if self._call is not None:
                bridged = bool(cause.facts.get("bridged"))
                self._do(Rejoined(bridged), *self._machine.rejoin(self._call, cause.at, bridged=bridged))
            case _:
                event = event_of(cause)
                fitting = self._fitted(event, turn) if event is not None and self._call is not None else None
                if fitting is not None:
                    self._step(fitting)

    def _step(self, event: Event) -> None:
        assert self._call is not None
        self._do(event, *self._machine.step(self._call, event))

    def _do(self, cause: Cause, call: Call, actions: tuple[Action, ...]) -> None:
        step = Step(self._machine, cause, None if isinstance(cause, Began) else self._call, call, actions)
        self.now.take(turn_items(step, self._at, KeyRow()))
        self._call = call

    def _follow(self, turn: Turn) -> None:
        """Note what was being said then."""
        if turn.cause.kind in _INNER and turn.cause.facts.get("prompt_id") == self._saying:
            self._saying = 0
        for item in turn.done:
            if item.kind == "play":
                self._saying = self._issued = _number(item)
            elif item.kind == "stop_playing":
                self._saying = 0

    def _fitted(self, event: Event, turn: Turn) -> Event | None:
        """Return the event with the numbers of this call; None when nothing here waits for it."""
        call = self._call
        assert call is not None
        match event:
            case KeyPressed() | SpeechStarted() | Heard() | HearingFailed() | HungUp():
                return event
            case TransferEnded() | Transcribed() | TranscriptionEnded():
                return event
            case _ if turn.is_ignored:
                return None
            case PromptFinished(prompt_id) | PromptFailed(prompt_id):
                return replace(event, prompt_id=prompt_id - self._issued + call.issued.prompts)
            case TimerFired():
                timer = call.timer
                fits = timer is not None and timer.kind.value == turn.cause.facts.get("timer")
                return replace(event, timer_id=timer.id) if timer is not None and fits else None
            case RequestFinished():
                return replace(event, request_id=call.issued.requests)
            case TextSent():
                return replace(event, text_id=call.issued.texts)
            case RecordingFinished() | RecordingFailed():
                return replace(event, recording_id=call.recording)
            case ModelSaid() | ModelUsed() | ModelFinished() | ModelFailed():
                return replace(event, reply_id=call.talk.reply) if call.talk else None
            case _:
                assert_never(event)


def _comes_by_itself(turn: Turn) -> bool:
    return turn.cause.kind in _INNER or turn.cause.facts.get("timer") in _PAUSES


def _number(item: TraceItem) -> int:
    number = item.facts["prompt_id"]
    return number if isinstance(number, int) else 0
