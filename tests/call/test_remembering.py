from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest

from flowrunner.call.remembering import LARGEST, RECALL_S, Remembering, Retention, person_of, remembering
from flowrunner.engine.call import CallFacts
from flowrunner.errors import StorageError
from tests.fake_stores import FakeMemory
from tests.virtual_time import run

ASHA = CallFacts("c1", from_="+15550100150", to="+15550100200")
KEEP = Retention(b"secret", 1000.0)


class Clock:
    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


async def test_the_next_call_knows_what_this_one_kept() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        assert await kept.recall(ASHA, "desk") == {}
        kept.keep(ASHA, "desk", {"name": "Asha", "day": date(2026, 1, 5)})
        assert await kept.recall(ASHA, "desk") == {"name": "Asha", "day": date(2026, 1, 5)}
        await kept.written()
        assert await kept.recall(ASHA, "desk") == {"name": "Asha", "day": date(2026, 1, 5)}
        assert await kept.recall(ASHA, "another flow") == {}


async def test_what_waits_is_written_before_the_host_stops() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"name": "Asha"})
    assert len(memory.rows) == 1


async def test_nothing_kept_tells_who_called() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"name": "Asha"})
    assert not any("5550100150" in key for key in memory.rows)
    async with remembering(memory, Retention(b"another secret", 1000.0)) as other:
        assert await other.recall(ASHA, "desk") == {}


async def test_a_caller_is_forgotten() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"name": "Asha"})
        await kept.written()
        kept.keep(ASHA, "desk", {})
        assert await kept.recall(ASHA, "desk") == {}
    assert memory.rows == {}


async def test_who_calls_again_stays_remembered_and_others_do_not() -> None:
    memory, clock = FakeMemory(), Clock()
    kept = Remembering(memory, KEEP, clock)
    writer = asyncio.create_task(kept.run())
    kept.keep(ASHA, "desk", {"name": "Asha"})
    await kept.written()
    for _ in range(3):
        clock.now += 900
        assert await kept.recall(ASHA, "desk") == {"name": "Asha"}
        await kept.written()
    clock.now += 1001
    assert await kept.recall(ASHA, "desk") == {}
    writer.cancel()


async def test_what_is_too_old_is_dropped_when_the_host_begins() -> None:
    memory = FakeMemory()
    memory.rows = {"old": (b"{}", 1.0)}
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"name": "Asha"})
        await kept.written()
    assert "old" not in memory.rows


def test_a_call_begins_without_memory_rather_than_late(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        memory = FakeMemory()
        memory.may_go_on.clear()
        kept = Remembering(memory, KEEP)
        began = asyncio.get_running_loop().time()
        assert await kept.recall(ASHA, "desk") == {}
        assert asyncio.get_running_loop().time() - began == pytest.approx(RECALL_S)

    with caplog.at_level(logging.WARNING):
        run(scenario())
    assert caplog.messages == ["a call begins without memory: the database takes too long"]


async def test_a_broken_database_keeps_nobody_from_calling(caplog: pytest.LogCaptureFixture) -> None:
    memory = FakeMemory()
    memory.error = StorageError("the database refused: OperationalError")
    async with remembering(memory, KEEP) as kept:
        assert await kept.recall(ASHA, "desk") == {}
        kept.keep(ASHA, "desk", {"name": "Asha"})
        await kept.written()
        memory.error = None
        kept.keep(ASHA, "desk", {"name": "Asha"})
    assert len(memory.rows) == 1
    assert "what is to be remembered is lost: the database refused: OperationalError" in caplog.messages


async def test_what_cannot_be_read_is_nothing() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"name": "Asha"})
        await kept.written()
        memory.rows = {key: (b"{torn", at) for key, (_, at) in memory.rows.items()}
        assert await kept.recall(ASHA, "desk") == {}


async def test_too_much_is_not_kept() -> None:
    memory = FakeMemory()
    async with remembering(memory, KEEP) as kept:
        kept.keep(ASHA, "desk", {"story": "x" * LARGEST})
    assert memory.rows == {}


@pytest.mark.parametrize(
    ("from_", "person"),
    [
        ("+15550100150", "15550100150"),
        ("15550100150", "15550100150"),
        ("+1 (555) 010-0150", "15550100150"),
        ("sip:asha@phone.example", "sip:asha@phone.example"),
        ("", None),
        ("anonymous", None),
        ("Restricted", None),
        ("+266696687", None),
        ("sip:anonymous@anonymous.invalid", None),
        ("100", None),
    ],
)
def test_who_hides_the_number_is_nobody(from_: str, person: str | None) -> None:
    assert person_of(CallFacts("c1", from_=from_, to="+15550100200")) == person


def test_of_a_call_to_somebody_it_is_the_one_who_is_called() -> None:
    assert person_of(CallFacts("c1", "+15550100200", "+15550100150", direction="outbound")) == "15550100150"
