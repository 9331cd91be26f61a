"""Google's voice, over a real connection to a pretend Google."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

import grpc
import numpy as np
import pytest
from google.cloud.texttospeech_v1.types import AudioEncoding
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.wav import wav_header
from flowrunner.errors import SpeechError
from flowrunner.speech.google.pieces import LONGEST_PIECE, pieces
from flowrunner.speech.google.voice import GoogleVoice, select
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pool import Pool
from flowrunner.speech.prompts import SpokenPrompts
from tests.speech.google_server import QUOTED, PretendGoogle, mulaw_wav, serving, wav

PATIENCE_S = 10.0
CHIRP = "en-US-Chirp3-HD-Kore"


def mulaw(length: int) -> bytes:
    return Codec.MULAW_8K.silence(length / 8000)


@asynccontextmanager
async def prompts_of(voice: GoogleVoice) -> AsyncGenerator[SpokenPrompts, None]:
    pool = Pool("voice", threads=1)
    prompts = SpokenPrompts(CachedPieces(voice, pool))
    yield prompts
    await prompts.aclose()
    pool.close()


@pytest.fixture
def google() -> PretendGoogle:
    return PretendGoogle()


@pytest.fixture
async def voice(google: PretendGoogle) -> AsyncGenerator[GoogleVoice, None]:
    async with serving(google) as endpoint:
        voice = GoogleVoice(endpoint)
        yield voice
        await voice.aclose()


async def say(voice: GoogleVoice, text: str, name: str | None = None, language: str = "en-US") -> list[PCM]:
    return [pcm async for pcm in voice.speak(text, voice=name, language=language)]


async def test_google_is_told_what_to_say_and_who_says_it(google: PretendGoogle, voice: GoogleVoice) -> None:
    await say(voice, "Namaste, how are you?", "hi-IN-Wavenet-A", "hi-IN")
    [request] = google.requests
    assert request.input.text == "Namaste, how are you?"
    assert (request.voice.name, request.voice.language_code) == ("hi-IN-Wavenet-A", "hi-IN")
    assert request.audio_config.audio_encoding == AudioEncoding.LINEAR16
    assert request.audio_config.sample_rate_hertz == voice.sample_rate


async def test_markup_and_pictures_are_not_said(google: PretendGoogle, voice: GoogleVoice) -> None:
    await say(voice, "<b>Hello</b>, \N{WAVING HAND SIGN} *you*.")
    assert google.requests[0].input.text == "Hello , you."


async def test_marks_for_the_voice_are_left_to_google(google: PretendGoogle, voice: GoogleVoice) -> None:
    await say(voice, "<speak>One <break time='1s'/> two.</speak>")
    [request] = google.requests
    assert (request.input.ssml, request.input.text) == ("<speak>One <break time='1s'/> two.</speak>", "")


async def test_marks_that_are_too_long_for_google_are_not_sent(google: PretendGoogle, voice: GoogleVoice) -> None:
    with pytest.raises(SpeechError, match="google takes 5000"):
        await say(voice, f"<speak>{'word ' * 1000}</speak>")
    assert not google.requests


async def test_the_sound_comes_without_its_header(voice: GoogleVoice) -> None:
    [pcm] = await say(voice, "Hello.")
    assert pcm.tolist() == [1000] * (6 * 240)


@pytest.mark.parametrize(
    ("codec", "encoding", "rate"),
    [
        (Codec.MULAW_8K, AudioEncoding.MULAW, 8000),
        (Codec.L16_8K, AudioEncoding.LINEAR16, 8000),
        (Codec.L16_16K, AudioEncoding.LINEAR16, 16000),
    ],
)
async def test_sound_is_asked_for_as_the_stream_carries_it(
    google: PretendGoogle, voice: GoogleVoice, codec: Codec, encoding: AudioEncoding, rate: int
) -> None:
    tuned = voice.tuned(codec)
    [pcm] = await say(tuned, "Hello.")
    assert google.requests[0].audio_config.audio_encoding == encoding
    assert google.requests[0].audio_config.sample_rate_hertz == tuned.sample_rate == rate
    assert codec.encode(pcm) == codec.encode(np.full(6 * rate // 100, 1000, np.int16))
    assert (tuned.identity, voice.sample_rate) == (voice.identity, 24000)


async def test_mulaw_comes_byte_by_byte(google: PretendGoogle, voice: GoogleVoice) -> None:
    data = bytes(value for value in range(256) if value != 0x7F)  # the second of two zeros
    google.sound = wav_header(Codec.MULAW_8K, len(data)) + data
    [pcm] = await say(voice.tuned(Codec.MULAW_8K), "Hello.")
    assert Codec.MULAW_8K.encode(pcm) == data


async def test_a_voice_of_a_newer_kind_is_heard_while_it_speaks(google: PretendGoogle, voice: GoogleVoice) -> None:
    google.sounds = [b"\x00", b"\x01\x00\x02", b"\x00\x03"]
    sound = await say(voice.tuned(Codec.L16_8K), "Hello there. How are you?", CHIRP)
    assert [pcm.tolist() for pcm in sound] == [[256, 512], [768]]
    config, said = google.streamed
    assert (config.streaming_config.voice.name, config.streaming_config.voice.language_code) == (CHIRP, "en-US")
    assert config.streaming_config.streaming_audio_config.audio_encoding == AudioEncoding.PCM
    assert config.streaming_config.streaming_audio_config.sample_rate_hertz == 8000
    assert said.input.text == "Hello there. How are you?"


async def test_a_long_prompt_is_asked_for_a_sentence_at_a_time(google: PretendGoogle, voice: GoogleVoice) -> None:
    async with prompts_of(voice) as prompts:
        sound = prompts.render("Hello. How are you?", voice=None, language="en-US", codec=Codec.MULAW_8K)
        async with aclosing(sound):
            assert await anext(sound)
            assert [request.input.text for request in google.requests] == ["Hello."]
            assert await anext(sound)
    assert [request.input.text for request in google.requests] == ["Hello.", "How are you?"]


async def test_what_is_made_is_heard_before_the_rest(google: PretendGoogle, voice: GoogleVoice) -> None:
    google.sounds, google.silent = [mulaw(100), mulaw(200)], True
    async with aclosing(voice.tuned(Codec.MULAW_8K).speak("Hello.", voice=CHIRP, language="en-US")) as sound:
        async with asyncio.timeout(PATIENCE_S):
            assert [len(await anext(sound)), len(await anext(sound))] == [100, 200]
    async with asyncio.timeout(PATIENCE_S):
        await google.cancelled.wait()


async def test_marks_for_the_voice_are_not_streamed(google: PretendGoogle, voice: GoogleVoice) -> None:
    await say(voice, "<speak>Hello.</speak>", CHIRP)
    assert google.requests[0].voice.name == CHIRP
    assert await say(voice, "...", CHIRP) == []
    assert not google.streamed


@pytest.mark.parametrize("sounds", [[], [b""], [b"\x01"]])
async def test_a_stream_without_sound_is_a_failure(
    google: PretendGoogle, voice: GoogleVoice, sounds: list[bytes]
) -> None:
    google.sounds = sounds
    with pytest.raises(SpeechError, match="google sent no sound"):
        await say(voice.tuned(Codec.L16_8K), "Hello.", CHIRP)


async def test_a_stream_that_breaks_off_is_a_failure(google: PretendGoogle, voice: GoogleVoice) -> None:
    google.sounds = [mulaw(100), grpc.StatusCode.RESOURCE_EXHAUSTED]
    async with aclosing(voice.tuned(Codec.MULAW_8K).speak("Hello.", voice=CHIRP, language="en-US")) as sound:
        assert len(await anext(sound)) == 100
        with pytest.raises(SpeechError, match="google answered RESOURCE_EXHAUSTED"):
            await anext(sound)


async def test_a_stream_that_stops_is_not_waited_for(google: PretendGoogle) -> None:
    google.sounds, google.silent = [mulaw(100)], True
    async with serving(google) as endpoint:
        voice = GoogleVoice(endpoint, answer_s=0.2)
        with pytest.raises(SpeechError, match="google took too long to answer"):
            await say(voice, "Hello.", CHIRP)
        async with asyncio.timeout(PATIENCE_S):
            await google.cancelled.wait()
        await voice.aclose()


async def test_a_long_text_is_said_in_pieces(google: PretendGoogle, voice: GoogleVoice) -> None:
    sentence = "The quick brown fox jumps over the lazy dog."
    sound = await say(voice, " ".join([sentence] * 100))
    texts = [request.input.text for request in google.requests]
    assert len(sound) == len(texts) == 4
    assert " ".join(texts) == " ".join([sentence] * 100)
    assert all(text.endswith("dog.") and len(text) <= LONGEST_PIECE for text in texts)


async def test_more_sound_than_grpc_usually_takes_is_taken(google: PretendGoogle, voice: GoogleVoice) -> None:
    google.sound = wav(np.zeros(3_000_000, np.int16), voice.sample_rate)
    [pcm] = await say(voice, "Hello.")
    assert len(pcm) == 3_000_000


@pytest.mark.parametrize("text", ["", "   ", "...", "\N{GRINNING FACE}"])
async def test_a_text_without_words_is_not_sent(google: PretendGoogle, voice: GoogleVoice, text: str) -> None:
    assert await say(voice, text) == []
    assert not google.requests


async def test_a_refusal_is_named_and_quotes_nobody(google: PretendGoogle, voice: GoogleVoice) -> None:
    google.sound = grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(SpeechError) as refusal:
        await say(voice, "Hello.")
    assert str(refusal.value).startswith("google answered PERMISSION_DENIED: the credentials' project has not enabled")
    assert "Hello" not in str(refusal.value)
    assert QUOTED not in str(refusal.value)
    assert refusal.value.trouble == "refused"


async def test_a_voice_that_google_does_not_have_is_no_fault_of_google(
    google: PretendGoogle, voice: GoogleVoice
) -> None:
    google.sound = grpc.StatusCode.INVALID_ARGUMENT
    with pytest.raises(SpeechError) as refusal:
        await say(voice, "Hello.", "en-US-Nobody")
    assert refusal.value.trouble == "unfit"


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"ID3\x04",
        wav(np.zeros(8, np.int16), 8000),
        mulaw_wav(np.zeros(8, np.int16)),
        wav(np.zeros(8, np.int16), 24000)[:30],
        b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff" + bytes(40),
    ],
)
async def test_sound_of_another_kind_is_refused(google: PretendGoogle, voice: GoogleVoice, sound: bytes) -> None:
    google.sound = sound
    with pytest.raises(SpeechError, match="google sent sound that is not what was asked for"):
        await say(voice, "Hello.")


async def test_a_google_that_never_answers_is_not_waited_for(google: PretendGoogle) -> None:
    google.silent = True
    async with serving(google) as endpoint:
        voice = GoogleVoice(endpoint, answer_s=0.1)
        with pytest.raises(SpeechError, match="google took too long to answer"):
            await say(voice, "Hello.")
        async with asyncio.timeout(PATIENCE_S):
            await google.cancelled.wait()
        await voice.aclose()


@pytest.mark.parametrize(
    ("voice", "language", "name", "code"),
    [
        (None, "en-US", "", "en-US"),
        ("en-US-Neural2-C", "en-US", "en-US-Neural2-C", "en-US"),
        ("en-GB-Wavenet-A", "en-US", "en-GB-Wavenet-A", "en-GB"),
        ("es-419-Standard-A", "es", "es-419-Standard-A", "es-419"),
        ("en-US-Neural2-C", "hi-IN", "", "hi-IN"),
        ("Achernar", "en-US", "Achernar", "en-US"),
    ],
)
def test_a_voice_speaks_its_own_language_only(voice: str | None, language: str, name: str, code: str) -> None:
    who = select(voice, language)
    assert (who.name, who.language_code) == (name, code)


def test_a_language_has_the_voice_that_the_settings_name() -> None:
    voices = {"en-US": "en-US-Chirp3-HD-Kore", "hi-IN": "hi-IN-Wavenet-A"}
    assert select(None, "en-US", voices).name == "en-US-Chirp3-HD-Kore"
    assert select("en-US-Neural2-C", "en-US", voices).name == "en-US-Neural2-C"
    assert select("en-US-Neural2-C", "hi-IN", voices).name == "hi-IN-Wavenet-A"
    assert select(None, "ta-IN", voices).name == ""
    assert GoogleVoice(voices=voices).identity != GoogleVoice().identity, "prompts that were rendered are stale"


def test_a_long_sentence_is_cut_between_words() -> None:
    assert [*pieces("one two three. four", 8)] == ["one two", "three.", "four"]


def test_a_word_without_end_is_cut_between_letters() -> None:
    assert [*pieces("नमस्ते", 7)] == ["नम", "स्", "ते"]


def test_sentences_end_in_every_script() -> None:
    assert [*pieces("नमस्ते। आप कैसे हैं?", 45)] == ["नमस्ते।", "आप कैसे हैं?"]
    assert [*pieces("こんにちは。元気ですか。", 20)] == ["こんにちは。", "元気ですか。"]


@given(st.text(), st.integers(4, 40))
def test_pieces_are_short_and_lose_no_letter(text: str, longest: int) -> None:
    cut = [*pieces(text, longest)]
    assert all(0 < len(piece.encode()) <= longest for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
