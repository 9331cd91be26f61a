"""Where an outcome leads. Nothing here enters a state: it only decides which one is next."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.actions import HangUp, Ignored, Rescued
from flowrunner.engine.call import Phase
from flowrunner.engine.frames import ascend
from flowrunner.engine.prompts import sentence
from flowrunner.engine.replacing import replace
from flowrunner.engine.sentences import sentences
from flowrunner.flow.model import (
    PLACES,
    Always,
    Branch,
    ByCondition,
    ByOutcome,
    Chance,
    Choice,
    Else,
    Form,
    Go,
    If,
    Transfer,
)

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.engine.turn import Turn

FAILURES = frozenset({"give_up", "busy", "no_answer", "failed", "timeout", "error", "limit"})
"""Outcomes, beside the statuses of a web request, that a list of conditions is not asked about."""


def leave(turn: Turn, outcome: str) -> None:
    """Go where the current state sends ``outcome``; raises TemplateError."""
    cancelled = outcome == "cancel" and isinstance(turn.state.verb, Form)
    succeeded = outcome not in FAILURES and not outcome.isdecimal() and not cancelled
    go = None if cancelled and isinstance(turn.state.go, Always) else turn.state.go
    target = _pick(turn, go, outcome, succeeded=succeeded)
    if target is None and outcome == "ended" and isinstance(turn.state.verb, Transfer):
        target = "hangup"
    _go_or_rescue(turn, target, outcome)


def follow(turn: Turn, choice: Choice, *, anytime: bool) -> None:
    """Go where a choice leads: its own ``go``, the state's, or the state or place of its name; raises TemplateError."""
    inside = turn.call
    if anytime:
        _come_up_to(turn, choice)
    target = _pick(turn, choice.go, choice.name, succeeded=True)
    if choice.go is None:
        target = None if anytime else _pick(turn, turn.state.go, choice.name, succeeded=True)
        target = target or _namesake(turn, choice.name)
    if target in PLACES:
        turn.call = inside
    _go_or_rescue(turn, target, choice.name, chosen=True)


def _come_up_to(turn: Turn, choice: Choice) -> None:
    """Leave the flows that do not know a command: it leads to a state of the flow that does."""
    while turn.call.frames and choice not in turn.flow.anytime:
        turn.call = ascend(turn.call)


def _namesake(turn: Turn, name: str) -> str | None:
    return name if name in PLACES or name in turn.flow.states else None


def _go_or_rescue(turn: Turn, target: str | None, outcome: str, *, chosen: bool = False) -> None:
    if target is None:
        rescue(turn, f"nothing handles `{outcome}`")
    else:
        turn.go(target, chosen=chosen)


def _pick(turn: Turn, go: Go | None, outcome: str, *, succeeded: bool) -> str | None:
    match go:
        case None:
            return None
        case Always(to):
            return None if outcome == "give_up" else to
        case ByOutcome(targets, otherwise):
            known = outcome if outcome in targets or not outcome.isdecimal() else "error"
            return targets.get(known, otherwise)
        case ByCondition(branches):
            return _first_that_holds(turn, branches) if succeeded else None
        case _:
            assert_never(go)


def _first_that_holds(turn: Turn, branches: tuple[Branch, ...]) -> str | None:
    drawn = 0.0
    for branch in branches:
        match branch:
            case If(condition, to):
                if turn.holds(condition):
                    return to
            case Chance(percent, to):
                drawn += percent
                if lot(turn.call) < drawn:
                    return to
            case Else(to):
                return to
            case _:
                assert_never(branch)
    return None


def lot(call: Call) -> float:
    """Return where in 0..100 this caller always falls in this state of this flow.

    The chances of one list follow each other on that scale, so ``20%`` is 20 of 100 callers wherever it stands.
    """
    person = call.facts.to if call.facts.direction == "outbound" else call.facts.from_
    digest = sha256("\0".join((call.running, call.state, person)).encode()).digest()
    return int.from_bytes(digest[:8]) * 100 / 2**64


def rescue(turn: Turn, reason: str) -> None:
    """Go to the fallback; the fallback itself ends in an apology."""
    if turn.call.gone:
        turn.emit(Ignored(turn.call.state, reason))
        depart(turn)
        return
    turn.emit(Rescued(turn.call.state, reason))
    if turn.call.state == turn.flow.fallback or turn.flow.fallback not in turn.flow.states:
        apologize(turn)
    else:
        turn.go(turn.flow.fallback)


def apologize(turn: Turn) -> None:
    """Say that something went wrong, and hang up."""
    turn.hush()
    turn.play(sentence(turn, sentences(turn.language).apology))
    depart(turn)


def depart(turn: Turn) -> None:
    """Hang up, as soon as everything that was said has been heard."""
    turn.destination = None
    turn.cancel_timer()
    if turn.call.prompt:
        turn.call = replace(turn.call, phase=Phase.LEAVING)
        return
    turn.call = replace(turn.call, phase=Phase.ENDED)
    if not turn.call.gone:
        turn.emit(HangUp())
