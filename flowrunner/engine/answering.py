"""An answer was understood: say so, keep it, and go where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import Understood
from flowrunner.engine.call import Chosen, Phase
from flowrunner.engine.prompts import spoken
from flowrunner.engine.questions import own_choices, question_of
from flowrunner.engine.replacing import replace
from flowrunner.engine.slots import answered
from flowrunner.engine.transitions import follow, leave
from flowrunner.engine.turn import commands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import Call
    from flowrunner.engine.reading import Meaning
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Choice, Flow


def answer(turn: Turn, meaning: Meaning) -> None:
    """Do what an answer or a command asks for; raises TemplateError."""
    turn.hush()
    turn.cancel_timer()
    turn.call = replace(turn.call, chosen=None)
    slot = None if turn.call.form is None or meaning.anytime else turn.call.form.slot
    turn.emit(Understood(meaning.how, meaning.outcome, meaning.confidence, slot))
    if slot is not None:
        answered(turn, meaning)
        return
    asked = question_of(turn.flows, turn.call)
    if not meaning.anytime and asked is not None and asked.save:
        turn.store({asked.save: meaning.value})
    if meaning.choice is None:
        leave(turn, meaning.outcome)
    elif turn.play(spoken(turn, meaning.choice.say)):
        chosen = Chosen(meaning.choice.name, meaning.anytime)
        turn.call = replace(turn.call, phase=Phase.SPEAKING, chosen=chosen)
    else:
        follow(turn, meaning.choice, anytime=meaning.anytime)


def chosen_choice(flows: Mapping[str, Flow], call: Call) -> Choice | None:
    """Return the choice that is being confirmed aloud, if one is."""
    chosen = call.chosen
    if chosen is None:
        return None
    choices = commands(flows, call) if chosen.anytime else own_choices(flows, call)
    return next((choice for choice in choices if choice.name == chosen.name), None)


def follow_chosen(turn: Turn, choice: Choice) -> None:
    """Go where the choice leads that has been confirmed aloud; raises TemplateError."""
    anytime = turn.call.chosen is not None and turn.call.chosen.anytime
    turn.call = replace(turn.call, chosen=None)
    follow(turn, choice, anytime=anytime)
