"""A caller at a telephone, for tests: what is said and pressed, and what the machine does about it.

Each event is given to the machine twice, and after each the call is written down and read back, so every
conversation also shows that ``step`` is pure and that a snapshot is the whole call.
"""

from __future__ import annotations

from functools import lru_cache
from textwrap import dedent

from flowrunner.engine.actions import (
    Action,
    AskModel,
    CancelTimer,
    Clip,
    Entered,
    Gap,
    Listen,
    Play,
    SendRequest,
    StartTimer,
    StopPlaying,
)
from flowrunner.engine.dialogue import Briefing, ToolUse
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
    RequestFinished,
    SpeechStarted,
    TimerFired,
    TransferEnded,
    TransferOutcome,
)
from flowrunner.engine.machine import Call, CallFacts, Machine
from flowrunner.engine.snapshot import dump, load
from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow

NOON = 1_793_620_800.0
"""2026-11-02 12:00 UTC, when the calls of these tests happen."""

HELP = "help: {transfer: '+15550100000'}"


@lru_cache
def flow_of(text: str, *beside: str) -> Flow:
    """Return the flow, which may run those ``beside`` it; the header is filled in where a test does not care."""
    text = dedent(text).strip()
    for field, line in (("fallback:", "fallback: help"), ("start:", "start: first"), ("flow:", "flow: test")):
        if not any(each.startswith(field) for each in text.splitlines()):
            text = f"{line}\n{text}"
    if "  help:" not in text and "fallback: help" in text:
        inline = "states: {" in text
        text = text.replace("states: {", f"states: {{{HELP}, ", 1) if inline else f"{text}\n  {HELP}"
    library = Library((f"{number}.yaml", dedent(each).strip()) for number, each in enumerate(beside))
    loaded = load_text(text, library=library)
    assert loaded.flow is not None, "\n".join(f"{each.span.line}: {each.message}" for each in loaded.diagnostics)
    return loaded.flow


