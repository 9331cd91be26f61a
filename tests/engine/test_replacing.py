from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pytest

from flowrunner.engine.call import Call, CallFacts, Timer, TimerKind
from flowrunner.engine.replacing import replace

CALL = Call(CallFacts("c1"), "bank", "v1", "menu")


def test_a_value_is_replaced_as_the_standard_library_does_it() -> None:
    changed = replace(CALL, state="balance", timer=Timer(1, TimerKind.WAIT))
    assert changed == dataclasses.replace(CALL, state="balance", timer=Timer(1, TimerKind.WAIT))
    assert (CALL.state, hash(CALL.facts.id)) == ("menu", hash("c1"))
    assert replace(CALL) == CALL


def test_a_field_that_is_not_there_is_no_field() -> None:
    with pytest.raises(AttributeError):
        replace(CALL, stat="balance")  # type: ignore[call-arg]


def test_one_field_alone() -> None:
    @dataclass(frozen=True, slots=True)
    class One:
        name: str

    assert replace(One("a"), name="b") == One("b")
