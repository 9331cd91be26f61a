"""Threads for heavy work, few of them, behind a queue that does not grow for ever."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from flowrunner.errors import SpeechError

T = TypeVar("T")

log = logging.getLogger(__name__)

WAITING_PER_THREAD = 12
"""About two seconds of recognitions: whoever would wait longer had better hear that at once."""

NICENESS = 10


class Pool:
    """A bounded pool of threads.

    Each thread does its own linear algebra: with two workers and two BLAS threads each, throughput halves. The threads
    give way to the event loop where the system can rank threads: frames are due every 20 ms, a recognition is not.
    """

    def __init__(self, name: str, threads: int | None = None) -> None:
        self.threads = threads or os.cpu_count() or 1
        self._room = threading.Semaphore(self.threads * (1 + WAITING_PER_THREAD))
        self._executor = ThreadPoolExecutor(self.threads, thread_name_prefix=name, initializer=_give_way)
        _one_blas_thread()

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Begin work and return its result to come; cancelling it frees its place if it has not begun.

        Must be called on the event loop. Raises SpeechError when too much is waiting; whatever goes wrong in the work
        is a SpeechError as well.
        """
        if not self._room.acquire(blocking=False):
            raise SpeechError("too much speech work is waiting", "busy")
        running = self._executor.submit(_declared, work)
        running.add_done_callback(lambda _: self._room.release())
        return asyncio.wrap_future(running)

    def close(self) -> None:
        """Drop what has not begun; do not wait for what has."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _declared(work: Callable[[], T]) -> T:
    """Do the work. What a model of another hand raises on odd input nobody can list; to a call it is one kind."""
    try:
        return work()
    except SpeechError:
        raise
    except Exception as error:
        log.exception("speech work failed")
        raise SpeechError(f"speech work failed: {type(error).__name__}") from error


def _give_way() -> None:
    """Lower the priority of this thread: Linux keeps one for each, elsewhere it would be the whole process's."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@cache
def _one_blas_thread() -> None:
    threadpool_limits(1, user_api="blas")
