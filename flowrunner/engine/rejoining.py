"""Taking a call up again on a new media connection: the old one took with it what was being said and timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.answering import chosen_choice, follow_chosen
from flowrunner.engine.asking import ask, put_again
from flowrunner.engine.call import Phase
from flowrunner.engine.prompts import sentence, spoken
from flowrunner.engine.questions import question_of
from flowrunner.engine.recording import record
from flowrunner.engine.sentences import sentences
from flowrunner.engine.speaking import say
from flowrunner.engine.talking import take_up
from flowrunner.engine.transcribing import transcribe
from flowrunner.engine.transitions import depart, leave
from flowrunner.engine.verbs import perform
from flowrunner.flow.model import REPEATABLE, Record, Request, Transcribe

if TYPE_CHECKING:
    from flowrunner.engine.turn import Turn

_WITH_SOUND = frozenset({Phase.SPEAKING, Phase.ASKING, Phase.WAITING, Phase.REQUESTING})
"""Phases in which the caller may wonder why it is so quiet."""


def rejoin(turn: Turn, *, bridged: bool, heard: bool) -> None:
    """Do again what the call was in the middle of; raises TemplateError.

    ``heard``: nothing was being said. A caller who is told of an interruption then need not hear a question again.
    """
    if bridged and turn.call.phase in _WITH_SOUND:
        turn.play(sentence(turn, sentences(turn.language).bridge))
        if turn.call.phase is Phase.ASKING:
            _ask_on(turn, heard=heard)
            return
    match turn.call.phase:
        case Phase.SPEAKING:
            _speak_again(turn)
        case Phase.ASKING:
            _ask_again(turn)
        case Phase.WAITING | Phase.TRANSFERRING | Phase.TRANSCRIBING | Phase.REQUESTING | Phase.RECORDING:
            _do_again(turn)
        case Phase.TALKING:
            take_up(turn)
        case Phase.TEXTING:
            leave(turn, "failed")
        case Phase.LEAVING:
            depart(turn)
        case Phase.ENDED:
            pass
        case _:
            assert_never(turn.call.phase)


def _ask_on(turn: Turn, *, heard: bool) -> None:
    """Let the caller go on with the answer; what was given of it so far counts."""
    asked = question_of(turn.flows, turn.call)
    if asked is not None and not heard:
        put_again(turn, asked)


def _speak_again(turn: Turn) -> None:
    choice = chosen_choice(turn.flows, turn.call)
    if choice is None:
        say(turn, again=turn.call.journey.visits.get(turn.call.state, 0) > 1)
    elif not turn.play(spoken(turn, choice.say)):
        follow_chosen(turn, choice)


def _ask_again(turn: Turn) -> None:
    asked = question_of(turn.flows, turn.call)
    if asked is not None:
        ask(turn, asked, full=True)


def _do_again(turn: Turn) -> None:
    match turn.state.verb:
        case Record() as verb:
            record(turn, verb, again=True)
        case Transcribe() as verb:
            transcribe(turn, verb, again=True)
        case Request(method=method) if method.upper() not in REPEATABLE:
            leave(turn, "error")
        case _:
            perform(turn)
