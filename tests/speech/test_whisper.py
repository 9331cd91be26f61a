from pathlib import Path

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import decode_mulaw, encode_mulaw
from flowrunner.audio.resample import resample
from flowrunner.errors import ModelError
from flowrunner.modelfiles.pinned import WHISPER_VOCABULARY, WHISPER_WEIGHTS, locate
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.bpe import END_OF_TEXT, Vocabulary
from flowrunner.speech.whisper.decoder import Decoder
from flowrunner.speech.whisper.encoder import Encoder
from flowrunner.speech.whisper.mel import log_mel
from flowrunner.speech.whisper.model import WhisperModel
from flowrunner.speech.whisper.weights import read_weights
from tests.speech.sounds import RATE, recorded


@pytest.fixture(scope="module")
def network() -> tuple[Encoder, Decoder]:
    weights = read_weights(locate(WHISPER_WEIGHTS))
    return Encoder(weights), Decoder(weights)


def scores(network: tuple[Encoder, Decoder], name: str, text: str) -> list[float]:
    """Return the log probability of each token of a text and of its end, and the probability of no speech."""
    encoder, decoder = network
    sound = resample(decode_mulaw(encode_mulaw(recorded(name))), RATE, 16000).astype(np.float32) / 32768
    now = decoder.start(encoder(log_mel(np.pad(sound, (0, 80000 - len(sound))))))
    found = [now.no_speech]
    for token in Vocabulary.read(locate(WHISPER_VOCABULARY)).encode(text):
        found.append(float(now.log_probs[0, token]))
        now = decoder.step(now, [0], [token])
    return [*found, float(now.log_probs[0, END_OF_TEXT])]


@pytest.mark.parametrize(
    ("name", "text", "golden"),
    [
        ("yes_6a27a9bf", " Yes.", [0.026, -0.284, -0.377, -1.796]),
        ("order_americano", " Give me a triple shot", [0.048, -0.603, -0.037, -0.110, -0.220, -0.166, -6.528]),
    ],
)
def test_the_network_computes_what_it_always_did(
    network: tuple[Encoder, Decoder], name: str, text: str, golden: list[float]
) -> None:
    assert np.allclose(scores(network, name, text), golden, atol=0.01)


def test_rows_do_not_disturb_each_other(network: tuple[Encoder, Decoder]) -> None:
    encoder, decoder = network
    sound = np.divide(recorded("order_americano"), 32768, dtype=np.float32)
    start = decoder.start(encoder(log_mel(sound)))
    together = decoder.step(decoder.step(start, [0, 0, 0], [10, 20, 30]), [2, 0], [40, 50])
    alone = decoder.step(decoder.step(start, [0], [30]), [0], [40])
    assert np.allclose(together.log_probs[0], alone.log_probs[0], atol=1e-3)


def test_nobody_waits_for_an_answer_that_is_not_wanted(whisper: WhisperModel) -> None:
    heard = whisper.recognize(recorded("yes_6a27a9bf"), RATE, Expected(("yes", "no")), lambda: False)
    assert heard == Recognition("")


def test_a_hundred_and_fifty_phrases_are_no_hindrance(whisper: WhisperModel) -> None:
    streets = tuple(f"number {number} {street} street" for number in range(50) for street in ("oak", "elm", "high"))
    heard = whisper.recognize(recorded("yes_6a27a9bf"), RATE, Expected((*streets, "yes", "no")), lambda: True)
    assert heard.phrase == "yes"


@pytest.mark.parametrize("data", [b"", b"hello", b"\x06\0\0\0\x05\0abc", b"\x06\0\0\0\0\0\0\0\0\0\x09\0\0\0\0\0"])
def test_a_broken_model_file_is_a_model_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin"):
        read_weights(path)


def test_a_model_of_another_shape_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
    with pytest.raises(ModelError, match="has no variable"):
        Encoder(read_weights(path))
