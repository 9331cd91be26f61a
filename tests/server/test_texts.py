"""Text messages of a host without a carrier."""

from __future__ import annotations

import io

import pytest

from flowrunner.engine.actions import SendText
from flowrunner.engine.events import TextSent
from flowrunner.server.texts import ConsoleTexts


async def test_a_text_is_one_line_at_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    terminal = io.StringIO()
    message = SendText(3, "+15550100001", "Your order\n is \x1b[31mready.")
    assert await ConsoleTexts(terminal).send(message) == TextSent(3, "ok")
    assert terminal.getvalue() == "text to +15550100001: Your order is  [31mready.\n"
    assert not caplog.records
