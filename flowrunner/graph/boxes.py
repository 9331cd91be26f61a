"""What the layout is given, and what it gives back: boxes and links, places and routes. Nothing here knows of flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place in the drawing; y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """Something with a size; links leave at its lower edge and arrive at its upper edge."""

    name: str
    width: float
    height: float
    exits: tuple[float, ...] = ()
    """Where each exit is, from the left edge."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line from an exit of a box to the top of a box."""

    source: str
    exit: int
    target: str
    light: bool = False
    """Light lines give way: they never share a line with others, and they rank after them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is."""

    width: float
    height: float
    places: Mapping[str, Point]
    """The upper left corner of each box."""
    routes: tuple[tuple[Point, ...], ...]
    """The corners of each link's line, in the order of the links; all segments are level or upright."""
