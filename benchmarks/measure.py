"""One measurement: a server on one core, the generator on another, and what came of it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from benchmarks import cpu
from benchmarks.plan import Outcome, Plan, Progress
from benchmarks.subjects import Row, Subject

STARTS_WITHIN_S = 90.0
STOPS_WITHIN_S = 10.0
GENERATOR_MARGIN_S = 60.0
LAST_WORDS = 2000
"""How much of what a failed process wrote is shown, in bytes."""


class MeasurementError(Exception):
    """A process of the measurement failed; the text is what it said last."""


async def measure(row: Row, plan: Plan, cache: Path, report: Callable[[str], None]) -> Outcome:
    """Start the row's server, run the plan against it, stop it; raises MeasurementError.

    ``cache`` is where our host keeps its rendered prompts.
    """
    cores = cpu.cores()
    with TemporaryFile() as words:
        report("starting")
        async with _server(row.subject, plan.port, cache, words) as server:
            if len(cores) > 1:
                cpu.pin(server.pid, cores[0])
            await _listening(server, plan.port, words)
            return await generate(msgspec.structs.replace(plan, server_pid=server.pid), cores, report)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def _server(subject: Subject, port: int, cache: Path, words: IO[bytes]) -> AsyncGenerator[Process, None]:
    # the emulated calls end without a word to our host, which would wait for them to the end of its patience
    environment = {**os.environ, "FLOWRUNNER_CACHE": str(cache), "FLOWRUNNER_DRAIN_S": "0"}
    arguments = (*subject.arguments, "--port", str(port))
    process = await asyncio.create_subprocess_exec(
        subject.interpreter, *arguments, stdin=DEVNULL, stdout=words, stderr=words, env=environment
    )
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOPS_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _listening(server: Process, port: int, words: IO[bytes]) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await _answers(port):
                if server.returncode is not None:
                    raise MeasurementError(f"the server ended with {server.returncode}:\n{_last(words)}")
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise MeasurementError(f"the server did not listen in time:\n{_last(words)}") from None


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _last(words: IO[bytes]) -> str:
    words.seek(0)
    return words.read()[-LAST_WORDS:].decode(errors="replace")


async def generate(plan: Plan, cores: list[int], report: Callable[[str], None]) -> Outcome:
    """Let the callers do what the plan says; raises MeasurementError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.generator", stdin=PIPE, stdout=PIPE, limit=2**24
    )
    if len(cores) > 1:
        cpu.pin(process.pid, cores[-1])
    try:
        async with asyncio.timeout(plan.expected_s + GENERATOR_MARGIN_S):
            return await _followed(process, plan, report)
    except TimeoutError:
        raise MeasurementError("the generator did not finish in time") from None
    finally:
        await _stop(process)


async def _followed(process: Process, plan: Plan, report: Callable[[str], None]) -> Outcome:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(plan) + b"\n")
    async for line in process.stdout:
        match msgspec.json.decode(line, type=Outcome | Progress):
            case Progress(phase):
                report(phase)
            case outcome:
                return outcome
    raise MeasurementError("the generator failed; its words are above")
