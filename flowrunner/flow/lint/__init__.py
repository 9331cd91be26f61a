"""What the shape of a file cannot tell: every rule is a small function with a code, in one registry."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint import (  # noqa: F401 - importing a module registers its rules
    agents,
    answers,
    choices,
    commands,
    forms,
    languages,
    limits,
    markup,
    names,
    offers,
    opening,
    parting,
    phrases,
    prompts,
    reach,
    requests,
    secrets,
    speakers,
    streams,
    subflows,
    targets,
    texts,
    twice,
    unset,
)
from flowrunner.flow.lint.ignoring import without_ignored
from flowrunner.flow.lint.registry import RULES, Trust

__all__ = ["RULES", "check"]

MAX_FINDINGS = 100
"""Findings of one rule in one file; who has more of a kind has read enough."""


def check(document: Document, before: Iterable[Diagnostic] = ()) -> list[Diagnostic]:
    """Return what every rule finds, without what comments silence; ``before`` is what was found in reading the file.

    An error can make innocent things look wrong. So some rules are not believed about a state with an error in it,
    and some are not asked about a file with one.
    """
    found = _findings(document, "nothing")
    errors = [each for each in (*before, *found) if each.severity == "error"]
    found += _believed(document, errors, _findings(document, "state"))
    if errors:
        return without_ignored(document, found)
    found += _findings(document, "file")
    known = frozenset(code for each in RULES for code in each.codes)
    return without_ignored(document, found, known)


def _findings(document: Document, trust: Trust) -> list[Diagnostic]:
    asked = [rule for rule in RULES if rule.trusts == trust]
    return [finding for rule in asked for finding in islice(rule.find(document), MAX_FINDINGS)]


def _believed(document: Document, errors: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out what is said about a state with an error; an error outside of all states is about each of them."""
    spoilt = {_state_at(document, error) for error in errors}
    return [each for each in found if not spoilt & {None, _state_at(document, each)}] if spoilt else list(found)


def _state_at(document: Document, finding: Diagnostic) -> str | None:
    starts, ends, found = document.once(_state_lines)
    at = bisect_right(starts, finding.span.line) - 1
    return found[at] if at >= 0 and finding.span.line <= ends[at] else None


def _state_lines(document: Document) -> tuple[list[int], list[int], list[str]]:
    """Return the first and the last line of each state, and its name, in the order of the file."""
    places = {name: document.source.places.get(("states", name)) for name in document.state_names}
    found = sorted(
        ((place.key or (place.start,))[0].line + 1, place.end.line + (place.end.column > 0), name)
        for name, place in places.items()
        if place is not None
    )
    return [each[0] for each in found], [each[1] for each in found], [each[2] for each in found]
