"""Putting the questions of a form, one after the other, and reading its answers back at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.asking import ask, ask_about
from flowrunner.engine.call import Attempt, Filling, FormStep
from flowrunner.engine.confirming import said_aloud
from flowrunner.engine.prompts import sentence, spoken
from flowrunner.engine.questions import question_of
from flowrunner.engine.replacing import replace
from flowrunner.engine.sentences import sentences
from flowrunner.engine.slots import conclude, form_of, is_answered, next_slot, progress

if TYPE_CHECKING:
    from flowrunner.engine.actions import Item
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Form


def begin(turn: Turn) -> None:
    """Begin to fill in the form of the current state; raises TemplateError."""
    turn.call = replace(turn.call, form=Filling(), attempt=Attempt())
    again = turn.call.journey.visits.get(turn.call.state, 0) > 1
    turn.remark(spoken(turn, turn.state.say, again=again))
    go_on(turn)


def go_on(turn: Turn) -> None:
    """Put the next question, after what is to be remarked before it; raises TemplateError."""
    form, last = form_of(turn)
    if last.step is not FormStep.CHANGE:
        slot = next_slot(turn, form)
        step = FormStep.ASK if slot else FormStep.CONFIRM
        _, filling = form_of(turn)
        progress(turn, replace(filling, step=step, slot=slot.name if slot else ""))
    before = turn.remarked() + _noted(turn, form)
    _, now = form_of(turn)
    if now.step is FormStep.CONFIRM and form.confirm is None:
        turn.play(before)
        conclude(turn, "done")
        return
    if (now.step, now.slot) != (last.step, last.slot):
        turn.call = replace(turn.call, attempt=Attempt())
    _put(turn, before)


def _put(turn: Turn, before: tuple[Item, ...]) -> None:
    _, filling = form_of(turn)
    doubt = filling.doubts.get(filling.slot)
    asked = question_of(turn.flows, turn.call)
    assert asked is not None
    if doubt is None:
        ask(turn, asked, before=before)
    else:
        ask_about(turn, doubt, before)


def _noted(turn: Turn, form: Form) -> tuple[Item, ...]:
    """Return what acknowledges the answers that were given beside the question; all is read back at the end anyway."""
    _, filling = form_of(turn)
    progress(turn, replace(filling, noted=()))
    slots = [slot for slot in form.slots if slot.name in filling.noted and is_answered(turn.call, slot.name)]
    if form.confirm is not None or not slots:
        return ()
    values = (said_aloud(turn, slot.ask.answer, turn.call.variables.get(slot.name)) for slot in slots)
    return sentence(turn, sentences(turn.language).noted.format(", ".join(values)))
