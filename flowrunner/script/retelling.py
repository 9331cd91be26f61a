"""A trace as the lines of a test: what the caller did, what the bot said, what the world answered. Pure.

What a test cannot tell is left out or ends it: a test has no lost connections, no voice that fails, and no moment at
which a caller falls silent in the middle of a word. Whether it holds is for ``from_trace`` to find out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrunner.engine.briefing import EXIT, LEAVE
from flowrunner.engine.masking import ANY_KEY
from flowrunner.flow.model import Agent
from flowrunner.script.model import (
    Act,
    Answer,
    AtState,
    Bot,
    Caller,
    Ended,
    Hangup,
    Person,
    Press,
    Reply,
    Silence,
    Texted,
    Transferred,
)
from flowrunner.trace.item import TraceItem

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow
    from flowrunner.trace.events import Turn

HIDDEN = "not what was pressed: that is kept secret"
_ENDS_IT = {
    "hearing_failed": "the caller could not be heard",
    "prompt_failed": "the voice failed",
    "recording_failed": "the recording failed",
    "began": "a machine had answered",
}
"""What no test can do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a test."""

    act: Act
    remark: str = ""


@dataclass(slots=True)
class Retold:
    """The lines of a test, and what is answered in it."""

    lines: list[Line] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    """By the name of a state or a tool."""
    stopped: str = ""
    """Why it does not go on to the end of the call."""


def retold(steps: Sequence[Turn], keys: Mapping[int, str], flow: Flow) -> Retold:
    """Return a call as a test; ``keys`` take the place of those that are not told, by the number of the step."""
    teller = _Reteller(flow)
    for place, turn in enumerate(steps):
        if place and turn.cause.kind in _ENDS_IT and not turn.is_ignored:
            teller.retold.stopped = _ENDS_IT[turn.cause.kind]
            break
        teller.tell(turn, keys.get(place))
    teller.close()
    return teller.retold


class _Reteller:
    def __init__(self, flow: Flow) -> None:
        self.retold = Retold()
        self._flow = flow
        self._saying = ""
        """What is being said."""
        self._saying_id: object = None
        self._spoken_over: str | None = None
        """What was being said when the caller began to speak."""
        self._may_join = False
        """Whether the next key belongs to the same line as the last."""
        self._reply: list[TraceItem] = []
        """What came of the language model since it was asked."""
        self._is_asked = ""
        """The state whose model was asked."""
        self._is_replying = False
        self._tools: list[str] = []
        self._waits = ""
        """The state or tool whose request has not been answered."""

    def tell(self, turn: Turn, key: str | None) -> None:
        """Tell one step."""
        cause = turn.cause
        joined = self._may_join
        self._may_join = False
        match cause.kind:
            case "key_pressed":
                self._press(cause, key, joined=joined)
                self._may_join = not any(item.kind in ("play", "understood", "mistaken") for item in turn.done)
            case "speech_started":
                self._spoken_over = _pattern(self._saying) or None
            case "heard":
                self._say(cause)
            case "transcribed":
                words = str(cause.facts["text"])
                self._add(Caller(words) if cause.facts["who"] == "caller" else Person(words))
            case "timer_fired" if cause.facts.get("timer") == "silence" and not turn.is_ignored:
                self._add(Silence())
            case "hung_up":
                self._add(Hangup())
            case "prompt_finished":
                self._may_join = joined
                if cause.facts["prompt_id"] == self._saying_id:
                    self._saying = ""
            case _ if not turn.is_ignored:
                self._answered(cause)
        if cause.kind not in ("rejoined", "told", "took_up"):
            self._expect(turn)

    def close(self) -> None:
        """Tell the last reply of a language model, and let a request end that was not answered."""
        self._close_reply()
        if self._waits:
            self._answer(self._waits, Answer("timeout"))

    def _press(self, cause: TraceItem, key: str | None, *, joined: bool) -> None:
        remark = HIDDEN if cause.facts["key"] == ANY_KEY else ""
        pressed = key or str(cause.facts["key"])
        last = self.retold.lines[-1] if self.retold.lines else None
        if joined and last is not None and isinstance(last.act, Press):
            whole = Press(last.act.keys + pressed, last.act.during)
            self.retold.lines[-1] = Line(whole, last.remark or remark)
        else:
            self._add(Press(pressed, _pattern(self._saying) or None), remark)

    def _say(self, cause: TraceItem) -> None:
        words = str(cause.facts["transcript"] or cause.facts["phrase"] or "")
        confidence = cause.facts["confidence"]
        sure = float(confidence) if isinstance(confidence, int | float) else 1.0
        if words.strip():
            self._add(Caller(words, self._spoken_over, sure))
        self._spoken_over = None

    def _answered(self, cause: TraceItem) -> None:
        """Note what something outside the flow answered."""
        facts = cause.facts
        match cause.kind:
            case "request_finished":
                self._answer(self._waits, _requested(facts["outcome"], facts["status"], facts["body"]))
                self._waits = ""
            case "transfer_ended" | "text_sent":
                self._answer(cause.state, Answer(str(facts["outcome"])))
            case "transcription_ended" if facts["outcome"] == "failed":
                self._answer(cause.state, Answer("failed"))
            case "recording_finished":
                self._recorded(cause)
            case "model_said" | "model_used" | "model_failed":
                self._reply.append(cause)
                use = facts.get("use")
                if isinstance(use, Mapping) and use.get("tool") != LEAVE:
                    self._tools.append(str(use.get("tool")))

    def _recorded(self, cause: TraceItem) -> None:
        if cause.facts["text"]:
            self._add(Caller(str(cause.facts["text"])))
        else:
            self._answer(cause.state, Answer("done" if cause.facts["speech"] else "nothing"))

    def _expect(self, turn: Turn) -> None:
        """Tell what the bot did because of a step."""
        before = len(self.retold.lines)
        is_meanwhile = turn.cause.facts.get("timer") == "meanwhile"
        for item in turn.done:
            self._noted(item)
            expected = None if is_meanwhile else self._expected(item)
            if expected is not None:
                self._add(expected)
        entered = [item.state for item in turn.done if item.kind == "entered"]
        if entered and len(self.retold.lines) == before:
            self._add(AtState(entered[-1]))

    def _noted(self, item: TraceItem) -> None:
        if item.kind == "play":
            self._saying, self._saying_id = str(item.facts["text"]), item.facts["prompt_id"]
        elif item.kind == "stop_playing":
            self._saying = ""
        elif item.kind == "send_request":
            self._waits = self._tools.pop(0) if self._tools else item.state
        elif item.kind == "ask_model":
            self._close_reply()
            self._is_asked = item.state

    def _expected(self, item: TraceItem) -> Act | None:
        facts = item.facts
        match item.kind:
            case "play":
                return self._said(str(facts["text"]))
            case "connect_to":
                numbers = facts["numbers"]
                return Transferred(_pattern(str(numbers[0])) if isinstance(numbers, list) and numbers else None)
            case "send_text":
                return Texted(_pattern(str(facts["message"])))
            case "hang_up":
                return Ended()
            case _:
                return None

    def _said(self, text: str) -> Act | None:
        """Return what the bot is expected to say; of a reply of an agent, which comes in sentences, the first."""
        state = self._flow.states.get(self._is_asked)
        if self._reply and state is not None and isinstance(state.verb, Agent):
            said = [item for item in self._reply if item.kind == "model_said"]
            return Bot(_pattern(text) + "*") if len(said) == 1 and text else None
        return Bot(_pattern(text)) if text else None

    def _close_reply(self) -> None:
        if self._is_asked:
            self._answer(self._is_asked, _replied(self._reply))
        self._is_asked, self._reply = "", []

    def _answer(self, name: str, answer: Answer) -> None:
        self.retold.answers.setdefault(name, []).append(answer)

    def _add(self, act: Act, remark: str = "") -> None:
        self.retold.lines.append(Line(act, remark))


def _requested(outcome: object, status: object, body: object) -> Answer:
    number = status if isinstance(status, int) else 0
    return Answer(str(outcome), number, body)


def _replied(items: Sequence[TraceItem]) -> Answer:
    """Return what a language model did in one turn."""
    if any(item.kind == "model_failed" for item in items):
        return Answer("error")
    if not items:
        return Answer("limit")
    says = " ".join(str(item.facts["sentence"]) for item in items if item.kind == "model_said")
    leaves, values, uses = "", dict[str, object](), list[tuple[str, Mapping[str, object]]]()
    for tool, arguments in _uses(items):
        if tool == LEAVE:
            values = {name: each for name, each in arguments.items() if name != EXIT}
            leaves = str(arguments.get(EXIT, ""))
        else:
            uses.append((tool, arguments))
    return Answer(leaves or "says", reply=Reply(says, tuple(uses), leaves, values))


def _uses(items: Sequence[TraceItem]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for item in items:
        use = item.facts.get("use")
        if item.kind == "model_used" and isinstance(use, Mapping):
            arguments = use.get("arguments")
            yield str(use.get("tool")), arguments if isinstance(arguments, Mapping) else {}


def _pattern(text: str) -> str:
    """Return a pattern that fits a text, what is not told of it included."""
    words = "".join("*" if letter == ANY_KEY else letter for letter in text)
    while "**" in words:
        words = words.replace("**", "*")
    return " ".join(words.split())
