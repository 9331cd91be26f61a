from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.errors import SpeechError
from flowrunner.speech.google.recognizer import CONFIDENCE_IF_UNSAID, GoogleRecognizer
from flowrunner.speech.google.understand import understand
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.ports import Recognition
from tests.speech.google_cloud import Cloud, running_cloud

MENU = Expected(("technical support", "billing"), language="en-GB")


@pytest.fixture
async def cloud() -> AsyncGenerator[Cloud, None]:
    async with running_cloud() as cloud:
        yield cloud


async def hear(cloud: Cloud, expected: Expected) -> Recognition:
    stream = GoogleRecognizer(cloud.recognizer_client).open(expected, 8000)
    for _ in range(10):
        stream.write(np.ones(800, np.int16))
    stream.pause()
    return await stream.finish(expected)


async def test_an_utterance_is_heard(cloud: Cloud) -> None:
    cloud.transcripts = [("Technical", 0.9), ("support.", 0.7)]
    heard = await hear(cloud, MENU)
    assert (heard.transcript, heard.phrase) == ("Technical support.", "technical support")
    assert heard.confidence == pytest.approx(0.7)
    assert cloud.samples == 8000


async def test_google_is_told_what_is_expected(cloud: Cloud) -> None:
    await hear(cloud, MENU)
    (config,) = cloud.configs
    assert (config.language_code, config.sample_rate_hertz) == ("en-GB", 8000)
    assert list(config.speech_contexts[0].phrases) == ["technical support", "billing"]


async def test_silence_has_no_words(cloud: Cloud) -> None:
    assert await hear(cloud, MENU) == Recognition("")


async def test_a_confidence_that_google_does_not_say_is_middling(cloud: Cloud) -> None:
    cloud.transcripts = [("billing", 0.0)]
    assert (await hear(cloud, MENU)).confidence == CONFIDENCE_IF_UNSAID


async def test_a_failure_is_told_without_what_the_caller_said(cloud: Cloud) -> None:
    cloud.broken = True
    with pytest.raises(SpeechError, match="google: ResourceExhausted") as caught:
        await hear(cloud, MENU)
    assert "secret" not in str(caught.value)


async def test_a_failure_after_the_caller_has_gone_is_nobodys(cloud: Cloud) -> None:
    cloud.broken = True
    stream = GoogleRecognizer(cloud.recognizer_client).open(MENU, 8000)
    stream.write(np.ones(800, np.int16))
    stream.cancel()
    stream.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stream.finish(MENU)


@pytest.mark.parametrize(
    ("transcript", "phrase"),
    [
        ("7491", "7491"),
        ("7 4 9 1.", "7491"),
        ("seven four, nine one", "7491"),
        ("Billing!", "billing"),
        ("749", None),
        ("seven dogs", None),
        ("I don't know", None),
    ],
)
def test_digits_and_phrases_are_found_in_a_transcript(transcript: str, phrase: str | None) -> None:
    expected = Expected(("billing",), "digits", 4, 8)
    assert understand(transcript, 0.9, expected) == Recognition(transcript, phrase, 0.9)


def test_digits_are_only_found_where_they_are_expected() -> None:
    assert understand("7491", 0.9, MENU).phrase is None


async def said(cloud: Cloud, text: str, voice: str | None = None) -> list[PCM]:
    speaker = GoogleVoice(cloud.voice_client)
    return [pcm async for pcm in speaker.speak(text, voice=voice, language="hi-IN")]


async def test_a_text_is_said(cloud: Cloud) -> None:
    (pcm,) = await said(cloud, "नमस्ते <b>👋</b>", "hi-IN-Neural2-A")
    assert pcm.tolist() == [1000] * 2400
    (request,) = cloud.said
    assert request.input.text == "नमस्ते"
    assert (request.voice.language_code, request.voice.name) == ("hi-IN", "hi-IN-Neural2-A")
    assert request.audio_config.sample_rate_hertz == GoogleVoice.sample_rate


async def test_nothing_to_say_is_not_asked_for(cloud: Cloud) -> None:
    assert await said(cloud, " ... ") == []
    assert cloud.said == []


async def test_what_google_does_not_say_is_an_error(cloud: Cloud) -> None:
    with pytest.raises(SpeechError, match="too long for google"):
        await said(cloud, "word " * 2000)
    cloud.broken = True
    with pytest.raises(SpeechError, match="google: PermissionDenied"):
        await said(cloud, "hello")
