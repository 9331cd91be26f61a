"""What there is to know about each code: imported to explain, never to check."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.flow.lint.manual import agents, answers, calls, names, paths, prompts, reading, shape, translations
from flowrunner.flow.lint.manual.entry import Entry

__all__ = ["MANUAL", "Entry"]

_ENTRIES = (
    *reading.ENTRIES,
    *shape.ENTRIES,
    *names.ENTRIES,
    *answers.ENTRIES,
    *prompts.ENTRIES,
    *paths.ENTRIES,
    *calls.ENTRIES,
    *agents.ENTRIES,
    *translations.ENTRIES,
)

MANUAL: Mapping[str, Entry] = {entry.code: entry for entry in sorted(_ENTRIES, key=lambda entry: entry.code)}
"""Every code, in the order of the alphabet."""
