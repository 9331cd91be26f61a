"""Listening without speaking: what is said is written down, a line an utterance.

A caller who hangs up ends it as well as a person who does; so the flow goes on where ``ended`` leads, without sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import Transcribe as Listen
from flowrunner.engine.call import Phase
from flowrunner.engine.replacing import replace
from flowrunner.engine.storable import printable
from flowrunner.engine.transitions import leave
from flowrunner.flow.model import Transcribe

if TYPE_CHECKING:
    from flowrunner.engine.events import Transcribed, TranscriptionEnded
    from flowrunner.engine.turn import Turn

LONGEST_TRANSCRIPT = 100_000
"""Characters; about two hours of talk. What is said after that is not kept."""
SPEAKERS = {"caller": "Caller", "person": "Person"}


def transcribe(turn: Turn, verb: Transcribe, *, again: bool = False) -> None:
    """Listen, once everything has been heard that was said; raises TemplateError.

    ``again``: on another connection, so what was written down before it is kept.
    """
    if turn.call.prompt:
        turn.call = replace(turn.call, phase=Phase.SPEAKING)
        return
    numbers = tuple(filter(None, (turn.render(number).strip() for number in verb.numbers)))
    if verb.numbers and not numbers:
        leave(turn, "failed")
        return
    if verb.save is not None and not again:
        turn.store({verb.save: ""})
    turn.call = replace(turn.call, phase=Phase.TRANSCRIBING)
    turn.emit(Listen(numbers, verb.ring_s, verb.max_s, verb.language or turn.language, turn.recognizer))


def transcribed(turn: Turn, event: Transcribed) -> None:
    """Write an utterance down."""
    verb, text = turn.state.verb, printable(event.text).strip()
    if not isinstance(verb, Transcribe) or verb.save is None or not text:
        return
    so_far = str(turn.call.variables.get(verb.save) or "")
    if len(so_far) + len(text) <= LONGEST_TRANSCRIPT:
        line = f"{SPEAKERS[event.who]}: {text}"
        turn.store({verb.save: f"{so_far}\n{line}" if so_far else line})


def ended(turn: Turn, event: TranscriptionEnded) -> None:
    """Go on with the caller, who is still there."""
    leave(turn, event.outcome)
