"""Whether a test fits its flow: the states it names exist, and can end in what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Request, Return, Run, Transcribe, Transfer
from flowrunner.flow.spelling import did_you_mean
from flowrunner.script.model import AtState

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow, Span, State
    from flowrunner.script.model import Answer, Answers, Conversation

TRANSFERS = ("ended", "busy", "no_answer", "failed")
REQUESTS = ("ok", "timeout", "error")
_Finding = tuple[str, str, "Span", str | None]


def misfits(path: str, conversation: Conversation, flow: Flow) -> Iterator[Diagnostic]:
    """Yield what a test, in the file at ``path``, says that is not so of its flow and of those that this one runs."""
    family = {flow.name: flow, **flow.subflows}
    states = {name for each in family.values() for name in each.states}
    found = []
    for step in conversation.steps:
        if isinstance(step.act, AtState) and step.act.state not in states:
            found.append(_unknown(step.act.state, step.span, flow, states))
    found += _misremembered(conversation, flow)
    for name, answers in conversation.answers.items():
        found += _misanswered(name, answers, flow, family)
    for code, message, span, hint in found:
        yield Diagnostic(code, "error", message, span, hint, path)


def _unknown(state: str, span: Span, flow: Flow, known: set[str]) -> _Finding:
    return "unknown-state", f"there is no state `{state}` in {flow.path}", span, did_you_mean(state, known)


def _misremembered(conversation: Conversation, flow: Flow) -> list[_Finding]:
    span = conversation.remembered_span
    wrong = [name for name in conversation.remembered if name not in flow.remember]
    if span is None or not wrong:
        return []
    hint = did_you_mean(wrong[0], flow.remember) or f"add it to `remember` in {flow.path}"
    return [("unknown-variable", f"`{flow.name}` does not remember `{wrong[0]}`", span, hint)]


def _misanswered(name: str, answers: Answers, flow: Flow, family: Mapping[str, Flow]) -> list[_Finding]:
    """Return what is wrong with the answers to a state or a subflow of this name."""
    assert answers.span is not None
    states = [each.states[name] for each in family.values() if name in each.states]
    runs = {name} & flow.subflows.keys()
    if not states and not runs:
        known = {*family, *(state for each in family.values() for state in each.states)}
        return [_unknown(name, answers.span, flow, known)]
    possible = [outcome for state in states for outcome in _outcomes(state, family)]
    possible += [outcome for run in runs for outcome in _returned(family[run])]
    if not possible:
        return [("no-request", f"the state `{name}` asks nothing of the outside", answers.span, "remove its answer")]
    wrong = next((each for each in answers.each if not _is_possible(each, possible)), None)
    if wrong is None:
        return []
    hint = did_you_mean(wrong.outcome, possible) or "possible here: " + ", ".join(dict.fromkeys(possible))
    return [("unknown-outcome", f"`{name}` has no outcome `{wrong.outcome}`", answers.span, hint)]


def _is_possible(answer: Answer, possible: Sequence[str]) -> bool:
    return answer.outcome in possible or (answer.outcome.isdecimal() and set(REQUESTS) <= set(possible))


def _outcomes(state: State, family: Mapping[str, Flow]) -> tuple[str, ...]:
    """Return what a state that waits for the outside can end in; a request also in a status."""
    match state.verb:
        case Request():
            return REQUESTS
        case Transfer():
            return TRANSFERS
        case Transcribe():
            return ("ended", "failed")
        case Run(flow=name) if name in family:
            return _returned(family[name])
    return ()


def _returned(flow: Flow) -> tuple[str, ...]:
    """Return what a flow can return: by its verb ``return``, or by the place, which is ``done``."""
    outcomes = (state.verb.outcome for state in flow.states.values() if isinstance(state.verb, Return))
    return (*dict.fromkeys(outcomes), "done")
