"""Makes the web requests of flows.

A flow's author may be allowed to talk to the world and still have no business with the network that the host stands
in. Every connection is looked at as it is made, after names are resolved, and a redirect is an answer, not an order.
Internal addresses that the settings allow go through a pool of their own, and the settings may name the only hosts
that are asked at all. Nothing of a request is ever logged.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import msgspec
from yarl import URL

from flowrunner.call.requests import outcome_of, read_body, worth_repeating
from flowrunner.engine.events import RequestFinished
from flowrunner.engine.requests import attempts
from flowrunner.server.addresses import is_internal

if TYPE_CHECKING:
    from flowrunner.engine.actions import SendRequest

log = logging.getLogger(__name__)

LARGEST_ANSWER = 256 * 1024
"""Bytes of an answer's body; a larger one is an error."""
PAUSE_S = 0.2
"""Before a request is sent again."""


@dataclass(frozen=True, slots=True)
class Access:
    """Whom flows may ask."""

    hosts: frozenset[str] = frozenset()
    """Names, and ``*.`` before one for all below it; empty: everybody who is not internal."""
    internal: frozenset[str] = frozenset()
    """``host:port`` of internal addresses that may be asked."""

    def has(self, host: str) -> bool:
        """Whether the settings let flows ask this host."""
        above = (f"*.{host[place + 1 :]}" for place, letter in enumerate(host) if letter == ".")
        return not self.hosts or host in self.hosts or any(each in self.hosts for each in above)


class _TooLargeError(ValueError):
    """An answer with more bytes than a flow may keep."""


class WebRequester:
    """The ``Requester`` over HTTP; one a host."""

    def __init__(
        self,
        guarded: aiohttp.ClientSession,
        trusted: aiohttp.ClientSession,
        access: Access,
        stand_in: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._guarded = guarded
        self._trusted = trusted
        self._access = access
        self._stand_in = {host.lower(): URL(address) for host, address in (stand_in or {}).items()}
        self._clock = clock

    async def send(self, request: SendRequest) -> RequestFinished:
        """Return how the request ended."""
        left = attempts(request.method, request.retry)
        while True:
            left -= 1
            answer = await self._attempt(request)
            if left == 0 or not _worth_repeating(answer):
                return answer
            await asyncio.sleep(PAUSE_S)

    async def _attempt(self, request: SendRequest) -> RequestFinished:
        try:
            async with asyncio.timeout(request.timeout_s):
                return await self._exchange(request)
        except TimeoutError:
            outcome = "timeout"
        except PermissionError:
            outcome = "error"
            log.warning("a request was refused: its host is not one of `allow_hosts`")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            outcome = "error"
            log.info("a request failed", extra={"kind": type(error).__name__})
        return RequestFinished(request.request_id, outcome, at=self._clock())

    async def _exchange(self, request: SendRequest) -> RequestFinished:
        url, session = self._aim(URL(request.url))
        async with session.request(
            request.method.upper(),
            url,
            headers=_headers(request),
            data=_body(request),
            allow_redirects=False,
        ) as response:
            data = await _read(response.content)
            status = response.status
            body = read_body(data, response.content_type, response.charset)
        return RequestFinished(request.request_id, outcome_of(status), status, body, at=self._clock())

    def _aim(self, url: URL) -> tuple[URL, aiohttp.ClientSession]:
        """Return where the request truly goes, and the pool for it; raises PermissionError."""
        name = (url.host or "").lower()
        host = f"[{name}]" if ":" in name else name
        if f"{host}:{url.port}" in self._access.internal:
            return url, self._trusted
        if not self._access.has(name):
            raise PermissionError("a host that the settings do not allow")
        instead = self._stand_in.get(name)
        if instead is None:
            return url, self._guarded
        path = instead.raw_path.rstrip("/") + url.raw_path
        return instead.with_path(path, encoded=True).with_query(url.query), self._trusted


def _worth_repeating(answer: RequestFinished) -> bool:
    return answer.outcome in ("timeout", "error") if not answer.status else worth_repeating(answer.status)


def _headers(request: SendRequest) -> dict[str, str]:
    headers = dict(request.headers)
    if request.body is not None and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    return headers


def _body(request: SendRequest) -> bytes | None:
    return None if request.body is None else msgspec.json.encode(request.body, enc_hook=str)


async def _read(content: aiohttp.StreamReader) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in content.iter_any():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise _TooLargeError
        parts.append(part)
    return b"".join(parts)


def _guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    family, kind, protocol, _name, address = info
    if is_internal(str(address[0])):
        raise PermissionError("an internal address")
    return socket.socket(family, kind, protocol)


def _new_session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),  # callers share nothing
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": "flowrunner"},
    )


@asynccontextmanager
async def web_requester(
    access: Access, stand_in: Mapping[str, str] | None = None
) -> AsyncGenerator[WebRequester, None]:
    """Open the host's requester."""
    async with AsyncExitStack() as stack:
        guarded = await stack.enter_async_context(_new_session(aiohttp.TCPConnector(socket_factory=_guarded_socket)))
        trusted = await stack.enter_async_context(_new_session(aiohttp.TCPConnector()))
        yield WebRequester(guarded, trusted, access, stand_in)
