"""What the language has but this version does not run: always an error, never passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped
from flowrunner.flow.source import Path

VERBS = ("record",)


@rule("not-running")
def waiting_keys(document: Document) -> Iterator[Diagnostic]:
    """Find keys of the language that do not run yet."""
    for name, state in document.states.items():
        yield from _keys(document, ("states", name), state, VERBS)


def _keys(document: Document, path: Path, data: Mapped, waiting: tuple[str, ...]) -> Iterator[Diagnostic]:
    for key in waiting:
        if key in data:
            yield _finding(document, (*path, key), f"`{key}` is part of the language, but does not run yet")


def _finding(document: Document, path: Path, message: str, hint: str | None = None) -> Diagnostic:
    return document.error("not-running", message, document.source.key_span(path), hint)
