"""Reads a file of tensors in the safetensors format: the length of a header, the header as JSON, and the numbers."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flowrunner.errors import ModelError

Tensor = NDArray[np.float32]
_TYPES: Mapping[str, np.dtype[np.floating]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of floating-point numbers by name, as float32; raises ModelError."""
    try:
        data = path.read_bytes()
        (length,) = struct.unpack_from("<Q", data)
        header: Mapping[str, Mapping[str, object]] = json.loads(data[8 : 8 + length])
        return {name: _tensor(data, 8 + length, each) for name, each in header.items() if each.get("dtype") in _TYPES}
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise ModelError(f"{path} cannot be read as a model ({error})") from error


def _tensor(data: bytes, begin: int, about: Mapping[str, object]) -> Tensor:
    shape, (start, _) = _sizes(about["shape"]), _sizes(about["data_offsets"])
    numbers = np.frombuffer(data, _TYPES[str(about["dtype"])], prod(shape), begin + start)
    return numbers.reshape(shape).astype(np.float32)


def _sizes(value: object) -> list[int]:
    if not isinstance(value, list):
        raise ValueError("a list was expected in the header")
    return [int(size) for size in value]
