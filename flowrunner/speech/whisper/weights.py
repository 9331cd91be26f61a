"""Reads the weights of a CTranslate2 model file.

The layout: version, name and revision of the model's specification, then each variable with its name, shape, type,
size and data, then (from version 3) aliases of variables that share their data. Numbers are little-endian; text is
preceded by its length and ends in a zero byte.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flowrunner.errors import ModelError

Tensor = NDArray[np.float32]

_TYPES = ("<f4", "i1", "<i2", "<i4", "<f2")
_WITH_ALIASES = 3


class Weights:
    """The variables of a model, in the file until they are asked for."""

    def __init__(self, variables: Mapping[str, NDArray[np.generic]]) -> None:
        self._variables = variables

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def tensor(self, name: str) -> Tensor:
        """Return a copy as float32; raises ModelError."""
        return self._variable(name).astype(np.float32)

    def transposed(self, name: str) -> Tensor:
        """Return a copy as float32, contiguous after its axes were reversed; raises ModelError."""
        return self._variable(name).T.astype(np.float32, order="C")

    def _variable(self, name: str) -> NDArray[np.generic]:
        try:
            return self._variables[name]
        except KeyError:
            raise ModelError(f"the speech model has no variable {name}") from None


def read_weights(path: Path) -> Weights:
    """Open a model file; raises ModelError."""
    try:
        with path.open("rb") as file:
            return Weights(_read(_Reader(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))))
    except (OSError, ValueError, IndexError, KeyError, struct.error) as error:
        raise ModelError(f"{path} cannot be read as a speech model ({error})") from error


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def number(self, kind: str) -> int:
        value: int
        (value,) = struct.unpack_from(f"<{kind}", self._data, self._at)
        self._at += struct.calcsize(kind)
        return value

    def text(self) -> str:
        length = self.number("H")
        start = self._at
        self._at += length
        return self._data[start : self._at].rstrip(b"\0").decode()

    def variable(self) -> NDArray[np.generic]:
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind = np.dtype(_TYPES[self.number("B")])
        size = self.number("I")
        start = self._at
        self._at += size
        return np.frombuffer(self._data, kind, size // kind.itemsize, start).reshape(shape)


def _read(reader: _Reader) -> dict[str, NDArray[np.generic]]:
    version = reader.number("I")
    reader.text()
    reader.number("I")
    variables = {}
    for _ in range(reader.number("I")):
        name = reader.text()
        variables[name] = reader.variable()
    if version >= _WITH_ALIASES:
        for _ in range(reader.number("I")):
            alias = reader.text()
            variables[alias] = variables[reader.text()]
    return variables
