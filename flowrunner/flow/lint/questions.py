"""The questions of a file: of its states, and of its forms."""

from __future__ import annotations

from typing import NamedTuple

from flowrunner.flow.document import Choice, Document
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.source import Path


class Question(NamedTuple):
    """One question; its data hold ``ask`` and either ``choices`` or ``type``."""

    path: Path
    state: str
    data: Mapped
    choices: tuple[Choice, ...]

    @property
    def kind(self) -> str:
        """The type of the answer; empty for a menu."""
        kind = self.data.get("type")
        return kind if isinstance(kind, str) else ""


def questions(document: Document) -> tuple[Question, ...]:
    """Return the questions of a file."""
    return document.once(_questions)


def _questions(document: Document) -> tuple[Question, ...]:
    found = []
    for name, state in document.states.items():
        if "ask" in state:
            found.append(_question(("states", name), name, state))
        for slot, data in mapping(state.get("form")).items():
            if "ask" in mapping(data):
                found.append(_question(("states", name, "form", slot), name, mapping(data)))
    return tuple(found)


def _question(path: Path, state: str, data: Mapped) -> Question:
    choices = mapping(data.get("choices")).items()
    return Question(
        path, state, data, tuple(Choice((*path, "choices", name), name, mapping(each), state) for name, each in choices)
    )
