"""A layered drawing: boxes in rows, lines that run level and upright between them and never over a box.

The steps are the classic ones (Sugiyama, Tagawa and Toda, 1981), each in its own file: which row (``ranks``, which
the caller calls), which lines run together (``nets``), where in the row (``rows``), on which track lines turn
(``channels``). Here the results become coordinates. The same input always gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowrunner.graph.boxes import Box, Layout, Link, Point
from flowrunner.graph.channels import Turn, tracks
from flowrunner.graph.mesh import mesh
from flowrunner.graph.nets import Net, nets
from flowrunner.graph.rows import Places, Wish, arrange, packed

ENTRY = 14.0
"""Space between two lines that enter the same box."""
OFF_MIDDLE = 44.0
"""How far from the middle of a box a line may enter it, rather than bend."""
TRACK = 11.0
LEAST_GAP = 46.0
BEFORE, AFTER = 16.0, 24.0
"""Space above the first and below the last track of a gap; an arrow head needs some."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the steps have found."""

    boxes: Mapping[str, Box]
    nets: tuple[Net, ...]
    rank: Mapping[str, int]
    x: Places
    entry: Mapping[int, float]
    """Where each net enters its target."""


def layout(boxes: Sequence[Box], links: Sequence[Link], rank: Mapping[str, int]) -> Layout:
    """Return the drawing; every link's boxes are among ``boxes``, and every box has a rank."""
    if not boxes:
        return Layout(0, 0, {}, ())
    sheet = _sheet(boxes, links, rank)
    turns = {gap: tuple(_turns(sheet, gap)) for gap in range(-1, max(sheet.rank.values()) + 1)}
    track = {gap: tracks(found) for gap, found in turns.items()}
    tops, levels = _heights(sheet, track)
    places = {name: Point(sheet.x[name] - box.width / 2, tops[sheet.rank[name]]) for name, box in sheet.boxes.items()}
    routes = _routes(sheet, places, levels)
    return _moved(Layout(0, 0, places, tuple(routes[index] for index in range(len(links)))), sheet.boxes)


def _sheet(boxes: Sequence[Box], links: Sequence[Link], rank: Mapping[str, int]) -> _Sheet:
    by_name = {box.name: box for box in boxes}
    found = nets(by_name, links, rank)
    x = arrange(mesh(boxes, found, rank))
    entering: dict[str, list[tuple[float, int]]] = {}
    for index, net in enumerate(found):
        entering.setdefault(net.target, []).append((_approach(index, net, rank, x), index))
    entry: dict[int, float] = {}
    for target, lines in entering.items():
        entry.update(_entries(x[target], by_name[target].width, sorted(lines)))
    return _Sheet(by_name, found, rank, x, entry)


def _entries(middle: float, width: float, lines: Sequence[tuple[float, int]]) -> dict[int, float]:
    """Let each line enter a box straight from above where it can, else near the middle on the side it comes from."""
    reach = min(OFF_MIDDLE, width / 2 - ENTRY)
    straight = [abs(approach - middle) <= reach for approach, _ in lines]
    wishes = [
        Wish(approach if fits else middle, 1000.0 if fits else 1.0)
        for (approach, _), fits in zip(lines, straight, strict=True)
    ]
    places = packed(wishes, [ENTRY] * (len(lines) - 1))
    return {index: round(place) for (_, index), place in zip(lines, places, strict=True)}


def _approach(index: int, net: Net, rank: Mapping[str, int], x: Places) -> float:
    row = rank[net.target]
    if net.up:
        return x[index, row]
    return min(_above(index, net, row - 1, x), key=lambda at: abs(at - x[net.target]))


def _above(index: int, net: Net, gap: int, x: Places) -> list[float]:
    """Return where a net touches the row above a gap."""
    bend = [x[index, gap]] if gap in net.bends else []
    return bend + [x[each.box] + each.offset for each in net.exits.get(gap, ())]


def _turns(sheet: _Sheet, gap: int) -> Iterator[Turn]:
    for index, net in enumerate(sheet.nets):
        if gap in net.gaps:
            bottoms = [sheet.x[index, gap + 1]] if gap + 1 in net.bends else []
            bottoms += [sheet.entry[index]] if gap + 1 == sheet.rank[net.target] else []
            yield Turn(index, tuple(_above(index, net, gap, sheet.x)), tuple(bottoms))


_Levels = dict[tuple[int, int], float]
"""How high each net runs in each gap."""


def _heights(sheet: _Sheet, track: Mapping[int, Mapping[int, int]]) -> tuple[list[float], _Levels]:
    """Return the top of each row, and the height of each track that is used."""
    rows = [0.0] * (max(sheet.rank.values()) + 1)
    for name, row in sheet.rank.items():
        rows[row] = max(rows[row], sheet.boxes[name].height)
    tops, levels, y = [], _Levels(), 0.0
    for gap in range(-1, len(rows)):
        y += rows[gap] if gap >= 0 else 0.0
        count = max(track[gap].values(), default=-1) + 1
        height = BEFORE + max(count - 1, 0) * TRACK + AFTER if count else 0.0
        room = max(height, LEAST_GAP if 0 <= gap < len(rows) - 1 else 0.0)
        levels.update({(net, gap): y + (room - height) / 2 + BEFORE + each * TRACK for net, each in track[gap].items()})
        y += room
        tops.append(y)
    return tops[:-1], levels


def _routes(sheet: _Sheet, places: Mapping[str, Point], levels: _Levels) -> dict[int, tuple[Point, ...]]:
    routes: dict[int, tuple[Point, ...]] = {}
    for index, net in enumerate(sheet.nets):
        for row, exits in net.exits.items():
            for each in exits:
                start = Point(sheet.x[each.box] + each.offset, places[each.box].y + sheet.boxes[each.box].height)
                end = Point(sheet.entry[index], places[net.target].y)
                routes[each.link] = (start, *_corners(sheet, index, row, start.x, levels), end)
    return routes


def _corners(sheet: _Sheet, index: int, row: int, x: float, levels: _Levels) -> Iterator[Point]:
    net = sheet.nets[index]
    target = sheet.rank[net.target]
    steps = range(row, target - 2, -1) if net.up else range(row, target)
    for gap in steps:
        bend = gap if net.up else gap + 1
        onward = sheet.x[index, bend] if bend in net.bends else sheet.entry[index]
        if abs(onward - x) > 0.5:
            yield Point(x, levels[index, gap])
            yield Point(onward, levels[index, gap])
            x = onward


def _moved(drawing: Layout, boxes: Mapping[str, Box]) -> Layout:
    """Move everything so that nothing is left of or above zero."""
    points = [point for route in drawing.routes for point in route]
    left = min([place.x for place in drawing.places.values()] + [point.x for point in points])
    right = max([place.x + boxes[name].width for name, place in drawing.places.items()] + [point.x for point in points])
    bottom = max(
        [place.y + boxes[name].height for name, place in drawing.places.items()] + [point.y for point in points]
    )
    places = {name: Point(place.x - left, place.y) for name, place in drawing.places.items()}
    routes = tuple(tuple(Point(point.x - left, point.y) for point in route) for route in drawing.routes)
    return Layout(right - left, bottom, places, routes)
