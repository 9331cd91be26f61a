"""Strategies: any valid flow over a handful of states, and anything that can happen to a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, get_args

from hypothesis import strategies as st

from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import (
    Event,
    Heard,
    HearingFailed,
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
    TextOutcome,
    TextSent,
    TimerFired,
    TransferEnded,
    TransferOutcome,
)
from flowrunner.engine.machine import Call, Phase
from flowrunner.flow.model import (
    KEYS,
    PLACES,
    Agent,
    Always,
    Answer,
    Ask,
    ByCondition,
    ByOutcome,
    Chance,
    Choice,
    ClipSegment,
    Digits,
    Else,
    Flow,
    Form,
    FreeText,
    FromToday,
    Go,
    If,
    Listen,
    Menu,
    Pace,
    PauseSegment,
    Prompt,
    Record,
    Rejection,
    Reprompt,
    Request,
    Return,
    Run,
    Segment,
    Slot,
    Sms,
    Span,
    Start,
    State,
    TextSegment,
    Tool,
    Transfer,
    Typed,
    TypeName,
    Verb,
    Wait,
    Wanted,
    YesNo,
)
from flowrunner.flow.template import Expression, Template

T = TypeVar("T")

NAMES = ("a", "b", "c", "d")
PLACES_AND_STATES = (*NAMES, *sorted(PLACES))
TARGETS = (*NAMES * 3, "repeat", "back", *PLACES_AND_STATES)
"""Mostly states, so that a call does not end at once."""
WORDS = ("sales", "support", "lost card", "a person", "anything else")
OUTCOMES = (
    *(
        "done",
        "give_up",
        "cancel",
        "yes",
        "no",
        "ok",
        "404",
        "timeout",
        "error",
        "ended",
        "busy",
        "no_answer",
        "failed",
    ),
    *NAMES,
)
TEXTS = (
    "",
    "Hello.",
    "{{ x }}",
    "{{ heard }} {{ visits('a') }}",
    "{{ 1 / x }}",
    "{{ call.from | phone }}",
    "{{ now }}",
)
"""Among them one that fails, and one that is empty."""
CONDITIONS = ("x", "not x", "x > 3", "visits('b') > 2", "1 / x", "heard == 'sales'", "confidence < 0.5")

TEMPLATES = {text: Template.parse(text) for text in TEXTS}
EXPRESSIONS = {text: Expression.parse(text) for text in CONDITIONS}

keys = st.sampled_from("1112220*#9")
"""Few, so that a key often is the key of something."""
templates = st.sampled_from(TEXTS).map(lambda text: TEMPLATES[text])
expressions = st.sampled_from(CONDITIONS).map(lambda text: EXPRESSIONS[text])
targets = st.sampled_from(TARGETS)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return the strategy, or nothing."""
    return st.none() | strategy


