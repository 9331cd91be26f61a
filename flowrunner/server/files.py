"""How many files this process may open: every connection is one."""

from __future__ import annotations

import sys

BESIDE_CONNECTIONS = 200
"""Prompts that are read, requests of flows, libraries, and what a thread opens for a moment."""


def allow_files(wanted: int) -> int:
    """Let this process open so many files, as far as the system lets it decide; return how many it may open now."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
