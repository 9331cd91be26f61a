"""A host in a process of its own, with a voice that tests can read: ``python -m tests.survival.host FOLDER``."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path

from flowrunner.config import Settings
from flowrunner.flow.loader import load_flow
from flowrunner.server.app import running_host
from flowrunner.server.stopping import until_stopped
from tests.fakes import FakeSpeech, MarkedPrompts

DRAIN_S = 0.2
"""Far less than a call takes."""


async def run(folder: Path) -> None:
    """Serve the flow of a folder as its settings say, until the process is stopped or killed; print the port."""
    told = json.loads((folder / "settings.json").read_text())
    flow = load_flow(folder / "survive.yaml").flow
    assert flow is not None
    settings = Settings(
        port=0,
        base_url=told["base_url"],
        database=told["database"],
        allow_internal=frozenset({told["orders"]}),
        recordings=folder / "kept",
    )
    async with running_host(settings, {flow.name: flow}, FakeSpeech(MarkedPrompts())) as host:
        print(host.url.rpartition(":")[2], flush=True)
        await until_stopped(host, DRAIN_S)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(run(Path(sys.argv[1])))
