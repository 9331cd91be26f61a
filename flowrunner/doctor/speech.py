"""Voices, recognizers and voice activity: each voice says a sentence, and each recognizer must understand it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, closing
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.resample import resample
from flowrunner.config import Settings
from flowrunner.doctor.finding import Finding, Patient, ill, unused, warning, well
from flowrunner.doctor.troubles import trouble
from flowrunner.errors import ModelError, SpeechError, UsageError
from flowrunner.modelfiles.pinned import SILERO_VAD
from flowrunner.speech.adapters import NONE, is_remote, open_recognizer, open_voice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer, Voice, VoiceActivity
from flowrunner.speech.registry import Closing, Warming, chain_of
from flowrunner.speech.silero import SileroModel, SileroVad

SENTENCE = "Technical support, please."
MENU = Expected(("technical support please", "opening hours please"))
LANGUAGE = "en-US"
LINE = Codec.MULAW_8K
PATIENCE_S = 30.0
"""For one part, with what it must load; providers are given less by their adapters."""
WINDOW = 256
QUIET_S = 0.3
"""Around what was said, as on a telephone."""
_REINSTALL = f"run: pip install --force-reinstall --no-deps {SILERO_VAD.requirement}"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a voice said, and how long it took."""

    pcm: PCM
    """At 8 kHz."""
    first_s: float
    whole_s: float

    @property
    def speech_s(self) -> float:
        return len(self.pcm) / LINE.sample_rate


async def speech(patient: Patient) -> AsyncIterator[Finding]:
    """Let each voice speak, each recognizer listen to the first that could, and tell speech from silence."""
    settings = patient.settings
    for what, chain in (("voice", settings.voice), ("recognizer", settings.recognizer)):
        try:
            chain_of(what, chain)
        except UsageError as error:
            yield ill(what, str(error), f"name each once in `{what}`, the preferred one first")
    with closing(Pool("doctor")) as pool:
        async for finding in _spoken_and_heard(settings, pool):
            yield finding


async def _spoken_and_heard(settings: Settings, pool: Pool) -> AsyncIterator[Finding]:
    said: PCM | None = None
    for name in settings.voice:
        part = f"voice {name}"
        if name == NONE:
            yield unused("voice", "none: only recorded files are played")
            continue
        heard, finding = await _named_voice(part, name, pool, settings)
        said = said if said is not None or heard is None else heard.pcm
        yield finding
    if said is None and NONE not in settings.recognizer:  # the recognizers are looked at all the same
        heard, _ = await _named_voice("", "offline", pool, settings)
        said = heard.pcm if heard is not None else None
    async for finding in _ears(settings, pool, said):
        yield finding


async def _named_voice(part: str, name: str, pool: Pool, settings: Settings) -> tuple[Heard | None, Finding]:
    try:
        voice = open_voice(name, pool, settings.adapters)
    except UsageError as error:
        return None, ill(part, *_with_advice(error))
    try:
        return await voice_finding(part, voice, settings.providers.sound_s if is_remote(name) else None)
    finally:
        await _close(voice)


