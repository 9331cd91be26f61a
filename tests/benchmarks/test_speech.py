"""The tables of speech and their page, and the sums behind them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.speech.digits import distance
from benchmarks.speech.line import RATE, Noise, over_the_telephone, white
from benchmarks.speech.page import PAGE, places, replaced
from benchmarks.speech.questions import speech_within
from benchmarks.speech.recordings import Half, Recordings
from benchmarks.speech.shares import auroc, interval, shown, threshold
from benchmarks.speech.table import Table
from benchmarks.speech.tables import TABLES

TABLE = Table("About it.", ("what", "n"), (("this", "1"), ("that", "20")))


def test_the_page_has_a_place_for_every_table() -> None:
    assert list(places(PAGE.read_text(encoding="utf-8"))) == list(TABLES)


def test_a_table_takes_the_place_of_its_last_edition_and_of_nothing_else() -> None:
    page = "before\n<!-- begin a -->\n<!-- end a -->\n<!-- begin b -->\nold\n<!-- end b -->\nafter\n"
    filled = replaced(replaced(page, "a", TABLE), "b", TABLE)
    assert filled == replaced(filled, "b", TABLE)
    assert filled.startswith("before\n<!-- begin a -->\n\nAbout it.\n\n| what | n |\n| --- | ---: |\n| this | 1 |\n")
    assert "old" not in filled
    assert filled.endswith("<!-- end b -->\nafter\n")
    with pytest.raises(KeyError):
        replaced(page, "c", TABLE)


def test_shares_come_with_their_interval() -> None:
    assert shown([True] * 97 + [False] * 3) == "97 (92-99)"
    assert shown([]) == "-"
    low, high = interval(10, 10)
    assert low == pytest.approx(0.72, abs=0.01)
    assert high == 1.0


def test_a_threshold_lets_that_share_of_the_wrong_ones_pass() -> None:
    wrong = [number / 100 for number in range(100)]
    least = threshold(wrong, 0.05)
    assert sum(score > least for score in wrong) == 5
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


def test_strings_of_digits_are_as_far_apart_as_it_takes_to_mend_one() -> None:
    assert [distance(heard, "1234") for heard in ("1234", "124", "12334", "1294", "")] == [0, 1, 1, 1, 4]


def test_noise_is_as_far_below_speech_as_it_says() -> None:
    tone = (np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE) * 8000).astype(np.int16)
    quiet = over_the_telephone(tone, RATE).astype(float)
    noisy = over_the_telephone(tone, RATE, Noise("white", white, 10.0)).astype(float)
    speech, noise = quiet[4000:8000], (noisy - quiet)[4000:8000]
    assert 10 * np.log10((speech**2).mean() / (noise**2).mean()) == pytest.approx(10, abs=0.5)


def test_a_speaker_is_in_one_half() -> None:
    speakers = [f"speaker {number}" for number in range(200)]
    tuning, report = ([half.has(name) for name in speakers] for half in (Half.TUNING, Half.REPORT))
    assert [not each for each in tuning] == report
    assert 80 < sum(report) < 120
    assert all(Half.WHOLE.has(name) for name in speakers)


def test_without_the_folder_the_clips_of_the_tests_are_heard() -> None:
    people = Recordings(PAGE.parent / "no such folder", Half.REPORT)
    assert not people.complete
    assert [clip.said for clip in people.words(["yes", "no"])] == ["yes", "yes", "no", "no"]
    assert [noise.title for noise in people.noises()] == ["white noise at 20 dB", "white noise at 10 dB"]


def test_speech_begins_and_ends_with_what_lasts() -> None:
    sound = np.random.default_rng(1).standard_normal(RATE) * 3
    sound[800:1040] += 8000
    sound[2400:4800] += 8000 * np.sin(np.arange(2400) * 0.3)
    begins, ends = speech_within(sound.astype(np.int16))
    assert begins == pytest.approx(0.3, abs=0.02)
    assert ends == pytest.approx(0.6, abs=0.02)
