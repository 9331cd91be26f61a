"""Whole calls with a tiny host, on a clock that jumps."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable

from flowrunner.audio.codec import Codec
from flowrunner.emulator import Action, CallReport, Emulator, EmulatorOptions, HangUp, Remark, Silence, Step
from tests import virtual_time
from tests.emulator.tiny_host import BOTH_WAYS, Reply, Talk, TinyHost, listening, stream
from tests.fake_voices import FakeVoice
from tests.fakes import FakeTranscriber

SETTLE_S = 0.001
HANGS_UP = (HangUp(),)


def talk_to(
    *talks: Talk,
    steps: Iterable[Step] = HANGS_UP,
    then: str = "",
    codec: Codec = Codec.MULAW_8K,
    options: EmulatorOptions | None = None,
    attributes: str = BOTH_WAYS,
) -> tuple[CallReport, TinyHost]:
    """Hold a call with a host that talks like this."""

    documents: dict[str, str | Reply] = {"/answer": f"<Response>{stream(codec, attributes)}{then}</Response>"}
    return call(TinyHost(documents, list(talks), codec), steps, options)


def call(
    host: TinyHost,
    steps: Iterable[Step] | AsyncIterable[Action | Silence] = (),
    options: EmulatorOptions | None = None,
    *,
    voice: FakeVoice | None = None,
    transcriber: FakeTranscriber | None = None,
    shown: list[Remark] | None = None,
) -> tuple[CallReport, TinyHost]:
    """Hold a call with a host."""

    async def hold() -> CallReport:
        show = None if shown is None else shown.append
        async with listening(host):
            emulator = Emulator(options, voice=voice, transcriber=transcriber, show=show)
            return await emulator.call(f"{host.base}/answer", steps)

    return virtual_time.run(hold(), SETTLE_S), host
