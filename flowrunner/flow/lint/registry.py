"""The registry of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document

Find = Callable[[Document], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, and the codes of its findings."""

    codes: tuple[str, ...]
    find: Find


RULES: list[Rule] = []


def rule(*codes: str) -> Callable[[Find], Find]:
    """Register a rule."""

    def register(find: Find) -> Find:
        RULES.append(Rule(codes, find))
        return find

    return register
