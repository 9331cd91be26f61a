"""Voices and recognizers that are well, and those that are not: fakes, and the offline ones."""

from __future__ import annotations

import asyncio

import grpc
import numpy as np
import pytest

from flowrunner.config import Settings
from flowrunner.doctor.models import models
from flowrunner.doctor.speech import (
    MENU,
    PATIENCE_S,
    activity_finding,
    recognizer_finding,
    speech,
    voice_finding,
)
from flowrunner.errors import ModelError, SpeechError
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.ports import Recognition
from tests.doctor.patients import found
from tests.fake_voices import MoodyVoice
from tests.fakes import FakeRecognizer, FakeVad
from tests.speech.google_server import PretendGoogle, serving
from tests.virtual_time import run

LOUD = np.full(8000, 20000, np.int16)
UNDERSTOOD = Recognition("technical support", MENU.phrases[0], 0.9)


async def test_the_offline_speech_is_well() -> None:
    findings = [*await found(models), *await found(speech)]
    assert [(finding.part, finding.verdict) for finding in findings] == [
        ("models", "well"),
        ("voice offline", "well"),
        ("recognizer offline", "well"),
        ("voice activity", "well"),
    ]


async def test_a_host_without_speech_is_no_mistake() -> None:
    settings = Settings(voice=("none",), recognizer=("none",))
    findings = [*await found(models, settings), *await found(speech, settings)]
    assert [finding.verdict for finding in findings] == ["unused"] * 3


async def test_a_name_that_nobody_has_is_told() -> None:
    findings = await found(speech, Settings(voice=("alexa",), recognizer=("siri",)))
    assert [(finding.part, finding.verdict, finding.text) for finding in findings] == [
        ("voice alexa", "ill", findings[0].text),
        ("recognizer siri", "ill", findings[1].text),
        ("voice activity", "well", findings[2].text),
    ]
    assert findings[0].text.startswith("there is no voice `alexa`, only offline, ")
    assert findings[1].text.startswith("there is no recognizer `siri`, only offline, ")


async def test_a_chain_that_makes_no_sense_is_told() -> None:
    findings = await found(speech, Settings(voice=("none", "none"), recognizer=("none",)))
    assert (findings[0].part, findings[0].verdict) == ("voice", "ill")


async def test_a_voice_that_speaks_is_measured() -> None:
    heard, finding = await voice_finding("voice v", MoodyVoice("v"), 4.0)
    assert heard is not None
    assert (finding.verdict, len(heard.pcm)) == ("well", 9600)


def test_a_voice_that_makes_callers_wait_is_told() -> None:
    class Slow(MoodyVoice):
        async def warm(self) -> None:
            await asyncio.sleep(0.1)

    _, finding = run(voice_finding("voice v", Slow("v"), 0.0))
    assert (finding.verdict, "sound_s" in finding.mend) == ("warning", True)


@pytest.mark.parametrize(
    ("mood", "said", "mend"),
    [
        ([None], f"nothing was heard for {PATIENCE_S:g} s", "look at the way to the provider"),
        ([], "it made no sound", "choose another voice"),
        ([SpeechError("who are you", "refused")], "who are you", "look at the credentials"),
        ([SpeechError("too many", "busy")], "too many", "look at the quota"),
        ([SpeechError("it broke")], "it broke", "look at the network"),
        ([SpeechError("no such voice", "unfit")], "no such voice", "choose another provider"),
        ([ModelError("it is missing; run: pip install it")], "it is missing", "run: pip install it"),
    ],
)
def test_a_voice_that_is_ill_is_told_with_what_to_do(
    mood: list[float | SpeechError | None], said: str, mend: str
) -> None:
    heard, finding = run(voice_finding("voice v", MoodyVoice("v", mood), 4.0))
    assert (heard, finding.verdict, finding.text) == (None, "ill", said)
    assert finding.mend.startswith(mend)


@pytest.mark.parametrize(
    ("heard", "verdict", "said"),
    [
        (UNDERSTOOD, "well", "understood the voice in"),
        (Recognition("chemical sport"), "ill", "it heard 'chemical sport'"),
        (Recognition(""), "ill", "it heard 'nothing'"),
        (SpeechError("who are you", "refused"), "ill", "who are you"),
        (None, "ill", f"it did not answer within {PATIENCE_S:g} s"),
    ],
)
def test_a_recognizer_must_understand_the_voice(heard: Recognition | None, verdict: str, said: str) -> None:
    finding = run(recognizer_finding("recognizer r", FakeRecognizer(heard), LOUD))
    assert finding.verdict == verdict
    assert said in finding.text


async def test_voice_activity_must_tell_speech_from_silence() -> None:
    assert (await activity_finding(FakeVad(), LOUD)).verdict == "well"
    deaf = await activity_finding(FakeVad(), np.zeros(8000, np.int16))
    assert (deaf.verdict, deaf.mend[:16]) == ("ill", "run: pip install")


async def test_a_google_that_does_not_want_us_is_ill() -> None:
    google = PretendGoogle()
    async with serving(google) as endpoint:
        voice = GoogleVoice(endpoint)
        _, finding = await voice_finding("voice google", voice, 4.0)
        assert finding.verdict == "well"
        google.sound = grpc.StatusCode.PERMISSION_DENIED
        _, finding = await voice_finding("voice google", voice, 4.0)
        await voice.aclose()
    assert finding.verdict == "ill"
    assert finding.text.startswith("google answered PERMISSION_DENIED")
    assert finding.mend.startswith("look at the credentials")


async def test_google_without_credentials_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nonexistent/key.json")
    [voice, _] = await found(speech, Settings(voice=("google",), recognizer=("none",)))
    assert (voice.part, voice.verdict) == ("voice google", "ill")
    assert "GOOGLE_APPLICATION_CREDENTIALS" in voice.text
    assert "credentials" in voice.mend
