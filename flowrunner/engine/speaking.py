"""While a prompt is heard that asks nothing, and while a state waits: only commands that work anywhere count at once.

Any other key is kept for the question that is still to come, and cuts a prompt that may be cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.answering import answer, chosen_choice, follow_chosen
from flowrunner.engine.call import Phase
from flowrunner.engine.prompts import spoken
from flowrunner.engine.replacing import replace
from flowrunner.engine.transitions import rescue
from flowrunner.engine.understand import command, spoken_command, utterance
from flowrunner.engine.verbs import perform

if TYPE_CHECKING:
    from flowrunner.engine.events import Heard, KeyPressed, PromptFailed, PromptFinished
    from flowrunner.engine.turn import Turn

MAX_KEYS = 64
"""Keys kept for a later question; more are dropped."""


def say(turn: Turn, *, again: bool) -> None:
    """Say what the current state says and then do its verb; raises TemplateError."""
    if turn.play(spoken(turn, turn.state.say, again=again)):
        kept = turn.call.keys if turn.state.interrupt else ""
        turn.call = replace(turn.call, phase=Phase.SPEAKING, chosen=None, keys=kept)
    else:
        perform(turn)


def waiting_command(turn: Turn) -> bool:
    """Do the command at the head of the keys typed ahead, if there is one and it may cut in; raises TemplateError."""
    keys = turn.call.keys
    meaning = command(keys[0], turn.anytime) if keys and turn.state.interrupt else None
    if meaning is None:
        return False
    turn.call = replace(turn.call, keys=keys[1:])
    answer(turn, meaning)
    return True


def prompt_finished(turn: Turn, event: PromptFinished) -> None:
    """The prompt has been heard to its end."""
    _go_on(turn)


def prompt_failed(turn: Turn, event: PromptFailed) -> None:
    """The prompt could not be said: the fallback goes on without it, any other state is rescued."""
    if turn.call.state == turn.flow.fallback:
        _go_on(turn)
    else:
        rescue(turn, "a prompt could not be said")


def key_pressed(turn: Turn, event: KeyPressed) -> None:
    """The caller pressed a key while a prompt is heard."""
    if not turn.state.interrupt:
        return
    meaning = command(event.key, turn.anytime)
    if meaning is not None:
        turn.call = replace(turn.call, keys="")
        answer(turn, meaning)
        return
    keep_key(turn, event)
    turn.hush()
    _go_on(turn)


def key_while_waiting(turn: Turn, event: KeyPressed) -> None:
    """The caller pressed a key while the state waits."""
    meaning = command(event.key, turn.anytime)
    if meaning is None:
        keep_key(turn, event)
    else:
        turn.call = replace(turn.call, keys="")
        answer(turn, meaning)


def keep_key(turn: Turn, event: KeyPressed) -> None:
    """Keep a key for the question to come."""
    turn.call = replace(turn.call, keys=(turn.call.keys + event.key)[:MAX_KEYS])


def heard(turn: Turn, event: Heard) -> None:
    """The caller said something: only a command counts."""
    said = utterance(event)
    meaning = spoken_command(said, turn.anytime)
    if meaning is not None:
        turn.note(said)
        answer(turn, meaning)


def _go_on(turn: Turn) -> None:
    choice = chosen_choice(turn.flows, turn.call)
    if choice is not None:
        follow_chosen(turn, choice)
    else:
        perform(turn)
