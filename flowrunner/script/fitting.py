"""Whether a test fits its flow: the states it names exist, and can end in what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Agent, Record, Request, Return, Run, Sms, Transcribe, Transfer
from flowrunner.flow.spelling import did_you_mean
from flowrunner.script.agent import reply_of
from flowrunner.script.model import AtState

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow, Span, State, Verb
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
    tools = [each.tools[name] for each in family.values() if name in each.tools]
    if not states and not runs and not tools:
        known = {*family, *(state for each in family.values() for state in (*each.states, *each.tools))}
        return [_unknown(name, answers.span, flow, known)]
    possible = [outcome for state in states for outcome in outcomes_of(state, family)]
    possible += [outcome for run in runs for outcome in _returned(family[run])]
    possible += REQUESTS if tools else ()
    if not possible:
        return [("no-request", f"the state `{name}` asks nothing of the outside", answers.span, "remove its answer")]
    if any(each.reply for each in answers.each):
        return _misplayed(name, answers, [state.verb for state in states])
    wrong = next((each for each in answers.each if not _is_possible(each, possible)), None)
    if wrong is None:
        return []
    hint = did_you_mean(wrong.outcome, possible) or "possible here: " + ", ".join(dict.fromkeys(possible))
    return [("unknown-outcome", f"`{name}` has no outcome `{wrong.outcome}`", answers.span, hint)]


def _misplayed(name: str, answers: Answers, verbs: Sequence[Verb | None]) -> list[_Finding]:
    """Return what is wrong with the turns of a language model."""
    assert answers.span is not None
    agents = [verb for verb in verbs if isinstance(verb, Agent)]
    if not agents:
        message = f"`{name}` is no agent: it neither says nor uses anything"
        return [("no-request", message, answers.span, "write an outcome")]
    exits = {*agents[0].leave_when, "limit", "error"}
    for answer in answers.each:
        left = reply_of(answer).leaves
        if left and left not in exits:
            hint = did_you_mean(left, exits) or "possible here: " + ", ".join(sorted(exits))
            return [("unknown-outcome", f"`{name}` has no outcome `{left}`", answers.span, hint)]
    used = [tool for answer in answers.each for tool, _ in reply_of(answer).uses if tool not in agents[0].tools]
    near = did_you_mean(used[0], agents[0].tools) if used else None
    return [("unknown-tool", f"`{name}` has no tool `{used[0]}`", answers.span, near)] if used else []


def _is_possible(answer: Answer, possible: Sequence[str]) -> bool:
    return answer.outcome in possible or (answer.outcome.isdecimal() and set(REQUESTS) <= set(possible))


def outcomes_of(state: State, family: Mapping[str, Flow]) -> tuple[str, ...]:
    """Return what a state that waits for the outside can end in; a request also in a status."""
    match state.verb:
        case Request():
            return REQUESTS
        case Transfer():
            return TRANSFERS
        case Record():
            return ("done", "nothing")
        case Sms():
            return ("ok", "failed")
        case Transcribe():
            return ("ended", "failed")
        case Agent(leave_when=exits):
            return (*exits, "limit", "error")
        case Run(flow=name) if name in family:
            return _returned(family[name])
    return ()


def _returned(flow: Flow) -> tuple[str, ...]:
    """Return what a flow can return: by its verb ``return``, or by the place, which is ``done``."""
    outcomes = (state.verb.outcome for state in flow.states.values() if isinstance(state.verb, Return))
    return (*dict.fromkeys(outcomes), "done")