async def voice_finding(part: str, voice: Voice, limit_s: float | None) -> tuple[Heard | None, Finding]:
    """Return what the voice said and how it was; ``limit_s`` is how long a call would wait for it."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _warm(voice)
            heard = await _listen(voice)
    except TimeoutError:
        return None, ill(part, f"nothing was heard for {PATIENCE_S:g} s", "look at the way to the provider")
    except SpeechError as error:
        return None, trouble(part, error)
    if not heard.speech_s:
        return None, ill(part, "it made no sound", "choose another voice")
    times = heard.speech_s / heard.whole_s
    text = f"first sound after {heard.first_s * 1000:.0f} ms, {times:.0f} times as fast as it is heard"
    if limit_s is not None and heard.first_s > limit_s / 2:
        return heard, warning(
            part, text, "callers wait that long: set `sound_s` under [providers] higher, or a region nearer"
        )
    return heard, well(part, text)


async def _listen(voice: Voice) -> Heard:
    began, first_s, parts = perf_counter(), 0.0, list[PCM]()
    async with aclosing(voice.speak(SENTENCE, voice=None, language=LANGUAGE)) as sounds:
        async for pcm in sounds:
            first_s = first_s or perf_counter() - began
            parts.append(pcm)
    whole_s = perf_counter() - began
    pcm = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    return Heard(resample(pcm, voice.sample_rate, LINE.sample_rate), first_s, whole_s)


async def _ears(settings: Settings, pool: Pool, said: PCM | None) -> AsyncIterator[Finding]:
    if NONE in settings.recognizer:
        yield unused("recognizer", "none: callers use their keys")
        return
    for name in settings.recognizer:
        part = f"recognizer {name}"
        if said is None:
            yield warning(part, "no voice could be heard, so there was nothing to understand", "mend a voice first")
        else:
            yield await _named_recognizer(part, name, pool, said, settings)
    if said is not None:
        yield await _activity(said)


async def _named_recognizer(part: str, name: str, pool: Pool, said: PCM, settings: Settings) -> Finding:
    try:
        recognizer = open_recognizer(name, pool, settings.adapters)
    except UsageError as error:
        return ill(part, *_with_advice(error))
    try:
        return await recognizer_finding(part, recognizer, said)
    finally:
        await _close(recognizer)


async def recognizer_finding(part: str, recognizer: Recognizer, said: PCM) -> Finding:
    """Return whether the recognizer understands what the voice said."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _warm(recognizer)
            began = perf_counter()
            stream = recognizer.open(MENU, LINE, lambda _: None)
            stream.write(LINE.encode(_quiet_around(said)))
            heard = await stream.finish(MENU)
            took_ms = (perf_counter() - began) * 1000
    except TimeoutError:
        return ill(part, f"it did not answer within {PATIENCE_S:g} s", "look at the way to the provider")
    except SpeechError as error:
        return trouble(part, error)
    if heard.phrase == MENU.phrases[0]:
        return well(part, f"understood the voice in {took_ms:.0f} ms, {heard.confidence:.0%} sure")
    found = heard.phrase or heard.transcript or "nothing"
    return ill(part, f"the voice said {SENTENCE!r}, and it heard {found!r}", "choose another recognizer or voice")


async def _activity(said: PCM) -> Finding:
    try:
        return await activity_finding(SileroVad(SileroModel()), said)
    except ModelError as error:
        return trouble("voice activity", error)
    except TimeoutError:
        return ill("voice activity", f"it did not answer within {PATIENCE_S:g} s", _REINSTALL)


async def activity_finding(vad: VoiceActivity, said: PCM) -> Finding:
    """Return whether speech is told from silence."""
    silence = await _likeliest(vad, np.zeros(LINE.sample_rate, np.int16))
    speaking = await _likeliest(vad, said)
    text = f"{speaking:.0%} sure of the voice, {silence:.0%} of silence"
    if silence < 0.5 < speaking:
        return well("voice activity", text)
    return ill("voice activity", text, _REINSTALL)


async def _likeliest(vad: VoiceActivity, pcm: PCM) -> float:
    """Return how sure voice activity was at most."""
    windows = [pcm[start : start + WINDOW] for start in range(0, len(pcm) - WINDOW + 1, WINDOW)]
    probabilities, done = list[float](), asyncio.Event()

    def judged(probability: float) -> None:
        probabilities.append(probability)
        if len(probabilities) == len(windows):
            done.set()

    stream = vad.open(judged)
    for window in windows:
        stream.write(window.astype(np.float32) / np.float32(32768))
    async with asyncio.timeout(PATIENCE_S):
        await done.wait()
    return max(probabilities)


def _quiet_around(pcm: PCM) -> PCM:
    return np.pad(pcm, round(QUIET_S * LINE.sample_rate))


def _with_advice(error: UsageError) -> tuple[str, str]:
    """Divide what is wrong from what to do about it."""
    text, _, advice = str(error).partition(": ")
    return text, f"run: {advice}" if advice.startswith("pip") else advice or "choose one that there is"


async def _warm(adapter: object) -> None:
    if isinstance(adapter, Warming):
        await adapter.warm()


async def _close(adapter: object) -> None:
    if isinstance(adapter, Closing):
        await adapter.aclose()
