"""Text messages at a terminal: what would be sent is shown to whoever sits there, and nobody gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from flowrunner.engine.events import TextSent

if TYPE_CHECKING:
    from flowrunner.engine.actions import SendText


class ConsoleTexts:
    """The ``Texts`` of a host that has no carrier; one line a message."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    async def send(self, message: SendText) -> TextSent:
        """Show the message. This is no log line: numbers and words are for the person at the terminal alone."""
        line = f"text to {_visible(message.to)}: {_visible(message.message)}"
        print(line, file=self._terminal, flush=True)
        return TextSent(message.text_id, "ok")


def _visible(text: str) -> str:
    """Return a text on one line, without what would steer a terminal."""
    return "".join(each if each.isprintable() else " " for each in " ".join(text.split()))
