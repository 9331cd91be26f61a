"""What the adapters of speech are told, beside their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from flowrunner.speech.google.settings import GoogleSettings


@dataclass(frozen=True, slots=True)
class AdapterSettings:
    """The settings of all of them; each takes its own."""

    google: GoogleSettings = field(default_factory=GoogleSettings)
    models: Path | None = None
    """Folder of added models; None: the one in the user's data folder."""
