"""Templates and conditions that cannot be read, and names that nobody declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document, Use
from flowrunner.flow.languages import LANGUAGE
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.model import Span
from flowrunner.flow.plain import mapping
from flowrunner.flow.spelling import did_you_mean

CALL = frozenset({"from", "to", "direction", "id", "extra"})
READ_ONLY = frozenset({"call", "heard", "confidence", "summary", "today", "now", LANGUAGE})
"""Names that every call has."""

_COMMENT = re.compile(r" #\s*\S")


@rule("template-syntax", "unknown-filter", "unknown-function")
def unreadable_texts(document: Document) -> Iterator[Diagnostic]:
    """Find texts whose ``{{ }}`` cannot be read, and conditions that cannot."""
    for text in document.texts:
        first = document.problems.get(text.path)
        for problem in (first, *first.others) if first else ():
            span = document.source.find(text.path, text.source, problem.offset, problem.length)
            yield document.error(problem.code, problem.message, span, problem.hint)


@rule("unknown-variable")
def unknown_variables(document: Document) -> Iterator[Diagnostic]:
    """Find names that are neither built in nor declared by ``save``, ``set`` or ``forget``."""
    outside = any(name not in document.subflows for name in document.runs)
    known = document.variables | READ_ONLY
    for use in document.references:
        if use.reference.kind != "variable":
            continue
        name = use.reference.name
        if name == "call":
            yield from _call(document, use)
        elif name == "secrets":
            yield from _secrets(document, use)
        elif name in document.secret_variables and not _is_body(use):
            message = f"`{name}` is secret and can be used in the body of a request only"
            yield document.error("secret-outside-body", message, use.span)
        elif name not in known and name not in (needs := document.needs(use.text.path)) and not outside:
            hint = _meant(document, use) or did_you_mean(name, {*needs, *known}) or _declaration(use, name)
            yield document.error("unknown-variable", f"nothing declares `{name}`", use.span, hint)


def _meant(document: Document, use: Use) -> str | None:
    """Return a hint for a name that only lacks something: quotes, or the words of a recording."""
    recorded = use.reference.name.removesuffix("_text")
    for name, state in document.states.items():
        if "record" in state and state.get("save") == recorded != use.reference.name:
            return f"write `transcribe: true` under `record` in `{name}`"
    return _unquoted(document, use)


def _unquoted(document: Document, use: Use) -> str | None:
    """Return a hint for a word that is meant as text: the name of hours or of a state, or a choice."""
    name, before = use.reference.name, use.text.source[: use.reference.offset].rstrip()
    named = {"is_open(": mapping(document.data.get("hours")), "visits(": document.state_names}
    chosen = {choice.name for choice in document.choices}
    said = any(before.endswith(sign) and name in known for sign, known in {**named, "==": chosen, "!=": chosen}.items())
    return f"put quotes around text: '{name}'" if said else None


def _declaration(use: Use, name: str) -> str:
    if use.text.path[0] == "tools":
        return f"let the agent find it out, with `needs: {{{name}: text}}`"
    return f"give it a value with `save: {name}` or `set: {{{name}: ...}}`"


def _call(document: Document, use: Use) -> Iterator[Diagnostic]:
    path = use.reference.path
    if path and path[0] in CALL:
        return
    known = ", ".join(f"call.{each}" for each in sorted(CALL))
    hint = (did_you_mean(path[0], CALL) if path else None) or f"there are {known}"
    name = ".".join(("call", *path[:1]))
    yield document.error("unknown-variable", f"there is no `{name}`", use.span, hint)


def _is_body(use: Use) -> bool:
    return use.text.kind == "request" and use.text.path[2:3] == ("body",)


def _secrets(document: Document, use: Use) -> Iterator[Diagnostic]:
    if use.text.kind != "request":
        yield document.error("secret-outside-request", "secrets can be used in requests only", use.span)
    elif len(use.reference.path) != 1:
        yield document.error("unknown-variable", "a secret has one name", use.span, "write secrets.API_TOKEN")


@rule("text-lost")
def lost_texts(document: Document) -> Iterator[Diagnostic]:
    """Warn of spoken text that ends at `` #`` in the middle of a sentence: YAML takes the rest for a comment."""
    for text in document.texts:
        place = document.source.places.get(text.path)
        if text.kind != "prompt" or place is None or place.style or text.source.rstrip()[-1:] in ".?!":
            continue
        line = document.source.lines[place.end.line]
        if _COMMENT.match(line, place.end.column):
            column = place.end.column + 2
            span = Span(place.end.line + 1, column, place.end.line + 1, len(line.rstrip()) + 1)
            message, hint = "everything after ` #` is a comment and is not said", "put quotes around the text"
            yield Diagnostic("text-lost", "warning", message, span, hint, document.source.path)
