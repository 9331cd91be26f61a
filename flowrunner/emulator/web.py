"""The carrier's HTTP requests: signed, tried again as the address's fragment asks, bounded in size and time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlsplit

import aiohttp
from yarl import URL

from flowrunner.emulator import signature
from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.xml import MAX_DOCUMENT, Method
from flowrunner.errors import UsageError, WireError

DOCUMENT_TIMEOUT_S = 15.0
XML_TYPES = ("application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class Target:
    """An address and how patiently it is asked, from options in its fragment such as ``#ct=2000&rc=3&rp=ct,5xx``."""

    url: str
    connect_s: float = 2.0
    read_s: float = DOCUMENT_TIMEOUT_S
    total_s: float = 55.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct", "rt"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; ``content_type`` is bare and in small letters."""

    status: int
    content_type: str
    body: bytes

    @property
    def is_well(self) -> bool:
        return 200 <= self.status < 300


class NotReached(WireError):  # noqa: N818 - a fact about the host
    """No answer.

    ``kind`` is ``ct`` (no connection), ``rt`` (no answer in time) or ``all``; ``refused``: nothing listens there.
    """

    def __init__(self, kind: str, detail: str, refused: bool = False) -> None:
        self.refused = refused
        super().__init__(kind, detail)


def check_url(url: str) -> None:
    """Check the address of a host; raises UsageError."""
    parts = urlsplit(url)
    try:
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well = False
    if not well:
        raise UsageError(f"{url!r} is not an address such as http://127.0.0.1:8000/flows/bank/answer")


def target(url: str) -> Target:
    """Split an address from the options in its fragment; options that make no sense are passed over."""
    bare, fragment = urldefrag(url)
    options = dict(parse_qsl(fragment))

    def number(name: str, default: float, least: int, most: int) -> float:
        text = options.get(name, "")
        return min(max(int(text), least), most) if text.isdecimal() else default

    return Target(
        bare,
        connect_s=number("ct", 2000, 100, 10_000) / 1000,
        read_s=number("rt", DOCUMENT_TIMEOUT_S * 1000, 100, 40_000) / 1000,
        total_s=number("tt", 55_000, 100, 55_000) / 1000,
        retries=int(number("rc", 1, 0, 5)),
        retry_on=frozenset(options.get("rp", "ct,rt").split(",")),
    )


class Web:
    """Makes the carrier's requests; signs them when there is a token."""

    def __init__(
        self, session: aiohttp.ClientSession, auth_token: str | None = None, faults: Faults | None = None
    ) -> None:
        self._session = session
        self._auth_token = auth_token
        self._faults = faults or Faults()
        self._open: list[aiohttp.ClientResponse] = []

    async def ask(self, url: str, method: Method, form: Mapping[str, str]) -> Answer:
        """Send a form and return the answer, whatever its status; raises NotReached."""
        wanted = target(url)
        for _ in range(wanted.retries):
            try:
                answer = await self._once(wanted, method, form)
            except NotReached as failure:
                if not wanted.retry_on & {failure.kind, "all"}:
                    raise
            else:
                if not wanted.retry_on & {f"{answer.status // 100}xx"}:
                    return answer
        return await self._once(wanted, method, form)

    async def _once(self, wanted: Target, method: Method, form: Mapping[str, str]) -> Answer:
        ask = self._early if FaultKind.EARLY_SOCKET in self._faults else self._whole
        try:
            return await ask(wanted, method, form)
        except aiohttp.ClientConnectorError as error:
            raise NotReached("ct", _refusal(error), refused=True) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise NotReached("ct", f"no connection in {wanted.connect_s:g} s") from error
        except TimeoutError as error:
            raise NotReached("rt", f"no answer in {wanted.read_s:g} s") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise NotReached("all", str(error)) from error

    async def _whole(self, wanted: Target, method: Method, form: Mapping[str, str]) -> Answer:
        async with self._request(wanted, method, form) as response:
            return Answer(response.status, response.content_type.lower(), await _body(response))

    async def _early(self, wanted: Target, method: Method, form: Mapping[str, str]) -> Answer:
        """Return the answer as soon as its document is whole, while the host still believes it is sending."""
        response = await self._request(wanted, method, form).__aenter__()
        self._open.append(response)
        body = b""
        while b"</Response>" not in body and (more := await response.content.readany()):
            body += more
        return Answer(response.status, response.content_type.lower(), body)

    def _request(
        self, wanted: Target, method: Method, form: Mapping[str, str]
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        url = URL(wanted.url) if method == "POST" else URL(wanted.url).extend_query(form)
        return self._session.request(
            method,
            url,
            data=form if method == "POST" else None,
            headers=self.signed(method, str(url), form),
            timeout=aiohttp.ClientTimeout(wanted.total_s, sock_connect=wanted.connect_s, sock_read=wanted.read_s),
            allow_redirects=False,
        )

    def signed(self, method: Method, url: str, form: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the headers that sign a request; none without a token."""
        if self._auth_token is None or FaultKind.UNSIGNED in self._faults:
            return {}
        if FaultKind.BAD_SIGNATURE in self._faults:
            return signature.headers("of somebody else", method, url, form or {})
        headers = signature.headers(self._auth_token, method, url, form or {})
        return signature.in_a_list(headers) if FaultKind.SIGNATURE_LIST in self._faults else headers

    def signed_socket(self, url: str) -> dict[str, str]:
        """Return the headers that sign the handshake of a socket."""
        fault = self._faults.get(FaultKind.SOCKET_SIGNATURE)
        return self.signed("GET", signature.signed_socket_url(url, fault.count if fault else 0))


def _refusal(error: aiohttp.ClientConnectorError) -> str:
    number = error.errno or 0
    return os.strerror(number).lower() if number > 0 else f"no host is called {error.host}"


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read the body, or just enough of it to see that it is too long."""
    body = b""
    while len(body) <= MAX_DOCUMENT and (more := await response.content.read(MAX_DOCUMENT)):
        body += more
    return body
