"""A flow as an SVG picture that anybody can read: cards for states, chips for exits, keys as little caps.

The picture needs nothing from elsewhere: no font, script or image. Pointing at a line or a chip tells it in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from flowrunner.flow.model import Flow, Start
from flowrunner.graph import cards, drawing
from flowrunner.graph.boxes import Box, Layout, Link, Point
from flowrunner.graph.cards import CHIP_GAP, CHIP_HEIGHT, Card, Chip
from flowrunner.graph.edges import Edge, commands, reached, transitions
from flowrunner.graph.jumps import jumps
from flowrunner.graph.layout import layout
from flowrunner.graph.measure import width, wrapped
from flowrunner.graph.ranks import ranks
from flowrunner.graph.xml import document, element, group, rectangle, words

MARGIN = 32.0
_LEAST_WIDTH = 520.0
_STARTS = {
    ("inbound", "outbound", "machine"): "call begins",
    ("inbound",): "incoming call",
    ("outbound",): "outgoing call",
    ("outbound", "machine"): "outgoing call",
    ("inbound", "outbound"): "call begins",
    ("machine",): "answering machine",
    ("inbound", "machine"): "incoming call",
}
_GREEN, _AMBER, _GREY = "#15803d", "#b45309", "#64748b"


def to_svg(flow: Flow, *, bare: bool = False) -> str:
    """Return the picture as the text of an SVG file; a ``bare`` one is for a page with its own colours and title."""
    rank = _ranks(flow)
    made = _cards(flow, rank)
    lines = list(_lines(made.values()))
    boxes = [Box(name, each.width, each.height, each.exits) for name, each in made.items()]
    found = layout(boxes, [link for _, link in lines], rank)
    inner = max(found.width, _LEAST_WIDTH)
    header, y = _header(flow, inner, bare=bare)
    shift = Point(MARGIN + (inner - found.width) / 2, y + MARGIN)
    size = (inner + 2 * MARGIN, shift.y + found.height + MARGIN + 34)
    parts = [
        element("title", text=flow.name),
        element("desc", text=flow.about or "A telephone flow."),
        *([] if bare else [element("style", text=drawing.STYLE)]),
        drawing.markers(),
        rectangle(Point(0, 0), size, 0, {"class": "backdrop", "fill": "#f8fafc"}),
        *header,
        group({"transform": f"translate({shift.x:.1f} {shift.y:.1f})"}, _picture(flow, made, lines, found)),
        words(Point(MARGIN, size[1] - 22), _note(flow), "note"),
    ]
    view = f"0 0 {size[0]:.0f} {size[1]:.0f}"
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "viewBox": view}
    return document(element("svg", {**attributes, "width": round(size[0]), "height": round(size[1])}, *parts))


def _ranks(flow: Flow) -> dict[str, int]:
    """Return the row of each state; the safety net counts last."""
    following: dict[str, list[str]] = {}
    for edge in sorted(transitions(flow), key=lambda edge: edge.rescue):
        if edge.target in flow.states:
            following.setdefault(edge.source, []).append(edge.target)
    return ranks(list(flow.states), following, list(dict.fromkeys(_starts(flow.start))))


def _cards(flow: Flow, rank: Mapping[str, int]) -> Mapping[str, Card]:
    edges = transitions(flow)
    leaving: dict[str, list[Edge]] = {name: [] for name in flow.states}
    for edge in edges:
        leaving[edge.source].append(edge)
    named = jumps(edges, rank)
    return {name: cards.card(state, leaving[name], named) for name, state in flow.states.items()}


def _lines(made: Iterable[Card]) -> Iterator[tuple[Chip, Link]]:
    for card in made:
        for index, chip in enumerate(card.chips):
            if not chip.place:
                yield chip, Link(card.state.name, index, chip.target, chip.rescue)


def _starts(start: Start) -> dict[str, tuple[str, ...]]:
    """Return how a call can begin in each state that it begins in."""
    ways = {"inbound": start.inbound, "outbound": start.outbound, "machine": start.machine}
    return {state: tuple(way for way, first in ways.items() if first == state) for state in ways.values()}


def _picture(
    flow: Flow, made: Mapping[str, Card], lines: Sequence[tuple[Chip, Link]], found: Layout
) -> Iterator[Element]:
    together: dict[tuple[str, bool], list[tuple[Chip, Sequence[Point]]]] = {}
    for (chip, link), route in zip(lines, found.routes, strict=True):
        together.setdefault((link.target, link.light), []).append((chip, route))
    for _, net in sorted(together.items(), key=lambda item: not item[0][1]):
        yield drawing.draw_net(net)
    starts, met = _starts(flow.start), reached(flow)
    for name, card in made.items():
        badges = [(_STARTS[starts[name]], _GREEN)] if name in starts else []
        badges += [("safety net", _AMBER)] if name == flow.fallback else []
        badges += [("after the caller has left", _GREY)] if name == flow.on_hangup else []
        badges += [("never reached", _GREY)] if name not in met else []
        yield drawing.draw_card(card, found.places[name], badges)


def _header(flow: Flow, room: float, *, bare: bool) -> tuple[list[Element], float]:
    """Return the title, the sentence and the commands of a flow, and where they end; a ``bare`` one has no title."""
    y = 0.0 if bare else MARGIN + 16
    parts = [] if bare else [words(Point(MARGIN, y), flow.name, "title")]
    for line in () if bare else wrapped(flow.about, 13, room, 3):
        y += 20
        parts.append(words(Point(MARGIN, y), line, "about"))
    chips = [cards.command(edge) for edge in commands(flow)]
    if not chips:
        return parts, y
    lead = "At any time:"
    x, y = MARGIN + width(lead, 13) + 12, y + 14
    parts.append(words(Point(MARGIN, y + 16), lead, "about"))
    for chip in chips:
        if x + chip.width > MARGIN + room:
            x, y = MARGIN, y + CHIP_HEIGHT + CHIP_GAP
        parts.append(drawing.draw_chip(chip, Point(x, y)))
        x += chip.width + CHIP_GAP
    return parts, y + CHIP_HEIGHT


def _note(flow: Flow) -> str:
    return f"Grey is the safety net: a call that would be stuck goes to {flow.fallback}."
