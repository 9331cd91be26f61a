"""What an utterance says beside the question that a form has put: other answers, changes, or that it is to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.answers.words import fold, lexicon
from flowrunner.engine.actions import Understood
from flowrunner.engine.call import FormStep
from flowrunner.engine.correcting import Change, Changeable, change_in, is_cancel
from flowrunner.engine.filling import Found, Wanted, answers_in, left_over, words_of
from flowrunner.engine.reading import Meaning, Partial, Reading, Unread
from flowrunner.engine.replacing import replace
from flowrunner.engine.slots import applies, conclude, fill, form_of, is_answered, is_empty, progress, reopen
from flowrunner.engine.typed import context_in
from flowrunner.engine.understand import read_speech, spoken_command
from flowrunner.flow.model import FreeText, Listen, Menu, TextSegment, Typed, YesNo
from flowrunner.intents.words import FILLERS
from flowrunner.intents.words import words as split

if TYPE_CHECKING:
    from flowrunner.engine.turn import Turn
    from flowrunner.engine.understand import Situation, Utterance
    from flowrunner.flow.model import Answer, Slot

_MUCH_MORE = 3
"""So many words more than the phrase that the recognizer is sure of, and there is more in an utterance than that."""

_REQUESTS = lexicon("book schedule reserve order arrange buy appointment booking visit change बुक")
"""What callers ask for, and are not called."""


def overhear(turn: Turn, here: Situation, said: Utterance) -> Reading | None:
    """Return what an utterance means for the question of a form; None when it has been dealt with altogether.

    Answers to other questions are kept on the way; raises TemplateError.
    """
    if turn.call.attempt.doubt or _is_command(turn, said):
        return read_speech(here, said)
    if _cancels(here, said):
        _cancel(turn, said)
        return None
    if form_of(turn)[1].step is FormStep.ASK:
        return _take_apart(turn, here, said)
    return _changed(turn, here, said)


def _is_command(turn: Turn, said: Utterance) -> bool:
    """Whether an utterance is a command with nothing but fillers around it."""
    command = spoken_command(said, turn.anytime)
    return command is not None and command.confidence == said.confidence


def _cancels(here: Situation, said: Utterance) -> bool:
    if isinstance(here.answer, FreeText) or not is_cancel(said.words):
        return False
    own = read_speech(here, said) if isinstance(here.answer, Menu) else None
    return not (isinstance(own, Meaning) and own.how == "exact")


def _cancel(turn: Turn, said: Utterance) -> None:
    turn.hush()
    turn.cancel_timer()
    turn.emit(Understood("exact", "cancel", said.confidence, ""))
    conclude(turn, "cancel")


def _take_apart(turn: Turn, here: Situation, said: Utterance) -> Reading | None:
    """Read the answer to the question, and those to others that are in the same utterance."""
    words = words_of(said.words)
    if said.phrase and len(words) >= len(split(said.phrase)) + _MUCH_MORE:
        said = replace(said, phrase=None)
    own = read_speech(here, said)
    if _is_whole(here, own):
        return own
    asked = form_of(turn)[1].slot
    found = answers_in(words, _open(turn, asked), asked)
    beside = tuple(each for each in found if each.name != asked)
    if not found:
        return own
    mine: Reading = next((_heard(each.meaning, said) for each in found if each.name == asked), Unread.UNCLEAR)
    if mine is Unread.UNCLEAR:
        mine = _read_rest(turn, here, replace(said, words=left_over(words, beside), phrase=None))
    return _with_others(turn, said, beside, mine)


def _read_rest(turn: Turn, here: Situation, rest: Utterance) -> Reading:
    """Read what other answers leave of an utterance; a name among such words is one only if nothing else is."""
    if not rest.words:
        return Unread.UNCLEAR
    if not _is_name(here.answer):
        return read_speech(here, rest)
    words = words_of(rest.words)
    while words and fold(words[-1]) in FILLERS:
        words = words[:-1]
    own = read_speech(here, replace(rest, words=" ".join(words))) if words else Unread.UNCLEAR
    if not isinstance(own, Meaning):
        return own
    form, _ = form_of(turn)
    known = FILLERS.union(_REQUESTS, *(_telling(slot) for slot in form.slots))
    return own if known.isdisjoint(map(fold, str(own.value).split())) else Unread.UNCLEAR


def _is_whole(here: Situation, own: Reading) -> bool:
    """Whether an utterance is an answer to the question, or part of one, and can be nothing more."""
    if isinstance(own, Partial) or isinstance(here.answer, FreeText):
        return True
    return isinstance(own, Meaning) and own.how in ("exact", "parsed") and not _is_name(here.answer)


def _is_name(answer: Answer) -> bool:
    return isinstance(answer, Typed) and answer.type == "name"


def _heard(meaning: Meaning, said: Utterance) -> Meaning:
    return replace(meaning, confidence=meaning.confidence * said.confidence)


def _with_others(turn: Turn, said: Utterance, beside: tuple[Found, ...], own: Reading) -> Reading | None:
    """Keep the other answers; when the question itself has none, go on with what is left to ask."""
    _fill(turn, said, beside)
    if not beside or own is not Unread.UNCLEAR:
        return own
    turn.hush()
    turn.cancel_timer()
    turn.next_question()
    return None


def _fill(turn: Turn, said: Utterance, found: tuple[Found, ...]) -> None:
    form, _ = form_of(turn)
    for each in found:
        slot = form.slot(each.name)
        if slot is not None:
            fill(turn, slot, _heard(each.meaning, said))


def _open(turn: Turn, asked: str) -> list[Wanted]:
    """Return the questions that an utterance may answer: that which was asked, and all that have no answer yet."""
    form, _ = form_of(turn)
    slots = [slot for slot in form.slots if slot.name == asked or not is_answered(turn.call, slot.name)]
    return [_wanted(turn, slot) for slot in slots if slot.ask.listen is not Listen.KEYS]


def _wanted(turn: Turn, slot: Slot, *, loose: bool = False) -> Wanted:
    answer = slot.ask.answer
    return Wanted(slot.name, answer, None if isinstance(answer, Menu) else context_in(turn, answer), loose)


def _changed(turn: Turn, here: Situation, said: Utterance) -> Reading | None:
    """Do what a caller says to the read-back, or to the question what to change."""
    words = words_of(said.words)
    change = change_in(words, _changeable(turn)) if words else None
    if change is None:
        return read_speech(here, said)
    if change.agreed and isinstance(here.answer, YesNo):
        return Meaning("parsed", "yes", said.confidence, value=True)
    _change(turn, said, change)
    return None


def _change(turn: Turn, said: Utterance, change: Change) -> None:
    turn.hush()
    turn.cancel_timer()
    _, filling = form_of(turn)
    progress(turn, replace(filling, step=FormStep.ASK, slot=""))
    _fill(turn, said, change.values)
    if change.named:
        turn.emit(Understood("close", change.named[0], said.confidence, ""))
        reopen(turn, *change.named)
    turn.next_question()


def _changeable(turn: Turn) -> list[Changeable]:
    form, _ = form_of(turn)
    slots = [slot for slot in form.slots if applies(turn, slot) and not is_empty(turn.call, slot.name)]
    return [
        Changeable(
            _wanted(turn, slot, loose=True),
            turn.call.variables.get(slot.name),
            _telling(slot) - frozenset().union(*(_telling(each) for each in slots if each is not slot)),
            hidden=slot.ask.secret or slot.ask.listen is Listen.KEYS,
        )
        for slot in slots
    ]


def _telling(slot: Slot) -> frozenset[str]:
    """Return the words of a question that say something."""
    texts = (each.text.source for each in slot.ask.prompt.first if isinstance(each, TextSegment))
    return frozenset(fold(word) for text in texts for word in words_of(text)) - FILLERS
