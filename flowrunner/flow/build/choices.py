"""From ``choices:`` and ``anytime:`` to labelled ways out."""

from __future__ import annotations

from flowrunner.flow import model
from flowrunner.flow.build.data import text
from flowrunner.flow.build.going import go
from flowrunner.flow.build.prompts import Voice, prompt
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.scalars import key_of
from flowrunner.flow.source import Path


def choices(document: Document, path: Path, data: Mapped) -> tuple[model.Choice, ...]:
    """Return the choices of a menu or of ``anytime``."""
    return tuple(_choice(document, (*path, name), mapping(each)) for name, each in data.items())


def _choice(document: Document, path: Path, data: Mapped) -> model.Choice:
    phrases = listed(data.get("hear"))
    return model.Choice(
        name=str(path[-1]),
        keys=tuple(key_of(key) for key in listed(data.get("press"))),
        phrases=tuple(phrase for phrase in phrases if phrase != "anything"),
        anything="anything" in phrases,
        examples=tuple(listed(mapping(document.data.get("intents")).get(text(data.get("intent"))))),
        say=prompt(document, (*path, "say"), data.get("say"), Voice()),
        go=go(document, (*path, "go"), data.get("go")),
        span=document.source.key_span(path),
    )
