"""The other end of the line: a pretend Plivo and a scripted caller. It shares no code with the host.

A call is ``await Emulator(options, voice=..., transcriber=...).call(answer_url, [Press("1"), Say("my balance")])`` and
returns a ``CallReport``.
"""

from flowrunner.emulator.emulator import Emulator
from flowrunner.emulator.line import Transcriber
from flowrunner.emulator.options import DialOutcome, EmulatorOptions, HangUpStyle
from flowrunner.emulator.report import BotTurn, CallReport, Dialled, Fetched, HangupCause, Remark, Violation
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
    WaitFor,
    parse,
)

__all__ = [
    "Action",
    "BotTurn",
    "CallReport",
    "DialOutcome",
    "Dialled",
    "During",
    "Emulator",
    "EmulatorOptions",
    "Expect",
    "Fetched",
    "HangUp",
    "HangUpStyle",
    "HangupCause",
    "PlayWav",
    "Press",
    "Remark",
    "Say",
    "Silence",
    "Step",
    "Transcriber",
    "Violation",
    "WaitFor",
    "parse",
]
