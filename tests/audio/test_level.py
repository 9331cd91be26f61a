"""Speech of people and of the voice, brought to one level."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM
from flowrunner.audio.files import read_sound
from flowrunner.audio.level import SPEECH_DBFS, active_level, active_seconds, amplified, gain_for, levelled
from tests.speech.sounds import DATA

RATE = 8000
PEOPLE = ("order_mocha", "order_americano", "yes_6a27a9bf", "seven_6a27a9bf", "stop_97f4c236", "bird_a5609cce")


def recorded(name: str) -> PCM:
    return read_sound(DATA / f"{name}.wav", RATE)[0]


def silence(seconds: float) -> PCM:
    return np.zeros(round(seconds * RATE), np.int16)


def noise(seconds: float, dbfs: float) -> PCM:
    sound: NDArray[np.float64] = np.random.default_rng(7).standard_normal(round(seconds * RATE))
    return (sound * 32768 * 10 ** (dbfs / 20)).astype(np.int16)


def test_the_level_of_a_steady_sound_is_its_power() -> None:
    assert active_level(noise(2.0, -26.0), RATE) == pytest.approx(-26.0, abs=0.1)


def test_pauses_do_not_make_speech_faint() -> None:
    speech = np.concatenate([noise(3.0, -20.0), silence(6.0), noise(3.0, -20.0), silence(9.0)])
    assert active_level(speech, RATE) == pytest.approx(-20.0, abs=0.4)
    assert active_seconds(speech, RATE) == pytest.approx(6.4, abs=0.1)


def test_a_line_with_a_little_noise_is_as_loud_as_without() -> None:
    speech = recorded("order_mocha")
    with_noise = speech + noise(len(speech) / RATE, -60.0)
    assert active_level(with_noise, RATE) == pytest.approx(active_level(speech, RATE), abs=0.3)


def test_silence_has_no_level_and_stays_as_it_is() -> None:
    for nothing in (silence(0), silence(1), noise(1, -70)):
        assert active_level(nothing, RATE) is None
        assert np.array_equal(levelled(nothing, RATE), nothing)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("gain", [0.4, 1.0, 4.0])
def test_everybody_comes_to_one_level(name: str, gain: float) -> None:
    speech = levelled(amplified(recorded(name), gain), RATE)
    assert active_level(speech, RATE) == pytest.approx(SPEECH_DBFS, abs=0.7)


def test_nothing_is_made_louder_by_more_than_20_db() -> None:
    assert gain_for(-58.0) == pytest.approx(10.0)
    assert gain_for(0.0) == pytest.approx(10 ** (-22 / 20))
    assert gain_for(None) == 1.0


def test_peaks_are_bent_and_none_is_cut() -> None:
    ramp = np.arange(-32768, 32768, 64).astype(np.int16)
    bent = amplified(ramp, 3.0).astype(int)
    assert (np.diff(bent) >= 0).all()
    assert abs(bent).max() < 32768
    soft = abs(ramp.astype(int) * 3) < 0.69 * 32768
    assert np.allclose(bent[soft], ramp[soft].astype(int) * 3, atol=2)
