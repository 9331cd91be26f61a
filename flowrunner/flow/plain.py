"""Plain data of a file that may be wrong anywhere: readers that never fail."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.model import WORDS
from flowrunner.flow.schema import VERBS
from flowrunner.flow.source import Data, Path

Mapped = dict[str, Data]


def mapping(data: Data) -> Mapped:
    """Return ``data`` if it is a mapping, else an empty one."""
    return data if isinstance(data, dict) else {}


def verbs_of(state: Mapped) -> list[str]:
    """Return the verbs that a state has; more than one is a mistake."""
    return [verb for verb in VERBS if verb in state]


def listed(data: Data) -> list[str]:
    """Return one text or a list of texts as a list."""
    return [each for each in data if isinstance(each, str)] if isinstance(data, list) else strings(data)


def strings(data: Data) -> list[str]:
    """Return the text as a list; empty when it is none."""
    return [data] if isinstance(data, str) else []


def words_of(state: Mapped) -> list[str]:
    """Return the variable that keeps the words of a recording, as a list; empty when the state keeps none."""
    is_wanted = mapping(state.get("record")).get("transcribe") == "true"
    return [f"{name}{WORDS}" for name in strings(state.get("save"))] if is_wanted else []


def pairs(data: Data) -> list[tuple[str, Data]]:
    """Return the items of a mapping."""
    return list(mapping(data).items())


def leaves(path: Path, data: Data) -> Iterator[tuple[Path, str]]:
    """Yield every text inside ``data``, and where it is."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from leaves((*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves((*path, index), value)
