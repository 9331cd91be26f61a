"""What the emulated callers say."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.sound import Sound, write
from flowrunner.audio.codec import Codec


def dbfs(path: Path) -> float:
    pcm = Codec.MULAW_8K.decode(path.read_bytes()).astype(np.float64)
    return float(20 * np.log10(np.sqrt(np.mean(pcm**2)) / 32768))


def test_comfort_noise_is_quiet_and_the_same_each_time(tmp_path: Path) -> None:
    first = write(tmp_path, {Sound.NOISE, Sound.SILENCE})
    before = first[Sound.NOISE].read_bytes()
    assert write(tmp_path, {Sound.NOISE})[Sound.NOISE].read_bytes() == before
    assert -62 < dbfs(first[Sound.NOISE]) < -58
    assert Sound.SILENCE not in first


def test_talkers_are_loud_and_hardly_pause(tmp_path: Path) -> None:
    written = write(tmp_path, {Sound.TALK, Sound.TURNS})
    assert -23 < dbfs(written[Sound.TALK]) < -19
    assert len(written[Sound.TURNS].read_bytes()) > len(written[Sound.TALK].read_bytes())
