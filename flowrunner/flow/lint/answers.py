"""Fields of a question that do not fit the kind of its answer."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped
from flowrunner.flow.schema import answer_types
from flowrunner.flow.source import Path

_BELONGS = {
    "length": ("digits", "code"),
    "end": ("digits", "number", "money", "phone", "code"),
    "between_keys": ("digits", "number", "money", "date", "time", "phone", "code"),
    "min": ("number", "money", "date", "time"),
    "max": ("number", "money", "date", "time"),
}
"""Fields, and the types of answers that have them."""


@rule("unfit-key")
def unfit_fields(document: Document) -> Iterator[Diagnostic]:
    """Find fields that the type of the answer does not have."""
    for name, state in document.states.items():
        kind = state.get("type", "choices" if "choices" in state else None)
        if "ask" in state and isinstance(kind, str) and kind in (*answer_types(), "choices"):
            yield from _unfit(document, ("states", name), state, kind)


def _unfit(document: Document, path: Path, state: Mapped, kind: str) -> Iterator[Diagnostic]:
    for key, types in _BELONGS.items():
        if key in state and kind not in types:
            message = f"`{key}` does not belong to `{kind}`"
            hint = f"it belongs to the type {' or '.join(f'`{each}`' for each in types)}"
            yield document.error("unfit-key", message, document.source.key_span((*path, key)), hint)
    if kind == "text" and state.get("listen") == "keys":
        message = "an answer of the type `text` cannot come by keys"
        yield document.error("unfit-key", message, document.source.span((*path, "listen")), "leave `listen` away")


@rule("wrong-type")
def backward_lengths(document: Document) -> Iterator[Diagnostic]:
    """Find lengths such as ``8..4``, and lengths of nothing."""
    for name, state in document.states.items():
        least, dots, most = str(state.get("length")).partition("..")
        if not (least.isdecimal() and (most.isdecimal() or not dots)):
            continue
        span = document.source.span(("states", name, "length"))
        if int(most or least) < int(least):
            hint = f"write {most}..{least}"
            yield document.error("wrong-type", "`length` goes from the least to the most", span, hint)
        elif int(least) == 0:
            yield document.error("wrong-type", "`length` must be at least 1", span)
