"""The voice of a host that has none: it plays recorded files only."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.errors import SpeechError


class NoVoice:
    """Cannot say anything."""

    identity = "none"
    sample_rate = 8000

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Raise SpeechError, unless there is nothing to say."""
        if text.strip():
            raise SpeechError("no voice is configured, so only recorded files can be played", "unfit")
        yield np.zeros(0, np.int16)
