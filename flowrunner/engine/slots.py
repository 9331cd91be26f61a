"""A form in progress: which question is next, and what becomes of an answer.

The questions are put in the order of the file. One whose variable has a value already is skipped, and one whose
``only_if`` does not hold when its turn comes, which also empties it: a change of an earlier answer may have made it
meaningless. When nothing is left to ask the form is confirmed, if it wants that; who says no changes an answer, which
may bring other questions back, and then it is confirmed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import Left, Understood
from flowrunner.engine.call import Attempt, Filling, FormStep
from flowrunner.engine.confirming import doubted, must_confirm
from flowrunner.engine.prompts import spoken
from flowrunner.engine.replacing import replace
from flowrunner.engine.transitions import leave
from flowrunner.flow.model import Form

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.engine.reading import Meaning
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Slot


def form_of(turn: Turn) -> tuple[Form, Filling]:
    """Return the form that is being filled in, and how far that has come."""
    form, filling = turn.state.verb, turn.call.form
    assert isinstance(form, Form)
    assert filling is not None
    return form, filling


def is_empty(call: Call, name: str) -> bool:
    """Whether a variable has no value yet; false and nought are values."""
    return any(kept.get(name) in (None, "") for kept in ({**call.variables, **call.sealed},))


def is_answered(call: Call, name: str) -> bool:
    """Whether a slot has an answer that the caller need not be asked about."""
    return not is_empty(call, name) and (call.form is None or name not in call.form.doubts)


def is_wanted(call: Call, name: str) -> bool:
    """Whether an utterance may answer a slot beside the one that is asked: it has no answer, or all are read back."""
    filling = call.form
    return filling is not None and (filling.step is not FormStep.ASK or not is_answered(call, name))


def next_slot(turn: Turn, form: Form) -> Slot | None:
    """Return the slot to be asked now, and empty those before it that do not apply; raises TemplateError."""
    for slot in form.slots:
        if not applies(turn, slot):
            clear(turn, slot.name)
        elif not is_answered(turn.call, slot.name):
            return slot
    return None


def applies(turn: Turn, slot: Slot) -> bool:
    """Whether a slot has a meaning beside the other answers; raises TemplateError."""
    return slot.only_if is None or turn.holds(slot.only_if)


def progress(turn: Turn, filling: Filling) -> None:
    """Note how far the form has come."""
    turn.call = replace(turn.call, form=filling)


def clear(turn: Turn, name: str) -> None:
    """Empty a slot, as if it had never been asked."""
    _, filling = form_of(turn)
    turn.forget((name,))
    progress(
        turn,
        replace(
            filling,
            asked=tuple(each for each in filling.asked if each != name),
            noted=tuple(each for each in filling.noted if each != name),
            doubts={each: doubt for each, doubt in filling.doubts.items() if each != name},
        ),
    )


def reopen(turn: Turn, *names: str) -> None:
    """Have slots asked again."""
    for name in names:
        clear(turn, name)
    _, filling = form_of(turn)
    progress(turn, replace(filling, step=FormStep.ASK, slot=""))
    turn.next_question()


def fill(turn: Turn, slot: Slot, meaning: Meaning) -> None:
    """Keep an answer that was not asked for, unless it is refused: that is said; raises TemplateError."""
    clear(turn, slot.name)
    turn.emit(Understood(meaning.how, meaning.outcome, meaning.confidence, slot.name))
    turn.store({slot.name: meaning.value})
    refused = next((each.say for each in slot.ask.reject if turn.holds(each.condition)), None)
    if refused is not None:
        turn.forget((slot.name,))
        turn.remark(spoken(turn, refused))
        return
    _, filling = form_of(turn)
    if must_confirm(slot.ask, meaning):
        progress(turn, replace(filling, doubts={**filling.doubts, slot.name: doubted(meaning)}))
    else:
        progress(turn, replace(filling, noted=(*filling.noted, slot.name)))


def answered(turn: Turn, meaning: Meaning) -> None:
    """Do what the answer to the question of the form asks for; raises TemplateError."""
    _, filling = form_of(turn)
    match filling.step:
        case FormStep.ASK:
            _keep(turn, filling, meaning)
        case FormStep.CONFIRM if meaning.outcome == "yes":
            conclude(turn, "done")
        case FormStep.CONFIRM:
            progress(turn, replace(filling, step=FormStep.CHANGE))
            turn.next_question()
        case FormStep.CHANGE if meaning.outcome == CANCEL:
            conclude(turn, "cancel")
        case FormStep.CHANGE:
            reopen(turn, meaning.outcome)


CANCEL = "never mind"
"""Chosen in place of an answer to change; no slot can have this name."""


def _keep(turn: Turn, filling: Filling, meaning: Meaning) -> None:
    turn.store({filling.slot: meaning.value})
    doubts = {name: doubt for name, doubt in filling.doubts.items() if name != filling.slot}
    progress(turn, replace(filling, asked=(*filling.asked, filling.slot), doubts=doubts))
    turn.remark(spoken(turn, meaning.choice.say) if meaning.choice else ())
    turn.next_question()


def step_back(turn: Turn) -> bool:
    """Go back to the question before, if there is one in this form."""
    filling = turn.call.form
    if filling is None:
        return False
    if filling.step is FormStep.CHANGE:
        progress(turn, replace(filling, step=FormStep.CONFIRM))
        turn.next_question()
    elif filling.asked:
        reopen(turn, filling.asked[-1])
    return filling.step is FormStep.CHANGE or bool(filling.asked)


def conclude(turn: Turn, outcome: str) -> None:
    """End the form; raises TemplateError."""
    turn.emit(Left(outcome))
    turn.call = replace(turn.call, attempt=Attempt())
    leave(turn, outcome)
