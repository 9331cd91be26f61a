from __future__ import annotations

import asyncio

import numpy as np
import pytest

from flowrunner.speech.silero import (
    BATCH,
    COMPANY_S,
    CONTEXT,
    PENDING_AT_MOST,
    Samples,
    SileroModel,
    SileroStream,
    SileroVad,
)
from tests.speech.sounds import over_the_telephone, recorded
from tests.virtual_time import run

WINDOW = 256


class FakeModel:
    """Answers with the first new sample of a window, and counts a call's windows in its state."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def __call__(self, windows: Samples, states: Samples) -> tuple[Samples, Samples]:
        assert windows.shape[1] == CONTEXT + WINDOW
        assert states.shape == (2, len(windows), 128)
        self.batches.append(len(windows))
        return windows[:, CONTEXT] + states[0, :, 0], states + 100


class Caller:
    def __init__(self, vad: SileroVad) -> None:
        self.heard: list[float] = []
        self.stream: SileroStream = vad.open(self.heard.append)

    def says(self, *values: int) -> None:
        for value in values:
            self.stream.write(np.full(WINDOW, value, np.float32))


def test_windows_of_a_call_are_scored_in_order_with_its_state() -> None:
    async def talk() -> None:
        caller = Caller(SileroVad(FakeModel()))
        caller.says(1, 2, 3)
        await asyncio.sleep(1)
        assert caller.heard == [1, 102, 203]

    run(talk())


def test_windows_that_wait_too_long_give_way_to_newer_ones() -> None:
    async def talk() -> None:
        caller = Caller(SileroVad(FakeModel()))
        caller.says(*range(PENDING_AT_MOST + 3))
        await asyncio.sleep(1)
        assert caller.heard == [n + 3 + 100 * n for n in range(PENDING_AT_MOST)]

    run(talk())


def test_calls_are_scored_together() -> None:
    async def talk() -> None:
        model = FakeModel()
        vad = SileroVad(model)
        callers = [Caller(vad) for _ in range(5)]
        for number, caller in enumerate(callers):
            caller.says(number, number)
        await asyncio.sleep(1)
        assert [caller.heard for caller in callers] == [[number, number + 100] for number in range(5)]
        assert model.batches == [5, 5]

    run(talk())


def test_one_window_waits_for_company_but_not_for_long() -> None:
    async def talk() -> None:
        caller = Caller(SileroVad(FakeModel()))
        caller.says(1)
        await asyncio.sleep(COMPANY_S / 2)
        assert caller.heard == []
        await asyncio.sleep(COMPANY_S)
        assert caller.heard == [1]

    run(talk())


def test_a_full_batch_does_not_wait_and_a_batch_is_never_fuller() -> None:
    async def talk() -> None:
        model = FakeModel()
        vad = SileroVad(model)
        callers = [Caller(vad) for _ in range(BATCH + 3)]
        for caller in callers:
            caller.says(1)
        await asyncio.sleep(0)
        assert model.batches == [BATCH]
        await asyncio.sleep(1)
        assert model.batches == [BATCH, 3]
        assert all(caller.heard == [1] for caller in callers)

    run(talk())


def test_after_a_reset_nothing_old_is_heard() -> None:
    async def talk() -> None:
        model = FakeModel()
        caller = Caller(SileroVad(model))
        caller.says(1, 2)
        caller.stream.reset()
        caller.says(7)
        await asyncio.sleep(1)
        assert caller.heard == [7]
        assert model.batches == [1]

    run(talk())


def test_a_reset_between_scoring_and_telling_is_kept_to() -> None:
    async def talk() -> None:
        vad = SileroVad(FakeModel())
        first, second = Caller(vad), Caller(vad)
        first.stream = vad.open(lambda _: second.stream.reset())
        first.says(1)
        second.says(2)
        await asyncio.sleep(1)
        assert second.heard == []

    run(talk())


def test_what_goes_wrong_in_one_call_is_not_the_others_fault() -> None:
    async def talk() -> None:
        troubles: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: troubles.append(context["exception"]))
        vad = SileroVad(FakeModel())
        broken, caller = Caller(vad), Caller(vad)
        broken.stream = vad.open(lambda _: [][0])
        broken.says(1)
        caller.says(2)
        await asyncio.sleep(1)
        assert caller.heard == [2]
        assert [type(trouble) for trouble in troubles] == [IndexError]

    run(talk())


def test_a_window_that_cannot_be_scored_leaves_nobody_deaf() -> None:
    class Stumbling(FakeModel):
        def __call__(self, windows: Samples, states: Samples) -> tuple[Samples, Samples]:
            if windows[0, CONTEXT] == 1:
                raise RuntimeError
            return super().__call__(windows, states)

    async def talk() -> None:
        troubles: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: troubles.append(context["exception"]))
        caller = Caller(SileroVad(Stumbling()))
        caller.says(1, 2)
        await asyncio.sleep(1)
        caller.says(3)
        await asyncio.sleep(1)
        assert caller.heard == [2, 103]
        assert [type(trouble) for trouble in troubles] == [RuntimeError]

    run(talk())


@pytest.mark.parametrize("calls", [1, 7])
def test_the_model_hears_the_same_alone_and_in_company(silero: SileroModel, calls: int) -> None:
    line = over_the_telephone(recorded("yes_51055bda"), 8000)
    windows = line[: len(line) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float32) / 32768

    async def talk() -> None:
        vad = SileroVad(silero)
        callers = [Caller(vad) for _ in range(calls)]
        for window in windows:
            for caller in callers:
                caller.stream.write(window)
        await asyncio.sleep(1)
        for caller in callers:
            assert len(caller.heard) == len(windows)
            assert np.allclose(caller.heard, callers[0].heard, atol=1e-4)
        assert max(callers[0].heard) > 0.9
        assert callers[0].heard[0] < 0.2
        assert callers[0].heard[-1] < 0.2

    run(talk())
