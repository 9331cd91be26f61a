"""Nobody else's page reaches the workshop: by no name, from no origin, over no WebSocket."""

from __future__ import annotations

from itertools import product

import aiohttp
import pytest

from flowrunner.server.dev.guard import is_ours
from tests.dev.bench import Bench, bench

STRANGERS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "",
    "localhost@evil.example",
    "[::1",
)
ODD = (
    "evil.example@localhost",
    "localhost:80; script-src *",
    "localhost:eighty",
    "localhost:0",
    "local host",
    "localhost/dev",
)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_has_several_names(host: str) -> None:
    assert is_ours(host)


@pytest.mark.parametrize("host", [*STRANGERS, *ODD, "192.168.1.5:8000", "10.0.0.1"])
def test_another_name_or_address_is_another_host(host: str) -> None:
    assert not is_ours(host)


@pytest.mark.parametrize("host", STRANGERS)
def test_a_host_that_listens_beyond_this_machine_still_has_no_name(host: str) -> None:
    assert is_ours("192.168.1.5:8000", beyond=True)
    assert not is_ours(host, beyond=True)


OTHERS = ("http://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "")
PATHS = ("/dev/", "/dev/main.js", "/dev/explain/unknown-target", "/", "/health", "/flows/desk")


async def test_a_name_that_was_made_to_point_here_is_refused() -> None:
    async with bench() as desk:
        for path in PATHS:
            async with desk.client.get(desk.url + path, headers={"Host": "evil.example"}) as answer:
                assert answer.status == 403, path


async def test_a_script_of_another_page_is_refused() -> None:
    async with bench() as desk:
        for path, origin in product(("/dev/say", "/flows/desk/answer"), OTHERS):
            async with desk.client.post(desk.url + path, headers={"Origin": origin}) as answer:
                assert answer.status == 403, (path, origin)


async def test_a_socket_of_another_page_is_refused() -> None:
    async with bench() as desk:
        for path, origin in product(("/dev/events", "/flows/desk/stream/any-ticket"), OTHERS):
            assert await handshake(desk, path, {"Origin": origin}) == 403, (path, origin)


async def test_a_socket_for_a_name_that_was_made_to_point_here_is_refused() -> None:
    async with bench() as desk:
        headers = {"Host": "evil.example", "Origin": "http://evil.example"}
        assert await handshake(desk, "/dev/events", headers) == 403


async def test_events_are_for_browsers_which_always_say_whose_page_it_is() -> None:
    async with bench() as desk:
        assert await handshake(desk, "/dev/events", {}) == 403
        assert await handshake(desk, "/dev/events", desk.own) == 101


async def handshake(desk: Bench, path: str, headers: dict[str, str]) -> int:
    """Return the status of a WebSocket's handshake."""
    try:
        async with desk.client.ws_connect(desk.url + path, headers=headers):
            return 101
    except aiohttp.WSServerHandshakeError as refusal:
        return refusal.status


async def test_an_image_on_another_page_begins_no_call() -> None:
    async with bench() as desk:
        for site in ("cross-site", "same-site"):
            headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
            url = f"{desk.url}/flows/desk/answer?CallUUID=1&From=1&To=2"
            async with desk.client.get(url, headers=headers) as answer:
                assert answer.status == 403


async def test_a_link_on_another_page_may_be_followed() -> None:
    async with bench() as desk:
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        async with desk.client.get(f"{desk.url}/dev/", headers=headers) as answer:
            assert answer.status == 200


async def test_a_program_that_is_no_browser_may_call() -> None:
    async with bench() as desk:
        form = {"CallUUID": "one", "From": "15550107788", "To": "15550100000"}
        async with desk.client.post(f"{desk.url}/flows/desk/answer", data=form) as answer:
            assert answer.status == 200
            assert "<Stream" in await answer.text()


async def test_everything_is_kept_nowhere_and_may_run_no_script_of_others() -> None:
    async with bench() as desk:
        for path in (*PATHS, "/nothing"):
            async with desk.client.get(desk.url + path) as answer:
                check_headers(answer)


def check_headers(answer: aiohttp.ClientResponse) -> None:
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_refusal_repeats_nothing_of_the_request() -> None:
    async with bench() as desk, desk.client.get(f"{desk.url}/dev/", headers={"Host": "evil.example"}) as answer:
        assert "evil" not in str(answer.headers) + await answer.text()
