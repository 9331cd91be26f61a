"""What a project may say about Google's speech."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """Of its voice and its recognizer; credentials come from the environment."""

    region: str | None = None
    """Where sound and texts are processed, such as ``eu``; None: wherever Google likes."""
    model: str | None = None
    """Of the recognizer, where a flow names none; None: what suits each question."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """Language (BCP 47) -> the voice that speaks it, where a flow names none."""

    def endpoint(self, host: str) -> str | None:
        """Return the host of a service in the region; None: its own."""
        return f"{self.region}-{host}" if self.region else None
