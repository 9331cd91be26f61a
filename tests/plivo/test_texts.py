"""Text messages of a flow, over Plivo."""

from __future__ import annotations

import logging

import pytest

from flowrunner.emulator import Exchange, Stumble, taking_orders
from flowrunner.engine.actions import SendText
from flowrunner.engine.events import TextSent
from flowrunner.plivo.rest import Credentials, open_rest
from flowrunner.plivo.texts import PlivoTexts

MESSAGE = SendText(7, "+1 555 019 9000", "Your code is 4711.")


async def sent(
    message: SendText, sender: str | None = "+15550100000", *stumbles: Stumble
) -> tuple[TextSent, list[str]]:
    """Send a message; return what came of it, and what Plivo took."""
    exchange = Exchange()
    exchange.stumbles.extend(stumbles)
    async with (
        taking_orders(exchange) as url,
        open_rest(Credentials(exchange.account.auth_id, exchange.account.auth_token), url) as rest,
    ):
        outcome = await PlivoTexts(rest.messages, sender).send(message)
    return outcome, [f"{each.src} > {each.dst}: {each.text}" for each in exchange.messages]


async def test_a_message_is_taken_by_plivo() -> None:
    assert await sent(MESSAGE) == (TextSent(7, "ok"), ["+15550100000 > +15550199000: Your code is 4711."])


async def test_the_flow_may_name_another_sender() -> None:
    outcome, taken = await sent(SendText(8, "+15550199000", "Hello.", "ACME"))
    assert (outcome.outcome, taken) == ("ok", ["ACME > +15550199000: Hello."])


@pytest.mark.parametrize(
    ("message", "sender", "reason"),
    [
        (MESSAGE, None, "there is no number to send from"),
        (MESSAGE, "sip:desk@example.com", "there is no number to send from"),
        (SendText(7, "somebody", "Hello."), "+15550100000", "the number is none"),
        (SendText(7, "sip:desk@example.com", "Hello."), "+15550100000", "the number is none"),
        (SendText(7, "+15550199000<+15550199001", "Hello."), "+15550100000", "the number is none"),
        (SendText(7, "+15550100000", "Hello."), "+15550100000", "refused"),
    ],
)
async def test_what_cannot_be_sent_is_an_outcome(message: SendText, sender: str | None, reason: str) -> None:
    assert await sent(message, sender) == (TextSent(7, "failed", reason), [])


@pytest.mark.parametrize(
    ("stumble", "taken"), [(Stumble(500), 0), (Stumble(429), 0), (Stumble(None, carried_out=True), 1)]
)
async def test_a_message_is_never_ordered_twice(stumble: Stumble, taken: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    outcome, messages = await sent(MESSAGE, "+15550100000", stumble)

    assert (outcome.outcome, len(messages)) == ("failed", taken)
    assert "plivo took no text message" in caplog.text
    assert not any(private in caplog.text for private in ("4711", "5550199000", "555 019"))
