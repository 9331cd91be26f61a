"""Prompts that are longer than anybody listens to, cannot be played, or cannot be made ahead."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.offers import offered
from flowrunner.flow.lint.questions import Question, questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.spoken import spoken_seconds
from flowrunner.flow.source import Path
from flowrunner.flow.template import Template

MAX_MENU_S = 20
MAX_OPTIONS = 5
MAX_PROMPT_S = 60


@rule("long-prompt")
def long_prompts(document: Document) -> Iterator[Diagnostic]:
    """Find prompts longer than a minute."""
    for path, data in document.prompts:
        length = spoken_seconds(data)
        if length > MAX_PROMPT_S:
            message = f"this takes about {length:.0f} s to say; nobody listens for more than {MAX_PROMPT_S} s"
            hint = "divide it into states that follow each other"
            yield document.warning("long-prompt", message, document.source.key_span(path), hint)


@rule("missing-audio")
def missing_recordings(document: Document) -> Iterator[Diagnostic]:
    """Find recordings that cannot be played."""
    for path, name in document.clips:
        trouble = document.recordings.get(name)
        if trouble is not None and "{{" not in name:
            message = f"the recording `{name}` {trouble}"
            yield document.warning("missing-audio", message, document.source.span(path), _hint(document, path, name))


def _hint(document: Document, path: Path, name: str) -> str:
    if "://" in name:
        return "recordings are files: save it beside the flow, and write its name"
    if isinstance(document.at((*path[:-1], "text")), str):
        return "until it is, its `text` is spoken instead"
    return "a path counts from the folder of the flow; give it a `text` to be spoken when it cannot be played"


@rule("made-late")
def varying_prompts(document: Document) -> Iterator[Diagnostic]:
    """Find prompts that vary from call to call: all others are made before anybody calls."""
    for text in document.texts:
        template = document.templates.get(text.path) if text.kind == "prompt" else None
        if isinstance(template, Template) and template.constant is None:
            what = f"`{min(template.names)}` varies" if template.names else "this varies"
            message = f"{what}, so its sentence is made while the caller waits"
            hint = "where that takes too long, make the sentence short: those without a value are made ahead"
            yield document.info("made-late", message, document.source.span(text.path), hint)


@rule("long-menu")
def long_menus(document: Document) -> Iterator[Diagnostic]:
    """Find menus that take too long to say, or offer too much."""
    for question in questions(document):
        if question.choices:
            yield from _long_menu(document, question)


def _long_menu(document: Document, question: Question) -> Iterator[Diagnostic]:
    length = spoken_seconds(question.data.get("ask"))
    if length > MAX_MENU_S:
        message = f"this menu takes about {length:.0f} s to say; after {MAX_MENU_S} s its beginning is forgotten"
        span = document.source.key_span((*question.path, "ask"))
        yield document.warning("long-menu", message, span, "say less, or divide it into two menus")
    options = offered(document, question)
    if len(options) > MAX_OPTIONS:
        message = f"this menu has {len(options)} options; callers remember {MAX_OPTIONS} at most"
        span = document.source.key_span((*question.path, "choices"))
        yield document.warning("long-menu", message, span, "put the rarer ones into a second menu")
