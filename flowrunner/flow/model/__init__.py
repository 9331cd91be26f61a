"""The checked flow: what the loader builds and the engine runs. Plain frozen data, nothing else.

Everything here is already valid: every target exists, every name is declared, every duration is read. What an
author may write is ``docs/language.md``; what the checker says about it is ``flow/lint``.
"""

from flowrunner.flow.model.agents import Agent, Tool, Wanted
from flowrunner.flow.model.answers import (
    Answer,
    Choice,
    Digits,
    FreeText,
    FromToday,
    Limit,
    Menu,
    Typed,
    TypeName,
    YesNo,
)
from flowrunner.flow.model.asking import Ask, Listen, Rejection, Reprompt
from flowrunner.flow.model.flow import Flow, Pace, Start, State, Stream
from flowrunner.flow.model.form import Form, Slot
from flowrunner.flow.model.going import Always, Branch, ByCondition, ByOutcome, Chance, Else, Go, If
from flowrunner.flow.model.places import KEYS, PLACES, Span
from flowrunner.flow.model.prompts import (
    AnyOfSegment,
    ClipSegment,
    PauseSegment,
    Prompt,
    Segment,
    SsmlSegment,
    TextSegment,
)
from flowrunner.flow.model.requests import REPEATABLE, Request
from flowrunner.flow.model.verbs import WORDS, Record, Return, Run, Sms, Transcribe, Transfer, Verb, Wait

__all__ = [
    "KEYS",
    "PLACES",
    "REPEATABLE",
    "WORDS",
    "Agent",
    "Always",
    "Answer",
    "AnyOfSegment",
    "Ask",
    "Branch",
    "ByCondition",
    "ByOutcome",
    "Chance",
    "Choice",
    "ClipSegment",
    "Digits",
    "Else",
    "Flow",
    "Form",
    "FreeText",
    "FromToday",
    "Go",
    "If",
    "Limit",
    "Listen",
    "Menu",
    "Pace",
    "PauseSegment",
    "Prompt",
    "Record",
    "Rejection",
    "Reprompt",
    "Request",
    "Return",
    "Run",
    "Segment",
    "Slot",
    "Sms",
    "Span",
    "SsmlSegment",
    "Start",
    "State",
    "Stream",
    "TextSegment",
    "Tool",
    "Transcribe",
    "Transfer",
    "TypeName",
    "Typed",
    "Verb",
    "Wait",
    "Wanted",
    "YesNo",
]
