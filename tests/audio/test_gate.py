import numpy as np
import pytest
from numpy.typing import NDArray

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import read_sound
from flowrunner.audio.gate import Gate
from tests.speech.sounds import DATA

FRAME_S = 0.02


def noise(dbfs: float, seconds: float, rate: int = 8000) -> NDArray[np.float64]:
    return np.random.default_rng(1).standard_normal(int(seconds * rate)) * 32768 * 10 ** (dbfs / 20)


def admitted(gate: Gate, sound: NDArray[np.float64], codec: Codec = Codec.MULAW_8K) -> list[bytes]:
    data = codec.encode(np.clip(np.rint(sound), -32768, 32767).astype(np.int16))
    frame = int(codec.bytes_per_second * FRAME_S)
    return [gate.admit(data[start : start + frame]) for start in range(0, len(data), frame)]


def word(name: str, dbfs: float) -> NDArray[np.float64]:
    """Return a spoken word whose voiced parts have that level."""
    pcm, _ = read_sound(DATA / name)
    frames = pcm[: len(pcm) // 160 * 160].reshape(-1, 160).astype(float)
    loudness = (frames**2).mean(axis=1)
    level: float = np.sqrt(loudness[loudness > loudness.max() / 100].mean())
    return pcm.astype(float) * (32768 * 10 ** (dbfs / 20) / level)


@pytest.mark.parametrize("codec", Codec)
def test_silence_is_never_listened_to(codec: Codec) -> None:
    gate = Gate(codec)
    assert not any(admitted(gate, np.zeros(codec.sample_rate * 5), codec))
    assert not gate.is_open


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("dbfs", [-70, -60, -52])
def test_a_steady_hiss_is_soon_no_longer_listened_to(codec: Codec, dbfs: float) -> None:
    gate = Gate(codec)
    sound = noise(dbfs, 30, codec.sample_rate)
    assert not any(admitted(gate, sound, codec)[500:])


@pytest.mark.parametrize("name", ["yes_51055bda.wav", "no_37e8db82.wav", "seven_6a27a9bf.wav", "stop_97f4c236.wav"])
@pytest.mark.parametrize("line_dbfs", [-90, -58])
def test_nothing_of_a_quiet_word_is_lost(name: str, line_dbfs: float) -> None:
    gate = Gate(Codec.MULAW_8K)
    spoken = word(name, -40)
    loudness = (spoken[: len(spoken) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    first = int(np.flatnonzero(loudness > loudness.max() / 100)[0])
    frames = admitted(gate, np.concatenate([np.zeros(40000), spoken]) + noise(line_dbfs, 5 + len(spoken) / 8000))
    assert len(b"".join(frames[250:])) >= len(spoken) - 160 * first


def test_the_sound_before_the_gate_opened_comes_first() -> None:
    gate = Gate(Codec.MULAW_8K)
    quiet = [bytes([0xFF - n % 2]) * 160 for n in range(100)]
    assert not any(gate.admit(frame) for frame in quiet)
    loud = b"\x10" * 160
    assert gate.admit(loud) == b"".join(quiet[-15:]) + loud
    assert gate.admit(loud) == loud


def test_the_gate_stays_open_for_a_second() -> None:
    gate = Gate(Codec.MULAW_8K)
    gate.admit(b"\x10" * 160)
    frames = [gate.admit(b"\xff" * 160) for _ in range(60)]
    assert [bool(frame) for frame in frames] == [True] * 50 + [False] * 10
    assert not gate.is_open


def test_one_click_does_not_open_it() -> None:
    gate = Gate(Codec.MULAW_8K)
    assert gate.admit(b"\xff" * 80 + b"\x10" * 3 + b"\xff" * 77) == b""


def test_an_empty_frame_is_nothing() -> None:
    gate = Gate(Codec.L16_16K)
    assert gate.admit(b"") == b""
    assert gate.admit(b"\x00") == b""


def test_frames_without_sound_are_not_kept() -> None:
    gate = Gate(Codec.MULAW_8K)
    assert {gate.admit(b"") for _ in range(1000)} == {b""}
    assert not gate._pre_roll