class Phone:
    """One call, seen from the caller's end."""

    def __init__(
        self,
        flow: str | Flow,
        facts: CallFacts | None = None,
        secrets: dict[str, str] | None = None,
        remembered: dict[str, object] | None = None,
    ) -> None:
        self.flow = flow if isinstance(flow, Flow) else flow_of(flow)
        self.machine = Machine(self.flow, secrets)
        self.at = NOON
        self.did: tuple[Action, ...] = ()
        """What the machine did about the last event."""
        self.call: Call
        self._keep(self.machine.start(facts or CallFacts("c1", "+15550199", "+15550100"), self.at, remembered))

    def feed(self, event: Event) -> tuple[Action, ...]:
        """Let something happen."""
        result = self.machine.step(self.call, event)
        assert self.machine.step(self.call, event) == result
        return self._keep(result)

    def _keep(self, result: tuple[Call, tuple[Action, ...]]) -> tuple[Action, ...]:
        self.call, self.did = result
        assert load(dump(self.call), self.flow) == self.call
        return self.did

    @property
    def said(self) -> str:
        """What the bot began to say about the last event."""
        return " ".join(_words(item) for action in self.did if isinstance(action, Play) for item in action.items)

    @property
    def entered(self) -> list[str]:
        """The states entered by the last event."""
        return [action.state for action in self.did if isinstance(action, Entered)]

    @property
    def was_cut(self) -> bool:
        """Whether the last event cut a prompt."""
        return StopPlaying() in self.did

    @property
    def timer_s(self) -> float | None:
        """The length of the timer that the last event started; None when it started none."""
        lengths = [action.seconds for action in self.did if isinstance(action, StartTimer)]
        return lengths[-1] if lengths else None

    @property
    def request(self) -> SendRequest:
        """The web request that the last event sent."""
        (request,) = [action for action in self.did if isinstance(action, SendRequest)]
        return request

    @property
    def state(self) -> str:
        """Where the call stands."""
        return self.call.state

    def hears_it_out(self) -> tuple[Action, ...]:
        """Let what is being said be heard to its end."""
        assert self.call.prompt, "nothing is being said"
        return self.feed(PromptFinished(self.call.prompt, self.at))

    def hears_a_sentence(self) -> tuple[Action, ...]:
        """Let the first of what an agent is saying be heard to its end."""
        assert self.call.talk is not None
        return self.feed(PromptFinished(self.call.talk.saying[0].prompt, self.at))

    def prompt_fails(self) -> tuple[Action, ...]:
        """Let the voice fail."""
        return self.feed(PromptFailed(self.call.prompt, "no voice", self.at))

    def press(self, keys: str) -> tuple[Action, ...]:
        """Press keys, one by one; what is done is what the last of them did."""
        for key in keys:
            self.feed(KeyPressed(key, self.at))
        return self.did

    def begins_to_speak(self) -> tuple[Action, ...]:
        """Begin an utterance."""
        return self.feed(SpeechStarted(self.at))

    def says(self, words: str, phrase: str | None = None, confidence: float = 1.0) -> tuple[Action, ...]:
        """Say something, after beginning to."""
        if not self.call.speaking:
            self.begins_to_speak()
        return self.feed(Heard(words, phrase, confidence, self.at))

    def coughs(self) -> tuple[Action, ...]:
        """Make a sound without words."""
        return self.says("")

    def is_not_heard(self) -> tuple[Action, ...]:
        """Let the recognizer fail."""
        return self.feed(HearingFailed("no recognizer", self.at))

    def waits(self) -> tuple[Action, ...]:
        """Let the running timer run out; what is being said is heard first."""
        if self.call.timer is None:
            self.hears_it_out()
        assert self.call.timer is not None, "no timer runs"
        return self.feed(TimerFired(self.call.timer.id, self.at))

    def server_answers(self, outcome: str = "ok", body: object = None, status: int = 200) -> tuple[Action, ...]:
        """Let the web request end."""
        return self.feed(RequestFinished(self.call.issued.requests, outcome, status, body, self.at))

    @property
    def briefing(self) -> Briefing:
        """What the last event had the language model told."""
        (asked,) = [action for action in self.did if isinstance(action, AskModel)]
        return asked.briefing

    def model_says(self, sentence: str) -> tuple[Action, ...]:
        """Let a sentence of the reply come."""
        return self.feed(ModelSaid(self.call.issued.replies, sentence, self.at))

    def model_uses(self, tool: str, **arguments: object) -> tuple[Action, ...]:
        """Let the model use a tool."""
        return self.feed(ModelUsed(self.call.issued.replies, ToolUse(f"use {tool}", tool, arguments), self.at))

    def model_leaves(self, exit: str, **values: object) -> tuple[Action, ...]:
        """Let the model propose an exit, and say no more."""
        self.model_uses("leave", exit=exit, **values)
        return self.model_is_done()

    def model_is_done(self) -> tuple[Action, ...]:
        """Let the reply be complete."""
        return self.feed(ModelFinished(self.call.issued.replies, self.at))

    def model_fails(self) -> tuple[Action, ...]:
        """Let the model fail."""
        return self.feed(ModelFailed(self.call.issued.replies, "no model", self.at))

    def model_replies(self, *sentences: str) -> None:
        """Let the model say something, all of which is heard."""
        for sentence in sentences:
            self.model_says(sentence)
        self.model_is_done()
        self.hears_it_out()

    def comes_back(self, outcome: TransferOutcome) -> tuple[Action, ...]:
        """Let the transfer end."""
        return self.feed(TransferEnded(outcome, self.at))

    def hangs_up(self) -> tuple[Action, ...]:
        """Leave."""
        return self.feed(HungUp(self.at))

    def rejoins(self) -> tuple[Action, ...]:
        """Get a new media connection."""
        return self._keep(self.machine.rejoin(self.call, self.at))

    def resumes(self) -> tuple[Action, ...]:
        """Be taken up by another process, which knows what was written down."""
        self.call = load(dump(self.call), self.flow)
        return self._keep(self.machine.rejoin(self.call, self.at, bridged=True))


def without_listening(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Leave out what a test of something else does not want to see."""
    return tuple(action for action in actions if not isinstance(action, Listen | CancelTimer))


def _words(item: object) -> str:
    match item:
        case Gap(seconds):
            return f"[{seconds}s]"
        case Clip(audio):
            return f"<{audio}>"
    return str(getattr(item, "text", item))
