"""One request to Plivo's REST API and its answer: addressed, paid for, bounded in time and size, and told in our words.

Questions (GET) are repeated a few times when Plivo is busy or gone for a moment. Orders never are: whoever gave an
order whose answer was lost has to decide whether to give it again, because a call might be placed twice.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
from yarl import URL

from flowrunner.errors import RestError, RestTrouble, UsageError

log = logging.getLogger(__name__)

API_URL = "https://api.plivo.com"
CONNECT_S = 5.0
ANSWER_S = 15.0
"""For one request, from its beginning to the last byte of its answer."""
PAUSES_S = (0.5, 1.0)
"""Before a question is asked for the second and for the third time."""
LONGEST_PAUSE_S = 5.0
"""However long Plivo would like us to wait."""
LARGEST_ANSWER = 1 << 20
LONGEST_SAID = 300
"""Characters of Plivo's message that are kept."""

_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._:~-]{1,128}")
_PASSING: frozenset[RestTrouble] = frozenset({"overloaded", "failed", "unreachable", "lost", "timeout"})

T = TypeVar("T")
Verb = Literal["GET", "POST", "DELETE"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the API is opened with."""

    auth_id: str = field(repr=False)
    auth_token: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of ``Authorization``."""
        return "Basic " + base64.b64encode(f"{self.auth_id}:{self.auth_token}".encode()).decode()

    def scrub(self, text: str) -> str:
        """Return the text without them."""
        for secret in (self.header.removeprefix("Basic "), self.auth_token, self.auth_id):
            text = text.replace(secret, "***")
        return text


@dataclass(frozen=True, slots=True)
class Order:
    """A request: what it is for in fixed words, the path below the account, and a JSON body or a query."""

    what: str
    verb: Verb
    path: tuple[str, ...]
    body: msgspec.Struct | None = None
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that says that the order was carried out."""

    order: Order
    status: int
    body: bytes = field(repr=False)

    def read(self, kind: type[T]) -> T:
        """Return the answer's facts; raises RestError when they are not there."""
        try:
            return msgspec.json.decode(self.body, type=kind, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise RestError("malformed", self.order.what, self.status) from None


class Transport:
    """Carries requests for one account."""

    def __init__(self, session: aiohttp.ClientSession, credentials: Credentials, api_url: str = API_URL) -> None:
        self._session = session
        self._credentials = credentials
        self._root = f"{api_url}/v1/Account/{quote(credentials.auth_id, safe='')}/"

    async def order(self, order: Order) -> Reply:
        """Send a request once; raises RestError, and UsageError for an id that is none."""
        return await self._once(order, self._url(order))

    async def ask(self, order: Order) -> Reply:
        """Send a question, up to three times; raises like ``order``."""
        url = self._url(order)
        for pause_s in PAUSES_S:
            try:
                return await self._once(order, url)
            except RestError as error:
                if error.kind not in _PASSING:
                    raise
                log.info("plivo is asked again", extra={"kind": error.kind})
                await asyncio.sleep(min(error.retry_after_s or pause_s, LONGEST_PAUSE_S))
        return await self._once(order, url)

    async def end(self, order: Order) -> bool:
        """Order the end of something; False when it was not there, and so needs no end."""
        try:
            await self._once(order, self._url(order))
        except RestError as error:
            if error.kind != "missing":
                raise
            return False
        return True

    def _url(self, order: Order) -> URL:
        for part in order.path:
            if not _ID.fullmatch(part):
                raise UsageError(f"cannot {order.what}: {part[:40]!r} is not an id such as those that plivo gives")
        query = f"?{urlencode(order.query)}" if order.query else ""
        return URL(self._root + "".join(f"{part}/" for part in order.path) + query, encoded=True)

    async def _once(self, order: Order, url: URL) -> Reply:
        body = _written(order)
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._exchange(order, url, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise RestError("unreachable", order.what) from None
        except TimeoutError:
            raise RestError("timeout", order.what) from None
        except (aiohttp.ClientError, ConnectionError, ValueError):
            # the library's own errors show the headers of the request, and so the token
            raise RestError("lost", order.what) from None

    async def _exchange(self, order: Order, url: URL, body: bytes | None) -> Reply:
        async with self._session.request(
            order.verb,
            url,
            data=body,
            headers=self._headers(order),
            timeout=aiohttp.ClientTimeout(ANSWER_S, sock_connect=CONNECT_S),
            allow_redirects=False,
        ) as response:
            answer = await _body(response)
            if 200 <= response.status < 300:
                return Reply(order, response.status, answer)
            raise self._refused(order, response, answer)

    def _headers(self, order: Order) -> dict[str, str]:
        headers = {"Authorization": self._credentials.header, "Accept": "application/json"}
        return headers if order.body is None else {**headers, "Content-Type": "application/json"}

    def _refused(self, order: Order, response: aiohttp.ClientResponse, body: bytes) -> RestError:
        said, api_id = told(body, response.content_type)
        scrubbed = self._credentials.scrub(said)[:LONGEST_SAID]
        refused = RestError(_trouble(response.status), order.what, response.status, scrubbed, api_id)
        refused.retry_after_s = _seconds(response.headers.get("Retry-After", ""))
        return refused


def _written(order: Order) -> bytes | None:
    """Return the body; raises RestError for text that no JSON can hold."""
    try:
        return None if order.body is None else msgspec.json.encode(order.body)
    except UnicodeEncodeError:
        raise RestError("refused", order.what, said="it holds text that is not Unicode") from None


class _Complaint(msgspec.Struct, frozen=True):
    error: object = None
    message: object = None
    api_id: object = None


def told(body: bytes, content_type: str) -> tuple[str, str]:
    """Return Plivo's message and its api_id, from JSON or a line of text; nothing of a page for browsers."""
    try:
        found = msgspec.json.decode(body, type=_Complaint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        is_text = content_type == "text/plain" and not body.lstrip().startswith(b"<")
        return (_line(body.decode("utf-8", "replace")) if is_text else ""), ""
    api_id = found.api_id if isinstance(found.api_id, str) and _ID.fullmatch(found.api_id) else ""
    return _line(_text(found.error) or _text(found.message)), api_id


def _text(value: object) -> str:
    """Return the words of a complaint, which may lie one level deeper."""
    if isinstance(value, dict):
        value = value.get("error") or value.get("message")
    return value if isinstance(value, str) else ""


def _line(text: str) -> str:
    words = " ".join(text.split())
    return "".join(letter for letter in words if letter.isprintable())


def _trouble(status: int) -> RestTrouble:
    match status:
        case 401:
            return "credentials"
        case 404:
            return "missing"
        case 429:
            return "overloaded"
        case _ if 400 <= status < 500:
            return "refused"
        case _ if status >= 500:
            return "failed"
        case _:
            return "malformed"


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read the body; raises ValueError when it is larger than any answer."""
    body = bytearray()
    while more := await response.content.read(LARGEST_ANSWER):
        body += more
        if len(body) > LARGEST_ANSWER:
            raise ValueError("larger than any answer")
    return bytes(body)
