"""Names that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.languages import LANGUAGE
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.texts import READ_ONLY
from flowrunner.flow.model import PLACES
from flowrunner.flow.plain import listed, mapping, verbs_of
from flowrunner.flow.source import Path
from flowrunner.flow.template import FUNCTIONS

_WORDS = frozenset({"and", "or", "not", "if", "else", "in", "is", "true", "false", "none", "True", "False", "None"})
RESERVED = READ_ONLY | _WORDS | FUNCTIONS.keys() | {"secrets"}


@rule("reserved-name")
def reserved_variables(document: Document) -> Iterator[Diagnostic]:
    """Find variables that would hide a name of the language."""
    for path, name in _declarations(document):
        if name in RESERVED:
            span = document.source.key_span(path) if path[-1] == name else document.source.span(path)
            message = f"`{name}` is a word of the language and cannot be a variable"
            yield document.error("reserved-name", message, span, f"call it `the_{name.lower()}`")


def _declarations(document: Document) -> Iterator[tuple[Path, str]]:
    yield from ((("inputs", name), name) for name in mapping(document.data.get("inputs")))
    remembered = document.data.get("remember")
    for index, name in enumerate(listed(remembered)):
        if name != LANGUAGE:
            yield (("remember", index) if isinstance(remembered, list) else ("remember",)), name
    for state, data in document.states.items():
        path: Path = ("states", state)
        yield from (((*path, "form", name), name) for name in mapping(data.get("form")))
        for key in ("set", "save"):
            names = (name for name in mapping(data.get(key)) if (key, name) != ("set", LANGUAGE))
            yield from (((*path, key, name), name) for name in names)
        if isinstance(data.get("save"), str):
            yield (*path, "save"), str(data["save"])
        several = isinstance(data.get("forget"), list)
        for index, name in enumerate(listed(data.get("forget"))):
            yield ((*path, "forget", index) if several else (*path, "forget")), name


@rule("reserved-name")
def states_named_like_places(document: Document) -> Iterator[Diagnostic]:
    """Find states that no ``go`` can reach, because a place has their name."""
    for name in document.states:
        if name in PLACES:
            span = document.source.key_span(("states", name))
            message = f"`{name}` always exists and cannot be a state"
            yield document.error("reserved-name", message, span, f"call it `{name}_state`")


@rule("two-verbs")
def two_verbs(document: Document) -> Iterator[Diagnostic]:
    """Find states that do more than one thing."""
    for name, state in document.states.items():
        verbs = verbs_of(state)
        for verb in verbs[1:]:
            span = document.source.key_span(("states", name, verb))
            message = f"a state does one thing, and `{name}` has `{verbs[0]}` already"
            yield document.error("two-verbs", message, span, f"move `{verb}` to a state of its own, and `go` there")
