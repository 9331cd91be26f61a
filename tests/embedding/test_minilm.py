"""The real model: it gives the vectors of its authors, and sentences that mean the same are near to each other."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from flowrunner.embedding.registry import open_embedding
from flowrunner.embedding.safetensors import read_tensors
from flowrunner.embedding.wordpiece import MAX_PIECES, WordPieces
from flowrunner.errors import ModelError, UsageError
from tests.embedding.models import FOLDER, minilm


def alike(one: str, other: str) -> float:
    return float(minilm().vector(one) @ minilm().vector(other))


def test_a_vector_has_unit_length_and_the_known_numbers() -> None:
    vector = minilm().vector("I want to know how much money I have.")
    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector[:4] == pytest.approx(GOLDEN, abs=1e-4)


GOLDEN = (0.07184, 0.01881, -0.09769, 0.00781)


def test_a_paraphrase_is_nearer_than_another_wish() -> None:
    asked = "how much money do I have"
    assert alike(asked, "what is my balance") > alike(asked, "block my card") + 0.2


def test_case_makes_no_difference() -> None:
    assert alike("Block my card", "BLOCK MY CARD") == pytest.approx(1, abs=1e-5)


def test_any_text_has_a_vector() -> None:
    for text in ("", "?!", "मेरा बैलेंस", "a" * 5000, "word " * 500, "\ud800"):
        assert np.isfinite(minilm().vector(text)).all()


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.read(FOLDER / "minilm" / "vocab.txt")


def test_words_are_cut_into_the_longest_known_pieces(pieces: WordPieces) -> None:
    # as the tokenizer of its authors cuts it: [CLS] em ##bed ##ding ##s [SEP]
    assert pieces.encode("Embeddings") == [101, 7861, 8270, 4667, 2015, 102]


def test_accents_are_dropped_and_signs_stand_alone(pieces: WordPieces) -> None:
    assert pieces.encode("Café!") == pieces.encode("cafe !")


def test_a_word_of_unknown_letters_is_one_unknown(pieces: WordPieces) -> None:
    assert pieces.encode("\u4e02") == [101, 100, 102]


def test_a_long_sentence_is_cut(pieces: WordPieces) -> None:
    assert len(pieces.encode("yes " * 1000)) == MAX_PIECES + 2


@pytest.mark.parametrize(
    "data", [b"", b"\xff" * 8, struct.pack("<Q", 4) + b"{]}}", struct.pack("<Q", 17) + b'{"a":{"dtype":1}}']
)
def test_a_file_that_holds_no_tensors_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(data)
    if data.endswith(b"1}}"):
        assert read_tensors(tmp_path / "model") == {}
    else:
        with pytest.raises(ModelError, match="cannot be read as a model"):
            read_tensors(tmp_path / "model")


def test_words_need_no_model() -> None:
    assert open_embedding("words") is None


def test_an_unknown_model_is_told() -> None:
    with pytest.raises(UsageError, match="there is no understanding `bert`, only words, minilm"):
        open_embedding("bert")


def test_a_model_that_was_not_added_comes_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the model minilm is not here; run: flowrunner models add minilm"):
        open_embedding("minilm", tmp_path)
