"""A question of the current state, from putting it to the answer or the end of the ladder.

While the question is being said no timer runs: what is owed is the end of the prompt. When it has been heard, or was
cut, exactly one timer runs: for silence, for more digits, or for an utterance that has begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.answering import answer
from flowrunner.engine.call import Doubt, Phase, TimerKind
from flowrunner.engine.collect import run_out, run_out_typed
from flowrunner.engine.confirming import doubted, must_confirm, question_now, settled, torn
from flowrunner.engine.ladder import mistake, noise
from flowrunner.engine.limits import limits_told
from flowrunner.engine.overhearing import overhear
from flowrunner.engine.prompts import question, spoken
from flowrunner.engine.questions import question_of
from flowrunner.engine.reading import Either, Meaning, OutOfLimits, Partial, Reading, Unread
from flowrunner.engine.replacing import replace
from flowrunner.engine.typed import context_in
from flowrunner.engine.understand import Situation, read_key, read_speech, utterance
from flowrunner.flow.model import Digits, Prompt, Typed

if TYPE_CHECKING:
    from flowrunner.engine.actions import Item, MistakeKind
    from flowrunner.engine.events import (
        Heard,
        HearingFailed,
        KeyPressed,
        PromptFailed,
        PromptFinished,
        SpeechStarted,
        TimerFired,
    )
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Answer, Ask

_NOTHING = Prompt(())
SPEECH_LIMIT_S = 20.0
"""How long an utterance that has begun may take to be heard."""


def ask(turn: Turn, asked: Ask, *, full: bool = False, before: tuple[Item, ...] | None = None) -> None:
    """Put the question, unless keys typed ahead answer it; raises TemplateError.

    ``before`` is said before it, in place of what the state says.
    """
    protected = not turn.state.interrupt
    turn.call = replace(
        turn.call,
        phase=Phase.ASKING,
        chosen=None,
        keys="" if protected else turn.call.keys,
        attempt=replace(turn.call.attempt, digits="", noises=0, doubt=None),
    )
    reading = _feed(turn, asked)
    if reading is Unread.IGNORED:
        _put(turn, asked, _introduction(turn, full=full) if before is None else before, full=full)
    elif isinstance(reading, Partial):
        _await_answer(turn, asked)


def ask_about(turn: Turn, doubt: Doubt, before: tuple[Item, ...] = ()) -> None:
    """Ask whether an answer was meant that the caller gave before the question came; raises TemplateError."""
    turn.call = replace(
        turn.call,
        phase=Phase.ASKING,
        chosen=None,
        keys="",
        attempt=replace(turn.call.attempt, digits="", noises=0, doubt=doubt),
    )
    _put(turn, _asked(turn), before)


def _introduction(turn: Turn, *, full: bool) -> tuple[Item, ...]:
    """Return what the state says before its question; of a form, only the first question has it."""
    if turn.call.form is not None:
        return ()
    again = not full and turn.call.journey.visits.get(turn.call.state, 0) > 1
    return spoken(turn, turn.state.say, again=again)


def _put(turn: Turn, asked: Ask, before: tuple[Item, ...], *, full: bool = False) -> None:
    """Say the question; raises TemplateError."""
    played = turn.play(before + question(turn, asked, full=full))
    if not played and not turn.call.prompt:
        _await_answer(turn, asked)


def put_again(turn: Turn, asked: Ask) -> None:
    """Say the question again that was not heard to its end, also one about an answer; raises TemplateError."""
    doubted = turn.call.attempt.doubt is not None
    before = () if doubted else spoken(turn, turn.state.say)
    turn.play(before + question(turn, question_now(turn, asked), full=True))


def prompt_finished(turn: Turn, event: PromptFinished) -> None:
    """The question has been heard."""
    _await_answer(turn, _asked(turn))


def prompt_failed(turn: Turn, event: PromptFailed) -> None:
    """The question could not be said: try again by the ladder; in the fallback do without it."""
    if turn.call.state == turn.flow.fallback:
        _await_answer(turn, _asked(turn))
    else:
        _mistake(turn, _asked(turn), "unclear")


def key_pressed(turn: Turn, event: KeyPressed) -> None:
    """The caller pressed a key."""
    if turn.call.prompt and not turn.state.interrupt:
        return
    asked = _asked(turn)
    if turn.call.attempt.doubt and event.key == "#":
        return  # it ended the answer that is being asked about
    reading = _press(turn, asked, event.key)
    if isinstance(reading, Partial):
        _await_answer(turn, asked)


def speech_started(turn: Turn, event: SpeechStarted) -> None:
    """The caller began to speak: nobody talks over that, and what is said must come in time."""
    turn.hush()
    turn.start_timer(TimerKind.SPEECH, SPEECH_LIMIT_S)


def heard(turn: Turn, event: Heard) -> None:
    """The caller finished an utterance."""
    asked = _asked(turn)
    said = utterance(event)
    if not said.words:
        _noise(turn, asked)
        return
    turn.note(said)
    here = _situation(turn, asked)
    reading = read_speech(here, said) if turn.call.form is None else overhear(turn, here, said)
    if reading is not None:
        _take(turn, asked, reading)
    if isinstance(reading, Partial):
        _await_answer(turn, asked)


def hearing_failed(turn: Turn, event: HearingFailed) -> None:
    """The recognizer failed; to the caller that is not being understood."""
    _mistake(turn, _asked(turn), "unclear")


def timer_fired(turn: Turn, event: TimerFired) -> None:
    """Nothing came, or nothing more."""
    asked, kind = _asked(turn), turn.timer_fired()
    if kind is TimerKind.DIGITS:
        _take(turn, asked, _run_out(turn, asked))
    elif kind is TimerKind.SPEECH:
        turn.call = replace(turn.call, speaking=False)
        _mistake(turn, asked, "unclear")
    else:
        _mistake(turn, asked, "silence")


def _run_out(turn: Turn, asked: Ask) -> Reading:
    """Return what was typed comes to when no more keys follow."""
    answer, typed = asked.answer, turn.call.attempt.digits
    if isinstance(answer, Typed):
        return run_out_typed(answer, context_in(turn, answer), typed)
    return run_out(answer, typed) if isinstance(answer, Digits) else Unread.UNCLEAR


def _asked(turn: Turn) -> Ask:
    return question_now(turn, _own(turn))


def _own(turn: Turn) -> Ask:
    """Return the question of the state, whatever is being asked about it."""
    own = question_of(turn.flows, turn.call)
    assert own is not None
    return own


def _situation(turn: Turn, asked: Ask) -> Situation:
    attempt, answer = turn.call.attempt, asked.answer
    context = context_in(turn, answer) if isinstance(answer, Typed) else None
    listen = attempt.listen or asked.listen
    return Situation(answer, turn.anytime, listen, attempt.digits, turn.language, context, turn.embedding)


def _feed(turn: Turn, asked: Ask) -> Reading:
    """Press the keys typed ahead, until one of them settles the question; return what they came to."""
    came_to: Reading = Unread.IGNORED
    while turn.call.keys and (came_to is Unread.IGNORED or isinstance(came_to, Partial)):
        key, rest = turn.call.keys[0], turn.call.keys[1:]
        turn.call = replace(turn.call, keys=rest)
        reading = _press(turn, asked, key)
        came_to = came_to if reading is Unread.IGNORED else reading
    return came_to


def _press(turn: Turn, asked: Ask, key: str) -> Reading:
    reading = read_key(_situation(turn, asked), key)
    if not isinstance(reading, Partial) and reading is not Unread.IGNORED:
        _spare(turn, asked.answer, key)
    _take(turn, asked, reading)
    return reading


def _spare(turn: Turn, answer: Answer, last: str) -> None:
    """Let the key that ends an answer mean nothing after one that was complete without it."""
    end = answer.finish_on if isinstance(answer, Digits | Typed) else None
    if end is None or last == end:
        return
    ahead = turn.call.keys.startswith(end)
    turn.call = replace(turn.call, keys=turn.call.keys[ahead:], spare="" if ahead else end)


def _take(turn: Turn, asked: Ask, reading: Reading) -> None:
    match reading:
        case Meaning():
            _understood(turn, reading)
        case Either() if turn.call.attempt.doubt:
            _mistake(turn, asked, "unclear")
        case Either():
            _doubt(turn, torn(reading), mistaken=True)
        case Partial(digits):
            turn.hush()
            turn.call = replace(turn.call, attempt=replace(turn.call.attempt, digits=digits))
        case OutOfLimits():
            _mistake(turn, asked, "unclear", None if asked.unclear else limits_told(turn, asked))
        case Unread.UNCLEAR:
            _mistake(turn, asked, "unclear")
        case Unread.IGNORED:
            pass
        case _:
            assert_never(reading)


def _understood(turn: Turn, meaning: Meaning) -> None:
    """Take an answer, unless it is refused or has to be confirmed first; raises TemplateError."""
    own, doubt = _own(turn), turn.call.attempt.doubt
    if doubt is not None and not meaning.anytime:
        settle_doubt = settled(own, doubt, meaning)
        if settle_doubt is None:
            turn.forget((own.save,) if own.save else ())
            turn.call = replace(turn.call, attempt=replace(turn.call.attempt, doubt=None, spelled=True))
            _mistake(turn, own, "unclear", _NOTHING)
        else:
            answer(turn, settle_doubt)
    elif (refusal := _refusal(turn, own, meaning)) is not None:
        _mistake(turn, own, "unclear", refusal)
    elif must_confirm(own, meaning):
        _doubt(turn, doubted(meaning))
    else:
        answer(turn, meaning)


def _refusal(turn: Turn, own: Ask, meaning: Meaning) -> Prompt | None:
    """Return what is said about an answer that is not taken; raises TemplateError."""
    if meaning.anytime or not (own.save and (own.reject or own.confirmation)):
        return None
    turn.store({own.save: meaning.value})
    refused = next((each.say for each in own.reject if turn.holds(each.condition)), None)
    if refused is not None:
        turn.forget((own.save,))
    return refused


def _doubt(turn: Turn, doubt: Doubt, *, mistaken: bool = False) -> None:
    """Ask about an answer; raises TemplateError."""
    own = _own(turn)
    turn.hush()
    turn.cancel_timer()
    turn.call = replace(turn.call, keys="", attempt=replace(turn.call.attempt, doubt=doubt, digits="", noises=0))
    if mistaken:
        _mistake(turn, question_now(turn, own), "unclear", _NOTHING)
    elif not turn.play(turn.remarked() + question(turn, question_now(turn, own))):
        _await_answer(turn, own)


def _mistake(turn: Turn, asked: Ask, kind: MistakeKind, say: Prompt | None = None) -> None:
    if not mistake(turn, asked, kind, say):
        _await_answer(turn, asked)


def _noise(turn: Turn, asked: Ask) -> None:
    """A sound without words is no mistake, unless there is no end of it."""
    if turn.call.prompt:
        return
    if noise(turn):
        _mistake(turn, asked, "silence")
    else:
        _await_answer(turn, asked)


def _await_answer(turn: Turn, asked: Ask) -> None:
    """Start the one timer that fits: the question has been heard, or cut."""
    if turn.call.speaking:
        turn.start_timer(TimerKind.SPEECH, SPEECH_LIMIT_S)
    elif turn.call.attempt.digits and isinstance(asked.answer, Digits | Typed):
        turn.start_timer(TimerKind.DIGITS, asked.answer.inter_digit_timeout_s)
    else:
        turn.start_timer(TimerKind.SILENCE, asked.after_s)
