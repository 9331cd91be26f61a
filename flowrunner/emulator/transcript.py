"""The conversation as it happens: lines in order of time, although what the bot said is only known a while later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flowrunner.emulator.report import Remark, Who

Show = Callable[[Remark], None]
"""Called with each line, in order, as soon as it and all before it are known."""


class Transcript:
    """Collects lines; one whose words are not known yet holds back those after it."""

    def __init__(self, show: Show | None = None) -> None:
        self._show = show
        self._lines: list[Remark] = []
        self._open: set[int] = set()
        self._shown = 0

    def add(self, at_s: float, who: Who, text: str) -> None:
        """Add a line that is known."""
        self._lines.append(Remark(at_s, who, text))
        self._flush()

    def begin(self, at_s: float, who: Who, latency_s: float | None) -> int:
        """Keep the place of a line and return it."""
        self._lines.append(Remark(at_s, who, "", latency_s))
        self._open.add(len(self._lines) - 1)
        return len(self._lines) - 1

    def complete(self, place: int, text: str, speech_s: float) -> None:
        """Fill in the line."""
        self._lines[place] = replace(self._lines[place], text=text, speech_s=speech_s)
        self._open.discard(place)
        self._flush()

    def all(self) -> tuple[Remark, ...]:
        """Return the conversation so far."""
        return tuple(self._lines)

    def _flush(self) -> None:
        while self._shown < len(self._lines) and self._shown not in self._open:
            if self._show is not None:
                self._show(self._lines[self._shown])
            self._shown += 1
