"""The answer types by the names that authors write after ``type:``."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.answers.answer import AnswerType
from flowrunner.answers.clock import TimeOfDay
from flowrunner.answers.day import Day
from flowrunner.answers.digits import Digits
from flowrunner.answers.email_address import EmailAddress
from flowrunner.answers.free_text import FreeText
from flowrunner.answers.money import Money
from flowrunner.answers.name import Name
from flowrunner.answers.number import Number
from flowrunner.answers.phone import Phone
from flowrunner.answers.spelled_code import Code
from flowrunner.answers.yes_no import YesNo

_TYPES: tuple[AnswerType, ...] = (
    YesNo(),
    Digits(),
    Number(),
    Money(),
    Day(),
    TimeOfDay(),
    Phone(),
    Name(),
    EmailAddress(),
    Code(),
    FreeText(),
)
ANSWER_TYPES: Mapping[str, AnswerType] = {each.name: each for each in _TYPES}
