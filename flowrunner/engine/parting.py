"""The caller has left. A flow may do something then, in silence: nobody hears it, and nobody answers.

What can be done without a caller is done as ever: ``set``, conditions, web requests, other flows. Nothing is said. A
verb that needs somebody ends it, and so do a failure without a way on and too many moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.call import Phase
from flowrunner.engine.frames import ascend
from flowrunner.engine.replacing import replace
from flowrunner.engine.transitions import leave
from flowrunner.engine.travel import LAST_MOVES, MAX_MOVES
from flowrunner.engine.turn_taking import close
from flowrunner.flow.model import Always

if TYPE_CHECKING:
    from flowrunner.engine.events import HungUp
    from flowrunner.engine.turn import Turn


def hung_up(turn: Turn, event: HungUp) -> None:
    """End the call; the flow that it began with may have something left to do, unless it had said its last words."""
    if turn.call.gone:
        return
    was_over = _says_its_last(turn)
    turn.cancel_timer()
    turn.stop_model()
    if turn.call.phase is Phase.TALKING:
        close(turn)
    while turn.flows[turn.call.flow].on_hangup is not None and turn.call.frames:
        turn.call = ascend(turn.call)
    listened = turn.call.phase is Phase.TRANSCRIBING
    turn.call = replace(turn.call, phase=Phase.ENDED, prompt=0, speaking=False)
    if turn.flow.on_hangup is not None and not was_over:
        _be_gone(turn)
        turn.go(turn.flow.on_hangup)
    elif listened:
        # a caller who hangs up is how most of these end, and what was written down is wanted
        _be_gone(turn)
        leave(turn, "ended")


def _says_its_last(turn: Turn) -> bool:
    """Whether nothing but a goodbye was left: many callers do not hear that out."""
    call, state = turn.call, turn.state
    plain = call.phase is Phase.SPEAKING and state.verb is None and call.chosen is None and not call.frames
    return call.phase is Phase.LEAVING or (plain and state.go == Always("hangup"))


def _be_gone(turn: Turn) -> None:
    journey = replace(turn.call.journey, moves=MAX_MOVES - LAST_MOVES, exhausted=False)
    turn.call = replace(turn.call, gone=True, journey=journey, keys="", listening=None)
