"""Calls through the emulator to a host with all of its speech, both in this process, over sockets, in real time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.speech.line import RATE
from flowrunner.audio.codec import PCM
from flowrunner.audio.files import write_wav
from flowrunner.call.trace_hub import TraceHub
from flowrunner.config import Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions
from flowrunner.emulator.steps import During, PlayWav, Press, Step
from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow
from flowrunner.server.app import running_host
from flowrunner.server.fixed_prompts import prepare
from flowrunner.speech.registry import open_speech
from flowrunner.trace.item import TraceItem

_AUDIBLE = 150
"""The emulator leaves out what is softer at the end of a file; a click of that much keeps it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A call, as both ends saw it."""

    report: CallReport
    items: tuple[TraceItem, ...]

    def said_at(self, number: int) -> float:
        """Return when the caller began to play a file, in seconds from the beginning of the call."""
        text = f"(plays {_name(number)})"
        return next(line.at_s for line in self.report.conversation if line.who == "caller" and line.text == text)

    def spent(self, since: str, until: str) -> list[float]:
        """Return for how long the host was between two kinds of trace items, each time, in seconds."""
        found, begun = [], None
        for item in self.items:
            if item.kind == since:
                begun = item.at
            elif item.kind == until and begun is not None:
                found.append(item.at - begun)
                begun = None
        return found


def flow_of(text: str) -> Flow:
    """Return a flow that has no mistakes."""
    flow = load_text(text).flow
    assert flow is not None, text
    return flow


async def play(flow: Flow, sounds: Sequence[PCM], during_s: float | None = None) -> Held:
    """Hold a call in which the caller says one thing after another.

    ``during_s``: each so long after the bot has begun to speak; otherwise when it has finished.
    """
    with TemporaryDirectory() as folder:
        files = [_written(Path(folder), number, pcm) for number, pcm in enumerate(sounds)]
        steps = [PlayWav(file) if during_s is None else During(PlayWav(file), during_s) for file in files]
        return await hold(flow, steps)


async def press(flow: Flow, keys: str) -> Held:
    """Hold a call in which the caller presses one key after another."""
    return await hold(flow, [Press(key) for key in keys])


async def hold(flow: Flow, steps: Sequence[Step]) -> Held:
    """Hold a call; all prompts are rendered before it."""
    speech, hub = open_speech(), TraceHub()
    try:
        await speech.warm()
        await prepare(flow, speech.prompts, lambda done, of: None)
        async with running_host(Settings(port=0), {flow.name: flow}, speech, hub=hub) as host:
            report = await Emulator(EmulatorOptions()).call(host.answer_url(flow.name), steps)
    finally:
        await speech.aclose()
    assert not report.problems, report.problems
    with hub.subscribe() as live:
        return Held(report, live.so_far)


def _written(folder: Path, number: int, pcm: PCM) -> Path:
    file = folder / _name(number)
    write_wav(file, np.append(pcm, np.int16(_AUDIBLE)), RATE)
    return file


def _name(number: int) -> str:
    return f"{number}.wav"
