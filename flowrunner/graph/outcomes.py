"""What can come of each verb: the words that ``go:`` may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from flowrunner.flow.model import (
    Agent,
    Always,
    Answer,
    Ask,
    ByCondition,
    ByOutcome,
    Digits,
    Flow,
    Form,
    FreeText,
    Go,
    Menu,
    Record,
    Request,
    Return,
    Run,
    Sms,
    State,
    Transcribe,
    Transfer,
    Typed,
    Wait,
    YesNo,
)

DONE = "done"
GIVE_UP = "give_up"
CANCEL = "cancel"


def outcomes(state: State, subflows: Mapping[str, Flow]) -> tuple[str, ...]:
    """Return the outcomes of a state, of a menu the choices first; none when nothing goes on from there."""
    verb = state.verb
    match verb:
        case None | Wait():
            return (DONE,)
        case Ask():
            return (*_answered(verb.answer), GIVE_UP)
        case Form():
            return (DONE, CANCEL, GIVE_UP)
        case Request():
            given: Mapping[str, str] = state.go.targets if isinstance(state.go, ByOutcome) else {}
            return ("ok", *(name for name in given if name.isdecimal()), "timeout", "error")
        case Transfer():
            return ("ended", "busy", "no_answer", "failed")
        case Record():
            return (DONE, "nothing")
        case Sms():
            return ("ok", "failed")
        case Transcribe():
            return ("ended", "failed")
        case Run(flow):
            return tuple(dict.fromkeys(_returned(subflows[flow]))) if flow in subflows else (DONE,)
        case Agent():
            return (*verb.leave_when, "limit", "error")
        case Return():
            return ()
        case _:
            assert_never(verb)


def _answered(answer: Answer) -> tuple[str, ...]:
    match answer:
        case Menu():
            return tuple(choice.name for choice in answer.choices)
        case YesNo():
            return ("yes", "no")
        case Digits() | FreeText() | Typed():
            return (DONE,)
        case _:
            assert_never(answer)


def _returned(flow: Flow) -> Iterator[str]:
    """Yield what a flow returns, in the order of its states."""
    for state in flow.states.values():
        if isinstance(state.verb, Return):
            yield state.verb.outcome
        elif "return" in _named(state):
            yield DONE
    if any(
        (choice.go is None and choice.name == "return") or "return" in _targets(choice.go) for choice in flow.anytime
    ):
        yield DONE


def _named(state: State) -> Iterator[str]:
    yield from _targets(state.go)
    if isinstance(state.verb, Ask) and isinstance(state.verb.answer, Menu):
        for choice in state.verb.answer.choices:
            yield from _targets(choice.go) if choice.go is not None else (choice.name,)


def _targets(go: Go | None) -> Iterator[str]:
    match go:
        case None:
            return
        case Always(to):
            yield to
        case ByOutcome(targets, otherwise):
            yield from targets.values()
            if otherwise is not None:
                yield otherwise
        case ByCondition(branches):
            yield from (branch.to for branch in branches)
        case _:
            assert_never(go)
