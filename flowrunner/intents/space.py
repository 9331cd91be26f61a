"""Features as vectors: rare ones count more, and every utterance has length one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from flowrunner.intents.features import Features

Vector = dict[str, float]

SYNONYM = 0.3
"""How unknown a new word is that stands for something known, beside one that does not."""


@dataclass(frozen=True, slots=True)
class Space:
    """How much each feature tells by being rare among the examples."""

    rarity: Mapping[str, float]
    unknown: float
    """Of a feature that no example has."""

    def vector(self, counted: Features) -> Vector:
        """Return features of unit length; those that no example has keep their part of it."""
        weighted = {name: weight * self._rarity(name, counted.means) for name, weight in counted.weights.items()}
        length = sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {name: weight / length for name, weight in weighted.items()}

    def _rarity(self, name: str, means: Mapping[str, tuple[str, ...]]) -> float:
        found = self.rarity.get(name)
        if found is not None:
            return found
        return self.unknown * (SYNONYM if any(each in self.rarity for each in means.get(name, ())) else 1.0)


def space(counted: Sequence[Features]) -> Space:
    """Return the space of these examples."""
    number = Counter(name for each in counted for name in each.weights)
    whole = 1 + len(counted)
    return Space({name: log(whole / (1 + times)) + 1 for name, times in number.items()}, log(whole) + 1)


def products(vectors: Sequence[Vector]) -> list[list[float]]:
    """Return the products of all pairs, the lower triangle filled, by way of the few vectors that share a feature."""
    holders: dict[str, list[tuple[int, float]]] = {}
    table = [[0.0] * len(vectors) for _ in vectors]
    for place, vector in enumerate(vectors):
        row = table[place]
        for name, weight in vector.items():
            held = holders.setdefault(name, [])
            held.append((place, weight))
            for other, weight_other in held:
                row[other] += weight * weight_other
    return table
