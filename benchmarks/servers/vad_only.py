"""Our host with a recognizer that hears nothing, so that following speech is measured without understanding it.

Everything else is what ``flowrunner serve`` puts together; its prompts are a beep.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import uvloop

from benchmarks.servers import arguments
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.config import Settings
from flowrunner.server.app import running_host
from flowrunner.server.flows import load_flows
from flowrunner.speech.ports import Recognition
from flowrunner.speech.silero import SileroModel, SileroVad

FLOWS = Path(__file__).parent.parent / "flows"
BEEP_S = 0.5


class Beep:
    """Prompts: half a second of 440 Hz."""

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        return _beep(codec)

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        yield _beep(codec)

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        return _beep(codec)


@cache
def _beep(codec: Codec) -> bytes:
    turns = np.arange(int(BEEP_S * codec.sample_rate)) * 440 / codec.sample_rate
    return codec.encode((8000 * np.sin(2 * np.pi * turns)).astype(np.int16))


class Inattentive:
    """A recognizer, and its stream of any utterance."""

    def open(self, expected: Expected, sample_rate: int) -> Inattentive:
        return self

    def write(self, pcm: PCM) -> None:
        pass

    def pause(self) -> None:
        pass

    def resume(self) -> None:
        pass

    async def finish(self, expected: Expected) -> Recognition:
        return Recognition(transcript="")

    def cancel(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class VadOnly:
    """The host's speech."""

    prompts: Beep
    recognizer: Inattentive
    vad: SileroVad


async def main(port: int) -> None:
    """Serve until terminated."""
    speech = VadOnly(Beep(), Inattentive(), SileroVad(SileroModel()))
    async with running_host(Settings(port=port), load_flows([FLOWS]).flows, speech):
        await asyncio.Future()


if __name__ == "__main__":
    uvloop.run(main(arguments.port()))
