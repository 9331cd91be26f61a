"""Which question a call is in the middle of. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.answers.form_words import CANCEL as CANCEL_PHRASES
from flowrunner.engine.call import FormStep
from flowrunner.engine.language import language_of, running
from flowrunner.engine.prompts import plain
from flowrunner.engine.replacing import replace
from flowrunner.engine.sentences import sentences
from flowrunner.engine.slots import CANCEL, is_answered
from flowrunner.flow.model import Ask, Choice, Form, Menu, Reprompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import Call, Filling
    from flowrunner.flow.model import Flow, Slot

MOST_KEYS = 9
"""Keys that can stand for the answers of a form."""


def question_of(flows: Mapping[str, Flow], call: Call) -> Ask | None:
    """Return the question that the current state puts, whatever is being asked about its answer; None: it asks none."""
    flow = running(flows, call)
    verb = flow.states[call.state].verb
    if isinstance(verb, Form):
        return _of_form(verb, call, call.form, language_of(flow, call)) if call.form else None
    return verb if isinstance(verb, Ask) else None


def own_choices(flows: Mapping[str, Flow], call: Call) -> tuple[Choice, ...]:
    """Return the choices of that question."""
    asked = question_of(flows, call)
    return asked.answer.choices if asked is not None and isinstance(asked.answer, Menu) else ()


def _of_form(form: Form, call: Call, filling: Filling, language: str) -> Ask | None:
    match filling.step:
        case FormStep.ASK:
            slot = form.slot(filling.slot)
            return slot.ask if slot else None
        case FormStep.CONFIRM:
            return form.confirm
        case FormStep.CHANGE:
            answers = [slot for slot in form.slots if is_answered(call, slot.name)]
            return form.confirm and _change(form.confirm, answers, language)
        case _:
            assert_never(filling.step)


def _change(confirm: Ask, answers: list[Slot], language: str) -> Ask:
    """Return the question what to change: the callers say it, and after a mistake they hear the keys."""
    words = sentences(language)
    keyed = [Choice(slot.name, (f"{key}",), (title(slot),)) for key, slot in enumerate(answers[:MOST_KEYS], start=1)]
    others = [Choice(slot.name, phrases=(title(slot),)) for slot in answers[MOST_KEYS:]]
    last = (f"{len(keyed) + 1}",) if len(keyed) < MOST_KEYS else ()
    offers = [words.change_by_key.format(title(slot), key) for key, slot in enumerate(answers[:MOST_KEYS], start=1)]
    offers += [words.cancel_by_key.format(key) for key in last]
    step = (Reprompt(plain(" ".join(offers)).first, stands_alone=True),)
    menu = Menu((*keyed, *others, Choice(CANCEL, last, CANCEL_PHRASES)))
    return replace(confirm, prompt=plain(words.change), answer=menu, silence=step, unclear=step)


def title(slot: Slot) -> str:
    """Return what the answer of a slot is called."""
    return slot.name.replace("_", " ")
