"""Text messages over Plivo's REST API: ordered once, and what could not be ordered is an outcome."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flowrunner.engine.events import TextSent
from flowrunner.errors import RestError
from flowrunner.plivo.numbers import one_number
from flowrunner.plivo.rest.orders import NewMessage

if TYPE_CHECKING:
    from flowrunner.engine.actions import SendText
    from flowrunner.plivo.rest.messages import Messages

log = logging.getLogger(__name__)

LONGEST_NAME = 11
"""Letters and digits of a sender that is a name: what the networks carry."""


class PlivoTexts:
    """The ``Texts`` of an account at Plivo."""

    def __init__(self, messages: Messages, sender: str | None = None) -> None:
        """``sender`` is a number of the account, or a name that it may use."""
        self._messages = messages
        self._sender = sender or ""

    async def send(self, message: SendText) -> TextSent:
        """Order a message; ``ok`` says that Plivo has taken it, not that it has arrived."""
        sender, to = _source(message.sender or self._sender), one_number(message.to)
        if not sender:
            return _failed(message, "there is no number to send from")
        if not to:
            return _failed(message, "the number is none")
        try:
            await self._messages.send(NewMessage(src=sender, dst=to, text=message.message))
        except RestError as error:
            log.warning("plivo took no text message", extra={"kind": error.kind})
            return _failed(message, error.kind)
        return TextSent(message.text_id, "ok")


def _source(sender: str) -> str:
    """Return whom a message comes from, as Plivo has it: a number or a name; nothing when it is neither."""
    name = sender.strip()
    if name.isascii() and name.isalnum() and not name.isdigit() and len(name) <= LONGEST_NAME:
        return name
    return one_number(name)


def _failed(message: SendText, reason: str) -> TextSent:
    return TextSent(message.text_id, "failed", reason)
