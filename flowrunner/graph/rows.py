"""Where everything stands in its row.

Each row in turn is put in the order of the places that its neighbours above (then below) would have it, and moved as
near to these places as the widths allow. The arrangement with the fewest crossings is kept; then everything settles
between both neighbours without changing its order.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from flowrunner.graph.closing import closed_up
from flowrunner.graph.mesh import Mesh, Tie, Vertex, distance

ROUNDS = 12
SETTLING = 60
SNAPPING = 8
FAINT = 1e-3
"""How much of a wish is left where another's counts."""

Places = dict[Vertex, float]
"""The middle of each vertex."""
_Ties = Mapping[Vertex, tuple[Tie, ...]]


class Wish(NamedTuple):
    """Where something would like to be, and how much."""

    at: float
    weight: float

    def joined(self, other: Wish) -> Wish:
        """Return the wish of two that move together."""
        weight = self.weight + other.weight
        return Wish((self.at * self.weight + other.at * other.weight) / weight, weight)


def arrange(mesh: Mesh) -> Places:
    """Return the middle of every box and bend."""
    x: Places = {}
    for row in mesh.rows:
        _put(mesh, row, dict.fromkeys(row, Wish(0.0, 1.0)), x)
    best, least = dict(x), _cost(mesh, x)
    for turn in range(ROUNDS):
        _sweep(mesh, x, downwards=turn % 2 == 0)
        cost = _cost(mesh, x)
        if cost < least:
            best, least = dict(x), cost
    return _snapped(mesh, closed_up(mesh, _settled(mesh, best)))


def _sweep(mesh: Mesh, x: Places, *, downwards: bool) -> None:
    for row in mesh.rows if downwards else reversed(mesh.rows):
        side = mesh.above if downwards else mesh.below
        wishes = {vertex: _wish(vertex, (side,), mesh.beside, x) for vertex in row}
        _put(mesh, sorted(row, key=lambda each: wishes[each].at), wishes, x)


def _settled(mesh: Mesh, x: Places) -> Places:
    """Straighten the lines, in the order that everything has.

    A tie that is nearly met pulls hardest, so that lines become straight one after the other, not all a little less
    bent.
    """
    x = dict(x)
    orders = [sorted(row, key=lambda each: x[each]) for row in mesh.rows]
    for turn in range(SETTLING):
        loose = 200.0 * 0.85**turn + 0.5
        for row in orders if turn % 2 else reversed(orders):
            wishes = {vertex: _wish(vertex, (mesh.above, mesh.below), mesh.beside, x, loose) for vertex in row}
            _put(mesh, row, wishes, x)
    return x


def _wish(vertex: Vertex, sides: Sequence[_Ties], beside: _Ties, x: Places, loose: float = inf) -> Wish:
    """Return where a vertex would like to be, and how much; ``loose`` is the distance at which a tie begins to give.

    A bend would like to be beside the boxes of its row, but not so much that they give way: they would never come to
    rest.
    """
    total = weighted = firm = 0.0
    for side in (*sides, beside):
        for tie in side.get(vertex, ()):
            at = _end(tie, vertex, x)
            pull = tie.pull if loose == inf else tie.pull / (loose + abs(at - x[vertex]))
            total += pull
            weighted += pull * at
            firm += pull * (FAINT if side is beside else 1.0)
    return Wish(weighted / total, firm) if total else Wish(x[vertex], FAINT)


def _put(mesh: Mesh, row: Sequence[Vertex], wishes: Mapping[Vertex, Wish], x: Places) -> None:
    """Place a row in this order, as near as possible to what is wanted."""
    steps = [distance(mesh, left, right) for left, right in pairwise(row)]
    x.update(zip(row, packed([wishes[vertex] for vertex in row], steps), strict=True))


def packed(wishes: Sequence[Wish], steps: Sequence[float]) -> list[float]:
    """Return places at least ``steps`` apart, as near as possible to the wishes.

    The least squares of an isotonic regression, by pooling neighbours that would overtake each other.
    """
    firm = [0.0, *accumulate(steps)]
    pools: list[tuple[Wish, int]] = []
    for wish, step in zip(wishes, firm, strict=False):
        pool, count = Wish(wish.at - step, wish.weight), 1
        while pools and pools[-1][0].at > pool.at:
            other, more = pools.pop()
            pool, count = other.joined(pool), count + more
        pools.append((pool, count))
    starts = [pool.at for pool, count in pools for _ in range(count)]
    return [start + step for start, step in zip(starts, firm, strict=False)]


def _snapped(mesh: Mesh, x: Places) -> Places:
    """Put everything on whole numbers, and exactly over its neighbours where there is room."""
    orders = [sorted(row, key=lambda each: x[each]) for row in mesh.rows]
    x = {vertex: round(place) for vertex, place in x.items()}
    for turn in range(SNAPPING):
        for row in orders if turn % 2 else reversed(orders):
            for place in range(len(row)):
                _snap(mesh, row, place, x)
    return x


def _snap(mesh: Mesh, row: Sequence[Vertex], place: int, x: Places) -> None:
    """Move one vertex to where its lines are least bent."""
    vertex = row[place]
    least = x[row[place - 1]] + distance(mesh, row[place - 1], vertex) if place else -inf
    most = x[row[place + 1]] - distance(mesh, vertex, row[place + 1]) if place + 1 < len(row) else inf
    ends = [(_end(tie, vertex, x), tie.pull) for side in (mesh.above, mesh.below) for tie in side.get(vertex, ())]
    fitting = [x[vertex], *(end for end, _ in ends if least <= end <= most)]
    x[vertex] = min(fitting, key=lambda at: sum(abs(at - end) * pull for end, pull in ends))


def _end(tie: Tie, vertex: Vertex, x: Places) -> float:
    """Return where a tie would have a vertex."""
    return x[tie.upper] + tie.offset if vertex == tie.lower else x[tie.lower] - tie.offset


def _cost(mesh: Mesh, x: Places) -> tuple[int, float]:
    gaps = [[_ends(tie, x) for tie in mesh.gap(row)] for row in range(len(mesh.rows))]
    loops = [_ends(tie, x) for ties in mesh.beside.values() for tie in ties]
    return sum(map(_crossings, gaps)), sum(abs(upper - lower) for gap in (*gaps, loops) for upper, lower in gap)


def _ends(tie: Tie, x: Places) -> tuple[float, float]:
    return x[tie.upper] + tie.offset, x[tie.lower]


def _crossings(gap: Sequence[tuple[float, float]]) -> int:
    """Count the pairs of lines whose ends are in opposite order."""
    seen: list[float] = []
    count = 0
    for _, lower in sorted(gap):
        count += len(seen) - bisect_right(seen, lower)
        insort(seen, lower)
    return count
