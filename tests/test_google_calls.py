"""A whole call that Google speaks and hears: from the emulator's stream to gRPC and back, in real time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from google.cloud.speech_v1.types import RecognitionConfig
from google.cloud.texttospeech_v1.types import AudioEncoding

from flowrunner.audio.codec import PCM, Codec
from flowrunner.config import Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions, Say
from flowrunner.plivo.formats import content_type
from flowrunner.policy.circuit import Circuit
from flowrunner.server.app import running_host
from flowrunner.speech.cache import DiskCache
from flowrunner.speech.google.recognizer import GoogleRecognizer
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pool import Pool
from flowrunner.speech.prompts import SpokenPrompts
from tests.fakes import FakeVad
from tests.server.raw_plivo import flow_of
from tests.speech.google_server import PretendGoogle, final, serving
from tests.test_whole_calls import Loud

DESK = """
flow: desk
start: menu
fallback: bye
intents: {buy: [I want to buy a lamp]}
states:
  menu:
    ask: Is it sales or support?
    choices:
      sales: {hear: sales, intent: buy, go: sold}
      support: {hear: support, go: bye}
    confirm: never
  sold: {say: You will be sold something., go: hangup}
  bye: {say: Bye., go: hangup}
"""
WORD = "sales"


@dataclass(frozen=True)
class Speech:
    """What the host is given of speech."""

    prompts: SpokenPrompts
    recognizer: GoogleRecognizer
    vad: FakeVad = field(default_factory=FakeVad)
    circuits: tuple[Circuit, ...] = ()


@pytest.fixture
def google() -> PretendGoogle:
    google = PretendGoogle()
    google.answers = [final(("Sales.", 0.9))]
    return google


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("voice", threads=1)
    yield pool
    pool.close()


async def call(google: PretendGoogle, codec: Codec, pool: Pool, folder: Path) -> CallReport:
    """Hold a call in which the caller says one word."""
    flow = flow_of(f"{DESK}\nstream: {{content_type: {content_type(codec)}}}")
    async with serving(google) as endpoint:
        voice, ears = GoogleVoice(endpoint), GoogleRecognizer(endpoint)
        prompts = SpokenPrompts(CachedPieces(voice, pool, DiskCache(folder)))
        async with running_host(Settings(port=0), {"desk": flow}, Speech(prompts, ears)) as host:
            options = EmulatorOptions(max_call_s=30, linger_s=0.5)
            report = await Emulator(options, voice=Loud()).call(host.answer_url("desk"), [Say(WORD)])
        await prompts.aclose()
        await asyncio.gather(voice.aclose(), ears.aclose())
    return report


@pytest.mark.parametrize(
    ("codec", "hearing", "speaking"),
    [
        (Codec.MULAW_8K, RecognitionConfig.AudioEncoding.MULAW, AudioEncoding.MULAW),
        (Codec.L16_16K, RecognitionConfig.AudioEncoding.LINEAR16, AudioEncoding.LINEAR16),
    ],
)
async def test_a_call_is_spoken_and_heard_in_the_codec_of_its_line(
    google: PretendGoogle, pool: Pool, tmp_path: Path, codec: Codec, hearing: object, speaking: object
) -> None:
    report = await call(google, codec, pool, tmp_path)

    assert (report.problems, report.violations) == ((), ())
    assert [request.input.text for request in google.requests] == [
        "Is it sales or support?",
        "You will be sold something.",
    ]
    assert {request.audio_config.audio_encoding for request in google.requests} == {speaking}
    assert {request.audio_config.sample_rate_hertz for request in google.requests} == {codec.sample_rate}
    [config] = google.configs
    assert (config.config.encoding, config.config.sample_rate_hertz) == (hearing, codec.sample_rate)
    assert [list(each.phrases) for each in config.config.speech_contexts] == [
        ["sales", "support"],
        ["I want to buy a lamp"],
    ]
    assert _loud_s(codec.decode(b"".join(google.messages)), codec.sample_rate) == pytest.approx(len(WORD) / 10, abs=0.1)


def _loud_s(pcm: PCM, rate: int) -> float:
    """Return how long the sound is that is no silence."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > 1000)
    return float(loud[-1] - loud[0]) / rate if len(loud) else 0.0
