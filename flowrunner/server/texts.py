"""Who carries the text messages of a host: Plivo, or nobody, and then they are shown at its terminal."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TextIO

from flowrunner.engine.events import TextSent
from flowrunner.plivo.rest import Credentials, open_rest
from flowrunner.plivo.texts import PlivoTexts

if TYPE_CHECKING:
    from flowrunner.call.texts import Texts
    from flowrunner.config import Settings
    from flowrunner.engine.actions import SendText


@asynccontextmanager
async def carrier(settings: Settings, terminal: TextIO) -> AsyncGenerator[Texts, None]:
    """Open what sends text messages."""
    account = settings.plivo
    if settings.sms.via == "console" or not account.auth_id or not account.auth_token:
        yield ConsoleTexts(terminal)
        return
    async with open_rest(Credentials(account.auth_id, account.auth_token), account.api_url) as rest:
        yield PlivoTexts(rest.messages, settings.sms.sender or account.number)


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
