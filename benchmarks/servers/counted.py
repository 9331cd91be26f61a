"""Our host as ``flowrunner serve`` puts it together, hearing nobody, and counted when it is asked to (SIGUSR1).

Writes its answer address on a line, and then a census for each signal, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import signal
import sys
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from benchmarks.census import census
from flowrunner.config import load_settings
from flowrunner.server.app import Host, running_host
from flowrunner.server.fixed_prompts import prepare
from flowrunner.server.flows import load_flows
from flowrunner.server.loop import hand_over_soon, new_loop
from flowrunner.speech.registry import open_speech

FLOW = Path(__file__).parent.parent / "flows" / "soak.yaml"


def say(line: str) -> None:
    """Write a line for whoever started us."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def count(host: Host) -> None:
    """Write a census."""
    say(msgspec.json.encode(asdict(census(host))).decode())


async def main(bank: str, database: str) -> None:
    """Serve until terminated."""
    settings = replace(
        load_settings(None, os.environ, {"port": "0", "database": database}), stand_in={"bank.example": bank}
    )
    speech = replace(open_speech(cache=settings.cache), recognizer=None, vad=None)
    flows = load_flows([FLOW]).flows
    for flow in flows.values():
        await prepare(flow, speech.prompts)
    async with running_host(settings, flows, speech) as host:
        gc.collect()
        gc.freeze()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, count, host)
        say(host.answer_url("soak"))
        await asyncio.Future()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bank", required=True, help="address of the server that knows balances")
    parser.add_argument("--database", required=True)
    arguments = parser.parse_args()
    hand_over_soon()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(arguments.bank, arguments.database))
