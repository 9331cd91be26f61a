"""Voices and models of recognizers that are none."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.source import Path

PROVIDERS = frozenset({"google", "offline", "none"})
"""What ``flowrunner.toml`` calls those who speak and hear."""
_NAMED = {
    "voice": ("one of its voices", "en-US-Neural2-C"),
    "recognizer": ("one of its models", "telephony"),
}


@rule("provider-for-name")
def providers_instead_of_names(document: Document) -> Iterator[Diagnostic]:
    """Find a `voice` or a `recognizer` that names who speaks or hears, as the settings do."""
    places: list[tuple[Path, object]] = [((key,), document.data.get(key)) for key in _NAMED]
    places += [(("states", name, key), state.get(key)) for name, state in document.states.items() for key in _NAMED]
    for path, value in places:
        if isinstance(value, str) and value.strip().lower() in PROVIDERS:
            key = str(path[-1])
            what, example = _NAMED[key]
            message = f"`{value.strip()}` is a {key} of flowrunner.toml, and here stands {what}"
            hint = f"leave `{key}` away, or name {what}, such as {example}"
            yield document.warning("provider-for-name", message, document.source.span(path), hint)
