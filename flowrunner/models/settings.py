"""Which language model, and where."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Of an endpoint that speaks OpenAI's chat completions."""

    url: str
    """Up to and including its version: ``https://api.openai.com/v1``, ``http://localhost:11434/v1``."""
    model: str
    """As the provider names it."""
    key: str = field(default="", repr=False)
    """Empty: the provider wants none."""
    temperature: float | None = None
    """None: the provider's own."""
    timeout_s: float = 8.0
    """How long the caller may wait for the beginning of a reply."""
