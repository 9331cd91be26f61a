"""How long somebody spoke."""

import numpy as np
import pytest

from flowrunner.speech.whisper.span import most_digits, span_s
from tests.speech.sounds import RATE, over_the_telephone, recorded


def test_silence_around_words_is_not_counted() -> None:
    word = recorded("seven_6a27a9bf")
    alone = span_s(over_the_telephone(word, RATE, before_s=0.0, after_s=0.5), RATE)
    assert 0.3 < alone < 0.9
    assert span_s(over_the_telephone(word, RATE, before_s=0.5, after_s=1.0), RATE) == pytest.approx(alone, abs=0.05)


def test_who_said_one_digit_did_not_say_four() -> None:
    assert most_digits(over_the_telephone(recorded("seven_6a27a9bf"), RATE), RATE) in (2, 3, 4)
    assert most_digits(np.zeros(RATE, np.int16), RATE) == 1


def test_even_noise_may_be_all_speech() -> None:
    hiss = (np.random.default_rng(0).standard_normal(2 * RATE) * 500).astype(np.int16)
    assert span_s(hiss, RATE) == 2.0
    assert span_s(np.zeros(0, np.int16), RATE) == 0.0
