"""The models are loaded once for all tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from flowrunner.audio.codec import PCM
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.silero import SileroModel
from flowrunner.speech.whisper.model import WhisperModel

Say = Callable[..., PCM]


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    pool = Pool("test")
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def hibari(pool: Pool) -> HibariVoice:
    return HibariVoice(pool)


@pytest.fixture(scope="session")
def whisper() -> WhisperModel:
    return WhisperModel()


@pytest.fixture(scope="session")
def silero() -> SileroModel:
    return SileroModel()


@pytest.fixture(scope="session")
def say(hibari: HibariVoice) -> Say:
    """Return ``say(text, voice=None) -> samples at 24 kHz``, for tests without a loop of their own."""

    async def collect(text: str, voice: str | None) -> PCM:
        sentences = [pcm async for pcm in hibari.speak(text, voice=voice, language="en-US")]
        return np.concatenate(sentences) if sentences else np.zeros(0, np.int16)

    return lambda text, voice=None: asyncio.run(collect(text, voice))
