"""The verbs that are no question: nothing, a pause, a request, a transfer, a text, another flow, an agent."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine import talking
from flowrunner.engine.actions import ConnectTo, Text
from flowrunner.engine.asking import ask
from flowrunner.engine.call import Phase, TimerKind
from flowrunner.engine.form import begin
from flowrunner.engine.prompts import items, spoken
from flowrunner.engine.recording import record
from flowrunner.engine.replacing import replace
from flowrunner.engine.requests import rendered, saved
from flowrunner.engine.subflows import give_back, run
from flowrunner.engine.texting import send_text
from flowrunner.engine.transcribing import transcribe
from flowrunner.engine.transitions import leave, rescue
from flowrunner.flow.model import Agent, Ask, Form, Record, Request, Return, Run, Sms, Transcribe, Transfer, Wait

if TYPE_CHECKING:
    from flowrunner.engine.events import RequestFinished, TimerFired, TransferEnded
    from flowrunner.engine.turn import Turn

SILENT = (NoneType, Request, Sms, Run, Return)
"""What can be done when the caller has left."""
MEANWHILE_S = 1.0
"""A web request that takes longer is covered by its ``meanwhile``."""


def perform(turn: Turn) -> None:
    """Do what the current state does after it has spoken; raises TemplateError."""
    verb = turn.state.verb
    if turn.call.gone and not isinstance(verb, SILENT):
        rescue(turn, "this needs a caller, and the caller has left")
        return
    match verb:
        case None:
            leave(turn, "done")
        case Ask():
            ask(turn, verb)
        case Form():
            begin(turn)
        case Wait(seconds):
            turn.call = replace(turn.call, phase=Phase.WAITING)
            turn.start_timer(TimerKind.WAIT, seconds)
        case Request():
            _send(turn, verb)
        case Transfer():
            _connect(turn, verb)
        case Record():
            record(turn, verb)
        case Sms():
            send_text(turn, verb)
        case Transcribe():
            transcribe(turn, verb)
        case Run():
            run(turn, verb)
        case Return(outcome):
            give_back(turn, outcome)
        case Agent():
            talking.begin(turn, verb)
        case _:
            assert_never(verb)


def _send(turn: Turn, request: Request) -> None:
    issued = replace(turn.call.issued, requests=turn.call.issued.requests + 1)
    action = rendered(turn, request, issued.requests)
    turn.call = replace(turn.call, phase=Phase.REQUESTING, issued=issued)
    turn.emit(action)
    if request.meanwhile is not None and not turn.call.gone:
        turn.start_timer(TimerKind.MEANWHILE, MEANWHILE_S)


def _connect(turn: Turn, transfer: Transfer) -> None:
    """Hand over, once everything has been heard that was said: the connection ends here."""
    if turn.call.prompt:
        turn.call = replace(turn.call, phase=Phase.SPEAKING)
        return
    numbers = tuple(number.strip() for number in map(turn.render, transfer.numbers))
    caller_id = turn.render(transfer.caller_id).strip() if transfer.caller_id else None
    if not any(numbers):
        leave(turn, "failed")
        return
    turn.call = replace(turn.call, phase=Phase.TRANSFERRING)
    turn.emit(ConnectTo(tuple(filter(None, numbers)), transfer.ring_s, caller_id or None, _brief(turn, transfer)))


def _brief(turn: Turn, transfer: Transfer) -> Text | None:
    """Return what the person is told, on one line; raises TemplateError."""
    told = items(turn, (transfer.brief,)) if transfer.brief else ()
    return next((replace(item, text=" ".join(item.text.split())) for item in told if isinstance(item, Text)), None)


def waited(turn: Turn, event: TimerFired) -> None:
    """The pause is over."""
    turn.timer_fired()
    leave(turn, "done")


def meanwhile(turn: Turn, event: TimerFired) -> None:
    """The web request takes its time: say something."""
    turn.timer_fired()
    verb = turn.state.verb
    if isinstance(verb, Request):
        turn.play(spoken(turn, verb.meanwhile))


def request_finished(turn: Turn, event: RequestFinished) -> None:
    """The web request ended, one way or another."""
    verb = turn.state.verb
    if isinstance(verb, Request):
        turn.store(saved(verb.save, event))
        leave(turn, event.outcome)


def transfer_ended(turn: Turn, event: TransferEnded) -> None:
    """The caller is back."""
    leave(turn, event.outcome)
