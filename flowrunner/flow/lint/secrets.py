"""Answers that are secret, and what would tell them."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.questions import questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.source import Path

_BY_KEYS = frozenset({"digits", "number", "money", "date", "time", "phone", "code"})
"""Types of answers that can be typed."""


@rule("unfit-key")
def spoken_secrets(document: Document) -> Iterator[Diagnostic]:
    """Find secrets that could be spoken, or would be said aloud."""
    for question in questions(document):
        if question.data.get("secret") == "true":
            yield from _spoken(document, question.path, question.data)


def _spoken(document: Document, path: Path, data: Mapped) -> Iterator[Diagnostic]:
    if data.get("type") not in _BY_KEYS:
        message = "only an answer that is typed, such as `digits`, can be secret"
        yield document.error("unfit-key", message, document.source.key_span((*path, "secret")))
    if data.get("listen") in ("voice", "both"):
        message = "a secret comes by keys only, so that nobody hears it"
        yield document.error("unfit-key", message, document.source.span((*path, "listen")), "leave `listen` away")
    if "confirm" in data and data["confirm"] != "never":
        message = "a secret is never said, so it cannot be confirmed"
        yield document.error("unfit-key", message, document.source.span((*path, "confirm")), "leave it away")


@rule("secret-outside-body")
def kept_secrets(document: Document) -> Iterator[Diagnostic]:
    """Find secrets that would leave their flow, or outlive the call."""
    for key in ("outputs", "remember"):
        data = document.data.get(key)
        for index, name in enumerate(listed(data)):
            if name in document.secret_variables:
                span = document.source.span((key, index) if isinstance(data, list) else (key,))
                message = f"`{name}` is secret and can be used in the body of a request only"
                yield document.error("secret-outside-body", message, span, f"take it out of `{key}`")


@rule("secret-outside-body")
def open_secrets(document: Document) -> Iterator[Diagnostic]:
    """Find variables that keep a secret in one state and something else in another: the whole name is secret."""
    for state, data in document.states.items():
        for name in mapping(data.get("set")).keys() & document.secret_variables:
            message = f"`{name}` keeps a secret, and cannot keep anything else"
            span = document.source.key_span(("states", state, "set", name))
            yield document.error("secret-outside-body", message, span, "use another name")
