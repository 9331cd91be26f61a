"""Voicemail: a beep, and then what the caller says is recorded, until a key, a long silence or the time ends it.

While it runs the caller talks to nobody: words are no commands, and only the key that stops it counts. Its end by
silence and by time is for the recorder to tell, which hears the caller. A connection that breaks leaves what was said
so far; on the next one there is a beep again, and the recording goes on in the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import StartRecording, StopRecording, Tone
from flowrunner.engine.call import Phase
from flowrunner.engine.replacing import replace
from flowrunner.engine.storable import printable
from flowrunner.engine.transitions import leave, rescue
from flowrunner.flow.model import Record

if TYPE_CHECKING:
    from flowrunner.engine.events import (
        KeyPressed,
        PromptFailed,
        PromptFinished,
        RecordingFailed,
        RecordingFinished,
    )
    from flowrunner.engine.turn import Turn


def record(turn: Turn, verb: Record, *, again: bool = False) -> None:
    """Beep, once everything has been heard that was said; ``again``: on another connection."""
    if turn.call.prompt:
        turn.call = replace(turn.call, phase=Phase.SPEAKING)
        return
    if not again:
        number = turn.call.issued.recordings + 1
        issued = replace(turn.call.issued, recordings=number)
        turn.call = replace(turn.call, issued=issued, recording=number, recorded="")
    turn.call = replace(turn.call, phase=Phase.RECORDING, keys="")
    if not (verb.beep and turn.play((Tone(),))):
        _start(turn, verb)


def beep_over(turn: Turn, event: PromptFinished | PromptFailed) -> None:
    """The beep has been heard, or cannot be: record."""
    if isinstance(turn.state.verb, Record):
        _start(turn, turn.state.verb)


def key_pressed(turn: Turn, event: KeyPressed) -> None:
    """Stop at the key that is for that; any other is a noise."""
    verb = turn.state.verb
    if isinstance(verb, Record) and event.key == verb.stop and not turn.call.prompt:
        turn.emit(StopRecording())


def finished(turn: Turn, event: RecordingFinished) -> None:
    """Keep where the recording is, and go on; a connection that is gone has nowhere to go on."""
    verb = turn.state.verb
    if not isinstance(verb, Record):
        return
    address = event.address if event.speech else turn.call.recorded
    if address:
        _keep(turn, verb, address, event.text)
    if event.cut:
        turn.call = replace(turn.call, recorded=address)
    else:
        leave(turn, "done" if address else "nothing")


def failed(turn: Turn, event: RecordingFailed) -> None:
    """A message that is lost must not be taken for one that was left."""
    rescue(turn, "the recording failed")


def _start(turn: Turn, verb: Record) -> None:
    number = turn.call.recording
    name = f"{turn.call.facts.id}-{number}"
    turn.emit(StartRecording(number, name, verb.max_s, verb.transcribe, turn.language, turn.recognizer))


def _keep(turn: Turn, verb: Record, address: str, text: str) -> None:
    if verb.save is None:
        return
    turn.store({verb.save: address})
    if verb.transcribe:
        before = str(turn.call.variables.get(verb.words) or "") if turn.call.recorded else ""
        turn.store({verb.words: " ".join(filter(None, (before, printable(text).strip())))})
