"""The machine: ``step(call, event) -> (call, actions)``.

Theory of operation. A call is a value that stands in one state of its flow and in one phase of what that state does:
it speaks, asks, waits, requests, transfers, leaves, or has ended. The table below says which events a phase takes and
who handles each; what is not in the table, or answers a prompt, a timer or a request that is not the one awaited,
changes nothing. A handler works on a ``Turn``, which holds the call as it is so far, collects actions, and may name a
destination; then ``travel.settle`` enters states until the call stands where something must happen before it goes on.
At the end what is listened to is worked out afresh from where the call stands, and told if it has changed.

Three promises keep a call from hanging. A prompt that was asked for is answered by its end, its failure, or is cut by
us. A question whose prompt has been heard or cut has exactly one timer running. Every entry of a state counts towards
a bound. What goes wrong in a flow goes to its fallback, and what goes wrong there ends in an apology: no event, and
no value in a template, makes ``step`` raise.

The machine has no clock and no chance. Time comes with each event; ``chance`` is drawn from the caller's number. The
same call and event always give the same answer, so a call can be written down at any moment and taken up elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from flowrunner.engine import asking, recording, speaking, talking, texting, transcribing, verbs
from flowrunner.engine.actions import Action, Listen, SendRequest
from flowrunner.engine.call import Call, CallFacts, Phase
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
from flowrunner.engine.facts import facts_of
from flowrunner.engine.hearing import expected
from flowrunner.engine.learning import Lesson, lessons
from flowrunner.engine.masking import masked_action, masked_event
from flowrunner.engine.parting import hung_up
from flowrunner.engine.rejoining import rejoin
from flowrunner.engine.remembering import begun, remember
from flowrunner.engine.replacing import replace
from flowrunner.engine.subflows import first_state, inputs
from flowrunner.engine.talk import is_saying
from flowrunner.engine.transitions import depart, rescue
from flowrunner.engine.travel import settle, start
from flowrunner.engine.turn import Turn
from flowrunner.flow.model import KEYS

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow
    from flowrunner.intents.embedding import Embedding

__all__ = ["Call", "CallFacts", "Machine", "Phase"]

Handler = Callable[[Turn, Any], None]
"""Takes the event of its column."""


class Machine:
    """Runs the calls of one flow, and of those that it runs. It holds nothing of them: one machine serves all calls."""

    def __init__(
        self,
        flow: Flow,
        secrets: Mapping[str, str] | None = None,
        subflows: Mapping[str, Flow] | None = None,
        embedding: Embedding | None = None,
    ) -> None:
        """``subflows`` take the place of those that the flow came with; an ``embedding`` finds more paraphrases."""
        self._flow = flow
        self._flows = {**flow.subflows, **(subflows or {}), flow.name: flow}
        self._secrets = secrets or {}
        self._embedding = embedding
        self._learned: list[object] = []
        """What stays known because it is held here."""

    @property
    def flow(self) -> Flow:
        """The flow that its calls begin with."""
        return self._flow

    def of(self, flow: Flow) -> Machine:
        """Return a machine for another flow that understands as well as this one; with no secrets."""
        return Machine(flow, embedding=self._embedding)

    def learn(self) -> None:
        """Learn and load now what calls will need, which takes some 20 ms a menu, rather than during the first call."""
        for lesson in self.lessons():
            lesson()

    def lessons(self) -> Iterator[Lesson]:
        """Yield what ``learn`` does, piece by piece; each may be called in another thread."""
        for lesson in lessons(
            self._flow, (each for each in self._flows.values() if each is not self._flow), self._embedding
        ):
            yield partial(self._take, lesson)

    def _take(self, lesson: Lesson) -> None:
        self._learned.append(lesson())

    def start(
        self, facts: CallFacts, at: float = 0.0, remembered: Mapping[str, object] | None = None
    ) -> tuple[Call, tuple[Action, ...]]:
        """Begin a call at ``at`` (seconds since the epoch); ``remembered`` is what the last ``Remember`` said."""
        flow = self._flow
        call = Call(
            facts_of(flow, facts), flow.name, flow.version, first_state(flow, facts), variables=inputs(flow, {})
        )
        return self._turn(begun(call, flow, remembered or {}), at, start)

    def step(self, call: Call, event: Event) -> tuple[Call, tuple[Action, ...]]:
        """Return what becomes of the call, and what is to be done. A stale or illegal event changes nothing."""
        handler = _TABLE[type(event)].get(call.phase)
        if handler is None or _is_stale(call, event):
            return call, ()
        if isinstance(event, KeyPressed) and event.key == call.spare:
            return replace(call, spare=""), ()
        return self._turn(_noted(call, event), event.at, lambda turn: handler(turn, event))

    def rejoin(self, call: Call, at: float = 0.0, *, bridged: bool = False) -> tuple[Call, tuple[Action, ...]]:
        """Return what puts a new media connection where the call was: what was being said, asked or done, again.

        ``bridged``: the caller is told that there was an interruption, and a question that was heard is not repeated.
        """
        fresh = replace(call, listening=None, speaking=False, prompt=0, timer=None, keys=call.keys if bridged else "")
        return self._turn(fresh, at, partial(rejoin, bridged=bridged, heard=not call.prompt))

    def rescue(self, facts: CallFacts, reason: str, at: float = 0.0) -> tuple[Call, tuple[Action, ...]]:
        """Begin a call in its fallback: where it was cannot be told any more."""
        call = Call(facts_of(self._flow, facts), self._flow.name, self._flow.version, self._flow.start.inbound)
        return self._turn(call, at, lambda turn: rescue(turn, reason))

    def shown(self, call: Call, item: Event | Action) -> Event | Action:
        """Return what a trace may tell of an event or an action of this call; for an event, of the call before it."""
        if isinstance(item, KeyPressed):
            return masked_event(self._flows, call, item)
        return masked_action(item) if isinstance(item, SendRequest) else item

    def _turn(self, call: Call, at: float, handle: Callable[[Turn], None]) -> tuple[Call, tuple[Action, ...]]:
        turn = Turn(self._flows, self._secrets, self._embedding, call, at)
        settle(turn, handle)
        remember(turn, call)
        _listen(turn)
        return turn.call, tuple(turn.actions)


def _is_stale(call: Call, event: Event) -> bool:
    """Whether an event answers something that is not awaited, or says nothing."""
    match event:
        case PromptFinished(prompt_id) | PromptFailed(prompt_id):
            return prompt_id != call.prompt and not (call.talk and is_saying(call.talk, prompt_id))
        case TimerFired(timer_id):
            return call.timer is None or call.timer.id != timer_id
        case RequestFinished(request_id):
            return request_id != call.issued.requests
        case ModelSaid(reply_id) | ModelUsed(reply_id) | ModelFinished(reply_id) | ModelFailed(reply_id):
            return call.talk is None or call.talk.reply != reply_id
        case RecordingFinished(recording_id) | RecordingFailed(recording_id):
            return recording_id != call.recording or bool(call.prompt)
        case TextSent(text_id):
            return text_id != call.issued.texts
        case KeyPressed(key):
            return len(key) != 1 or key not in KEYS
        case SpeechStarted():
            return call.speaking or call.listening is None
        case Heard() | HearingFailed():
            return call.listening is None
    return False


def _noted(call: Call, event: Event) -> Call:
    """Return the call with what the event says of it, whatever the phase makes of that."""
    match event:
        case PromptFinished(prompt_id) | PromptFailed(prompt_id) if prompt_id == call.prompt:
            return replace(call, prompt=0, spare="")
        case KeyPressed() if call.spare:
            return replace(call, spare="")
        case SpeechStarted():
            return replace(call, speaking=True)
        case Heard() | HearingFailed():
            return replace(call, speaking=False, spare="")
    return call


def _listen(turn: Turn) -> None:
    """Tell what is listened to from now on, when that has changed."""
    call = turn.call
    wanted = expected(turn.flows, call)
    if wanted == call.listening:
        return
    turn.call = replace(call, listening=wanted, speaking=call.speaking and wanted is not None)
    if call.phase not in (Phase.ENDED, Phase.TRANSFERRING, Phase.TRANSCRIBING):
        turn.emit(Listen(wanted))


def _nothing(turn: Turn, event: Event) -> None:
    """Noted, and that is all."""


def _last_prompt(turn: Turn, event: PromptFinished | PromptFailed) -> None:
    depart(turn)


_ALIVE = tuple(phase for phase in Phase if phase is not Phase.ENDED)

_TABLE: Mapping[type[Event], Mapping[Phase, Handler]] = {
    PromptFinished: {
        Phase.SPEAKING: speaking.prompt_finished,
        Phase.ASKING: asking.prompt_finished,
        Phase.TALKING: talking.prompt_finished,
        Phase.WAITING: _nothing,
        Phase.REQUESTING: _nothing,
        Phase.TEXTING: _nothing,
        Phase.RECORDING: recording.beep_over,
        Phase.LEAVING: _last_prompt,
    },
    PromptFailed: {
        Phase.SPEAKING: speaking.prompt_failed,
        Phase.ASKING: asking.prompt_failed,
        Phase.TALKING: talking.prompt_failed,
        Phase.WAITING: _nothing,
        Phase.REQUESTING: _nothing,
        Phase.TEXTING: _nothing,
        Phase.RECORDING: recording.beep_over,
        Phase.LEAVING: _last_prompt,
    },
    KeyPressed: {
        Phase.SPEAKING: speaking.key_pressed,
        Phase.ASKING: asking.key_pressed,
        Phase.TALKING: talking.key_pressed,
        Phase.WAITING: speaking.key_while_waiting,
        Phase.REQUESTING: speaking.keep_key,
        Phase.TEXTING: speaking.keep_key,
        Phase.RECORDING: recording.key_pressed,
    },
    SpeechStarted: {
        Phase.SPEAKING: _nothing,
        Phase.ASKING: asking.speech_started,
        Phase.TALKING: talking.speech_started,
        Phase.WAITING: _nothing,
    },
    Heard: {
        Phase.SPEAKING: speaking.heard,
        Phase.ASKING: asking.heard,
        Phase.TALKING: talking.heard,
        Phase.WAITING: speaking.heard,
    },
    HearingFailed: {
        Phase.SPEAKING: _nothing,
        Phase.ASKING: asking.hearing_failed,
        Phase.TALKING: talking.hearing_failed,
        Phase.WAITING: _nothing,
    },
    TimerFired: {
        Phase.ASKING: asking.timer_fired,
        Phase.TALKING: talking.timer_fired,
        Phase.WAITING: verbs.waited,
        Phase.REQUESTING: verbs.meanwhile,
    },
    RequestFinished: {Phase.REQUESTING: verbs.request_finished, Phase.TALKING: talking.request_finished},
    ModelSaid: {Phase.TALKING: talking.model_said},
    ModelUsed: {Phase.TALKING: talking.model_used},
    ModelFinished: {Phase.TALKING: talking.model_finished},
    ModelFailed: {Phase.TALKING: talking.model_failed},
    RecordingFinished: {Phase.RECORDING: recording.finished},
    RecordingFailed: {Phase.RECORDING: recording.failed},
    TextSent: {Phase.TEXTING: texting.text_sent},
    TransferEnded: {Phase.TRANSFERRING: verbs.transfer_ended},
    Transcribed: {Phase.TRANSCRIBING: transcribing.transcribed},
    TranscriptionEnded: {Phase.TRANSCRIBING: transcribing.ended},
    HungUp: dict.fromkeys(_ALIVE, hung_up),
}
"""Who handles which event in which phase."""
