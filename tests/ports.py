"""Ports of this machine for tests."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Return a port of TCP that nobody listens on, as far as one can know."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
