"""How the parts of the picture look: cards, chips, lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from flowrunner.graph import cards
from flowrunner.graph.boxes import Point
from flowrunner.graph.cards import Card, Chip
from flowrunner.graph.icons import sign
from flowrunner.graph.measure import width
from flowrunner.graph.words import full_label, spoken_in_full
from flowrunner.graph.xml import element, group, rectangle, words

STYLE = """
text{font-family:Helvetica,Arial,"Liberation Sans","Noto Sans","Noto Sans Devanagari",sans-serif;fill:#0f172a}
.title{font-size:22px;font-weight:bold}
.about,.note{font-size:13px;fill:#475569}
.ground{fill:#fff;stroke:#94a3b8}
.name{font-size:15px;font-weight:bold}
.does{font-size:11.5px;fill:#475569}
.body{font-size:12.5px;fill:#334155}
.sign{fill:none;stroke:#fff;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.chip .ground{fill:#eff6ff;stroke:#bfdbfe}
.chip text{font-size:12px}
.chip .place{font-weight:bold}
.chip.ends .ground{fill:#f1f5f9;stroke:#cbd5e1}
.chip.rescue .ground{fill:#fff;stroke:#cbd5e1}
.chip.rescue text{fill:#64748b}
.cap{fill:#fff;stroke:#64748b}
.chip .key{font-size:11px;font-weight:bold;text-anchor:middle;fill:#0f172a}
.chip .star{font-size:17px}
.badge text{font-size:11px;font-weight:bold;fill:#fff}
.halo{fill:none;stroke:#f8fafc;stroke-width:6}
.line{fill:none;stroke:#475569;stroke-width:1.6}
.reach{fill:none;stroke:none;stroke-width:12;pointer-events:stroke}
.rescue .line{stroke:#b9c5d3;stroke-width:1.3}
.edge:hover .line{stroke:#c2410c;stroke-width:2.6}
.head{fill:#475569}
.light{fill:#b9c5d3}
"""
_BEND = 7.0
_BADGE = 19.0


def draw_card(card: Card, at: Point, badges: Sequence[tuple[str, str]]) -> Element:
    """Return a card; badges are texts with their colours."""
    look = sign(card.state)
    parts = [
        element("title", text=spoken_in_full(card.state)),
        rectangle(Point(0, 0), (card.width, card.height), 9, {"class": "ground"}),
        element("path", {"d": f"M9 0h{card.width - 18:g}", "stroke": look.color, "stroke-width": 3}),
        element("circle", {"cx": cards.PAD + 10, "cy": 26, "r": 11, "fill": look.color}),
        element("path", {"class": "sign", "d": look.path, "transform": f"translate({cards.PAD + 2:g} 18)"}),
        words(Point(cards.PAD + cards.ICON + 3, 24), card.state.name, "name"),
        words(Point(cards.PAD + cards.ICON + 3, 39), card.does, "does"),
    ]
    y = cards.PAD + cards.HEAD + 11
    for line in card.body:
        parts.append(words(Point(cards.PAD, y), line, "body"))
        y += cards.LINE
    if not card.bare:
        parts += [draw_chip(chip, Point(chip.x, card.height - cards.CHIP_HEIGHT - 10)) for chip in card.chips]
    parts += _badges(card, badges)
    place = {"transform": f"translate({at.x:.1f} {at.y:.1f})", "data_state": card.state.name}
    return group({"class": "card", **place}, parts)


def _badges(card: Card, badges: Sequence[tuple[str, str]]) -> Iterator[Element]:
    x = 10.0
    for text, color in badges:
        wide = width(text, 11, bold=True) + 16
        ground = rectangle(Point(x, -_BADGE + 7), (wide, _BADGE), _BADGE / 2, {"fill": color})
        yield group({"class": "badge"}, [ground, words(Point(x + 8, 1), text, "")])
        x += wide + 6


def draw_chip(chip: Chip, at: Point) -> Element:
    """Return a chip."""
    look = "chip rescue" if chip.rescue else "chip ends" if chip.place else "chip"
    ground = rectangle(Point(0, 0), (chip.width, cards.CHIP_HEIGHT), 6, {"class": "ground"})
    parts = [element("title", text="\n".join(map(full_label, chip.edges))), ground]
    for style, text, x in cards.parts(chip):
        parts += _cap(text, x) if style == "key" else [words(Point(x, 16), text, style)]
    return group({"class": look, "transform": f"translate({at.x:.1f} {at.y:.1f})", **_ends(chip)}, parts)


def _ends(chip: Chip) -> dict[str, str | float]:
    """Return what tells a program from where to where a way leads."""
    return {"data_from": chip.edges[0].source, "data_to": chip.target}


def _cap(key: str, x: float) -> list[Element]:
    wide = cards.cap_width(key)
    cap = rectangle(Point(x, 4), (wide, 16), 3.5, {"class": "cap"})
    return [cap, words(Point(x + wide / 2, 20 if key == "*" else 16), key, "key star" if key == "*" else "key")]


def draw_net(lines: Sequence[tuple[Chip, Sequence[Point]]]) -> Element:
    """Return lines that share their way; they cross others like a bridge."""
    paths = [_path(route) for _, route in lines]
    light = lines[0][0].rescue
    parts = [element("path", {"class": "halo", "d": path}) for path in paths]
    for (chip, _), path in zip(lines, paths, strict=True):
        title = "\n".join(f"{edge.source}: {full_label(edge)}" for edge in chip.edges)
        head = "url(#light)" if light else "url(#head)"
        line = element("path", {"class": "line", "d": path, "marker-end": head})
        reach = element("path", {"class": "reach", "d": path})
        parts.append(group({"class": "edge", **_ends(chip)}, [element("title", text=title), line, reach]))
    return group({"class": "rescue" if light else "net"}, parts)


def _path(route: Sequence[Point]) -> str:
    """Return the line with its corners rounded."""
    parts = [f"M{_at(route[0])}"]
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        radius = min(_BEND, _length(before, corner) / 2, _length(corner, after) / 2)
        parts.append(f"L{_at(_towards(corner, before, radius))}Q{_at(corner)} {_at(_towards(corner, after, radius))}")
    return "".join([*parts, f"L{_at(route[-1])}"])


def _at(point: Point) -> str:
    return f"{round(point.x, 1) + 0.0:g} {round(point.y, 1) + 0.0:g}"


def _length(one: Point, other: Point) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = _length(start, end) or 1.0
    share = distance / length
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def markers() -> Element:
    """Return the heads of arrows."""
    heads = [
        element(
            "marker",
            {
                "id": name,
                "viewBox": "0 0 10 10",
                "refX": 9,
                "refY": 5,
                "markerWidth": 9,
                "markerHeight": 9,
                "markerUnits": "userSpaceOnUse",
                "orient": "auto",
            },
            element("path", {"class": name, "d": "M0 .8 9 5 0 9.2z"}),
        )
        for name in ("head", "light")
    ]
    return element("defs", None, *heads)
