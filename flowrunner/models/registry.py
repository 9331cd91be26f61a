"""Opens the language model that the settings name."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp

from flowrunner.models.openai import OpenAIModel
from flowrunner.models.patience import Deadlines

if TYPE_CHECKING:
    from flowrunner.models.ports import LanguageModel
    from flowrunner.models.settings import ModelSettings

MOST_CONNECTIONS = 1000
"""At once: as many replies."""
KEEP_S = 60.0
"""How long a connection is kept for the caller's next turn."""


@asynccontextmanager
async def open_model(settings: ModelSettings | None) -> AsyncGenerator[LanguageModel | None, None]:
    """Open the host's language model; None without settings. No connection is made before the first reply."""
    if settings is None:
        yield None
        return
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=KEEP_S),
        cookie_jar=aiohttp.DummyCookieJar(),  # callers share nothing
        timeout=aiohttp.ClientTimeout(total=None),  # the adapter has deadlines of its own
        headers={"User-Agent": "flowrunner"},
    ) as session:
        usual = Deadlines()
        whole_s = settings.timeout_s + usual.whole_s
        yield OpenAIModel(session, settings, replace(usual, first_s=settings.timeout_s, whole_s=whole_s))