def mostly(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return the strategy, or sometimes nothing."""
    return strategy | strategy | strategy | st.none()


def few(strategy: st.SearchStrategy[T], most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[T, ...]]:
    """Return a short tuple."""
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


segments: st.SearchStrategy[Segment] = (
    st.builds(TextSegment, templates)
    | st.builds(PauseSegment, st.just(0.5))
    | st.builds(ClipSegment, st.just("tune.wav"), maybe(templates))
)
prompts = st.builds(Prompt, few(segments, 2), maybe(few(segments, 2)))
gos: st.SearchStrategy[Go] = (
    st.builds(Always, targets)
    | st.builds(ByOutcome, st.dictionaries(st.sampled_from(OUTCOMES), targets, max_size=4), maybe(targets))
    | st.builds(
        ByCondition,
        few(st.builds(If, expressions, targets) | st.builds(Chance, st.just(40.0), targets) | st.builds(Else, targets)),
    )
)
choices = st.builds(
    Choice,
    name=st.sampled_from(NAMES),
    keys=few(keys, 3, 1),
    phrases=few(st.sampled_from(WORDS), 3, 1),
    anything=st.booleans(),
    say=maybe(prompts),
    go=maybe(gos),
)
commands = st.builds(
    Choice,
    name=st.sampled_from(PLACES_AND_STATES),
    keys=few(keys, 2),
    phrases=few(st.sampled_from(WORDS), 1),
    say=maybe(prompts),
    go=maybe(st.builds(Always, targets)),
)
menus = st.builds(Menu, few(choices, 3, 1))
digits = st.builds(
    Digits,
    min_digits=st.integers(1, 3),
    max_digits=st.integers(3, 6),
    finish_on=st.sampled_from(["#", "*", None]),
)
typed = st.builds(
    Typed,
    type=st.sampled_from(get_args(TypeName)),
    max_length=st.sampled_from([0, 0, 3]),
    finish_on=st.sampled_from(["#", "*", None]),
)
limited = st.builds(
    Typed, type=st.just("number"), least=st.sampled_from([None, 1]), most=st.sampled_from([None, 5, 20])
)
dated = st.builds(Typed, type=st.just("date"), least=maybe(st.builds(FromToday)), most=maybe(st.builds(FromToday)))
answers: st.SearchStrategy[Answer] = (
    menus | menus | digits | st.just(YesNo()) | st.just(FreeText()) | typed | limited | dated
)
listening = st.sampled_from(Listen)
reprompts = st.builds(Reprompt, few(segments, 2), maybe(listening), st.booleans())
asks = st.builds(
    Ask,
    prompt=prompts,
    answer=answers,
    silence=few(reprompts, 2),
    unclear=few(reprompts, 2),
    tries=st.sampled_from([1, 3, 4]),
    listen=st.just(Listen.BOTH) | listening,
    save=maybe(st.just("x")),
    confirm=st.sampled_from(["auto", "auto", "always", "never"]),
    confirmation=maybe(prompts),
    reject=few(st.builds(Rejection, expressions, prompts), 1),
    secret=st.sampled_from([False, False, False, True]),
)
requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST"]),
    url=templates,
    body=maybe(st.dictionaries(st.just("x"), templates)),
    meanwhile=maybe(prompts),
    save=st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["body", "body.0", "status", "body.x.y"])),
)
forms = st.builds(
    Form,
    slots=st.lists(
        st.builds(Slot, st.sampled_from(["x", "y", "day"]), asks, maybe(expressions)),
        min_size=1,
        max_size=3,
        unique_by=lambda slot: slot.name,
    ).map(lambda slots: tuple(replace(slot, ask=replace(slot.ask, save=slot.name)) for slot in slots)),
    confirm=maybe(
        st.builds(
            Ask,
            prompt=prompts,
            answer=st.just(YesNo()),
            tries=st.sampled_from([1, 3, 4]),
            listen=st.just(Listen.BOTH) | listening,
            confirm=st.just("never"),
        )
    ),
)
agents = st.builds(
    Agent,
    instructions=templates,
    leave_when=st.just({"a": TEMPLATES["Hello."], "done": TEMPLATES[""]}),
    opening=maybe(st.sampled_from([*TEMPLATES.values(), Template.parse("{{ heard }}")])),
    tools=few(st.sampled_from(["look", "post"]), 2),
    collect=st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([Wanted("number"), Wanted("date"), Wanted()])),
    turns=st.sampled_from([1, 2, 20]),
    time_s=st.sampled_from([60.0, 300.0]),
    tries=st.sampled_from([1, 3]),
    save=maybe(st.just("y")),
)
tools = st.fixed_dictionaries(
    {
        "look": st.builds(Tool, st.just("look"), st.just("Looks."), requests, st.just({"x": "number"})),
        "post": st.builds(Tool, st.just("post"), st.just("Posts."), requests),
    }
)
transfers = st.builds(Transfer, few(templates, 2, 1), caller_id=maybe(templates))
verbs: st.SearchStrategy[Verb] = (
    asks
    | asks
    | asks
    | forms
    | forms
    | requests
    | agents
    | agents
    | transfers
    | st.builds(Record, stop=maybe(keys), beep=st.booleans(), transcribe=st.booleans(), save=maybe(st.just("x")))
    | st.builds(Sms, templates, templates, maybe(templates))
    | st.builds(Wait, st.just(3.0))
    | st.builds(Run, st.sampled_from(["sub", "any", "missing"]), st.dictionaries(st.just("x"), templates))
    | st.builds(Return, st.sampled_from(OUTCOMES))
)


def states(name: str) -> st.SearchStrategy[State]:
    """Return any state of this name."""
    return st.builds(
        State,
        name=st.just(name),
        span=st.just(Span(1, 1, 1, 1)),
        set=st.dictionaries(st.sampled_from(["x", "y"]), templates, max_size=1),
        forget=few(st.just("x"), 1),
        say=maybe(prompts),
        interrupt=st.booleans(),
        pace=maybe(st.sampled_from(Pace)),
        recognizer=maybe(st.just("telephony")),
        verb=mostly(verbs),
        go=mostly(gos),
    )


subflows = st.builds(
    Flow,
    name=st.just("sub"),
    start=st.builds(Start, *[st.sampled_from(NAMES)] * 3),
    fallback=st.sampled_from(NAMES),
    states=st.fixed_dictionaries({name: states(name) for name in NAMES}),
    anytime=few(commands, 1),
    inputs=st.just({"x": None}),
    outputs=st.just(("y",)),
    tools=tools,
    secret=st.sampled_from([frozenset[str](), frozenset({"x"})]),
)
flows = st.builds(
    Flow,
    name=st.just("any"),
    subflows=st.fixed_dictionaries({}, optional={"sub": subflows}),
    secret=st.sampled_from([frozenset[str](), frozenset({"x"})]),
    start=st.builds(Start, *[st.sampled_from(NAMES)] * 3),
    fallback=st.sampled_from(NAMES),
    states=st.fixed_dictionaries({name: states(name) for name in NAMES}),
    languages=st.sampled_from([("en-US",), ("hi-IN", "en-IN")]),
    anytime=few(commands, 2),
    version=st.just("1"),
    tools=tools,
)

times = st.sampled_from([0.0, 1_793_620_800.0, -1e300, float("inf"), float("nan")])
CHANGES = (
    "the day",
    "change the x to five",
    "not tomorrow",
    "never mind",
    "sales for Ann tomorrow at ten",
    "no, today",
)
ANSWERS = ("tomorrow", "half past nine", "ann at gmail dot com", "a b one", "five five five")
utterances = st.sampled_from(
    ["", " ", *WORDS * 3, *ANSWERS, *CHANGES, "one two three", "yes", "no", "7", "um please", "\ud800"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xy"), inner, max_size=2),
    max_leaves=4,
)
outcomes = st.sampled_from(["ok", "404", "timeout", "error"])
endings: st.SearchStrategy[TransferOutcome] = st.sampled_from(["ended", "busy", "no_answer", "failed"])

uses = st.builds(
    ToolUse,
    id=st.text(max_size=2),
    tool=st.sampled_from(["leave", "leave", "look", "post", "missing", "\ud800"]),
    arguments=st.dictionaries(
        st.sampled_from(["exit", "summary", "x", "y"]),
        st.sampled_from(["a", "done", "nowhere", "7", 7, True, "next Friday", "\ud800"]) | json_values,
    ),
)
sendings: st.SearchStrategy[TextOutcome] = st.sampled_from(["ok", "failed"])

Happening = Callable[[Call], Event]
"""An event that may need to know what the call awaits."""


@dataclass(frozen=True, slots=True)
class Impulse:
    """Everything that the next event may be made of, whichever it is."""

    choice: int
    key: str
    words: str
    outcome: str
    body: object
    ending: TransferOutcome
    use: ToolUse

    def __call__(self, call: Call) -> Event:
        """Return an event that fits what the call is doing."""
        fitting = _FITTING[call.phase]
        return fitting[self.choice % len(fitting)](call, self)


def _finished(call: Call, impulse: Impulse) -> Event:
    return PromptFinished(call.prompt)


def _failed(call: Call, impulse: Impulse) -> Event:
    return PromptFailed(call.prompt)


def _timer(call: Call, impulse: Impulse) -> Event:
    return TimerFired(call.timer.id) if call.timer else PromptFinished(call.prompt)


def _key(call: Call, impulse: Impulse) -> Event:
    return KeyPressed(impulse.key)


def _speech(call: Call, impulse: Impulse) -> Event:
    return Heard(impulse.words) if call.speaking else SpeechStarted()


def _answer(call: Call, impulse: Impulse) -> Event:
    return RequestFinished(call.issued.requests, impulse.outcome, 200, impulse.body)


def _recorded(call: Call, impulse: Impulse) -> Event:
    if impulse.choice % 7 == 0:
        return RecordingFailed(call.recording)
    cut, speech = impulse.choice % 3 == 0, bool(impulse.choice % 2)
    return RecordingFinished(call.recording, speech, 1.0, "a.wav" if speech else "", impulse.words, cut)


def _text(call: Call, impulse: Impulse) -> Event:
    return TextSent(call.issued.texts, "ok" if impulse.choice % 2 else "failed")


def _ending(call: Call, impulse: Impulse) -> Event:
    return TransferEnded(impulse.ending)


def _model_says(call: Call, impulse: Impulse) -> Event:
    return ModelSaid(call.issued.replies, impulse.words)


def _model_uses(call: Call, impulse: Impulse) -> Event:
    return ModelUsed(call.issued.replies, impulse.use)


def _model_ends(call: Call, impulse: Impulse) -> Event:
    return ModelFinished(call.issued.replies)


def _model_fails(call: Call, impulse: Impulse) -> Event:
    return ModelFailed(call.issued.replies, impulse.words)


_MODEL = (_model_says, _model_says, _model_uses, _model_uses, _model_ends, _model_ends)
_CALLER = (_timer, _key, _speech, _speech)
_FITTING: Mapping[Phase, tuple[Callable[[Call, Impulse], Event], ...]] = {
    Phase.SPEAKING: (_finished, _finished, _key, _speech, _speech, _failed),
    Phase.ASKING: (_timer, _key, _key, _key, _speech, _speech, _speech, _speech, _failed),
    Phase.WAITING: (_timer, _key, _speech, _finished),
    Phase.REQUESTING: (_answer, _answer, _timer, _key),
    Phase.TALKING: (*_MODEL, _model_fails, _answer, _answer, _finished, _finished, *_CALLER, _failed),
    Phase.RECORDING: (_recorded, _recorded, _recorded, _key, _finished, _failed),
    Phase.TEXTING: (_text, _text, _key, _finished),
    Phase.TRANSFERRING: (_ending,),
    Phase.LEAVING: (_key, _finished, _failed),
    Phase.ENDED: (_key,),
}

impulses = st.builds(Impulse, st.integers(0, 100), keys, utterances, outcomes, json_values, endings, uses)
anything: st.SearchStrategy[Event] = (
    st.builds(KeyPressed, st.sampled_from([*KEYS, "A", ""]), times)
    | st.builds(SpeechStarted, times)
    | st.builds(Heard, utterances, maybe(utterances), st.floats(), times)
    | st.builds(HearingFailed)
    | st.builds(TransferEnded, endings)
    | st.builds(RecordingFinished, st.integers(0, 3), st.booleans(), st.just(1.0), st.just("a.wav"), utterances)
    | st.builds(TextSent, st.integers(0, 3), sendings)
    | st.builds(PromptFinished, st.integers(0, 9))
    | st.builds(PromptFailed, st.integers(0, 9))
    | st.builds(TimerFired, st.integers(0, 9))
    | st.builds(RequestFinished, st.integers(0, 3), outcomes)
    | st.builds(ModelSaid, st.integers(0, 3), utterances, times)
    | st.builds(ModelUsed, st.integers(0, 3), uses, times)
    | st.builds(ModelFinished, st.integers(0, 3), times)
    | st.builds(ModelFailed, st.integers(0, 3), utterances, times)
)
happenings: st.SearchStrategy[Happening] = (
    impulses | impulses | impulses | anything.map(lambda event: lambda call: event)
)
lives = st.lists(happenings, min_size=5, max_size=40)
"""What happens to a call, from its beginning."""
