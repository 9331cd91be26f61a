"""The language model behind an endpoint that speaks OpenAI's chat completions, streamed.

A reply begins with a piece: until one came, whatever went wrong may be tried once more; afterwards the caller has heard
something, and a second reply would say it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, TypeVar

import aiohttp

from flowrunner.errors import LanguageModelError
from flowrunner.models.completions import Completion, refusal
from flowrunner.models.conversation import request_body
from flowrunner.models.event_stream import EventStream
from flowrunner.models.patience import Deadlines, Patience

if TYPE_CHECKING:
    from flowrunner.engine.dialogue import Briefing
    from flowrunner.models.ports import Piece
    from flowrunner.models.settings import ModelSettings

T = TypeVar("T")
log = logging.getLogger(__name__)

LARGEST_STREAM = 8 * 1024 * 1024
"""Bytes of one reply with all that surrounds its words."""
LARGEST_REFUSAL = 16 * 1024
"""Bytes that are read of an answer that is no reply."""
PAUSE_S = 0.2
"""Before it is asked again, where the provider names no time."""
LONGEST_PAUSE_S = 2.0
"""A provider that wants more is not asked again: the caller is waiting."""
_REST_S = 0.2
"""How long the rest of an answer may take when nothing depends on it but the use of its connection."""


class OpenAIModel:
    """A ``LanguageModel``. ``session`` holds the connections; whoever opened it closes it."""

    def __init__(
        self, session: aiohttp.ClientSession, settings: ModelSettings, deadlines: Deadlines | None = None
    ) -> None:
        self._session = session
        self._settings = settings
        self._deadlines = deadlines or Deadlines()
        self._url = settings.url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions"

    async def reply(self, briefing: Briefing) -> AsyncGenerator[Piece, None]:
        """Yield the reply as it is made; see the port."""
        body = request_body(briefing, self._settings.model, self._settings.temperature)
        patience = Patience(self._deadlines)
        for last in (False, True):
            answer = _Answer(patience)
            try:
                await answer.open(self._post(body))
                while (piece := await answer.next()) is not None:
                    yield piece
                await answer.drain()
                return
            except LanguageModelError as error:
                if last or not answer.may_ask_again(error):
                    raise
                log.info("the language model is asked again", extra={"kind": error.kind})
            finally:
                answer.close()
            await patience.wait(asyncio.sleep(answer.pause_s))

    async def _post(self, body: bytes) -> aiohttp.ClientResponse:
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",  # what is compressed is held back until there is enough of it
        }
        if self._settings.key:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        return await self._session.post(self._url, data=body, headers=headers, allow_redirects=False)


class _Answer:
    """What one request brought."""

    def __init__(self, patience: Patience) -> None:
        self.pause_s = PAUSE_S
        """How long to wait before asking again."""
        self._patience = patience
        self._response: aiohttp.ClientResponse | None = None
        self._events = EventStream()
        self._waiting: deque[str] = deque()
        self._pieces: deque[Piece] = deque()
        self._completion = Completion()
        self._size = 0

    async def open(self, post: Awaitable[aiohttp.ClientResponse]) -> None:
        """Ask; raises LanguageModelError unless the answer is a reply."""
        response = self._response = await self._wait(post)
        if not 200 <= response.status < 300:
            self.pause_s = _pause(response.headers.get("Retry-After", ""))
            raise refusal(response.status, await _glimpse(response.content))
        if response.content_type != "text/event-stream":
            raise LanguageModelError("malformed", "the answer is not an event stream")

    async def next(self) -> Piece | None:
        """Return the next piece; None when the reply is complete. Raises LanguageModelError."""
        while not self._pieces:
            if self._waiting:
                self._take(self._waiting.popleft())
            elif self._completion.complete:
                return None
            else:
                await self._read()
        return self._pieces.popleft()

    async def _read(self) -> None:
        """Wait for an event, or for a part of one."""
        assert self._response is not None
        data = await self._wait(self._response.content.readany())
        if not data:
            raise LanguageModelError("unreachable", "the reply broke off")
        self._size += len(data)
        if self._size > LARGEST_STREAM:
            raise LanguageModelError("malformed", f"a reply of more than {LARGEST_STREAM} bytes")
        self._waiting.extend(self._events.write(data))

    def _take(self, event: str) -> None:
        self._pieces.extend(self._completion.read(event))
        if self._completion.begun:
            self._patience.progress()

    async def drain(self) -> None:
        """Read what follows the reply, so that the connection can be used again."""
        assert self._response is not None
        with suppress(TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(_REST_S):
                while await self._response.content.readany():
                    pass

    def close(self) -> None:
        """Hang up, unless the answer was read to its end."""
        if self._response is not None:
            self._response.close()

    def may_ask_again(self, error: LanguageModelError) -> bool:
        """Say whether another request may bring more than this one."""
        soon = self.pause_s < min(self._patience.left_s, LONGEST_PAUSE_S)
        return soon and not self._completion.begun and error.kind in ("unreachable", "overloaded")

    async def _wait(self, work: Awaitable[T]) -> T:
        try:
            return await self._patience.wait(work)
        except aiohttp.ClientPayloadError:
            raise LanguageModelError("unreachable", "the reply broke off") from None
        except aiohttp.ClientResponseError:
            raise LanguageModelError("malformed", "the answer is not HTTP") from None
        except (aiohttp.ClientError, OSError) as error:
            raise LanguageModelError("unreachable", f"the connection failed ({type(error).__name__})") from None


def _pause(retry_after: str) -> float:
    """Read the header ``Retry-After``: seconds, or a date, which is too far away in any case."""
    if not retry_after:
        return PAUSE_S
    return max(PAUSE_S, float(retry_after)) if retry_after.isdecimal() else inf


async def _glimpse(content: aiohttp.StreamReader) -> bytes:
    """Return the beginning of a body, as far as it comes soon."""
    data = b""
    with suppress(TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(_REST_S):
            while len(data) < LARGEST_REFUSAL and (part := await content.readany()):
                data += part
    return data[:LARGEST_REFUSAL]
