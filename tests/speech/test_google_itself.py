"""Google's real services: ``pytest -m google``. They cost money, and need credentials (``docs/google.md``)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import google.auth
import numpy as np
import pytest
from google.auth.exceptions import DefaultCredentialsError

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.recognizer import GoogleRecognizer
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.ports import Recognition

FRAME = 160
MENU = Expected(("technical support", "sales", "opening hours"), hints=("my computer does not start",))


@pytest.fixture(scope="module", autouse=True)
def _credentials() -> None:
    try:
        google.auth.default()
    except DefaultCredentialsError as error:
        pytest.skip(f"no credentials of Google: set GOOGLE_APPLICATION_CREDENTIALS ({str(error).splitlines()[0]})")


pytestmark = pytest.mark.google


@pytest.fixture
async def voice() -> AsyncGenerator[GoogleVoice, None]:
    voice = GoogleVoice()
    yield voice.tuned(Codec.MULAW_8K)
    await voice.aclose()


@pytest.fixture
async def recognizer() -> AsyncGenerator[GoogleRecognizer, None]:
    recognizer = GoogleRecognizer()
    yield recognizer
    await recognizer.aclose()


async def say(voice: GoogleVoice, text: str, name: str | None = None, language: str = "en-US") -> PCM:
    async with aclosing(voice.speak(text, voice=name, language=language)) as sound:
        return np.concatenate([pcm async for pcm in sound])


async def hear(
    recognizer: GoogleRecognizer, pcm: PCM, expected: Expected = MENU
) -> tuple[Recognition, list[Recognition]]:
    """Return what is understood of sound that comes as it does on a telephone, and what was before its end."""
    partials: list[Recognition] = []
    stream = recognizer.open(expected, Codec.MULAW_8K, partials.append)
    data = Codec.MULAW_8K.encode(pcm)
    for start in range(0, len(data), FRAME):
        stream.write(data[start : start + FRAME])
        # who sends faster than people speak is not measured by how Google hears callers
        await asyncio.sleep(0.02)
    stream.pause()
    return await stream.finish(expected), partials


async def test_a_choice_is_said_and_heard(voice: GoogleVoice, recognizer: GoogleRecognizer) -> None:
    heard, partials = await hear(recognizer, await say(voice, "Technical support, please."))
    assert "technical support" in heard.transcript.lower()
    assert 0.5 < heard.confidence <= 1.0
    assert partials


async def test_digits_are_said_and_heard(voice: GoogleVoice, recognizer: GoogleRecognizer) -> None:
    heard, _ = await hear(recognizer, await say(voice, "7, 4, 9, 1."), Expected((), "digits", 4, 4))
    assert heard.phrase == "7491"


async def test_hindi_is_said_and_heard(voice: GoogleVoice, recognizer: GoogleRecognizer) -> None:
    said = await say(voice, "मुझे मदद चाहिए।", language="hi-IN")
    heard, _ = await hear(recognizer, said, Expected(kind="open", language="hi-IN"))
    assert "मदद" in heard.transcript


async def test_a_newer_voice_is_heard_while_it_speaks(voice: GoogleVoice) -> None:
    text = "Welcome to the clinic. " * 10
    async with aclosing(voice.speak(text, voice="en-US-Chirp3-HD-Kore", language="en-US")) as sound:
        lengths = [len(pcm) async for pcm in sound]
    assert len(lengths) > 1
    assert sum(lengths) > 8000 * 5


async def test_marks_of_ssml_are_heard(voice: GoogleVoice) -> None:
    assert len(await say(voice, "<speak>One.<break time='2s'/>Two.</speak>")) > 8000 * 2


async def test_a_voice_that_does_not_exist_is_refused(voice: GoogleVoice) -> None:
    with pytest.raises(SpeechError, match="google answered INVALID_ARGUMENT"):
        await say(voice, "Hello.", "en-US-Nobody-Z")
