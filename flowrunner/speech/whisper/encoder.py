"""Whisper's encoder: a picture of sound to states that the decoder attends to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowrunner.speech.whisper.layers import FeedForward, Linear, Norm, gelu, softmax
from flowrunner.speech.whisper.weights import Tensor, Weights

HEAD_WIDTH = 64
HEAD_SCALE = 0.125
"""One over the root of the width."""


@dataclass(frozen=True, slots=True)
class _Convolution:
    """Three columns wide, as one matrix product."""

    linear: Linear
    stride: int

    @classmethod
    def of(cls, weights: Weights, name: str, stride: int) -> _Convolution:
        kernel = weights.transposed(f"{name}/weight")
        flat = kernel.reshape(-1, kernel.shape[2])
        return cls(Linear(flat, weights.tensor(f"{name}/bias")), stride)

    def __call__(self, x: Tensor) -> Tensor:
        padded = np.pad(x, ((1, 1), (0, 0)))
        last = len(padded) - 2
        beside = [padded[shift : last + shift : self.stride] for shift in range(3)]
        return gelu(self.linear(np.concatenate(beside, axis=1)))


@dataclass(frozen=True, slots=True)
class _Layer:
    norm: Norm
    qkv: Linear
    out: Linear
    feed_forward: FeedForward

    @classmethod
    def of(cls, weights: Weights, name: str) -> _Layer:
        return cls(
            Norm.of(weights, f"{name}/self_attention/layer_norm"),
            Linear.of(weights, f"{name}/self_attention/linear_0"),
            Linear.of(weights, f"{name}/self_attention/linear_1"),
            FeedForward.of(weights, f"{name}/ffn"),
        )

    def __call__(self, x: Tensor) -> Tensor:
        query, key, value = (split_heads(part) for part in np.split(self.qkv(self.norm(x)), 3, -1))
        query *= HEAD_SCALE
        scores = query @ key.swapaxes(-1, -2)
        return self.feed_forward(x + self.out(join_heads(softmax(scores) @ value)))


class Encoder:
    """The encoder with its weights."""

    def __init__(self, weights: Weights) -> None:
        self._first = _Convolution.of(weights, "encoder/conv1", 1)
        self._second = _Convolution.of(weights, "encoder/conv2", 2)
        self._positions = weights.tensor("encoder/position_encodings/encodings")
        names = layer_names(weights, "encoder")
        self._layers = [_Layer.of(weights, name) for name in names]
        self._norm = Norm.of(weights, "encoder/layer_norm")

    def __call__(self, mel: Tensor) -> Tensor:
        """Return (columns / 2, width) of a picture of (columns, 80), at most 3000 columns."""
        x = self._second(self._first(mel))
        x += self._positions[: len(x)]
        for layer in self._layers:
            x = layer(x)
        return self._norm(x)


def layer_names(weights: Weights, side: str) -> list[str]:
    """Return ``encoder/layer_0`` and so on, as many as there are."""
    count = sum(name.startswith(f"{side}/layer_") and name.endswith("/ffn/linear_0/bias") for name in weights)
    return [f"{side}/layer_{number}" for number in range(count)]


def split_heads(x: Tensor) -> Tensor:
    """(..., time, width) to (..., heads, time, 64)."""
    return x.reshape(*x.shape[:-1], -1, HEAD_WIDTH).swapaxes(-3, -2)


def join_heads(x: Tensor) -> Tensor:
    """(..., heads, time, 64) to (..., time, width)."""
    return x.swapaxes(-3, -2).reshape(*x.shape[:-3], x.shape[-2], -1)
