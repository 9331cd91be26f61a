"""Whether a test fits its flow: the states it names exist, and can end in what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Request, Transfer
from flowrunner.flow.spelling import did_you_mean
from flowrunner.script.model import AtState

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow, Span, Verb
    from flowrunner.script.model import Answers, Conversation

TRANSFERS = ("ended", "busy", "no_answer", "failed")
REQUESTS = ("ok", "timeout", "error")


def misfits(path: str, conversation: Conversation, flow: Flow) -> Iterator[Diagnostic]:
    """Yield what a test, in the file at ``path``, says of its flow that is not so."""
    found = [_unknown(step.act.state, step.span, flow) for step in conversation.steps if isinstance(step.act, AtState)]
    for state, answers in conversation.answers.items():
        assert answers.span is not None
        found.append(_unknown(state, answers.span, flow) or _misanswered(state, answers, flow))
    for code, message, span, hint in filter(None, found):
        yield Diagnostic(code, "error", message, span, hint, path)


_Finding = tuple[str, str, "Span", str | None]


def _unknown(state: str, span: Span, flow: Flow) -> _Finding | None:
    if state in flow.states:
        return None
    return "unknown-state", f"there is no state `{state}` in {flow.path}", span, did_you_mean(state, flow.states)


def _misanswered(state: str, answers: Answers, flow: Flow) -> _Finding | None:
    assert answers.span is not None
    possible = _outcomes(flow.states[state].verb)
    if not possible:
        return "no-request", f"the state `{state}` asks nothing of the outside", answers.span, "remove its answer"
    for answer in answers.each:
        if answer.outcome not in possible and not (answer.outcome.isdecimal() and possible == REQUESTS):
            hint = did_you_mean(answer.outcome, possible) or "possible here: " + ", ".join(possible)
            return "unknown-outcome", f"`{state}` has no outcome `{answer.outcome}`", answers.span, hint
    return None


def _outcomes(verb: Verb | None) -> tuple[str, ...]:
    """Return what a verb that waits for the outside can end in; a request also in a status."""
    match verb:
        case Request():
            return REQUESTS
        case Transfer():
            return TRANSFERS
    return ()
