"""What a caller does, done on a line without sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from flowrunner.engine.call import Phase
from flowrunner.engine.events import Heard, HungUp, KeyPressed, SpeechStarted, Transcribed
from flowrunner.script.failures import Fault, standing
from flowrunner.script.model import Caller, Hangup, Person, Press, Silence, Wait

if TYPE_CHECKING:
    from flowrunner.script.line import Line
    from flowrunner.script.model import Action

BETWEEN_KEYS_S = 0.2


def is_anybody_there(line: Line) -> bool:
    """Whether a bot or a person hears what the caller does next."""
    return not (line.call.gone or line.call.phase in (Phase.ENDED, Phase.TRANSFERRING))


def perform(line: Line, act: Action) -> Fault | None:
    """Do it now; return why nobody takes note of it, if so."""
    match act:
        case Press(keys):
            _press(line, keys)
        case Caller() | Person():
            return _speak(line, act)
        case Wait(seconds):
            line.pass_time(seconds)
        case Silence():
            if not line.run_out_of_patience():
                return Fault("nobody-there", "nobody waits for the caller to say something", standing(line))
        case Hangup():
            if not line.ended:
                line.feed(HungUp(at=line.now))
        case _:
            assert_never(act)
    return None


def _speak(line: Line, act: Caller | Person) -> Fault | None:
    match act:
        case Caller(words) | Person(words) if line.call.phase is Phase.TRANSCRIBING:
            who: Literal["caller", "person"] = "caller" if isinstance(act, Caller) else "person"
            line.feed(Transcribed(who, words, at=line.now))
        case Caller(words) if line.call.phase is Phase.RECORDING:
            line.feed(Heard(words, at=line.now))
            line.leave_words(words)
        case Person():
            return Fault("nobody-there", "nobody writes down what somebody else says", standing(line))
        case Caller(words, confidence=confidence):
            line.feed(SpeechStarted(at=line.now), traced=False)
            line.feed(Heard(words, confidence=confidence, at=line.now))
    return None


def _press(line: Line, keys: str) -> None:
    for number, key in enumerate(keys):
        if number:
            line.pass_time(BETWEEN_KEYS_S)
        line.feed(KeyPressed(key, at=line.now))
