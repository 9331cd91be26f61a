"""The other end of the line: a pretend Plivo and a scripted caller. It shares no code with the host.

A call is ``await Emulator(options, voice=..., transcriber=...).call(answer_url, [Press("1"), Say("my balance")])`` and
returns a ``CallReport``. ``async with taking_orders(Exchange({"15550199": Person(steps)})) as url`` is the other way
round: it calls whom its REST API is told to call.
"""

from flowrunner.emulator.emulator import Emulator
from flowrunner.emulator.exchange import Account, Exchange, Stumble, TextMessage
from flowrunner.emulator.faults import Fault, FaultKind, parse_fault
from flowrunner.emulator.line import Transcriber
from flowrunner.emulator.options import EmulatorOptions, HangUpStyle
from flowrunner.emulator.people import DialOutcome, Person
from flowrunner.emulator.report import BotTurn, CallReport, Dialled, Fetched, HangupCause, Remark, Violation
from flowrunner.emulator.rest import taking_orders
from flowrunner.emulator.steps import (
    Action,
    During,
    Expect,
    HangUp,
    PlayWav,
    Press,
    Say,
    Silence,
    Step,
    Then,
    WaitFor,
    parse,
)

__all__ = [
    "Account",
    "Action",
    "BotTurn",
    "CallReport",
    "DialOutcome",
    "Dialled",
    "During",
    "Emulator",
    "EmulatorOptions",
    "Exchange",
    "Expect",
    "Fault",
    "FaultKind",
    "Fetched",
    "HangUp",
    "HangUpStyle",
    "HangupCause",
    "Person",
    "PlayWav",
    "Press",
    "Remark",
    "Say",
    "Silence",
    "Step",
    "Stumble",
    "TextMessage",
    "Then",
    "Transcriber",
    "Violation",
    "WaitFor",
    "parse",
    "parse_fault",
    "taking_orders",
]
