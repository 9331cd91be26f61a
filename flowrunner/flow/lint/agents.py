"""Agents: the tools they have, the files they know, the names they use, and the secrets that they must not hear."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.knowledge import LARGEST, is_beside
from flowrunner.flow.lint.names import RESERVED
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping, pairs
from flowrunner.flow.source import Path
from flowrunner.flow.spelling import did_you_mean

LEAVE, EXIT = "leave", "exit"
"""The tool by which a model proposes an exit, and what it calls the exit."""
_ENDS = {"limit": "the limits are reached", "error": "the model cannot be reached"}


def _agents(document: Document) -> Iterator[tuple[Path, Mapped]]:
    return ((("states", name), state) for name, state in document.states.items() if "agent" in state)


@rule("unknown-tool")
def unknown_tools(document: Document) -> Iterator[Diagnostic]:
    """Find tools of an agent that the file does not have."""
    known = mapping(document.data.get("tools"))
    for path, state in _agents(document):
        for index, name in enumerate(listed(state.get("tools"))):
            if name not in known:
                hint = did_you_mean(name, known) or "describe it under `tools` at the top of the file"
                span = document.source.span((*path, "tools", index))
                yield document.error("unknown-tool", f"there is no tool `{name}`", span, hint)


@rule("missing-knowledge")
def missing_knowledge(document: Document) -> Iterator[Diagnostic]:
    """Find files that an agent should know and nobody can read."""
    for path, name in _known_files(document):
        if name in document.knowledge and document.knowledge[name] is None:
            hint = None if is_beside(name) else "put it beside the flow, or into a folder there"
            message = f"there is no text file `{name}` beside the flow, so the agent does not know it"
            yield document.warning("missing-knowledge", message, document.source.span(path), hint)


@rule("large-knowledge")
def large_knowledge(document: Document) -> Iterator[Diagnostic]:
    """Find agents that know more than a model can be told at every turn."""
    for path, state in _agents(document):
        size = sum(len((document.knowledge.get(name) or "").encode()) for name in listed(state.get("knowledge")))
        if size > LARGEST:
            message = f"an agent can know {LARGEST // 1000} KB at most, and this is more"
            span = document.source.key_span((*path, "knowledge"))
            yield document.error("large-knowledge", message, span, "keep what callers ask about, or use a tool")


def _known_files(document: Document) -> Iterator[tuple[Path, str]]:
    for path, state in _agents(document):
        several = isinstance(state.get("knowledge"), list)
        for index, name in enumerate(listed(state.get("knowledge"))):
            yield ((*path, "knowledge", index) if several else (*path, "knowledge")), name


@rule("reserved-name")
def reserved_names(document: Document) -> Iterator[Diagnostic]:
    """Find tools, exits and variables of agents with a name that means something already."""
    for path, name, why in _taken(document):
        hint = f"call it `the_{name.lower()}`" if path[0] == "tools" or "collect" in path else "use another name"
        yield document.error("reserved-name", f"`{name}` {why}", document.source.key_span(path), hint)


def _taken(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield each name that is taken, with its place and what it means."""
    for tool, data in pairs(document.data.get("tools")):
        if tool == LEAVE:
            yield ("tools", tool), tool, "is how a model leaves, and cannot be a tool of yours"
        for name in mapping(mapping(data).get("needs")).keys() & RESERVED:
            yield ("tools", tool, "needs", name), name, "is a word of the language, and cannot be what a tool needs"
    for path, state in _agents(document):
        for name in mapping(state.get("leave_when")).keys() & _ENDS.keys():
            yield (*path, "leave_when", name), name, f"is the outcome when {_ENDS[name]}, and cannot be an exit"
        for name in mapping(state.get("collect")).keys() & {*RESERVED, EXIT}:
            yield (*path, "collect", name), name, "has a meaning already, and cannot be a variable"


@rule("secret-outside-body")
def told_secrets(document: Document) -> Iterator[Diagnostic]:
    """Find secrets that a language model would come to know, or to write."""
    for path, name in _written(document):
        if name in document.secret_variables:
            message = f"`{name}` is secret, and a language model must not come by it"
            yield document.error("secret-outside-body", message, document.source.key_span(path), "use another name")


def _written(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield each name by which a model, or a tool's answer to it, fills a variable or a request."""
    for tool, data in pairs(document.data.get("tools")):
        for key in ("needs", "save"):
            yield from ((("tools", tool, key, name), name) for name in mapping(mapping(data).get(key)))
    for path, state in _agents(document):
        yield from (((*path, "collect", name), name) for name in mapping(state.get("collect")))
        yield from (((*path, "save"), name) for name in listed(state.get("save")))
