"""The account itself."""

from __future__ import annotations

from flowrunner.plivo.rest.answers import AccountState
from flowrunner.plivo.rest.transport import Order, Transport


class Accounts:
    """Shows the account that the orders are given for. Everything raises RestError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def get(self) -> AccountState:
        """Return the account."""
        return (await self._transport.ask(Order("look up the account", "GET", ()))).read(AccountState)
