"""One step in the making: the call as it is so far, what is to be done, and where the call goes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.engine.actions import Action, CancelTimer, Ignored, Item, Play, StartTimer, StopModel, StopPlaying
from flowrunner.engine.call import Timer, TimerKind
from flowrunner.engine.language import in_language_of, language_of, running
from flowrunner.engine.replacing import replace
from flowrunner.engine.scope import scope_of
from flowrunner.engine.storable import storable
from flowrunner.flow.languages import spoken
from flowrunner.flow.values import to_text

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.engine.understand import Utterance
    from flowrunner.flow.model import Choice, Flow, State
    from flowrunner.flow.template import Expression, Template
    from flowrunner.intents.embedding import Embedding


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the call goes next: a state or a place."""

    target: str
    chosen: bool = False
    """The caller asked for it, so doing the same again is no loop."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The call stays where it is, and its form goes on."""


def commands(flows: Mapping[str, Flow], call: Call) -> tuple[Choice, ...]:
    """Return the commands that work anywhere, the nearest flow first; a name or a key belongs to the nearest."""
    own = running(flows, call).anytime
    if not call.frames:
        return own
    found = {choice.name: choice for choice in own}
    for frame in reversed(call.frames):
        for choice in in_language_of(flows[frame.flow], call).anytime:
            found.setdefault(choice.name, choice)
    return tuple(found.values())


class Turn:
    """Collects what one event does. It lives for one step, and never leaves the machine."""

    __slots__ = ("actions", "at", "call", "destination", "embedding", "flows", "remarks", "secrets")

    def __init__(
        self, flows: Mapping[str, Flow], secrets: Mapping[str, str], embedding: Embedding | None, call: Call, at: float
    ) -> None:
        self.flows = flows
        self.secrets = secrets
        self.embedding = embedding
        self.call = call
        self.at = at
        self.actions: list[Action] = []
        self.remarks: tuple[Item, ...] = ()
        self.destination: Destination | NextQuestion | None = None

    @property
    def flow(self) -> Flow:
        """The flow the call is in, as the caller hears it."""
        return running(self.flows, self.call)

    @property
    def anytime(self) -> tuple[Choice, ...]:
        """The commands that work now: those of the flow, and behind them those of the flows that wait for it."""
        return commands(self.flows, self.call)

    @property
    def state(self) -> State:
        """The state the call is in."""
        return self.flow.states[self.call.state]

    @property
    def language(self) -> str:
        """The language that the call is held in (BCP 47)."""
        return language_of(self.flow, self.call)

    @property
    def recognizer(self) -> str | None:
        """Which of the recognizer's models hears the caller; None: what suits."""
        return self.state.recognizer or self.flow.recognizer

    def emit(self, action: Action) -> None:
        """Have something done."""
        self.actions.append(action)

    def go(self, target: str, *, chosen: bool = False) -> None:
        """Go to a state or place once this event has been handled."""
        self.destination = Destination(target, chosen)

    def next_question(self) -> None:
        """Go on with the form once this event has been handled."""
        self.destination = NextQuestion()

    def remark(self, items: tuple[Item, ...]) -> None:
        """Have something said before the next question of the form."""
        self.remarks += items

    def remarked(self) -> tuple[Item, ...]:
        """Return what is to be said before the question that is put now."""
        items, self.remarks = self.remarks, ()
        return items

    def play(self, items: tuple[Item, ...]) -> bool:
        """Say something; return whether there was anything to say, and somebody to hear it."""
        if not items or self.call.gone:
            return False
        issued = replace(self.call.issued, prompts=self.call.issued.prompts + 1)
        self.call = replace(self.call, issued=issued, prompt=issued.prompts)
        self.emit(Play(issued.prompts, items))
        return True

    def hush(self) -> None:
        """Say no more."""
        if self.call.prompt:
            self.call = replace(self.call, prompt=0)
            self.emit(StopPlaying())

    def stop_model(self) -> None:
        """Let the language model be quiet, if it is making a reply."""
        talk = self.call.talk
        if talk is not None and talk.reply:
            self.call = replace(self.call, talk=replace(talk, reply=0))
            self.emit(StopModel())

    def start_timer(self, kind: TimerKind, seconds: float) -> None:
        """Start a timer, in place of any other."""
        issued = replace(self.call.issued, timers=self.call.issued.timers + 1)
        self.call = replace(self.call, issued=issued, timer=Timer(issued.timers, kind))
        self.emit(StartTimer(issued.timers, seconds))

    def cancel_timer(self) -> None:
        """Stop the timer, if one runs."""
        if self.call.timer is not None:
            self.call = replace(self.call, timer=None)
            self.emit(CancelTimer())

    def timer_fired(self) -> TimerKind | None:
        """Note that the timer ran out; return what it was for."""
        timer = self.call.timer
        self.call = replace(self.call, timer=None)
        return timer.kind if timer else None

    def note(self, heard: Utterance) -> None:
        """Keep what was heard, for ``heard`` and ``confidence`` in a flow."""
        self.call = replace(self.call, heard=heard.words, confidence=heard.confidence)

    def speak(self, wanted: object) -> None:
        """Go on in a language; one that the flow does not have is none to go on in."""
        language = spoken(self.flow.languages, to_text(wanted))
        if language is None:
            self.emit(Ignored(self.call.state, f"`{self.flow.name}` does not speak the language that is set"))
        else:
            self.call = replace(self.call, language=language)

    def store(self, values: Mapping[str, object]) -> None:
        """Keep variables, those that are secret apart."""
        if not values:
            return
        kept = {name: storable(value) for name, value in values.items()}
        sealed = {name: kept.pop(name) for name in self.flow.secret & kept.keys()}
        variables = {**self.call.variables, **kept}
        self.call = replace(self.call, variables=variables, sealed={**self.call.sealed, **sealed})

    def forget(self, names: tuple[str, ...]) -> None:
        """Empty variables."""
        variables, sealed = (
            {name: value for name, value in kept.items() if name not in names}
            for kept in (self.call.variables, self.call.sealed)
        )
        self.call = replace(self.call, variables=variables, sealed=sealed)

    def scope(self, language: str | None = None) -> Mapping[str, object]:
        """Return every name that a template may read now; ``secrets`` is not among them.

        Values are said in ``language``, or else in that of the call.
        """
        return scope_of(self.flow, self.call, self.at, language or self.language)

    def render(self, template: Template, language: str | None = None) -> str:
        """Return the text of a template for a caller who hears it in ``language``; raises TemplateError."""
        return template.constant if template.constant is not None else template.render(self.scope(language))

    def value(self, template: Template) -> object:
        """Return the value of a template with its type; raises TemplateError."""
        return template.value({} if template.constant is not None else self.scope())

    def holds(self, condition: Expression) -> bool:
        """Return whether a condition is true now; raises TemplateError."""
        return bool(condition.evaluate(self.scope()))
