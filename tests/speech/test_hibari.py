import numpy as np
import pytest

from flowrunner.audio.codec import PCM
from flowrunner.errors import SpeechError
from flowrunner.speech.hibari import LONGEST_TEXT, HibariVoice


async def said(hibari: HibariVoice, text: str, voice: str | None = None, language: str = "en-US") -> list[PCM]:
    return [pcm async for pcm in hibari.speak(text, voice=voice, language=language)]


def loudness_dbfs(pcm: PCM) -> float:
    frames = pcm[: len(pcm) // 480 * 480].reshape(-1, 480).astype(float)
    power = (frames**2).mean(axis=1)
    return float(10 * np.log10(power[power > power.max() / 100].mean() / 32768**2))


def pitch_hz(pcm: PCM) -> float:
    """Return the period that most of the speech repeats itself with."""
    frames = pcm[: len(pcm) // 2400 * 2400].reshape(-1, 2400).astype(float)
    echoes = np.fft.irfft(np.abs(np.fft.rfft(frames, 8192)) ** 2).sum(axis=0)
    shortest, longest = 24000 // 350, 24000 // 70
    return 24000 / (shortest + int(np.argmax(echoes[shortest:longest])))


async def test_a_text_is_said_a_sentence_at_a_time(hibari: HibariVoice) -> None:
    sentences = await said(hibari, "Welcome to the bank. How can I help you today?")
    assert len(sentences) == 2
    assert all(0.5 < len(pcm) / hibari.sample_rate < 5 for pcm in sentences)
    assert -24 < loudness_dbfs(np.concatenate(sentences)) < -16


async def test_the_same_text_always_sounds_the_same(hibari: HibariVoice) -> None:
    once, again = await said(hibari, "Hello."), await said(hibari, "Hello.")
    assert np.array_equal(once[0], again[0])


async def test_the_caller_is_another_person(hibari: HibariVoice) -> None:
    (bot,) = await said(hibari, "I would like to know my balance.")
    (caller,) = await said(hibari, "I would like to know my balance.", voice="caller")
    assert pitch_hz(caller) < 0.8 * pitch_hz(bot)
    assert -26 < loudness_dbfs(caller) < -14


@pytest.mark.parametrize("text", ["", "   ", "👋", "...", "<break/>"])
async def test_nothing_to_say_is_no_sound(hibari: HibariVoice, text: str) -> None:
    assert await said(hibari, text) == []


async def test_a_word_without_end_is_said_somehow(hibari: HibariVoice) -> None:
    assert sum(map(len, await said(hibari, "w" * 300))) > 0


async def test_a_foreign_name_does_not_stop_a_sentence(hibari: HibariVoice) -> None:
    assert sum(map(len, await said(hibari, "Good morning, Ελένη."))) > 0


async def test_what_cannot_be_said_is_refused(hibari: HibariVoice) -> None:
    with pytest.raises(SpeechError, match="speaks English, not hi-IN"):
        await said(hibari, "नमस्ते", language="hi-IN")
    with pytest.raises(SpeechError, match="Latin alphabet only"):
        await said(hibari, "नमस्ते, 1 दबाएँ")
    with pytest.raises(SpeechError, match="no speaker 'bob', only heart and caller"):
        await said(hibari, "Hello.", voice="bob")
    with pytest.raises(SpeechError, match="5001 characters is too long"):
        await said(hibari, "a" * (LONGEST_TEXT + 1))


def test_the_identity_names_the_model(hibari: HibariVoice) -> None:
    assert "hibari-tts==0.2.1" in hibari.identity


async def test_a_voice_that_knows_no_marks_keeps_the_words_and_the_pauses(hibari: HibariVoice) -> None:
    plain = await said(hibari, "Hello. Goodbye.")
    marked = await said(hibari, "<speak>Hello.<break time='2s'/><emphasis>Goodbye</emphasis>.</speak>")
    assert [len(pcm) for pcm in marked] == [len(plain[0]), 2 * hibari.sample_rate, len(plain[1])]
