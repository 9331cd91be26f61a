"""Text messages of a host, with a carrier and without."""

from __future__ import annotations

import io

import pytest

from flowrunner.call.texts import SmsSettings
from flowrunner.config import PlivoAccount, Settings
from flowrunner.emulator import Exchange, taking_orders
from flowrunner.engine.actions import SendText
from flowrunner.engine.events import TextSent
from flowrunner.server.texts import ConsoleTexts, carrier


async def test_a_text_is_one_line_at_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    terminal = io.StringIO()
    message = SendText(3, "+15550100001", "Your order\n is \x1b[31mready.")
    assert await ConsoleTexts(terminal).send(message) == TextSent(3, "ok")
    assert terminal.getvalue() == "text to +15550100001: Your order is  [31mready.\n"
    assert not caplog.records


@pytest.mark.parametrize(
    ("via", "has_account", "sent"), [(None, True, 1), ("plivo", True, 1), ("console", True, 0), (None, False, 0)]
)
async def test_texts_go_by_plivo_when_there_is_an_account(via: str | None, has_account: bool, sent: int) -> None:
    exchange, terminal = Exchange(), io.StringIO()
    async with taking_orders(exchange) as url:
        known = exchange.account
        account = PlivoAccount(known.auth_id, known.auth_token, url) if has_account else PlivoAccount()
        settings = Settings(plivo=account, sms=SmsSettings(via, "+15550100000"))
        async with carrier(settings, terminal) as texts:
            assert await texts.send(SendText(3, "+15550100001", "Hello.")) == TextSent(3, "ok")

    assert len(exchange.messages) == sent
    assert bool(terminal.getvalue()) is not bool(sent)
