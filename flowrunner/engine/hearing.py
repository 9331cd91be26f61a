"""What the call listens to at a moment: a function of where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.answers import yes_no
from flowrunner.answers.expected import Expected
from flowrunner.engine.call import Phase
from flowrunner.engine.confirming import held_answer
from flowrunner.engine.language import language_of, running
from flowrunner.engine.pacing import at_pace
from flowrunner.engine.questions import own_choices, question_of
from flowrunner.engine.replacing import replace
from flowrunner.engine.slots import is_wanted
from flowrunner.engine.turn import commands
from flowrunner.engine.typed import expected_of
from flowrunner.flow.model import Digits, Form, FreeText, Listen, Menu, Typed, YesNo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import Call
    from flowrunner.flow.model import Answer, Choice, Flow, Verb

END_SILENCE_MS = 500
END_SILENCE_SHORT_MS = 400
"""After a word such as yes."""
END_SILENCE_LONG_MS = 800
"""Between the parts of a number."""
END_SILENCE_OPEN_MS = 900
"""Between the parts of a sentence."""
_OF_EACH = 3
"""Ways of saying yes, and of saying no, that are expected beside whole sentences."""


def expected(flows: Mapping[str, Flow], call: Call) -> Expected | None:
    """Return what the caller may say now; None when nothing said would count."""
    flow = running(flows, call)
    state = flow.states[call.state]
    if call.prompt and not state.interrupt:
        return None
    found = _expected(flows, call, flow)
    if found is None:
        return None
    hints, model = _examples(flows, call), state.recognizer or flow.recognizer
    told = replace(found, hints=hints, model=model) if hints or model else found
    return at_pace(told, state.pace or flow.pace)


def _expected(flows: Mapping[str, Flow], call: Call, flow: Flow) -> Expected | None:
    anytime = commands(flows, call)
    language = language_of(flow, call)
    if call.phase in (Phase.SPEAKING, Phase.WAITING):
        phrases = _phrases(anytime)
        return Expected(phrases, language=language) if phrases else None
    if call.phase is Phase.TALKING:
        return Expected(_phrases(anytime), "open", language=language, end_silence_ms=END_SILENCE_OPEN_MS)
    asked = question_of(flows, call) if call.phase is Phase.ASKING else None
    if asked is None or (call.attempt.listen or asked.listen) is Listen.KEYS:
        return None
    answer = held_answer(asked, call.attempt.doubt, language)
    own = _answer(answer, _phrases(anytime), language)
    verb = flow.states[call.state].verb
    return own if call.form is None or call.attempt.doubt else _beside(own, verb, call, anytime)


def _beside(own: Expected, verb: Verb | None, call: Call, commands: tuple[Choice, ...]) -> Expected:
    """Return what may be said to a form: whole sentences, with answers to other questions among them.

    The phrases are few: a long list of words that may come makes a recognizer write lists.
    """
    slots = verb.slots if isinstance(verb, Form) else ()
    wanted = [slot for slot in slots if slot.ask.listen is not Listen.KEYS and is_wanted(call, slot.name)]
    if call.form is None or all(slot.name == call.form.slot for slot in wanted):
        return own
    answers = (slot.ask.answer for slot in wanted)
    offered = (phrase for answer in answers if isinstance(answer, Menu) for phrase in _phrases(answer.choices))
    words = yes_no.words_for(own.language)
    agreeing = (*words.yes[:_OF_EACH], *words.no[:_OF_EACH]) if set(words.no) <= set(own.phrases) else ()
    phrases = tuple(dict.fromkeys((*agreeing, *offered, *_phrases(commands))))
    return Expected(phrases, "open", language=own.language, end_silence_ms=END_SILENCE_OPEN_MS)


def _answer(answer: Answer, anytime: tuple[str, ...], language: str) -> Expected:
    match answer:
        case Menu(choices):
            phrases = _phrases(choices) + anytime
            if any(choice.anything for choice in choices):
                return Expected(phrases, "open", language=language, end_silence_ms=END_SILENCE_OPEN_MS)
            return Expected(phrases, language=language, end_silence_ms=END_SILENCE_MS)
        case YesNo():
            words = yes_no.words_for(language)
            phrases = (*words.yes, *words.no, *anytime)
            return Expected(phrases, language=language, end_silence_ms=END_SILENCE_SHORT_MS)
        case Digits(least, most):
            return Expected(anytime, "digits", least, most, language, END_SILENCE_LONG_MS)
        case FreeText():
            return Expected(anytime, "open", language=language, end_silence_ms=END_SILENCE_OPEN_MS)
        case Typed():
            own = expected_of(answer, language)
            return replace(own, phrases=own.phrases + anytime) if anytime else own
        case _:
            assert_never(answer)


def _examples(flows: Mapping[str, Flow], call: Call) -> tuple[str, ...]:
    """Return the example sentences of the intents that count now."""
    own = own_choices(flows, call) if call.phase is Phase.ASKING else ()
    return tuple(example for choice in (*own, *commands(flows, call)) for example in choice.examples)


def _phrases(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(phrase for choice in choices for phrase in choice.phrases)
