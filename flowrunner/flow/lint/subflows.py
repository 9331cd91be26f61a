"""Flows that run each other: those that do not exist, what they are not given, and how they do not end."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document, Signature
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.source import Path
from flowrunner.flow.spelling import did_you_mean


@rule("unknown-subflow", "missing-input", "unknown-input", "unknown-outcome")
def unfit_runs(document: Document) -> Iterator[Diagnostic]:
    """Find runs that do not fit the flow that they run."""
    for name, state in document.states.items():
        run = state.get("run")
        if not isinstance(run, str):
            continue
        path: Path = ("states", name)
        subflow = document.subflows.get(run)
        if subflow is None:
            span = document.source.span((*path, "run"))
            hint = did_you_mean(run, document.neighbours) or "it has to be in a file of the same folder"
            yield document.error("unknown-subflow", f"there is no flow `{run}` beside this one", span, hint)
        else:
            yield from _inputs(document, path, state, subflow)
            yield from _outcomes(document, path, state, subflow)


def _inputs(document: Document, path: Path, state: Mapped, subflow: Signature) -> Iterator[Diagnostic]:
    given = mapping(state.get("inputs"))
    for name, default in subflow.inputs.items():
        if default is None and name not in given:
            message = f"`{state['run']}` needs the input `{name}`"
            span = document.source.span((*path, "run"))
            yield document.error("missing-input", message, span, f"add `inputs: {{{name}: ...}}`")
    for name in given:
        if name not in subflow.inputs:
            message = f"`{state['run']}` has no input `{name}`"
            span = document.source.key_span((*path, "inputs", name))
            yield document.error("unknown-input", message, span, did_you_mean(name, subflow.inputs))


def _outcomes(document: Document, path: Path, state: Mapped, subflow: Signature) -> Iterator[Diagnostic]:
    for outcome in mapping(state.get("go")):
        if outcome not in subflow.outcomes and outcome != "otherwise":
            known = ", ".join(sorted(subflow.outcomes))
            returns = f"it returns {known}" if known else "it returns nothing at all"
            hint = did_you_mean(outcome, subflow.outcomes) or returns
            span = document.source.key_span((*path, "go", outcome))
            yield document.error("unknown-outcome", f"`{state['run']}` never returns `{outcome}`", span, hint)


@rule("unknown-variable")
def unknown_outputs(document: Document) -> Iterator[Diagnostic]:
    """Find outputs that the flow never has."""
    several = isinstance(document.data.get("outputs"), list)
    for index, name in enumerate(listed(document.data.get("outputs"))):
        if name not in document.variables:
            span = document.source.span(("outputs", index) if several else ("outputs",))
            hint = did_you_mean(name, document.variables)
            yield document.error("unknown-variable", f"nothing declares `{name}`", span, hint)


@rule("unfit-key")
def nowhere_to_go(document: Document) -> Iterator[Diagnostic]:
    """Find states that end the flow and want to go on."""
    for name, state in document.states.items():
        if "return" in state and "go" in state:
            message = "`return` ends the flow, so nothing goes on from here"
            span = document.source.key_span(("states", name, "go"))
            yield document.error("unfit-key", message, span, "leave one of the two away")
