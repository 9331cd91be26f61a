"""Elements of an SVG, and their text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, indent, tostring

from flowrunner.graph.boxes import Point

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def element(
    tag: str, attributes: dict[str, str | float] | None = None, *children: Element, text: str | None = None
) -> Element:
    """Return an element; numbers are rounded to a tenth."""
    given = {
        name.replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in (attributes or {}).items()
    }
    made = Element(tag, {name: _UNFIT.sub("�", value) for name, value in given.items()})
    made.text = None if text is None else _UNFIT.sub("�", text)
    made.extend(children)
    return made


def rectangle(
    corner: Point, size: tuple[float, float], radius: float, attributes: dict[str, str | float] | None = None
) -> Element:
    """Return a rectangle with round corners."""
    place = {"x": corner.x, "y": corner.y, "width": size[0], "height": size[1], "rx": radius}
    return element("rect", {**place, **(attributes or {})})


def words(at: Point, text: str, style: str) -> Element:
    """Return one line of text that begins at a point of its base line."""
    return element("text", {"class": style, "x": at.x, "y": at.y}, text=text)


def group(attributes: dict[str, str | float], children: Iterable[Element]) -> Element:
    """Return a group."""
    return element("g", attributes, *children)


def number(value: float) -> str:
    """Return a length as short as a tenth allows."""
    return f"{round(value, 1) + 0.0:g}"


def document(root: Element) -> str:
    """Return the text of a file."""
    indent(root, " ")
    return tostring(root, encoding="unicode") + "\n"
