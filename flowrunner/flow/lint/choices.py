"""Choices that cannot be told apart, or cannot be chosen at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Choice, Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import listed, mapping
from flowrunner.flow.scalars import key_of
from flowrunner.flow.source import Path
from flowrunner.flow.spelling import did_you_mean


@rule("duplicate-choice")
def duplicate_choices(document: Document) -> Iterator[Diagnostic]:
    """Find two choices with one key or phrase in one state, or within ``anytime``."""
    for _, group in groupby(document.choices, key=lambda choice: choice.path[:-1]):
        taken: dict[str, str] = {}
        for choice in group:
            yield from _taken(document, choice, taken)


def _taken(document: Document, choice: Choice, taken: dict[str, str]) -> Iterator[Diagnostic]:
    for path, word, label in _ways(choice):
        other = taken.setdefault(word, choice.name)
        if other != choice.name:
            message = f"{label} chooses `{other}` already"
            hint = f"give `{choice.name}` another one"
            yield document.error("duplicate-choice", message, document.source.span(path), hint)


def _ways(choice: Choice) -> Iterator[tuple[Path, str, str]]:
    for field, label in (("press", "the key"), ("hear", "the phrase")):
        data = choice.data.get(field)
        several = isinstance(data, list)
        for index, text in enumerate(listed(data)):
            path = (*choice.path, field, index) if several else (*choice.path, field)
            word = key_of(text) if field == "press" else " ".join(text.casefold().split())
            yield path, f"{field} {word}", f"{label} `{text}`"


@rule("unknown-intent")
def unknown_intents(document: Document) -> Iterator[Diagnostic]:
    """Find choices whose intent nobody wrote examples for."""
    known = mapping(document.data.get("intents"))
    for choice in document.choices:
        for name in listed(choice.data.get("intent")):
            if name not in known:
                hint = did_you_mean(name, known) or f"add `{name}` with example sentences under `intents:`"
                span = document.source.span((*choice.path, "intent"))
                yield document.error("unknown-intent", f"there is no intent `{name}`", span, hint)


@rule("missing-key")
def silent_choices(document: Document) -> Iterator[Diagnostic]:
    """Find choices that nothing chooses."""
    for choice in document.choices:
        if choice.data and not {"press", "hear", "intent"} & choice.data.keys():
            message = f"nothing chooses `{choice.name}`"
            hint = "add a key or words, such as {press: 1, hear: " + choice.name.replace("_", " ") + "}"
            yield document.error("missing-key", message, document.source.key_span(choice.path), hint)
