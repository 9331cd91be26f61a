"""Which ways of a large flow are told by name rather than by a line.

Twenty lines to the state that says goodbye hide everything else. From a certain size on, a line is drawn only where
it is short; any other exit names its target, as the sign on a door does. Every state still hangs on its nearest
forerunner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flowrunner.graph.edges import Edge

SMALL_FLOW = 16
"""Up to so many states, every way is a line."""
_DOWN, _UP = 2, 2
"""How many rows a line of a large flow may cross."""

Way = tuple[str, str, bool]
"""Source, target, and whether it is the safety net's."""


def way(edge: Edge) -> Way:
    """Return what edges that are drawn as one have in common."""
    return edge.source, edge.target, edge.rescue


def jumps(edges: Iterable[Edge], rank: Mapping[str, int]) -> frozenset[Way]:
    """Return the ways that have no line; ``rank`` holds the rows of all states."""
    if len(rank) <= SMALL_FLOW:
        return frozenset()
    ways = {way(edge) for edge in edges if edge.target in rank}
    nearest: dict[str, tuple[bool, int, Way]] = {}
    for each in sorted(ways):
        source, target, rescue = each
        distance = rank[target] - rank[source]
        if distance > 0:
            nearest[target] = min(nearest.get(target, (True, distance, each)), (rescue, distance, each))
    needed = {each for _, _, each in nearest.values()}
    return frozenset(each for each in ways - needed if _is_far(each, rank))


def _is_far(each: Way, rank: Mapping[str, int]) -> bool:
    source, target, rescue = each
    return rescue or not -_UP <= rank[target] - rank[source] <= _DOWN
