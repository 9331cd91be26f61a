"""How much memory the models take, and that a hundred calls share one copy of them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.speech.bench import Bench
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec, encode_mulaw
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import SpeechStream
from flowrunner.speech.silero import SileroModel
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

ABOUT = """\
Resident memory of one process that takes one step after the other. The hundred streams hold two seconds of their
callers' sound each and are all decoded; if every call had its own copy of the recogniser, the last step would be
measured in gigabytes."""
COLUMNS = ("step", "MB in all", "MB more")
STREAMS = 100
_DEADLINE_S = 300
_PAGE = 4096


def table(bench: Bench) -> Table:
    """Let a fresh process take the steps."""
    command = [sys.executable, "-m", "benchmarks.speech.memory"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=_DEADLINE_S)
    steps = msgspec.json.decode(done.stdout, type=list[tuple[str, float]])
    before = [steps[0][1], *(size for _, size in steps)]
    rows = [(title, f"{size:.0f}", f"{size - last:+.1f}") for (title, size), last in zip(steps, before, strict=False)]
    return Table(ABOUT, COLUMNS, tuple(rows))


async def _steps() -> AsyncIterator[str]:
    pool = Pool("memory")
    yield "Python and what is imported"
    recognizer, voice = WhisperRecognizer(pool), HibariVoice(pool)
    await recognizer.warm()
    yield "the recogniser, warm"
    await voice.warm()
    yield "the voice, warm"
    activity = SileroModel()
    yield "voice activity"
    streams = [_open(recognizer, seed) for seed in range(STREAMS)]
    yield f"{STREAMS} streams, open"
    for stream in streams:
        await stream.finish(Expected(("yes", "no")))
    yield f"{STREAMS} streams, decoded"
    del activity
    pool.close()


def _open(recognizer: WhisperRecognizer, seed: int) -> SpeechStream:
    stream = recognizer.open(Expected(("yes", "no")), Codec.MULAW_8K, lambda _: None)
    stream.write(encode_mulaw((np.random.default_rng(seed).standard_normal(16000) * 300).astype(np.int16)))
    return stream


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


async def _main() -> None:
    steps = [(title, _resident_mb()) async for title in _steps()]
    sys.stdout.buffer.write(msgspec.json.encode(steps))


if __name__ == "__main__":
    asyncio.run(_main())
