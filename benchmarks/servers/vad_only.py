"""Our host with a recognizer that hears nothing, so that following speech is measured without understanding it.

Everything else is what ``flowrunner serve`` puts together.
"""

from __future__ import annotations

import asyncio
import gc
import os
from dataclasses import replace
from pathlib import Path

from benchmarks.servers import arguments
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.config import load_settings
from flowrunner.server.app import running_host
from flowrunner.server.fixed_prompts import prepare
from flowrunner.server.flows import load_flows
from flowrunner.server.loop import new_loop
from flowrunner.speech.ports import OnPartial, Recognition
from flowrunner.speech.registry import open_speech

FLOW = Path(__file__).parent.parent / "flows" / "voice.yaml"


class Inattentive:
    """A recognizer, and its stream of any utterance."""

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> Inattentive:
        return self

    def write(self, data: bytes) -> None:
        pass

    def pause(self) -> None:
        pass

    def resume(self) -> None:
        pass

    async def finish(self, expected: Expected) -> Recognition:
        return Recognition(transcript="")

    def cancel(self) -> None:
        pass


async def main(port: int) -> None:
    """Serve until terminated."""
    settings = load_settings(None, os.environ, {"port": str(port)})
    speech = replace(open_speech(cache=settings.cache), recognizer=Inattentive())
    flows = load_flows([FLOW]).flows
    for flow in flows.values():
        await prepare(flow, speech.prompts)
    async with running_host(settings, flows, speech):
        gc.collect()
        gc.freeze()
        await asyncio.Future()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(arguments.port()))
