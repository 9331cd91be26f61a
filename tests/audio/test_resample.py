import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import Resampler, resample

RATES = [(8000, 16000), (16000, 8000), (24000, 8000), (24000, 16000), (44100, 8000), (22050, 16000)]
EDGE = 300
"""Samples at both ends where the sound begins and ends abruptly."""


def tone(hertz: float, rate: int, seconds: float = 0.5) -> PCM:
    wave: PCM = np.rint(10000 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.int16)
    return wave


def power(pcm: PCM) -> float:
    return float((pcm[EDGE:-EDGE].astype(float) ** 2).mean())


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
@pytest.mark.parametrize("hertz", [400, 1000, 3000])
def test_a_tone_stays_the_same_tone(from_hz: int, to_hz: int, hertz: int) -> None:
    ours, ideal = resample(tone(hertz, from_hz), from_hz, to_hz), tone(hertz, to_hz)
    assert len(ours) == len(ideal)
    difference = (ours.astype(np.int32) - ideal).astype(np.int16)
    assert power(ideal) > 10**6 * power(difference)


@pytest.mark.parametrize(("from_hz", "to_hz", "hertz"), [(24000, 8000, 4500), (24000, 8000, 7000), (44100, 8000, 9000)])
def test_what_the_lower_rate_cannot_carry_is_gone(from_hz: int, to_hz: int, hertz: int) -> None:
    sound = tone(hertz, from_hz)
    assert power(sound) > 10**7 * power(resample(sound, from_hz, to_hz))


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES[:4])
def test_a_frame_in_is_a_frame_out(from_hz: int, to_hz: int) -> None:
    resampler = Resampler(from_hz, to_hz)
    frames = tone(1000, from_hz).reshape(-1, from_hz // 50)
    assert {len(resampler(frame)) for frame in frames} == {to_hz // 50}


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_a_stream_is_the_whole_two_milliseconds_later(from_hz: int, to_hz: int) -> None:
    sound = tone(700, from_hz)
    resampler = Resampler(from_hz, to_hz)
    stream = np.concatenate([resampler(sound[start : start + 441]) for start in range(0, len(sound), 441)])
    late = round(to_hz * 0.002)
    whole = resample(sound, from_hz, to_hz)[:-late]
    assert np.abs(stream[late:].astype(int) - whole).max() <= 1


@given(st.lists(st.integers(0, 700)), st.sampled_from(RATES))
def test_however_it_is_cut_as_much_time_comes_out_as_went_in(lengths: list[int], rates: tuple[int, int]) -> None:
    from_hz, to_hz = rates
    resampler = Resampler(from_hz, to_hz)
    made = sum(len(resampler(np.zeros(length, np.int16))) for length in lengths)
    assert made == -(-sum(lengths) * to_hz // from_hz)


def test_the_loudest_sound_does_not_wrap_around() -> None:
    square = np.where(np.arange(8000) % 80 < 40, 32767, -32768).astype(np.int16)
    louder = resample(square, 8000, 16000).astype(int)
    assert np.abs(np.diff(louder)).max() < 50000
    assert louder.max() == 32767


def test_the_same_rate_changes_nothing() -> None:
    sound = tone(500, 8000)
    assert resample(sound, 8000, 8000) is sound
    assert Resampler(8000, 8000)(sound) is sound
