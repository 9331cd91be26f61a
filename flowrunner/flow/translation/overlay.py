"""A translation laid over its flow: which of its texts belong where, and the flow with them in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import NamedTuple

from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, listed
from flowrunner.flow.source import Data, Path, Source
from flowrunner.flow.translation.wanted import Wanted, wanted


class Piece(NamedTuple):
    """One translated text, or the phrases of one choice."""

    where: Path
    """In the translation."""
    data: Data
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a translation has, what it lacks, and what it has that its flow has not."""

    pieces: tuple[Piece, ...]
    unknown: tuple[Path, ...]
    missing: Mapping[Path, Wanted]


def overlay(document: Document, source: Source) -> Overlay:
    """Lay a translation over the document of its flow."""
    known = wanted(document)
    pieces: list[Piece] = []
    unknown: list[Path] = []
    begun = {where[:length] for where in known for length in range(1, len(where))}
    left: list[tuple[Path, Data]] = [((), source.data)]
    while left:
        where, data = left.pop()
        spot = where if where in known or isinstance(data, dict) else (*where, "hear")
        if spot in known:
            pieces += [] if data is None else [Piece(where, data, known[spot])]
        elif where and where not in begun:
            unknown.append(where)
        else:
            left += reversed(_inside(where, data))
    there = {piece.wanted.path for piece in pieces}
    missing = {where: each for where, each in known.items() if each.needed and each.path not in there}
    return Overlay(tuple(pieces), tuple(unknown), missing)


def _inside(where: Path, data: Data) -> list[tuple[Path, Data]]:
    if isinstance(data, dict):
        return [((*where, key), value) for key, value in data.items()]
    return [((*where, index), value) for index, value in enumerate(data)] if isinstance(data, list) else []


def translated(document: Document, pieces: Iterable[Piece]) -> Document:
    """Return the flow with its texts translated; what the written language calls a choice is heard as well."""
    data = deepcopy(document.data)
    prompts = set()
    for _, value, each in pieces:
        if each.kind == "prompt":
            prompts.add(each.path)
            _put(data, each.path, value)
        else:
            both: list[Data] = [*dict.fromkeys([*listed(value), *listed(each.written)])]
            _put(data, each.path, both)
    source = replace(document.source, data=data)
    return replace(document, source=source, translated=frozenset(prompts))


def _put(data: Mapped, path: Path, value: Data) -> None:
    inside: Data = data
    for key in path[:-1]:
        inside = inside[key] if isinstance(inside, list) and isinstance(key, int) else _entry(inside, str(key))
    assert isinstance(inside, dict)
    inside[str(path[-1])] = value


def _entry(data: Data, key: str) -> Data:
    assert isinstance(data, dict)
    return data.setdefault(key, {})
