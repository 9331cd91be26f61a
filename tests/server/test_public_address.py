"""How the outside world reaches the host, and whom the host believes about it."""

from __future__ import annotations

from flowrunner.config import Settings
from tests.server.raw_plivo import host_of, plivo, stream_url
from tests.server.served_flows import DESK


async def test_addresses_are_those_of_the_outside_world() -> None:
    settings = Settings(port=0, base_url="https://bot.example.com")
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        url = host.url + "/flows/desk/answer"
        document = await call.post(url)
        assert host.answer_url("desk") == "https://bot.example.com/flows/desk/answer"
        assert stream_url(document).startswith("wss://bot.example.com/flows/desk/stream/")
        assert (document.findtext("Redirect") or "").startswith("https://bot.example.com/flows/desk/continue/")


async def test_a_tunnel_says_that_it_is_secure() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        headers = {"X-Forwarded-Proto": "https", "Host": "abc.tunnel.example"}
        async with call.client.post(host.answer_url("desk"), data={"CallUUID": "c1"}, headers=headers) as response:
            assert b"wss://abc.tunnel.example/flows/desk/stream/" in await response.read()
