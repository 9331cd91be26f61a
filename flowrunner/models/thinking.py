"""Leaves out what a model thinks before it speaks. Pure.

Servers of one's own often send it as the beginning of the reply, between ``<think>`` and ``</think>``.
"""

from __future__ import annotations

_OPENS, _CLOSES = "<think>", "</think>"


class SpokenPart:
    """Takes text cut anywhere, gives what is to be heard of it; without blanks before the first word."""

    def __init__(self) -> None:
        self._held = ""
        self._speaking = False

    def write(self, text: str) -> str:
        """Return what is certain to be spoken."""
        if self._speaking:
            return text
        self._held = (self._held + text).lstrip()
        if self._held.startswith(_OPENS):
            self._held = _after_thoughts(self._held)
        return "" if _OPENS.startswith(self._held[: len(_OPENS)]) else self._speak()

    def flush(self) -> str:
        """Return what looked like the beginning of a thought; the reply is complete."""
        return "" if self._held.startswith(_OPENS) else self._speak()

    def _speak(self) -> str:
        text, self._held, self._speaking = self._held, "", True
        return text


def _after_thoughts(text: str) -> str:
    """Return what follows the thoughts, or as much of them as may hold the beginning of their end."""
    _, closed, spoken = text.partition(_CLOSES)
    return spoken.lstrip() if closed else _OPENS + text[len(_OPENS) :][1 - len(_CLOSES) :]
