"""From ``form:`` to its questions, and to the one at the end."""

from __future__ import annotations

from dataclasses import replace

from flowrunner.flow import model
from flowrunner.flow.build.asking import ask
from flowrunner.flow.build.data import condition, duration, own, text
from flowrunner.flow.build.ladder import ladder
from flowrunner.flow.build.prompts import Voice, prompt
from flowrunner.flow.document import Document
from flowrunner.flow.model import Listen
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.source import Path
from flowrunner.flow.texts import CONFIRM_WORDS

_SHARED = ("tries", "after", "listen", "silence", "unclear")
"""What the form says for all its questions; each may say otherwise."""


def form(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Form:
    """Return the form at ``path``."""
    shared = {key: data[key] for key in _SHARED if key in data}
    slots = mapping(data["form"]).items()
    return model.Form(
        tuple(_slot(document, (*path, "form", name), {**shared, **mapping(each)}, voice) for name, each in slots),
        _confirm(document, path, data, voice),
    )


def _slot(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Slot:
    name = str(path[-1])
    return model.Slot(
        name=name,
        ask=replace(ask(document, path, data, voice), save=name),
        only_if=condition(document, (*path, "only_if")) if "only_if" in data else None,
        span=document.source.key_span(path),
    )


def _confirm(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Ask | None:
    """Return the question at the end, whose words the author wrote."""
    if data.get("confirm") in CONFIRM_WORDS:
        return None
    words, answer = prompt(document, (*path, "confirm"), data["confirm"], voice), model.YesNo()
    assert words is not None
    return model.Ask(
        prompt=words,
        answer=answer,
        silence=ladder(document, (*path, "silence"), answer, voice),
        unclear=ladder(document, (*path, "unclear"), answer, voice),
        tries=int(text(own(document, data, "tries")) or 3),
        after_s=duration(own(document, data, "after"), 5.0),
        listen=Listen(text(own(document, data, "listen")) or "both"),
        confirm="never",
    )
