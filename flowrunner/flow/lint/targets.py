"""Where calls go: unknown targets, outcomes that a verb does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Choice, Document
from flowrunner.flow.lint.outcomes import outcomes_of
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.model import PLACES
from flowrunner.flow.spelling import did_you_mean, nearest

_STATUS = re.compile(r"[1-5][0-9][0-9]\Z")


@rule("unknown-target")
def unknown_targets(document: Document) -> Iterator[Diagnostic]:
    """Find targets that are neither states nor places."""
    if not document.state_names:
        return
    known = document.state_names | PLACES
    for target in document.targets:
        if target.name not in known:
            hint = did_you_mean(target.name, known) or f"add a state `{target.name}` under `states:`"
            span = document.source.span(target.path)
            yield document.error("unknown-target", f"there is no state `{target.name}`", span, hint)


@rule("unknown-target")
def places_instead_of_states(document: Document) -> Iterator[Diagnostic]:
    """Find calls that begin at a place, and a fallback that could not be one."""
    for target in document.targets:
        unfit = (
            PLACES
            if target.path[0] in ("start", "on_hangup")
            else PLACES - {"hangup"}
            if target.path == ("fallback",)
            else ()
        )
        if target.name in unfit:
            message = f"`{target.path[0]}` must be a state, and `{target.name}` is none"
            yield document.error("unknown-target", message, document.source.span(target.path))


@rule("unknown-target")
def unknown_visits(document: Document) -> Iterator[Diagnostic]:
    """Find ``visits('name')`` of a state that does not exist."""
    for _, reference, span in document.references:
        name = reference.arguments[0] if reference.name == "visits" and reference.arguments else None
        if isinstance(name, str) and name not in document.state_names:
            hint = did_you_mean(name, document.state_names)
            yield document.error("unknown-target", f"there is no state `{name}`", span, hint)


@rule("unknown-target")
def unnamed_targets(document: Document) -> Iterator[Diagnostic]:
    """Find choices that lead nowhere: without ``go`` they go to the state of their own name."""
    known = document.state_names | PLACES
    for choice in document.choices:
        if choice.slot or "go" in choice.data or choice.name in known or _handled(document, choice):
            continue
        near = nearest(choice.name, known)
        hint = f"add `go: {near or 'a_state'}` to the choice, or a state `{choice.name}` under `states:`"
        message = f"the choice `{choice.name}` leads nowhere: there is no state of that name"
        yield document.error("unknown-target", message, document.source.key_span(choice.path), hint)


def _handled(document: Document, choice: Choice) -> bool:
    """Whether the ``go`` of the state says where the choice leads."""
    go = document.states[choice.state].get("go") if choice.state else None
    return go is not None and (not isinstance(go, dict) or choice.name in go or "otherwise" in go)


@rule("unknown-outcome")
def unknown_outcomes(document: Document) -> Iterator[Diagnostic]:
    """Find outcomes that the verb of the state does not have."""
    for outgoing in document.outgoings:
        if not isinstance(outgoing.data, dict):
            continue
        outcomes = outcomes_of(document.states[outgoing.state]) if outgoing.state else set[str]()
        if outcomes is None:
            continue
        for outcome in outgoing.data:
            yield from _unknown_outcome(document, (*outgoing.path, outcome), outcome, outcomes)


def _unknown_outcome(
    document: Document, path: tuple[str | int, ...], outcome: str, outcomes: set[str]
) -> Iterator[Diagnostic]:
    if outcome in outcomes or (outcome == "otherwise" and outcomes):
        return
    if "timeout" in outcomes and _STATUS.match(outcome):
        return
    known = sorted(outcomes | {"otherwise"})
    hint = did_you_mean(outcome, known) or "the outcomes here are " + ", ".join(known)
    if not outcomes:
        hint = "a choice leads to one place, or to a list of conditions"
    yield document.error("unknown-outcome", f"`{outcome}` is no outcome here", document.source.key_span(path), hint)
