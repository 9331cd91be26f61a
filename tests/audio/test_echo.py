"""Speech is played by chance here: noise that comes and goes, never twice alike."""

import numpy as np
import pytest

from flowrunner.audio.codec import PCM
from flowrunner.audio.echo import HEARD_S, PLAYED_S, is_echo, likeness

RATE = 8000
HEARD, PLAYED = int(HEARD_S * RATE), int(PLAYED_S * RATE)


def speech(seed: int, samples: int = PLAYED, level: float = 3000.0) -> PCM:
    """Return sound like no other."""
    rng = np.random.default_rng(seed)
    turns = np.arange(0, samples + 800, 800)
    loudness = np.interp(np.arange(samples), turns, rng.random(len(turns)))
    return np.rint(rng.standard_normal(samples) * loudness * level).astype(np.int16)


def weaker(pcm: PCM, by_db: float) -> PCM:
    weak: PCM = np.rint(pcm * 10 ** (-by_db / 20)).astype(np.int16)
    return weak


@pytest.mark.parametrize("delay_s", [0.0, 0.1, 0.6, 1.0])
@pytest.mark.parametrize("loss_db", [10, 20, 30])
def test_what_comes_back_weaker_is_an_echo(delay_s: float, loss_db: float) -> None:
    played = speech(1)
    end = PLAYED - int(delay_s * RATE)
    assert is_echo(weaker(played[end - HEARD : end], loss_db), played)


def test_a_line_that_changes_the_sound_is_still_an_echo() -> None:
    played = speech(2)
    changed = np.convolve(played[3000 : 3000 + HEARD], [0.6, -0.3, 0.2, 0.1], "same").astype(np.int16)
    noise = np.random.default_rng(3).standard_normal(HEARD) * 15
    assert is_echo((weaker(changed, 18) + noise).astype(np.int16), played)


@pytest.mark.parametrize("loss_db", [0, 6, 12])
def test_somebody_else_is_no_echo(loss_db: float) -> None:
    assert not is_echo(weaker(speech(4, HEARD), loss_db), speech(5))


def test_what_is_as_loud_as_the_prompt_is_no_echo() -> None:
    played = speech(6)
    assert not is_echo(played[-HEARD:], played)


def test_what_is_hardly_there_beside_the_prompt_is_nobody_who_interrupts() -> None:
    assert is_echo(weaker(speech(7, HEARD), 45), speech(8))


def test_nothing_was_played() -> None:
    assert not is_echo(speech(9, HEARD), np.zeros(PLAYED, np.int16))
    assert not is_echo(speech(9, HEARD), np.zeros(0, np.int16))


def test_likeness_is_one_for_the_same_and_small_for_another() -> None:
    played = speech(10)
    assert likeness(played[2000 : 2000 + HEARD], played) == pytest.approx(1, abs=0.01)
    assert likeness(speech(11, HEARD), played) < 0.2
    assert likeness(np.zeros(HEARD, np.int16), played) < 0.2
