"""Entering states, and the four places. This is the only file that moves a call, and it moves it in a loop.

Handlers leave a destination behind; ``settle`` goes there, which may leave another, until the call stands where
something must happen before it goes on. Every entry counts towards a bound, so this ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flowrunner.engine.actions import Entered, Rescued
from flowrunner.engine.asking import ask
from flowrunner.engine.call import Attempt
from flowrunner.engine.form import go_on
from flowrunner.engine.frames import ascend
from flowrunner.engine.questions import question_of
from flowrunner.engine.replacing import replace
from flowrunner.engine.slots import step_back
from flowrunner.engine.speaking import say, waiting_command
from flowrunner.engine.subflows import give_back
from flowrunner.engine.talking import say_again
from flowrunner.engine.transitions import apologize, depart, rescue
from flowrunner.engine.turn import NextQuestion
from flowrunner.engine.verbs import perform
from flowrunner.errors import TemplateError
from flowrunner.flow.languages import LANGUAGE
from flowrunner.flow.model import Agent, Ask, Form, Wait

if TYPE_CHECKING:
    from flowrunner.engine.turn import Destination, Turn

MAX_MOVES = 500
"""State visits in a call; then the fallback has its turn."""
LAST_MOVES = 50
"""State visits that the fallback has to come to an end."""
MAX_HISTORY = 50


def settle(turn: Turn, handle: Callable[[Turn], None]) -> None:
    """Handle what happened, and go on until the call has to wait for something."""
    _guarded(turn, handle)
    while turn.destination is not None:
        destination, turn.destination = turn.destination, None
        _guarded(turn, partial(_arrive, destination=destination))


def _guarded(turn: Turn, handle: Callable[[Turn], None]) -> None:
    try:
        handle(turn)
    except TemplateError as error:
        rescue(turn, str(error))


def _arrive(turn: Turn, destination: Destination | NextQuestion) -> None:
    turn.cancel_timer()
    turn.stop_model()
    if isinstance(destination, NextQuestion):
        go_on(turn)
        return
    match destination.target:
        case "hangup":
            depart(turn)
        case "return":
            give_back(turn, "done")
        case "back" if destination.chosen and step_back(turn):
            pass
        case "back":
            _back(turn, counted=not destination.chosen)
        case "repeat":
            _repeat(turn, counted=not destination.chosen)
        case name if name in turn.flow.states:
            _enter(turn, name, _history_for(turn, name))
        case name:
            rescue(turn, f"there is no state `{name}`")


def _history_for(turn: Turn, name: str) -> tuple[str, ...]:
    """Return the history with the current state; one that neither speaks nor acts is no place to go back to."""
    state, history = turn.state, turn.call.journey.history
    if state.name == name or (state.say is None and state.verb is None):
        return history
    return (*history, state.name)[-MAX_HISTORY:]


def _back(turn: Turn, *, counted: bool) -> None:
    history = turn.call.journey.history
    while history and history[-1] == turn.call.state:
        history = history[:-1]
    if history:
        _enter(turn, history[-1], history[:-1])
    else:
        _repeat(turn, counted=counted)


def start(turn: Turn) -> None:
    """Enter the first state, which the call names already."""
    _enter(turn, turn.call.state, ())


def _enter(turn: Turn, name: str, history: tuple[str, ...]) -> None:
    if not _may_move(turn):
        return
    journey = turn.call.journey
    visits = {**journey.visits, name: journey.visits.get(name, 0) + 1}
    journey = replace(journey, visits=visits, history=history)
    turn.call = replace(turn.call, state=name, journey=journey, attempt=Attempt(), chosen=None, form=None, talk=None)
    turn.emit(Entered(name, turn.call.subflow))
    _set(turn)
    _begin(turn, again=visits[name] > 1)


def _may_move(turn: Turn) -> bool:
    """Count a move; past the bound send the call to the fallback of its first flow, and then out."""
    journey = turn.call.journey
    if journey.moves < MAX_MOVES + LAST_MOVES * journey.exhausted:
        turn.call = replace(turn.call, journey=replace(journey, moves=journey.moves + 1))
        return True
    if turn.call.gone:
        rescue(turn, f"more than {LAST_MOVES} state visits after the caller has left")
        return False
    turn.emit(Rescued(turn.call.state, f"more than {journey.moves} state visits"))
    while turn.call.frames:
        turn.call = ascend(turn.call)
    journey = turn.call.journey
    if journey.exhausted or turn.flow.fallback not in turn.flow.states:
        apologize(turn)
    else:
        turn.call = replace(turn.call, journey=replace(journey, exhausted=True))
        turn.go(turn.flow.fallback)
    return False


def _set(turn: Turn) -> None:
    state = turn.state
    for name, template in state.set.items():
        if name == LANGUAGE:
            turn.speak(turn.value(template))
        else:
            turn.store({name: turn.value(template)})
    if state.forget:
        turn.forget(state.forget)


def _begin(turn: Turn, *, again: bool) -> None:
    state = turn.state
    if isinstance(state.verb, Ask | Form) or (state.say is None and not isinstance(state.verb, Wait)):
        perform(turn)
    elif not waiting_command(turn):
        say(turn, again=again)


def _repeat(turn: Turn, *, counted: bool) -> None:
    """Do the current state again from its beginning, and in full."""
    if counted and not _may_move(turn):
        return
    asked = question_of(turn.flows, turn.call)
    if asked is not None:
        ask(turn, asked, full=True)
    elif isinstance(turn.state.verb, Agent) and turn.call.talk is not None and not counted:
        say_again(turn)
    else:
        say(turn, again=False)
