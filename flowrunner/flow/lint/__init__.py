"""What the shape of a file cannot tell: every rule is a small function with a code, in one registry."""

from __future__ import annotations

from itertools import islice

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint import answers, choices, names, opening, running, subflows, targets, texts
from flowrunner.flow.lint.registry import RULES

__all__ = ["RULES", "check"]

_MODULES = (answers, choices, names, opening, running, subflows, targets, texts)
"""Importing a module registers its rules."""


MAX_FINDINGS = 100
"""Findings of one rule in one file; who has more of a kind has read enough."""


def check(document: Document) -> list[Diagnostic]:
    """Return what every rule finds."""
    return [finding for rule in RULES for finding in islice(rule.find(document), MAX_FINDINGS)]
