"""Outcomes and conditions that are there twice, of which one never counts."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document, Outgoing
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import mapping


@rule("named-twice")
def outcomes_named_twice(document: Document) -> Iterator[Diagnostic]:
    """Find choices with a ``go`` of their own that the ``go`` of their state names too."""
    for choice in document.choices:
        if choice.state is None or choice.slot or "go" not in choice.data:
            continue
        path = ("states", choice.state, "go", choice.name)
        if choice.name in mapping(document.states[choice.state].get("go")):
            line = document.source.key_span((*choice.path, "go")).line
            message = f"`{choice.name}` has a `go` of its own on line {line}, so this one never counts"
            yield document.warning("named-twice", message, document.source.key_span(path), "remove one of them")


@rule("named-twice")
def conditions_named_twice(document: Document) -> Iterator[Diagnostic]:
    """Find conditions that are asked twice in one list, and what follows an ``else``."""
    for outgoing in document.outgoings:
        if isinstance(outgoing.data, list):
            yield from _twice(document, outgoing)


def _twice(document: Document, outgoing: Outgoing) -> Iterator[Diagnostic]:
    asked: dict[str, int] = {}
    branches = outgoing.data if isinstance(outgoing.data, list) else []
    for index, branch in enumerate(map(mapping, branches)):
        condition = "else" if "else" in branch else " ".join(str(branch.get("if", "")).split())
        first = asked.get("else", asked.get(condition)) if condition or "else" in asked else None
        key = next((key for key in ("if", "chance", "else") if key in branch), None)
        if first is not None and key is not None:
            span = document.source.key_span((*outgoing.path, index, key))
            why = "`else` takes every call" if "else" in asked else "the same condition stands"
            yield document.warning("named-twice", f"{why} on line {first}, so this never counts", span, "remove it")
        elif key is not None and condition:
            asked[condition] = document.source.key_span((*outgoing.path, index, key)).line
