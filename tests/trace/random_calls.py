"""Strategies: calls that somebody could hold with a random flow, with answers to all that it asks of the outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import assume
from hypothesis import strategies as st

from flowrunner.flow.model import Agent, Flow, Request, Run, Sms, Transfer, Verb
from flowrunner.script.model import Act, Answer, Answers, Caller, Hangup, Press, Reply, Silence, Wait
from flowrunner.trace.reading import Trace
from flowrunner.trace.story import story
from tests.engine.random_flows import CHANGES, WORDS, flows
from tests.trace.traced import held

SPOKEN = (*WORDS * 3, *CHANGES, "tomorrow", "half past nine", "ann at gmail dot com", "yes", "no", "seven", "um please")
_said = st.sampled_from(SPOKEN)
_pressed = st.sampled_from(["1", "1", "2", "0", "9", "#", "*", "12", "112#", "2210"])
_during = st.sampled_from([None, None, None, "*"])
acts: st.SearchStrategy[Act] = (
    st.builds(Press, _pressed, _during)
    | st.builds(Press, _pressed)
    | st.builds(Caller, _said, _during, st.sampled_from([1.0, 0.9, 0.6]))
    | st.builds(Caller, _said)
    | st.just(Silence())
    | st.just(Wait(1.0))
)
conversations = st.builds(
    lambda held, last: [*held, *last], st.lists(acts, min_size=1, max_size=9), st.sampled_from([(), (Hangup(),)])
)

_bodies = st.sampled_from([None, 5, "text", {"x": {"y": 7}}, {"x": [1]}, [3]])
_requested = st.builds(Answer, st.just("ok"), st.sampled_from([200, 201]), _bodies) | st.sampled_from(
    [Answer("404", 404), Answer("404", 404, {"x": 1}), Answer("timeout"), Answer("error")]
)
_replies = st.builds(
    lambda says, leaves: Answer(leaves or "says", reply=Reply(says=says, leaves=leaves)),
    st.sampled_from(["Well.", "Anything else?", "Yes?"]),
    st.sampled_from(["", "", "a", "done"]),
) | st.just(Answer("error"))
_transferred = st.sampled_from(["ended", "busy", "no_answer", "failed"]).map(Answer)
_sent = st.sampled_from(["ok", "failed"]).map(Answer)


def _of(verb: Verb | None) -> st.SearchStrategy[Answer] | None:
    match verb:
        case Request():
            return _requested
        case Agent():
            return _replies
        case Transfer():
            return _transferred
        case Sms():
            return _sent
        case _:
            return None


def answers_for(flow: Flow) -> st.SearchStrategy[Mapping[str, Answers]]:
    """Return answers to everything that a flow and its subflows may ask."""
    wanted: dict[str, st.SearchStrategy[Answer]] = {}
    for each in (flow, *flow.subflows.values()):
        for name, state in each.states.items():
            kind = _of(state.verb)
            if kind is not None:
                wanted.setdefault(name, kind)
    for each in (flow, *flow.subflows.values()):
        for name, state in each.states.items():
            if isinstance(state.verb, Run):
                wanted.pop(name, None)  # an answer would stand in for the flow that is run
    wanted |= dict.fromkeys(("look", "post"), _requested)
    return st.fixed_dictionaries({name: _many(kind) for name, kind in wanted.items()})


def _many(kind: st.SearchStrategy[Answer]) -> st.SearchStrategy[Answers]:
    return st.lists(kind, min_size=30, max_size=30).map(lambda each: Answers(tuple(each)))


@dataclass(frozen=True, slots=True)
class Held:
    """A call that was held. It is shown as a conversation: the flow would fill pages."""

    flow: Flow = field(repr=False)
    trace: Trace = field(repr=False)
    told: tuple[str, ...]


@st.composite
def held_calls(draw: st.DrawFn) -> Held:
    """Draw a flow, and a call of it."""
    flow = draw(flows)
    trace, played = held(flow, *draw(conversations), answers=draw(answers_for(flow)))
    assume(played.failure is None or played.failure.code != "unanswered")  # it goes round in circles
    return Held(flow, trace, tuple(f"{line.state} {line.who}: {line.text}" for line in story(trace)))
