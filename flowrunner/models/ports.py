"""What a call needs of a language model, in the call's words. The adapter is beside this file."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from flowrunner.engine.dialogue import Briefing, ToolUse


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the reply as it streams: from a few letters to several sentences, cut anywhere."""

    text: str


Piece = Words | ToolUse
"""A tool call comes in one piece, when the model has finished writing it."""


class LanguageModel(Protocol):
    """Talks."""

    def reply(self, briefing: Briefing) -> AsyncGenerator[Piece, None]:
        """Yield the reply as it is made; it is complete when the generator ends.

        Raises LanguageModelError, at any time: what came before it stays said. Whoever leaves early closes the
        generator (``contextlib.aclosing``) or is cancelled; the provider is hung up on at once.
        """
        ...
