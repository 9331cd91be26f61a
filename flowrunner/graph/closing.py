"""Parts of a drawing that nothing ties to each other move together."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from flowrunner.graph.mesh import Mesh, Vertex, distance


def closed_up(mesh: Mesh, x: dict[Vertex, float]) -> dict[Vertex, float]:
    """Return the places with every part as far to the left as those beside it allow."""
    part = _parts(mesh)
    if len(set(part.values())) == 1:
        return x
    x = dict(x)
    orders = [sorted(row, key=lambda each: x[each]) for row in mesh.rows]
    lefts: dict[int, float] = {}
    for vertex, place in x.items():
        lefts[part[vertex]] = min(lefts.get(part[vertex], inf), place)
    for each in sorted(lefts, key=lambda number: lefts[number]):
        room = min(_rooms(mesh, orders, x, part, each), default=0.0)
        x.update({vertex: place - room for vertex, place in x.items() if part[vertex] == each and room < inf})
    return x


def _rooms(
    mesh: Mesh, orders: list[list[Vertex]], x: dict[Vertex, float], part: dict[Vertex, int], number: int
) -> Iterator[float]:
    """Yield how far each member of a part could move; one with nothing on its left may go to the edge."""
    edge = min(x[vertex] - mesh.width[vertex] / 2 for vertex in x)
    for row in orders:
        for left, vertex in zip([None, *row], row, strict=False):
            if part[vertex] != number:
                continue
            if left is None:
                yield x[vertex] - mesh.width[vertex] / 2 - edge
            elif part[left] != number:
                yield x[vertex] - x[left] - distance(mesh, left, vertex)


def _parts(mesh: Mesh) -> dict[Vertex, int]:
    """Return which part each vertex belongs to."""
    tied: dict[Vertex, list[Vertex]] = {}
    for sides in (mesh.above, mesh.below, mesh.beside):
        for tie in (tie for ties in sides.values() for tie in ties):
            tied.setdefault(tie.upper, []).append(tie.lower)
            tied.setdefault(tie.lower, []).append(tie.upper)
    part: dict[Vertex, int] = {}
    for number, start in enumerate(vertex for row in mesh.rows for vertex in row):
        found = [start] if start not in part else []
        while found:
            vertex = found.pop()
            if vertex not in part:
                part[vertex] = number
                found += tied.get(vertex, [])
    return part
