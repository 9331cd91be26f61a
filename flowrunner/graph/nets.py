"""Links that lead to the same box run together: one line a target, joined on the way like streets joining a road.

A net crosses rows of boxes at bends. A link that leads back up crosses the row of its own source too, for it leaves
at the bottom like any other, turns, and enters its target from above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowrunner.graph.boxes import Box, Link


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a link leaves a box; ``offset`` from the middle of the box."""

    link: int
    box: str
    offset: float


@dataclass(frozen=True, slots=True)
class Net:
    """All links to one target that are alike and run in one direction."""

    target: str
    light: bool
    up: bool
    exits: Mapping[int, tuple[Exit, ...]]
    """By the row that they leave from."""
    bends: range
    """The rows that the net crosses between boxes."""

    @property
    def gaps(self) -> range:
        """The spaces between rows that the net has a part in; gap n is below row n, gap -1 above everything."""
        return range(self.bends.start - 1, max(max(self.exits) + 1, self.bends.stop))


def nets(boxes: Mapping[str, Box], links: Sequence[Link], rank: Mapping[str, int]) -> tuple[Net, ...]:
    """Return the nets, in the order of the links that begin them."""
    grouped: dict[tuple[str, bool, bool], dict[int, Link]] = {}
    for index, link in enumerate(links):
        up = rank[link.target] <= rank[link.source]
        grouped.setdefault((link.target, link.light, up), {})[index] = link
    return tuple(_net(boxes, members, rank) for members in grouped.values())


def _net(boxes: Mapping[str, Box], members: Mapping[int, Link], rank: Mapping[str, int]) -> Net:
    exits: dict[int, list[Exit]] = {}
    for index, link in members.items():
        box = boxes[link.source]
        exits.setdefault(rank[box.name], []).append(Exit(index, box.name, box.exits[link.exit] - box.width / 2))
    row = rank[link.target]
    up = row <= max(exits)
    bends = range(row, max(exits) + 1) if up else range(min(exits) + 1, row)
    return Net(link.target, link.light, up, {level: tuple(found) for level, found in sorted(exits.items())}, bends)
