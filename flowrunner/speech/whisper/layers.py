"""The parts that a transformer is made of, in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowrunner.speech.whisper.weights import Tensor, Weights

_TANH_SCALE = np.float32(np.sqrt(2 / np.pi))


@dataclass(frozen=True, slots=True)
class Linear:
    """``x @ weight + bias``."""

    weight: Tensor
    """(in, out)"""
    bias: Tensor

    @classmethod
    def of(cls, weights: Weights, name: str) -> Linear:
        return cls(weights.transposed(f"{name}/weight"), weights.tensor(f"{name}/bias"))

    def __call__(self, x: Tensor) -> Tensor:
        y: Tensor = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation."""

    gamma: Tensor
    beta: Tensor

    @classmethod
    def of(cls, weights: Weights, name: str) -> Norm:
        return cls(weights.tensor(f"{name}/gamma"), weights.tensor(f"{name}/beta"))

    def __call__(self, x: Tensor) -> Tensor:
        y: Tensor = x - x.mean(-1, keepdims=True)
        variance = np.einsum("...i,...i->...", y, y)[..., None] / np.float32(y.shape[-1])
        y /= np.sqrt(variance + np.float32(1e-5))
        y *= self.gamma
        y += self.beta
        return y


@dataclass(frozen=True, slots=True)
class FeedForward:
    """Two layers with a GELU between, added to what came in."""

    norm: Norm
    widen: Linear
    narrow: Linear

    @classmethod
    def of(cls, weights: Weights, name: str) -> FeedForward:
        return cls(
            Norm.of(weights, f"{name}/layer_norm"),
            Linear.of(weights, f"{name}/linear_0"),
            Linear.of(weights, f"{name}/linear_1"),
        )

    def __call__(self, x: Tensor) -> Tensor:
        return x + self.narrow(gelu(self.widen(self.norm(x))))


def gelu(x: Tensor) -> Tensor:
    """Return the tanh approximation of GELU; ``x`` itself is overwritten."""
    inner = x * x
    inner *= np.float32(0.044715) * _TANH_SCALE
    inner += _TANH_SCALE
    inner *= x
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    x *= np.float32(0.5)
    x *= inner
    return x


def softmax(x: Tensor) -> Tensor:
    """Return the softmax over the last axis; ``x`` itself is overwritten."""
    x -= x.max(-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(-1, keepdims=True)
    return x


def log_softmax(x: Tensor) -> Tensor:
    """Return the logarithm of the softmax over the last axis; ``x`` itself is overwritten."""
    x -= x.max(-1, keepdims=True)
    x -= np.log(np.exp(x).sum(-1, keepdims=True))
    return x
