"""Sound to Whisper's picture of it: 80 mel bands, 100 columns a second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16000
HOP = 160
_FFT = 400
_BANDS = 80
_LINEAR_HZ = 200 / 3
"""Width of a mel below 1 kHz, on Slaney's scale."""
_KNEE_HZ = 1000.0
_KNEE_MEL = _KNEE_HZ / _LINEAR_HZ
_LOG_STEP = np.log(6.4) / 27


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < _KNEE_MEL, mel * _LINEAR_HZ, _KNEE_HZ * np.exp(_LOG_STEP * (mel - _KNEE_MEL)))


def _filters() -> NDArray[np.float32]:
    highest = _KNEE_MEL + np.log(RATE / 2 / _KNEE_HZ) / _LOG_STEP
    edges = _hz(np.linspace(0.0, highest, _BANDS + 2))
    away = edges[:, None] - np.linspace(0.0, RATE / 2, _FFT // 2 + 1)
    width = np.diff(edges)[:, None]
    triangles = np.minimum(-away[:-2] / width[:-1], away[2:] / width[1:])
    area = 2.0 / (edges[2:] - edges[:-2])
    return (np.maximum(0.0, triangles) * area[:, None]).astype(np.float32)


_FILTERS = _filters()
_WINDOW = np.hanning(_FFT + 1)[:-1].astype(np.float32)


def log_mel(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (columns, 80) of sound in -1..1 at 16 kHz; a column for every 10 ms."""
    padded = np.pad(sound, _FFT // 2, mode="reflect")
    columns = len(sound) // HOP
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::HOP][:columns] * _WINDOW
    power = np.abs(np.fft.rfft(frames, axis=1)).astype(np.float32) ** 2
    logs = np.log10(np.maximum(power @ _FILTERS.T, 1e-10))
    picture: NDArray[np.float32] = (np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0
    return picture
