"""The requests of flows, against a real web server."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from flowrunner.engine.actions import SendRequest
from flowrunner.engine.events import RequestFinished
from flowrunner.server.web_requests import LARGEST_ANSWER, Access, WebRequester, web_requester

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def peer(handler: Handler, *, allowed: bool = True) -> AsyncGenerator[tuple[WebRequester, str], None]:
    """A web server on this machine, and a requester that may talk to it."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(app, host="127.0.0.1") as server:
        allow = frozenset({f"127.0.0.1:{server.port}"} if allowed else ())
        async with web_requester(Access(internal=allow)) as requester:
            yield requester, str(server.make_url("/")).rstrip("/")


def without_time(answer: RequestFinished) -> tuple[str, int, object]:
    return answer.outcome, answer.status, answer.body


async def test_sends_a_json_body_and_reads_a_json_answer() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.content_type == "application/json"
        return web.json_response({"got": await request.json(), "key": request.headers["X-Key"], "how": request.method})

    async with peer(handler) as (requester, url):
        answer = await requester.send(SendRequest(7, "post", url + "/x", {"X-Key": "k"}, {"account": "42"}))

    assert answer.request_id == 7
    assert answer.at > 0
    assert without_time(answer) == ("ok", 200, {"got": {"account": "42"}, "key": "k", "how": "POST"})


async def test_a_request_without_a_body_has_none() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.can_read_body} {request.headers.get('Content-Type')}")

    async with peer(handler) as (requester, url):
        assert without_time(await requester.send(SendRequest(1, "GET", url))) == ("ok", 200, "False None")


async def test_a_status_is_the_outcome_and_its_body_is_kept() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.json_response({"why": "unknown"}, status=404)

    async with peer(handler) as (requester, url):
        assert without_time(await requester.send(SendRequest(1, "GET", url))) == ("404", 404, {"why": "unknown"})


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async def handler(_request: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/latest")

    async with peer(handler) as (requester, url):
        answer = await requester.send(SendRequest(1, "GET", url))

    assert (answer.outcome, answer.status) == ("302", 302)


async def test_a_peer_that_is_too_slow_is_a_timeout() -> None:
    released = asyncio.Event()

    async def handler(_request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with peer(handler) as (requester, url):
        answer = await requester.send(SendRequest(1, "GET", url, timeout_s=0.05))
        released.set()

    assert without_time(answer) == ("timeout", 0, None)


@pytest.mark.parametrize(("method", "sent"), [("GET", 3), ("DELETE", 3), ("POST", 1)])
async def test_only_what_may_be_repeated_is_repeated(method: str, sent: int) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.method)
        return web.Response(status=503)

    async with peer(handler) as (requester, url):
        answer = await requester.send(SendRequest(1, method, url, retry=2))

    assert (answer.outcome, len(seen)) == ("503", sent)


async def test_a_retry_that_succeeds_is_a_success() -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.method)
        return web.Response(status=503 if len(seen) == 1 else 200, text="fine")

    async with peer(handler) as (requester, url):
        assert without_time(await requester.send(SendRequest(1, "GET", url, retry=5))) == ("ok", 200, "fine")


async def test_an_answer_that_is_too_large_is_an_error() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=b"x" * (LARGEST_ANSWER + 1))

    async with peer(handler) as (requester, url):
        assert (await requester.send(SendRequest(1, "GET", url))).outcome == "error"


async def test_the_largest_answer_that_is_allowed_is_read() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.json_response(text=json.dumps("x" * (LARGEST_ANSWER - 2)))

    async with peer(handler) as (requester, url):
        assert (await requester.send(SendRequest(1, "GET", url))).outcome == "ok"


async def test_an_internal_address_is_not_reached_unless_it_is_allowed() -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response()

    async with peer(handler, allowed=False) as (requester, url):
        by_number = await requester.send(SendRequest(1, "GET", url))
        by_name = await requester.send(SendRequest(2, "GET", url.replace("127.0.0.1", "localhost")))

    assert [by_number.outcome, by_name.outcome] == ["error", "error"]
    assert seen == []


@pytest.mark.parametrize(
    "url", ["", "not a url", "ftp://example.com/x", "http://", "http://[::1", "http://example.com:99999/", "/relative"]
)
async def test_an_address_that_is_none_is_an_error(url: str) -> None:
    async with web_requester(Access()) as requester:
        assert (await requester.send(SendRequest(1, "GET", url))).outcome == "error"


async def test_a_header_that_breaks_out_is_an_error() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    async with peer(handler) as (requester, url):
        answer = await requester.send(SendRequest(1, "GET", url, {"X-Name": "a\r\nX-Other: b"}))

    assert answer.outcome == "error"


async def test_callers_share_no_cookies() -> None:
    async def handler(request: web.Request) -> web.Response:
        response = web.Response(text=request.headers.get("Cookie", "none"))
        response.set_cookie("session", "of another caller")
        return response

    async with peer(handler) as (requester, url):
        await requester.send(SendRequest(1, "GET", url))
        assert (await requester.send(SendRequest(2, "GET", url))).body == "none"


async def test_nothing_of_a_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async with web_requester(Access()) as requester:
        await requester.send(SendRequest(1, "GET", "http://127.0.0.1:1/tiger", {"X-Key": "tiger"}, {"pin": "tiger"}))

    assert "tiger" not in caplog.text
    assert all("tiger" not in str(vars(record)) for record in caplog.records)


async def test_a_stand_in_is_asked_instead_with_the_same_path_and_query() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=request.path_qs)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(app, host="127.0.0.1") as server:
        stand_in = {"api.acme.example": f"http://127.0.0.1:{server.port}/rehearsal"}
        async with web_requester(Access(), stand_in) as requester:
            answer = await requester.send(SendRequest(1, "GET", "https://api.acme.example/a%20b/c?x=1&y=%2F"))

    assert answer.outcome == "ok"
    assert answer.body == "/rehearsal/a%20b/c?x=1&y=/"


@pytest.mark.parametrize("host", ["api.shop.example", "API.Shop.example", "a.clinic.example", "b.a.clinic.example"])
def test_hosts_that_the_settings_name_may_be_asked(host: str) -> None:
    assert Access(frozenset({"api.shop.example", "*.clinic.example"})).has(host.lower())


@pytest.mark.parametrize(
    "host", ["shop.example", "api.shop.example.evil.example", "clinic.example", "xclinic.example", ""]
)
def test_no_other_host_may_be_asked(host: str) -> None:
    assert not Access(frozenset({"api.shop.example", "*.clinic.example"})).has(host)


async def test_a_request_to_another_host_is_an_error_before_anything_is_sent() -> None:
    async with web_requester(Access(frozenset({"api.shop.example"}))) as requester:
        answer = await requester.send(SendRequest(1, "GET", "https://evil.example/x"))
    assert (answer.outcome, answer.status) == ("error", 0)
