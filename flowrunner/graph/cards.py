"""What the picture shows of one state, measured: its name, what it does, its first words, and its exits as chips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from flowrunner.flow.model import Agent, Ask, Form, Request, Sms, State, Transfer
from flowrunner.graph import words
from flowrunner.graph.edges import Edge, grouped
from flowrunner.graph.jumps import Way, way
from flowrunner.graph.measure import elided, width, wrapped

NAME, SMALL, BODY, CHIP, CAP = 15.0, 11.5, 12.5, 12.0, 11.0
"""Sizes of the fonts."""
PAD = 14.0
ICON = 26.0
HEAD = 40.0
LINE = 17.0
CHIP_HEIGHT = 24.0
CHIP_GAP = 6.0
_CHIP_PAD = 8.0
_CAP_GAP = 4.0
_MOST_LABEL = 190.0
_ROOM, _MOST_ROOM = 236.0, 420.0
"""The widest that words may make a card, and that they may be on a card that its chips make wider."""
_LEAST = 190.0


@dataclass(frozen=True, slots=True)
class Chip:
    """One exit of a card: its keys, its label, and where it leads."""

    edges: tuple[Edge, ...]
    keys: tuple[str, ...]
    label: str
    place: str
    """What happens, or where it leads, when there is no line to show it; else empty."""
    width: float
    x: float = 0.0
    """From the left edge of the card."""

    @property
    def rescue(self) -> bool:
        return all(edge.rescue for edge in self.edges)

    @property
    def target(self) -> str:
        return self.edges[0].target


@dataclass(frozen=True, slots=True)
class Card:
    """A state as it is drawn."""

    state: State
    does: str
    body: tuple[str, ...]
    chips: tuple[Chip, ...]
    width: float
    height: float

    @property
    def exits(self) -> tuple[float, ...]:
        """Where the line of each chip leaves."""
        if self.bare:
            return (self.width / 2,)
        return tuple(round(chip.x + chip.width / 2) for chip in self.chips)

    @property
    def bare(self) -> bool:
        """Whether the only exit says nothing, so that its line is enough."""
        return len(self.chips) == 1 and not (self.chips[0].label or self.chips[0].keys or self.chips[0].place)


def card(state: State, edges: Iterable[Edge], jumps: frozenset[Way]) -> Card:
    """Return the card of a state with the edges that leave it; the exits of ``jumps`` name where they lead."""
    does = words.verb_words(state)
    chips = tuple(_chip(state, group, jumps) for group in grouped(edges))
    if len(chips) > 1:
        chips = tuple(_named(state, chip) for chip in chips)
    row = sum(chip.width for chip in chips) + CHIP_GAP * (len(chips) - 1)
    body = tuple(_body(state, max(_ROOM, min(row, _MOST_ROOM))))
    head = max(width(state.name, NAME, bold=True), width(does, SMALL)) + ICON + 10
    text = max((width(line, BODY) for line in body), default=0.0)
    wide = 2 * ceil(max(_LEAST, head + 2 * PAD, text + 2 * PAD, row + 2 * PAD) / 2)
    plain = Card(state, does, body, _placed(chips, (wide - row) / 2), wide, 0.0)
    chips_height = 0.0 if plain.bare or not chips else CHIP_HEIGHT + 8
    return replace(plain, height=PAD + HEAD + LINE * len(body) + (4 if body else 0) + chips_height + 10)


def _placed(chips: Sequence[Chip], x: float) -> tuple[Chip, ...]:
    placed = []
    for chip in chips:
        placed.append(replace(chip, x=x))
        x += chip.width + CHIP_GAP
    return tuple(placed)


def _body(state: State, room: float) -> Iterator[str]:
    prompt = words.prompt_of(state)
    if prompt is not None and (said := words.spoken(prompt.first)):
        yield from wrapped(f"“{said}”", BODY, room, 2)
    match state.verb:
        case Ask(prompt=asked) if state.say is not None:
            yield from wrapped(f"“{words.spoken(asked.first)}”", BODY, room, 2)
        case Form(slots):
            yield from (elided(f"· {words.slot_words(slot)}", BODY, room) for slot in slots)
        case Transfer(numbers):
            yield elided(", then ".join(number.source for number in numbers), BODY, room)
        case Sms(message=message):
            yield from wrapped(f"“{' '.join(message.source.split())}”", BODY, room, 2)
        case Agent(instructions=told, tools=tools):
            yield from wrapped(" ".join(told.source.split()), BODY, room, 2)
            if tools:
                yield elided(f"with {', '.join(tools)}", BODY, room)
        case Request(method, url):
            yield elided(f"{method} {url.source.removeprefix('https://')}", BODY, room)


def _chip(state: State, edges: tuple[Edge, ...], jumps: frozenset[Way]) -> Chip:
    labels = words.labels(state, edges)
    keys = edges[0].keys if len(edges) == 1 else ()
    place = words.place(edges[0])
    if way(edges[0]) in jumps:
        place = f"→ {edges[0].target}"
        labels = [each for each in labels if each != edges[0].target]
    label = elided(", ".join(labels), CHIP, _MOST_LABEL)
    return _measured(Chip(edges, keys, label, place, 0.0))


def _named(state: State, chip: Chip) -> Chip:
    """Give the ordinary way on a name when it stands beside others."""
    if chip.label or chip.keys or chip.place:
        return chip
    return _measured(replace(chip, label=words.went_well(state)))


def _measured(chip: Chip) -> Chip:
    parts = [cap_width(key) for key in chip.keys]
    parts += [width(chip.label, CHIP)] if chip.label else []
    parts += [width(chip.place, CHIP, bold=True)] if chip.place else []
    return replace(chip, width=2 * _CHIP_PAD + sum(parts) + _CAP_GAP * max(len(parts) - 1, 0) + 2)


def command(edge: Edge) -> Chip:
    """Return the chip of a command, which belongs to no card and so says where it leads."""
    place = words.place(edge)
    arrow = "" if place or edge.target == edge.name else f" → {edge.target}"
    return _measured(Chip((edge,), edge.keys, words.label(edge) + arrow, place, 0.0))


def cap_width(key: str) -> float:
    """Return the width of a key drawn as a little cap."""
    return max(17.0, width(key, CAP, bold=True) + 8)


def parts(chip: Chip) -> Iterator[tuple[str, str, float]]:
    """Yield each part of a chip from the left: ``key``, ``label`` or ``place``, its text, and its x in the chip."""
    x = _CHIP_PAD
    for key in chip.keys:
        yield "key", key, x
        x += cap_width(key) + _CAP_GAP
    if chip.label:
        yield "label", chip.label, x
        x += width(chip.label, CHIP) + _CAP_GAP
    if chip.place:
        yield "place", chip.place, x
