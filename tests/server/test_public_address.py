"""How the outside world reaches the host, and whom the host believes about it."""

from __future__ import annotations

from ipaddress import ip_network

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


async def test_a_tunnel_that_is_trusted_says_that_it_is_secure() -> None:
    settings = Settings(port=0, trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "abc.tunnel.example"}
        async with call.client.post(host.answer_url("desk"), data={"CallUUID": "c1"}, headers=headers) as response:
            assert b"wss://abc.tunnel.example/flows/desk/stream/" in await response.read()


async def test_a_stranger_cannot_say_where_the_host_is() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
        async with call.client.post(host.answer_url("desk"), data={"CallUUID": "c1"}, headers=headers) as response:
            assert f"ws://{host.url.removeprefix('http://')}/flows/desk/stream/".encode() in await response.read()


async def test_a_host_header_that_names_no_host_is_refused() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        for odd in ("a b", "[", "h/evil"):
            url = host.answer_url("desk")
            async with call.client.post(url, data={"CallUUID": "c1"}, headers={"Host": odd}) as response:
                assert (response.status, await response.text()) == (400, "the Host header names no host\n")
