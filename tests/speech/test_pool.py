import asyncio
import threading
from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from flowrunner.errors import SpeechError
from flowrunner.speech.pool import WAITING_PER_THREAD, Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("test", threads=1)
    yield pool
    pool.close()


async def test_work_is_done_elsewhere(pool: Pool) -> None:
    assert await pool.submit(threading.get_ident) != threading.get_ident()


async def test_what_goes_wrong_in_a_thread_is_told(pool: Pool) -> None:
    def fail() -> None:
        raise SpeechError("hoarse")

    with pytest.raises(SpeechError, match="hoarse"):
        await pool.submit(fail)


async def test_a_fault_of_a_model_is_a_failure_like_any_other(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise IndexError("phonemes")

    with pytest.raises(SpeechError, match="speech work failed: IndexError") as caught:
        await pool.submit(fail)
    assert isinstance(caught.value.__cause__, IndexError)
    assert "speech work failed" in caplog.text


async def test_a_full_queue_says_so_at_once_and_recovers(pool: Pool) -> None:
    gate = threading.Event()
    waiting = [pool.submit(gate.wait) for _ in range(1 + WAITING_PER_THREAD)]
    with pytest.raises(SpeechError, match="too much speech work is waiting"):
        pool.submit(gate.wait)
    gate.set()
    await asyncio.gather(*waiting)
    assert await pool.submit(lambda: "heard") == "heard"


async def test_cancelled_work_frees_its_place(pool: Pool) -> None:
    gate = threading.Event()
    running = pool.submit(gate.wait)
    waiting = [pool.submit(gate.wait) for _ in range(WAITING_PER_THREAD)]
    waiting.pop().cancel()
    await asyncio.sleep(0)
    again = pool.submit(lambda: "heard")
    gate.set()
    await asyncio.gather(running, *waiting)
    assert await again == "heard"


def test_every_thread_does_its_own_algebra(pool: Pool) -> None:
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
