"""Keys that stand where they were meant to stand, so that what is inside them can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

from flowrunner.flow.source import Data, Path, Source


def moved(source: Source, moves: Mapping[Path, Path]) -> Source:
    """Return the file with some keys in other places; each new place is in a mapping that exists."""
    data = deepcopy(source.data)
    for old, new in moves.items():
        value = _mapping_at(data, old[:-1]).pop(str(old[-1]))
        _mapping_at(data, new[:-1])[str(new[-1])] = value
    places = {_moved(path, moves): place for path, place in source.places.items()}
    return replace(source, data=data, places=places)


def _mapping_at(data: Data, path: Path) -> dict[str, Data]:
    """Return the mapping at a path where there is one."""
    for key in path:
        data = data[key] if isinstance(data, dict) and isinstance(key, str) else _item(data, key)
    assert isinstance(data, dict)
    return data


def _item(data: Data, key: str | int) -> Data:
    assert isinstance(data, list)
    assert isinstance(key, int)
    return data[key]


def _moved(path: Path, moves: Mapping[Path, Path]) -> Path:
    for length in range(len(path), 0, -1):
        new = moves.get(path[:length])
        if new is not None:
            return (*new, *path[length:])
    return path
