"""Who may be connected, and for how long without getting anywhere.

Theory of operation. A connection has a deadline whenever no request of it is being handled: a short one until its
first request has arrived whole, a longer one from each answer to the next request, in which it rests. So neither a head
that comes a byte at a time nor an answer that is never read holds a place; a body has a deadline where it is read.
Connections are counted when they are made, before anything is read, in all and by the address they come from; when
there is no place left, the one that has rested longest gives up its own. All that come through a proxy come from one
address, so there it is requests that are counted, by the client that the proxy names: a stream is one request from its
first moment to its last.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web
from aiohttp.http import HttpProcessingError

from flowrunner.server.forwarded import is_within, plain_address
from flowrunner.server.sparing import SparingLog

if TYPE_CHECKING:
    from flowrunner.config import Settings

log = logging.getLogger(__name__)


class Connections:
    """Counts connections, and clients behind proxies. ``counts`` are told of those that were cut off."""

    def __init__(self, settings: Settings, counts: Counter[str]) -> None:
        self.limits = settings.limits
        self._proxies = settings.trusted_proxies
        self._counts = counts
        self._log = SparingLog(log)
        self._in_all = 0
        self._by_address: Counter[str] = Counter()
        self._resting: dict[Connection, None] = {}

    def __len__(self) -> int:
        return self._in_all

    def enter(self, address: str) -> bool:
        """Count a new connection, or refuse it."""
        if self._in_all >= self.limits.connections and not self._make_room():
            self.cut_off("too_many", address)
            return False
        if not self.is_proxy(address):
            if self._is_full(address):
                self._make_room(address)
            if not self._take(address):
                return False
        self._in_all += 1
        return True

    def leave(self, address: str) -> None:
        """A connection that was counted is gone."""
        self._in_all -= 1
        if not self.is_proxy(address):
            self._give_back(address)

    def rests(self, connection: Connection) -> None:
        """Note that a connection does nothing for now."""
        self._resting[connection] = None

    def works(self, connection: Connection) -> None:
        """Note that a connection is being used, or is gone."""
        self._resting.pop(connection, None)

    @contextmanager
    def behind_proxy(self, client: str) -> Iterator[bool]:
        """Count a request of a client for as long as it lasts; yields whether there is room for it."""
        taken = self._take(client)
        try:
            yield taken
        finally:
            if taken:
                self._give_back(client)

    def is_proxy(self, address: str) -> bool:
        """Tell whether an address is that of a proxy of ours."""
        return is_within(address, self._proxies)

    def cut_off(self, kind: str, address: str) -> None:
        """Note that a connection or a request was refused or ended; ``kind`` is a fixed word."""
        self._counts[f"cut_off.{kind}"] += 1
        self._log.warn("cut off a connection", {"kind": kind, "client": address})

    def _make_room(self, address: str | None = None) -> bool:
        """End the connection that has rested longest, of this address if one is given; return whether there is one."""
        resting = (each for each in self._resting if address in (None, each.address))
        longest = next(resting, None)
        if longest is None:
            return False
        longest.end()
        return True

    def _is_full(self, address: str) -> bool:
        return self._by_address[address] >= self.limits.connections_per_address

    def _take(self, address: str) -> bool:
        if self._is_full(address):
            self.cut_off("too_many_of_one", address)
            return False
        self._by_address[address] += 1
        return True

    def _give_back(self, address: str) -> None:
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


class Connection(web.RequestHandler):
    """One connection to the host, with its deadlines."""

    __slots__ = ("_connections", "_deadline", "_is_counted", "_is_let_in", "_wire", "address")

    def __init__(self, server: web.Server, connections: Connections, loop: asyncio.AbstractEventLoop) -> None:
        limits = connections.limits
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]
            lingering_time=limits.body_s,
            auto_decompress=False,  # Plivo packs nothing, and a bomb must not go off
        )
        self.address = ""
        self._connections = connections
        self._deadline: asyncio.TimerHandle | None = None
        self._is_let_in = False
        self._is_counted = False
        self._wire: asyncio.Transport | None = None

    @property
    def is_proxy(self) -> bool:
        """Tell whether it comes from a proxy of ours."""
        return self._connections.is_proxy(self.address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.address = plain_address(peer[0]) if isinstance(peer, tuple) else ""
        self._is_let_in = self._is_counted = self._connections.enter(self.address)
        if not self._is_let_in:
            return self._wire.abort()
        self._expect_request(self._connections.limits.head_s, self._has_a_slow_head)
        return super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._leave()
        if self._is_let_in:
            super().connection_lost(exc)

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Stop the clock while a request is handled: whoever handles it has deadlines of its own."""
        self._stop_waiting()
        self._connections.works(self)
        try:
            yield
        finally:
            if self._is_counted:
                self._connections.rests(self)
                self._expect_request(self._connections.limits.idle_s, self.end)

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log a fault of ours in full; of a request that cannot be read only that: the error would quote it."""
        error = kw.get("exc_info")
        if isinstance(error, HttpProcessingError | web.RequestPayloadError):
            self._connections.cut_off("unreadable", self.address)
        elif not isinstance(error, ConnectionError):  # who has left needs no answer
            super().log_exception(*args, **kw)

    def end(self) -> None:
        """Drop the connection; its place is free at once."""
        self._leave()
        if self._wire is not None:
            self._wire.abort()

    def _leave(self) -> None:
        self._stop_waiting()
        self._connections.works(self)
        if self._is_counted:
            self._is_counted = False
            self._connections.leave(self.address)

    def _expect_request(self, within_s: float, too_late: Callable[[], None]) -> None:
        self._deadline = asyncio.get_running_loop().call_later(within_s, too_late)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _has_a_slow_head(self) -> None:
        self._connections.cut_off("slow_head", self.address)
        self.end()
