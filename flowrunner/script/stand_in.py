"""Flows that a test answers instead of having them run.

A stand-in takes the place of a subflow. It makes one request, which the test answers like any other, and returns the
outcome: so lists of answers, missing answers and bodies mean the same for subflows as for requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flowrunner.flow.model import ByOutcome, Flow, Request, Return, Run, Span, Start, State
from flowrunner.flow.template import Template

if TYPE_CHECKING:
    from flowrunner.script.model import Answers

METHOD = "RUN"
"""Of the request that a stand-in makes."""
_NOWHERE = Span(1, 1, 1, 1)


def with_stand_ins(flow: Flow, answers: Mapping[str, Answers]) -> Flow:
    """Return the flow with a stand-in for each run that the test answers, by the name of its state or its subflow."""
    family = {**flow.subflows, flow.name: flow}
    stand_ins: dict[str, Flow] = {}
    for each in family.values():
        for run, key in _answered_runs(each, answers):
            if run in family:
                stand_ins[_name(run, key)] = _stand_in(family[run], key, answers[key])
    if not stand_ins:
        return flow
    rerouted = {name: _rerouted(each, answers, stand_ins) for name, each in family.items()}
    return replace(rerouted.pop(flow.name), subflows={**rerouted, **stand_ins})


def answered_by(state: State, answers: Mapping[str, Answers]) -> str | None:
    """Return the name under which a test answers the flow that a state runs, if it does."""
    if not isinstance(state.verb, Run):
        return None
    return next((name for name in (state.name, state.verb.flow) if name in answers), None)


def _answered_runs(flow: Flow, answers: Mapping[str, Answers]) -> list[tuple[str, str]]:
    keys = ((state.verb, answered_by(state, answers)) for state in flow.states.values())
    return [(verb.flow, key) for verb, key in keys if isinstance(verb, Run) and key is not None]


def _name(run: str, key: str) -> str:
    """Return the name of a stand-in, which no author can give to a flow."""
    return f"{run} as {key}"


def _rerouted(flow: Flow, answers: Mapping[str, Answers], stand_ins: Mapping[str, Flow]) -> Flow:
    states = dict(flow.states)
    for name, state in flow.states.items():
        key = answered_by(state, answers)
        if isinstance(state.verb, Run) and key and (stand_in := _name(state.verb.flow, key)) in stand_ins:
            states[name] = replace(state, verb=replace(state.verb, flow=stand_in))
    return replace(flow, states=states)


def _stand_in(flow: Flow, key: str, answers: Answers) -> Flow:
    """Return a flow with the outputs of another that ends as the test says."""
    ends = {answer.outcome: f"{key} {answer.outcome}" for answer in answers.each}
    request = Request(
        METHOD, Template.parse(flow.name), timeout_s=0.0, save={name: f"body.{name}" for name in flow.outputs}
    )
    states = {key: State(key, _NOWHERE, verb=request, go=ByOutcome(ends))}
    states |= {name: State(name, _NOWHERE, verb=Return(outcome)) for outcome, name in ends.items()}
    return replace(
        flow, name=_name(flow.name, key), states=states, start=Start(key, key, key), fallback=key, anytime=(), path=""
    )
