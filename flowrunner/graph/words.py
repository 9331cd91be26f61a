"""What the parts of a flow are called in a picture: words for people who have never seen a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import assert_never

from flowrunner.flow.model import (
    Agent,
    Answer,
    AnyOfSegment,
    Ask,
    ByCondition,
    ClipSegment,
    Digits,
    Form,
    FreeText,
    FromToday,
    Limit,
    Menu,
    PauseSegment,
    Prompt,
    Record,
    Request,
    Return,
    Run,
    Segment,
    Slot,
    Sms,
    State,
    Transcribe,
    Transfer,
    Typed,
    TypeName,
    Verb,
    Wait,
    YesNo,
)
from flowrunner.graph.edges import OTHERWISE, Edge, Kind
from flowrunner.graph.outcomes import GIVE_UP

PLACES = {"hangup": "hangs up", "repeat": "asks again", "back": "goes back", "return": "returns"}
PLACES_OF_MANY = {"hangup": "hang up", "repeat": "ask again", "back": "go back", "return": "return"}
TYPES: Mapping[TypeName, str] = {
    "number": "a number",
    "money": "an amount",
    "date": "a day",
    "time": "a time",
    "phone": "a phone number",
    "name": "a name",
    "email": "an email address",
    "code": "a code",
}
APOLOGY = "says sorry and hangs up"

_OUTCOMES = {
    "ended": "call ended",
    "no_answer": "no answer",
    "timeout": "too slow",
    "ok": "ok",
    "limit": "limit reached",
    "cancel": "cancelled",
    OTHERWISE: "anything else",
}


def spoken(segments: Iterable[Segment]) -> str:
    """Return the words of a prompt on one line; a clip without a transcript is its file name in brackets."""
    return " ".join(" ".join(_segment(each) for each in segments).split())


def _segment(segment: Segment) -> str:
    match segment:
        case PauseSegment():
            return ""
        case AnyOfSegment(texts):
            return texts[0].text.source
        case ClipSegment(audio, None):
            return f"[{audio}]"
        case _:
            assert segment.text is not None
            return segment.text.source


def prompt_of(state: State) -> Prompt | None:
    """Return what the caller hears first in a state."""
    return state.verb.prompt if isinstance(state.verb, Ask) and state.say is None else state.say


def verb_words(state: State) -> str:
    """Return what a state does, in a few words."""
    if state.verb is None:
        return "says" if state.say else _silent(state)
    return _verb(state.verb)


def _silent(state: State) -> str:
    """Return what a state does that neither speaks nor asks."""
    if isinstance(state.go, ByCondition):
        return "decides"
    return f"sets {', '.join(state.set)}" if state.set else "goes on"


def _verb(verb: Verb) -> str:
    match verb:
        case Ask():
            return _answer(verb.answer) + ", in secret" * verb.secret
        case Form(slots):
            return f"form with {len(slots)} answer{'s' * (len(slots) != 1)}"
        case Request():
            return "web request"
        case Transfer():
            return "connects to a person"
        case Record():
            return "records a message"
        case Sms():
            return "sends a text message"
        case Transcribe(numbers):
            return "connects to a person, and writes down both" if numbers else "writes down what the caller says"
        case Wait(seconds):
            return f"waits {duration(seconds)}"
        case Run(flow):
            return f"runs the flow {flow}"
        case Agent():
            return "a language model talks"
        case Return(outcome):
            return f"ends this flow: {outcome}"
        case _:
            assert_never(verb)


def _answer(answer: Answer) -> str:
    match answer:
        case Menu():
            return "menu"
        case YesNo():
            return "asks yes or no"
        case FreeText():
            return "listens to any words"
        case Digits():
            return f"asks for {digits(answer)}"
        case Typed():
            return f"asks for {TYPES[answer.type]}"
        case _:
            assert_never(answer)


def digits(answer: Digits) -> str:
    """Return how many digits: ``8 digits``, ``4 to 8 digits``."""
    if (answer.min_digits, answer.max_digits) == (1, 32):
        return "digits"
    return lengths(answer.min_digits, answer.max_digits, "digit")


def lengths(least: int, most: int, what: str) -> str:
    """Return ``1 digit``, ``4 digits`` or ``4 to 8 digits``."""
    return f"{most} {what}{'s' * (most != 1)}" if least == most else f"{least} to {most} {what}s"


def limit_words(limit: Limit) -> str:
    """Return a limit as it is written: ``8``, ``2026-12-31``, ``today+30``."""
    if isinstance(limit, FromToday):
        sign = "-" if limit.days < 0 else "+"
        return f"today{sign}{abs(limit.days)}" if limit.days else "today"
    return f"{limit}"


def duration(seconds: float) -> str:
    """Return ``90 s`` or ``2 min``."""
    return f"{seconds / 60:g} min" if seconds >= 120 and seconds % 60 == 0 else f"{seconds:g} s"


def label(edge: Edge, tries: int = 0) -> str:
    """Return when an edge is taken, without its keys; empty when the call simply goes on."""
    parts = [_name(edge, tries), condition(edge.when)]
    return ", ".join(part for part in parts if part)


def _name(edge: Edge, tries: int) -> str:
    if edge.kind is Kind.CHOICE:
        return edge.name
    if edge.name == GIVE_UP:
        return f"after {tries} {'try' if tries == 1 else 'tries'}" if tries else "without an answer"
    if edge.name.isdecimal():
        return status(edge.name)
    return _OUTCOMES.get(edge.name, edge.name.replace("_", " "))


def status(code: str) -> str:
    """Return a status of the web with its meaning: ``404 not found``."""
    try:
        return f"{code} {HTTPStatus(int(code)).phrase.lower()}"
    except ValueError:
        return code


def condition(when: str) -> str:
    """Return the words of a condition: ``if balance < 0``, ``20 % of callers``, ``otherwise``."""
    if when in ("", OTHERWISE):
        return when
    return f"{when[:-1]} % of callers" if when.endswith("%") else f"if {when}"


def labels(state: State, edges: Iterable[Edge]) -> list[str]:
    """Return the labels of edges that are drawn as one, each once."""
    found = dict.fromkeys(label(edge, tries_of(state)) for edge in edges)
    return [each for each in found if each]


def with_keys(state: State, edges: Sequence[Edge]) -> str:
    """Return the label of edges that are drawn as one, with its keys: ``[1] balance``."""
    keys = [f"[{key}]" for key in edges[0].keys] if len(edges) == 1 else []
    return " ".join([*keys, ", ".join(labels(state, edges))]).strip()


def went_well(state: State) -> str:
    """Return what the ordinary way on is called where it stands beside others."""
    if isinstance(state.verb, Ask | Form):
        return "answered"
    return "recorded" if isinstance(state.verb, Record) else "then"


def tries_of(state: State) -> int:
    """Return how often a state asks; 0 when it does not."""
    return state.verb.tries if isinstance(state.verb, Ask) else 0


def place(edge: Edge) -> str:
    """Return what happens at the end of an edge that leads to no state; empty when it leads to one."""
    return APOLOGY if edge.rescue and edge.target == "hangup" else PLACES.get(edge.target, "")


def full_label(edge: Edge) -> str:
    """Return all about an edge, for whoever points at it."""
    said = [f"“{phrase}”" for phrase in edge.phrases] + ["anything that is said"] * edge.anything
    causes = [f"key {key}" for key in edge.keys] + said
    name = label(edge) or "then"
    heard = f" ({' or '.join(causes)})" if causes else ""
    return f"{name}{heard} → {place(edge) or edge.target}" + (
        " (the safety net: nothing in the flow says so)" if edge.rescue else ""
    )


def spoken_in_full(state: State) -> str:
    """Return everything that a state says at first, a paragraph each."""
    prompts = [state.say, *_questions(state.verb)]
    return "\n".join([state.name, *(spoken(prompt.first) for prompt in prompts if prompt is not None)])


def _questions(verb: Verb | None) -> list[Prompt]:
    if isinstance(verb, Form):
        return [*(slot.ask.prompt for slot in verb.slots), *([verb.confirm.prompt] if verb.confirm else [])]
    return [verb.prompt] if isinstance(verb, Ask) else []


def slot_words(slot: Slot) -> str:
    """Return what a form asks for, and when: ``urgent, if service == 'toothache'``."""
    return f"{slot.name}, if {slot.only_if.source}" if slot.only_if else slot.name
