"""The real program, which ``make test`` installs where it can."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import PCM
from flowrunner.errors import SpeechError, UsageError
from flowrunner.speech.espeak import AT_ONCE, LONGEST_TEXT, WAITING_AT_MOST, EspeakVoice, open_espeak
from flowrunner.speech.registry import unknown_languages
from tests.speech.install import installed


@pytest.fixture(scope="module")
def espeak() -> EspeakVoice:
    installed()
    return open_espeak()


async def said(espeak: EspeakVoice, text: str, language: str = "en-US", voice: str | None = None) -> PCM:
    sounds = [pcm async for pcm in espeak.speak(text, voice=voice, language=language)]
    return np.concatenate(sounds) if sounds else np.zeros(0, np.int16)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hi-IN", "नमस्ते, आपका स्वागत है।"),
        ("de", "Guten Tag, wie geht es?"),
        ("pt-BR", "Bom dia, tudo bem?"),
        ("en-IN", "Good morning."),
    ],
)
async def test_a_language_that_the_offline_voice_does_not_speak_is_said(
    espeak: EspeakVoice, language: str, text: str
) -> None:
    pcm = await said(espeak, text, language)
    assert 0.5 < len(pcm) / espeak.sample_rate < 6
    assert abs(pcm).max() > 3000


async def test_the_same_text_always_sounds_the_same(espeak: EspeakVoice) -> None:
    assert np.array_equal(await said(espeak, "Hello."), await said(espeak, "Hello."))


async def test_its_variants_are_voices(espeak: EspeakVoice) -> None:
    assert not np.array_equal(await said(espeak, "Hello.", voice="f2"), await said(espeak, "Hello.", voice="m3"))


async def test_a_document_is_read_with_its_pauses(espeak: EspeakVoice) -> None:
    spoken = await said(espeak, '<speak>One <break time="2s"/> two.</speak>')
    assert len(spoken) / espeak.sample_rate > 2


@pytest.mark.parametrize("text", ["", "   ", "👋", "\ud800", "-v de", "--help"])
async def test_any_text_is_a_text(espeak: EspeakVoice, text: str) -> None:
    await said(espeak, text)


async def test_what_cannot_be_said_is_refused(espeak: EspeakVoice) -> None:
    with pytest.raises(SpeechError, match="does not speak tlh"):
        await said(espeak, "nuqneH", "tlh")
    with pytest.raises(SpeechError, match=r"has no voice '\.\./etc'"):
        await said(espeak, "Hello.", voice="../etc")
    with pytest.raises(SpeechError, match="too long to be said"):
        await said(espeak, "a" * (LONGEST_TEXT + 1))


async def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(SpeechError, match="espeak-ng failed with status 3"):
        await said(EspeakVoice(str(program), "0", ["en"]), "Hello.")


async def test_a_program_that_is_gone_is_a_voice_that_fails(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="espeak-ng cannot be run: no such file or directory"):
        await said(EspeakVoice(str(tmp_path / "gone"), "0", ["en"]), "Hello.")


async def test_a_text_that_would_wait_for_too_many_others_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "slow"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    espeak = EspeakVoice(str(program), "0", ["en"])
    waiting = [asyncio.ensure_future(said(espeak, "Hello.")) for _ in range(AT_ONCE + WAITING_AT_MOST)]
    await asyncio.sleep(0)
    with pytest.raises(SpeechError, match="too many texts wait for espeak-ng") as caught:
        await said(espeak, "Hello.")
    assert caught.value.trouble == "busy"
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def test_a_program_that_is_not_there_comes_with_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="which is not here: install it, with `apt-get install espeak-ng` say"):
        open_espeak()


def test_a_chain_of_both_voices_lacks_no_language() -> None:
    assert unknown_languages(["offline"], ["en-US", "hi-IN"]) == ("hi-IN",)
    assert unknown_languages(["offline", "espeak"], ["en-US", "hi-IN"]) == ()
