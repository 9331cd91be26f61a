"""Readers of checked data, which give a default for what is not there."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.flow.document import Document
from flowrunner.flow.duration import seconds
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.scalars import typed
from flowrunner.flow.source import Data, Path
from flowrunner.flow.template import Expression, Template


def text(data: Data) -> str:
    """Return a text; empty when there is none."""
    return data if isinstance(data, str) else ""


def items(data: Mapped, key: str) -> list[Data]:
    """Return the list under a key; empty when there is none."""
    found = data.get(key)
    return found if isinstance(found, list) else []


def duration(data: Data, default: float) -> float:
    """Return a duration in seconds."""
    found = seconds(text(data))
    return default if found is None else found


def own(document: Document, data: Mapped, key: str) -> Data:
    """Return what a state says itself, else what the ``defaults`` of the file say."""
    return data.get(key, mapping(document.data.get("defaults")).get(key))


def template(document: Document, path: Path) -> Template:
    """Return the parsed text at ``path``."""
    found = document.templates[path]
    assert isinstance(found, Template)
    return found


def condition(document: Document, path: Path) -> Expression:
    """Return the parsed condition at ``path``."""
    found = document.templates[path]
    assert isinstance(found, Expression)
    return found


def value(document: Document, path: Path, data: Data) -> Template:
    """Return a value of ``set`` or ``body``: a plain number or flag is what it looks like."""
    if data is None:
        return Template.fixed("", None)
    found = template(document, path)
    if document.source.places[path].style or found.constant is None:
        return found
    return Template.fixed(found.source, typed(found.source))


def values(document: Document, path: Path, data: Data) -> Mapping[str, Template]:
    """Return the values of a mapping at ``path``."""
    return {name: value(document, (*path, name), each) for name, each in mapping(data).items()}


def templates(document: Document, path: Path, data: Data) -> tuple[Template, ...]:
    """Return one text or a list of texts, parsed."""
    if isinstance(data, list):
        return tuple(template(document, (*path, index)) for index in range(len(data)))
    return () if data is None else (template(document, path),)
