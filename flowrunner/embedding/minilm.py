"""all-MiniLM-L6-v2 in numpy: a sentence in, a vector of what it means out, in some ten milliseconds.

Six layers of a BERT encoder; the mean of what comes out, at unit length, is the vector. Vectors are kept, because
examples are asked for once a menu and an utterance twice.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flowrunner.embedding.safetensors import Tensor, read_tensors
from flowrunner.embedding.wordpiece import WordPieces

Array = NDArray[np.float32]

LAYERS, HEADS = 6, 12
_EPSILON = 1e-12
_KEPT = 4096


class MiniLM:
    """The model, shared by all calls; it may be used from several threads."""

    def __init__(self, weights: Path, vocabulary: Path) -> None:
        """Load it, which takes a fifth of a second; raises ModelError."""
        self._pieces = WordPieces.read(vocabulary)
        self._tensors = {name: _ready(name, each) for name, each in read_tensors(weights).items()}
        self._kept = lru_cache(maxsize=_KEPT)(self._vector)

    def vector(self, text: str) -> Array:
        """Return the vector of a sentence, of 384 numbers."""
        return self._kept(text.lower())

    def _vector(self, text: str) -> Array:
        mean: Array = self._encode(self._pieces.encode(text)).mean(axis=0)
        vector: Array = mean / np.linalg.norm(mean)
        return vector

    def _encode(self, numbers: list[int]) -> Array:
        words, places = self._tensors[_WORDS][numbers], self._tensors[_PLACES][: len(numbers)]
        x = self._normed(words + places + self._tensors[_KINDS][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return x

    def _layer(self, x: Array, name: str) -> Array:
        query, key, value = (self._heads(x, f"{name}attention.self.{part}") for part in ("query", "key", "value"))
        seen = _softmax(query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))) @ value
        flat = seen.transpose(1, 0, 2).reshape(len(x), -1)
        x = self._normed(x + self._linear(flat, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm")
        inner = _gelu(self._linear(x, f"{name}intermediate.dense"))
        return self._normed(x + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _heads(self, x: Array, name: str) -> Array:
        return self._linear(x, name).reshape(len(x), HEADS, -1).transpose(1, 0, 2)

    def _linear(self, x: Array, name: str) -> Array:
        return x @ self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]

    def _normed(self, x: Array, name: str) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        normed: Array = x / scale * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
        return normed


_WORDS, _PLACES, _KINDS = (f"embeddings.{part}_embeddings.weight" for part in ("word", "position", "token_type"))


def _ready(name: str, tensor: Tensor) -> Tensor:
    """Return a tensor as it is used: the matrices of the layers are applied from the right."""
    is_matrix = tensor.ndim == 2 and not name.startswith("embeddings.")
    return np.ascontiguousarray(tensor.T) if is_matrix else tensor


def _softmax(x: Array) -> Array:
    powers: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _gelu(x: Array) -> Array:
    return x * np.float32(0.5) * (1 + _erf(x / np.float32(np.sqrt(2))))


def _erf(x: Array) -> Array:
    """Return the error function, right to 1.5e-7 (Abramowitz and Stegun, formula 7.1.26)."""
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series: Array = np.full_like(size, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = np.asarray(series * t + factor, np.float32)
    result: Array = np.sign(x) * (1 - series * t * np.exp(-size * size))
    return result
