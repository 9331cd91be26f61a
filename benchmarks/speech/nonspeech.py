"""What can be heard on a line and is no caller: noise, music, tones, people in the background, the bot's own echo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from benchmarks.speech.line import LEVEL, RATE, Sound, loudness
from benchmarks.speech.recordings import Recordings
from flowrunner.audio.codec import PCM, decode_mulaw, encode_mulaw
from flowrunner.audio.resample import resample

Echo = Callable[[Sound], Sound]
"""Gives what comes back of what was played, as loud as that."""
_KEYS = tuple((row, column) for row in (697, 770, 852, 941) for column in (1209, 1336, 1477))
_HISS = 10.0
DELAY_S = 0.18
"""Of an echo: there and back."""


def noises(recordings: Recordings, seconds: float) -> Iterator[tuple[str, Sound]]:
    """Yield sounds by name, so long each."""
    length = round(seconds * RATE)
    seen: set[str] = set()
    for noise in recordings.noises():
        if noise.name not in seen:
            seen.add(noise.name)
            yield noise.name, noise.make(length, 1)
    if music := recordings.music():
        yield "music", np.resize(np.concatenate(music), length)
    yield "bursts of noise", _bursts(length)
    yield "keys", _keys(length)
    yield "ringing", _ringing(length)


def echoes() -> Mapping[str, Echo]:
    """Return the ways in which a line gives back what is played, by name."""
    return {"echo of the line": partial(_spread, taps=64, fades=10.0), "echo of a room": partial(_room)}


def prompts(recordings: Recordings, seconds: float) -> PCM:
    """Return prompts by a person, one after another, as they are played."""
    clips = recordings.prompts()
    pause = np.zeros(RATE // 4)
    said = [part for clip in clips for part in (_levelled(resample(clip.pcm, clip.rate, RATE).astype(float)), pause)]
    whole = np.concatenate(said) if said else np.zeros(RATE)
    return _coded(np.resize(whole, round(seconds * RATE)))


def on_the_line(sound: Sound, below_db: float) -> PCM:
    """Return a sound so far below speech, as it comes out of a telephone."""
    hiss = np.random.default_rng(5).standard_normal(len(sound)) * _HISS
    return _coded(_levelled(sound) * 10 ** (-below_db / 20) + hiss)


def echo_of(played: PCM, echo: Echo, below_db: float) -> PCM:
    """Return what comes back of what is played, so far below it."""
    back = echo(played.astype(float))
    delay = round(DELAY_S * RATE)
    late = np.concatenate([np.zeros(delay), back])[: len(played)]
    return on_the_line(late, below_db)


def _levelled(sound: Sound) -> Sound:
    return sound * (LEVEL / loudness(sound))


def _coded(sound: Sound) -> PCM:
    return decode_mulaw(encode_mulaw(np.clip(sound, -32768, 32767).astype(np.int16)))


def _spread(played: Sound, taps: int, fades: float, direct: float = 0.0) -> Sound:
    """Spread a sound over some time, as a filter drawn by chance does."""
    response = np.random.default_rng(7).standard_normal(taps) * np.exp(-np.arange(taps) / fades)
    response[0] += direct
    size = 1 << (len(played) + taps).bit_length()
    back: Sound = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(response, size), size)[: len(played)]
    return back


def _room(played: Sound) -> Sound:
    return _spread(played, taps=1600, fades=400.0, direct=2.0)


def _bursts(length: int) -> Sound:
    """Return a burst of noise of about 0.15 s every two seconds, which is what a cough is to a telephone."""
    since = np.arange(length) % (2 * RATE) / RATE
    return np.random.default_rng(3).standard_normal(length) * np.exp(-since / 0.05)


def _keys(length: int) -> Sound:
    time = np.arange(length) / RATE
    which = (time * 2).astype(int) % len(_KEYS)
    pressed = time * 2 % 1 < 0.25
    hertz = np.array(_KEYS)[which]
    both: Sound = (np.sin(2 * np.pi * hertz[:, 0] * time) + np.sin(2 * np.pi * hertz[:, 1] * time)) * pressed
    return both


def _ringing(length: int) -> Sound:
    time = np.arange(length) / RATE
    both: Sound = (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time)) * (time % 6 < 2)
    return both
