"""What the table of seams is made of."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.speech.line import RATE
from benchmarks.speech.seams import HOP_S, aligned, contour, seam
from flowrunner.audio.codec import PCM


def buzz(hz: float, seconds: float) -> PCM:
    """Return a sound with a pitch, as a throat makes it."""
    times = np.arange(round(seconds * RATE)) / RATE
    waves = [np.sin(2 * np.pi * hz * harmonic * times) / harmonic for harmonic in range(1, 8)]
    sound: PCM = (np.sum(waves, axis=0) * 4000).astype(np.int16)
    return sound


def silence(seconds: float) -> PCM:
    return np.zeros(round(seconds * RATE), np.int16)


def test_the_pitch_of_a_voice_is_found_and_silence_has_none() -> None:
    found = contour(np.concatenate([buzz(120, 0.5), silence(0.5), buzz(240, 0.5)]))
    low, none, high = (found.pitch[round(at / HOP_S)] for at in (0.2, 0.8, 1.2))
    assert high - low == pytest.approx(12, abs=0.3)
    assert np.isnan(none)


def test_what_is_the_same_is_aligned_frame_by_frame() -> None:
    bands = contour(np.concatenate([buzz(120, 0.3), buzz(200, 0.3)])).bands
    assert all(first == second for first, second in aligned(bands, bands))


def test_pieces_that_were_cut_out_of_the_whole_fit_it_and_others_do_not() -> None:
    head, tail = buzz(150, 0.8), buzz(120, 0.8)
    whole = np.concatenate([head, silence(0.4), tail])
    assert seam(whole, head, tail) == pytest.approx((0.0, 0.0, 0.37), abs=0.1)
    assert seam(whole, buzz(150 * 2 ** (2 / 12), 0.8), tail).melody > 1.0
    assert seam(whole, buzz(150, 1.0), tail).longer == pytest.approx(0.25, abs=0.1)
