from __future__ import annotations

import numpy as np
import pytest

from flowrunner.audio.codec import PCM
from flowrunner.audio.edges import Edges, pause_after
from flowrunner.audio.level import levelled
from tests.audio.test_level import recorded

RATE = 8000


def silence(seconds: float) -> PCM:
    return np.zeros(round(seconds * RATE), np.int16)


def tone(seconds: float) -> PCM:
    sound: PCM = (np.sin(np.arange(round(seconds * RATE)) * 0.3) * 5000).astype(np.int16)
    return sound


def joined(sound: PCM, *, part_s: float = 99.0, pause_s: float = 0.4) -> PCM:
    """Return what becomes of a sentence that comes in parts."""
    edges, size = Edges(RATE), round(part_s * RATE)
    parts = [edges.write(sound[start : start + size]) for start in range(0, len(sound), size)]
    return np.concatenate([*parts, edges.close(pause_s)])


def loud(sound: PCM) -> tuple[float, float]:
    """Return when the first and the last sound are heard, in seconds."""
    found = np.flatnonzero(abs(sound) > 400) / RATE
    return float(found[0]), float(found[-1])


def test_silence_around_a_sentence_is_cut_and_the_pause_after_it_is_ours() -> None:
    sound = joined(np.concatenate([silence(0.3), tone(1.0), silence(0.5)]))
    first, last = loud(sound)
    assert first == pytest.approx(0.04, abs=0.01)
    assert last - first == pytest.approx(1.0, abs=0.01)
    assert len(sound) / RATE == pytest.approx(0.04 + 1.0 + 0.4 - 0.04, abs=0.01)


@pytest.mark.parametrize("part_s", [0.003, 0.02, 0.16, 0.7])
def test_however_it_comes_it_is_the_same(part_s: float) -> None:
    sound = np.concatenate([silence(0.33), tone(0.7), silence(0.4), tone(0.3), silence(0.45)])
    assert loud(joined(sound, part_s=part_s)) == pytest.approx(loud(joined(sound)), abs=0.02)
    assert len(joined(sound, part_s=part_s)) == pytest.approx(len(joined(sound)), abs=0.02 * RATE)


def test_a_pause_inside_a_sentence_stays() -> None:
    sound = joined(np.concatenate([tone(0.5), silence(0.8), tone(0.5)]), part_s=0.1)
    assert len(sound) / RATE == pytest.approx(1.8 + 0.36, abs=0.01)


def test_nothing_said_is_no_sound_and_no_pause() -> None:
    assert len(joined(silence(0))) == 0
    assert len(joined(silence(1.0))) == 0


def test_no_join_clicks() -> None:
    steps = np.abs(np.diff(joined(np.full(RATE, 5000, np.int16), pause_s=0.4).astype(int)))
    assert steps[:200].max() < 100


def test_soft_beginnings_and_ends_of_words_are_kept() -> None:
    for name in ("yes_6a27a9bf", "stop_97f4c236", "seven_6a27a9bf"):
        word = levelled(recorded(name), RATE)
        kept = joined(word).astype(float)
        assert (kept**2).sum() > 0.995 * (word.astype(float) ** 2).sum()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Hello.", 0.45),
        ("Really?", 0.45),
        ("नमस्ते।", 0.45),
        ('He said "go!"', 0.45),
        ("Press:", 0.3),
        ("Hello", 0.2),
        ("Hello,", 0.2),
        ("", 0.2),
    ],
)
def test_the_pause_depends_on_how_the_text_ends(text: str, seconds: float) -> None:
    assert pause_after(text) == seconds
