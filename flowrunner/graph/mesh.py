"""Boxes and bends in rows, and the ties that pull them over each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from flowrunner.graph.boxes import Box
from flowrunner.graph.nets import Net

Vertex = str | tuple[int, int]
"""A box by its name, or a bend by its net and its row."""

BEND_WIDTH = 10.0
GUTTER = 30.0
"""Space between two boxes."""
LANE = 12.0
"""Space between a line and what is beside it."""
_FIRM, _PLAIN, _LIGHT = 4.0, 1.0, 0.2
"""How strongly two bends, an ordinary link and a light one pull."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A wish: ``x[upper] + offset == x[lower]``."""

    upper: Vertex
    offset: float
    lower: Vertex
    pull: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """What has to be put side by side, row by row."""

    rows: tuple[tuple[Vertex, ...], ...]
    width: Mapping[Vertex, float]
    above: Mapping[Vertex, tuple[Tie, ...]]
    """The ties to the row above."""
    below: Mapping[Vertex, tuple[Tie, ...]]
    """The ties to the row below."""
    beside: Mapping[Vertex, tuple[Tie, ...]]
    """The ties of a bend to boxes of its own row, which it passes; no box gives way to it."""

    def gap(self, row: int) -> Iterator[Tie]:
        """Yield the ties between a row and the next."""
        for vertex in self.rows[row]:
            yield from self.below.get(vertex, ())


def mesh(boxes: Sequence[Box], nets: Sequence[Net], rank: Mapping[str, int]) -> Mesh:
    """Return the mesh; within a row, boxes keep their order and bends come last."""
    rows: list[list[Vertex]] = [[] for _ in range(max(rank.values()) + 1)]
    width: dict[Vertex, float] = {}
    for box in boxes:
        rows[rank[box.name]].append(box.name)
        width[box.name] = box.width
    for index, net in enumerate(nets):
        for row in net.bends:
            rows[row].append((index, row))
            width[index, row] = BEND_WIDTH
    ties = [tie for index, net in enumerate(nets) for tie in (_rising if net.up else _falling)(index, net)]
    return Mesh(tuple(map(tuple, rows)), width, *_sorted(ties, rank))


def distance(mesh: Mesh, left: Vertex, right: Vertex) -> float:
    """Return how far apart the middles of two neighbours must be."""
    both = isinstance(left, str) and isinstance(right, str)
    return (mesh.width[left] + mesh.width[right]) / 2 + (GUTTER if both else LANE)


def _falling(index: int, net: Net) -> Iterator[Tie]:
    for row, exits in net.exits.items():
        for each in exits:
            yield Tie(each.box, each.offset, _next(index, net, row), _pull(net, _PLAIN))
    for row in net.bends:
        yield Tie((index, row), 0, _next(index, net, row), _pull(net, _FIRM))


def _next(index: int, net: Net, row: int) -> Vertex:
    return (index, row + 1) if row + 1 in net.bends else net.target


def _rising(index: int, net: Net) -> Iterator[Tie]:
    for row, exits in net.exits.items():
        for each in exits:
            yield Tie(each.box, each.offset, (index, row), _pull(net, _PLAIN))
    for row in net.bends[:-1]:
        yield Tie((index, row), 0, (index, row + 1), _pull(net, _FIRM))
    yield Tie((index, net.bends.start), 0, net.target, _pull(net, _LIGHT))


def _pull(net: Net, pull: float) -> float:
    return pull * (_LIGHT if net.light else _PLAIN)


_Ties = dict[Vertex, tuple[Tie, ...]]


def _sorted(ties: Sequence[Tie], rank: Mapping[str, int]) -> tuple[_Ties, _Ties, _Ties]:
    above: _Ties = {}
    below: _Ties = {}
    beside: _Ties = {}
    for tie in ties:
        level = _row(tie.upper, rank) == _row(tie.lower, rank)
        for vertex, ends in ((tie.upper, below), (tie.lower, above)):
            if not level:
                ends[vertex] = (*ends.get(vertex, ()), tie)
            elif not isinstance(vertex, str):
                beside[vertex] = (*beside.get(vertex, ()), tie)
    return above, below, {bend: _held(found, above.keys() | below.keys()) for bend, found in beside.items()}


def _held(ties: tuple[Tie, ...], tied: Set[Vertex]) -> tuple[Tie, ...]:
    """Leave out ties to a box that nothing else holds: it and the bend would push each other out of the page."""
    return tuple(tie for tie in ties if (tie.upper if isinstance(tie.upper, str) else tie.lower) in tied)


def _row(vertex: Vertex, rank: Mapping[str, int]) -> int:
    return rank[vertex] if isinstance(vertex, str) else vertex[1]
