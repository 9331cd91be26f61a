"""Taking a call up again on a new media connection: the old one took with it what was being said and timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.answering import chosen_choice, follow_chosen
from flowrunner.engine.asking import ask
from flowrunner.engine.call import Phase
from flowrunner.engine.prompts import spoken
from flowrunner.engine.questions import question_of
from flowrunner.engine.requests import REPEATABLE
from flowrunner.engine.speaking import say
from flowrunner.engine.talking import take_up
from flowrunner.engine.transcribing import transcribe
from flowrunner.engine.transitions import depart, leave
from flowrunner.engine.verbs import perform
from flowrunner.flow.model import Request, Transcribe

if TYPE_CHECKING:
    from flowrunner.engine.turn import Turn


def rejoin(turn: Turn) -> None:
    """Do again what the call was in the middle of; raises TemplateError."""
    match turn.call.phase:
        case Phase.SPEAKING:
            _speak_again(turn)
        case Phase.ASKING | Phase.WAITING | Phase.TRANSFERRING | Phase.TRANSCRIBING | Phase.REQUESTING:
            _do_again(turn)
        case Phase.TALKING:
            take_up(turn)
        case Phase.LEAVING:
            depart(turn)
        case Phase.ENDED:
            pass
        case _:
            assert_never(turn.call.phase)


def _speak_again(turn: Turn) -> None:
    choice = chosen_choice(turn.flows, turn.call)
    if choice is None:
        say(turn, again=turn.call.journey.visits.get(turn.call.state, 0) > 1)
    elif not turn.play(spoken(turn, choice.say)):
        follow_chosen(turn, choice)


def _do_again(turn: Turn) -> None:
    verb, asked = turn.state.verb, question_of(turn.flows, turn.call)
    if asked is not None:
        ask(turn, asked, full=True)
    elif isinstance(verb, Transcribe):
        transcribe(turn, verb, again=True)
    elif isinstance(verb, Request) and verb.method.upper() not in REPEATABLE:
        leave(turn, "error")
    else:
        perform(turn)
