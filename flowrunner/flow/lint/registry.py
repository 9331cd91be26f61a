"""The registry of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document

Find = Callable[[Document], Iterator[Diagnostic]]
Trust = Literal["nothing", "state", "file"]
"""What must be free of errors before a rule is believed: one misspelled target makes states look unreachable."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, and the codes of its findings."""

    codes: tuple[str, ...]
    find: Find
    trusts: Trust = "nothing"


RULES: list[Rule] = []


def rule(*codes: str, trusts: Trust = "nothing") -> Callable[[Find], Find]:
    """Register a rule."""

    def register(find: Find) -> Find:
        RULES.append(Rule(codes, find, trusts))
        return find

    return register
