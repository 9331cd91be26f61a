"""Whisper's decoder: states of sound and the tokens so far to the probabilities of the next token.

Nothing here is changed by a step: it takes rows of one value and gives the next value, so a search can keep, drop and
split its hypotheses as it likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flowrunner.speech.whisper.bpe import NO_SPEECH, NO_TIMESTAMPS, PREVIOUS, START
from flowrunner.speech.whisper.encoder import HEAD_SCALE, join_heads, layer_names, split_heads
from flowrunner.speech.whisper.layers import FeedForward, Linear, Norm, log_softmax, softmax
from flowrunner.speech.whisper.weights import Tensor, Weights


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """Rows of tokens decoded so far, all of one length."""

    log_probs: Tensor
    """(rows, vocabulary): of the token that comes next."""
    no_speech: float
    """Probability that there was no speech at all."""
    length: int
    heard: Sequence[tuple[Tensor, Tensor]]
    """Keys and values of the sound, for each layer."""
    said: Sequence[tuple[Tensor, Tensor]]
    """Keys and values of the tokens, for each layer: (rows, heads, length, 64)."""


@dataclass(frozen=True, slots=True)
class _Layer:
    self_norm: Norm
    self_qkv: Linear
    self_out: Linear
    norm: Norm
    query: Linear
    keys_values: Linear
    out: Linear
    feed_forward: FeedForward

    @classmethod
    def of(cls, weights: Weights, name: str) -> _Layer:
        return cls(
            Norm.of(weights, f"{name}/self_attention/layer_norm"),
            Linear.of(weights, f"{name}/self_attention/linear_0"),
            Linear.of(weights, f"{name}/self_attention/linear_1"),
            Norm.of(weights, f"{name}/attention/layer_norm"),
            Linear.of(weights, f"{name}/attention/linear_0"),
            Linear.of(weights, f"{name}/attention/linear_1"),
            Linear.of(weights, f"{name}/attention/linear_2"),
            FeedForward.of(weights, f"{name}/ffn"),
        )

    def hear(self, states: Tensor) -> tuple[Tensor, Tensor]:
        keys, values = (split_heads(part) for part in np.split(self.keys_values(states), 2, -1))
        return np.ascontiguousarray(keys.swapaxes(-1, -2)), np.ascontiguousarray(values)

    def attend_said(self, x: Tensor, before: tuple[Tensor, Tensor] | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        query, keys, values = (split_heads(part) for part in np.split(self.self_qkv(self.self_norm(x)), 3, -1))
        if before is not None:
            keys = np.concatenate([before[0], keys], axis=2)
            values = np.concatenate([before[1], values], axis=2)
        query *= HEAD_SCALE
        scores = query @ keys.swapaxes(-1, -2)
        new, seen = scores.shape[-2:]
        if new > 1:
            scores += np.triu(np.full((new, seen), -1e9, np.float32), seen - new + 1)
        return x + self.self_out(join_heads(softmax(scores) @ values)), (keys, values)

    def attend_heard(self, x: Tensor, heard: tuple[Tensor, Tensor]) -> Tensor:
        # one sound for all rows: they are one long row here
        rows, length, width = x.shape
        query = split_heads(self.query(self.norm(x)).reshape(rows * length, width))
        query *= HEAD_SCALE
        attended = join_heads(softmax(query @ heard[0]) @ heard[1])
        return self.feed_forward(x + self.out(attended.reshape(rows, length, width)))


class Decoder:
    """The decoder with its weights."""

    def __init__(self, weights: Weights) -> None:
        # kept the way the last product wants it, which is half of the work of a step
        self._embeddings = weights.transposed("decoder/embeddings/weight")
        self._positions = weights.tensor("decoder/position_encodings/encodings")
        self._layers = [_Layer.of(weights, name) for name in layer_names(weights, "decoder")]
        self._norm = Norm.of(weights, "decoder/layer_norm")

    def start(self, states: Tensor, prompt: Sequence[int] = ()) -> Hypotheses:
        """Begin with one row; ``prompt`` are tokens that might have been said before."""
        before = [PREVIOUS, *prompt] if prompt else []
        tokens = np.array([[*before, START, NO_TIMESTAMPS]])
        heard = [layer.hear(states) for layer in self._layers]
        x, said = self._run(tokens, 0, heard, [None] * len(heard))
        log_probs = self._log_probs(x[0, -2:])
        no_speech = float(np.exp(log_probs[0, NO_SPEECH]))
        return Hypotheses(log_probs[1:], no_speech, tokens.shape[1], heard, said)

    def step(self, before: Hypotheses, rows: Sequence[int], tokens: Sequence[int]) -> Hypotheses:
        """Continue the given rows (one may be given twice) with a token each."""
        chosen = [(keys[rows], values[rows]) for keys, values in before.said]
        x, said = self._run(np.array(tokens)[:, None], before.length, before.heard, chosen)
        return Hypotheses(self._log_probs(x[:, -1]), before.no_speech, before.length + 1, before.heard, said)

    def _run(
        self,
        tokens: np.ndarray[tuple[int, int], np.dtype[np.int64]],
        position: int,
        heard: Sequence[tuple[Tensor, Tensor]],
        said: Sequence[tuple[Tensor, Tensor] | None],
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        embedded = self._embeddings[:, tokens].transpose(1, 2, 0)
        x: Tensor = embedded + self._positions[position : position + tokens.shape[1]]
        kept = []
        for layer, before, sound in zip(self._layers, said, heard, strict=True):
            x, after = layer.attend_said(x, before)
            x = layer.attend_heard(x, sound)
            kept.append(after)
        return x, kept

    def _log_probs(self, x: Tensor) -> Tensor:
        return log_softmax(self._norm(x) @ self._embeddings)
