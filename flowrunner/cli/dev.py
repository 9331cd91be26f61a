"""``flowrunner dev``: the workshop, where flows are seen, heard and called while they are written."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import webbrowser
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread

from rich.console import Console

from flowrunner.call.trace_hub import TraceHub
from flowrunner.cli.places import configure_paths, places
from flowrunner.cli.serve import open_warm_speech, show_mistakes, warn_of_agents, warn_of_change, warn_of_languages
from flowrunner.config import Settings, load_settings
from flowrunner.flow.model import Flow
from flowrunner.graph.svg import to_svg
from flowrunner.server.app import running_host
from flowrunner.server.catalog import FlowChange
from flowrunner.server.dev.guard import is_this_machine
from flowrunner.server.dev.mouth import CallerMouth
from flowrunner.server.dev.workshop import Tools, workshop
from flowrunner.server.fixed_prompts import prepare
from flowrunner.server.flows import FlowFiles
from flowrunner.server.lines import log_lines
from flowrunner.server.loop import hand_over_soon, new_loop
from flowrunner.server.stopping import until_stopped
from flowrunner.speech.registry import Speech
from flowrunner.storage.registry import NO_DATABASE, default_url

DRAIN_S = 0.1
"""Whoever stops the workshop does not wait for a call of the workshop."""
EPILOG = """\
Examples:
  flowrunner dev                    the flows in flows/, or in this folder
  flowrunner dev flows/bank.yaml    one flow
  flowrunner dev flows/ --open      and open the page in the browser

The page has the flows and their mistakes, the picture, and a telephone: it calls like Plivo, with the microphone, with
keys, or with typed words that a voice says. A flow that is saved serves the next call; its mistakes are shown on the
page and here, and calls go to what it said before. The page is for this machine: nobody else can reach it. Callers
reach a flow by `flowrunner serve`. Web requests of a flow are really made (see `stand_in` in flowrunner.toml); text
messages are shown here and sent to nobody.

Exit status: 0 stopped in good order, 2 there is nothing to show or nowhere to listen, 3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    configure_paths(parser)
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: for this machine only)")
    parser.add_argument("--port", help="port to listen on (8000); 0 picks a free one")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """Hold the workshop until stopped and return 0; raises UsageError when that is not possible."""
    settings = for_one_person(load_settings(args.config, os.environ, {"host": args.host, "port": args.port}))
    files = FlowFiles(places(args.paths))
    found = files.load()
    console = Console(highlight=False)
    show_mistakes(found.loaded, console)
    warn_of_languages(settings, found.flows.values(), console)
    warn_of_agents(settings, found.flows.values(), console)
    log_lines(sys.stderr)
    hand_over_soon()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(work(settings, files, console, opens=args.open))
    return 0


def for_one_person(settings: Settings) -> Settings:
    """Return the settings without what belongs to real callers: Plivo's part, and a database that others share."""
    return replace(
        settings,
        reload=True,
        base_url=None,
        trusted_proxies=(),
        database=NO_DATABASE if settings.database == NO_DATABASE else default_url(os.environ, Path.home()),
        plivo=replace(settings.plivo, signatures="off", stream_signatures="off"),
        sms=replace(settings.sms, via="console"),
    )


async def work(settings: Settings, files: FlowFiles, console: Console, *, opens: bool) -> None:
    """Hold the workshop until a signal comes; raises UsageError."""
    flows, hub = files.found.flows, TraceHub()
    async with open_warm_speech(settings) as speech:
        extend = workshop(Tools(partial(to_svg, bare=True), CallerMouth(speech.voice, _caller(settings))), hub)
        async with running_host(settings, flows, speech, files, hub, extend) as host:
            host.flows.subscribe(partial(show_change, settings, console))
            rendering = asyncio.create_task(_render_ahead(flows.values(), speech))
            announce(f"{host.url}/dev/", settings.host, console)
            if opens:  # a browser may take its time, and wants the page meanwhile
                Thread(target=webbrowser.open, args=(f"{host.url}/dev/",), daemon=True).start()
            await until_stopped(host, DRAIN_S)
            rendering.cancel()


def announce(url: str, listens_on: str, console: Console) -> None:
    """Say where the page is."""
    console.print(f"flowrunner dev: {url}", soft_wrap=True)
    if not is_this_machine(listens_on):
        console.print("warning: whoever reaches this machine reaches the page, and needs no password", style="yellow")


def show_change(settings: Settings, console: Console, change: FlowChange) -> None:
    """Show what is wrong with flows that serve all the same; the log tells of those that do not."""
    show_mistakes([file.newest for file in change.files if not file.newest.has_errors], console)
    warn_of_change(settings, console, change)


def _caller(settings: Settings) -> str | None:
    """Return the name of the caller's voice; other voices than the offline one have other names."""
    return "caller" if settings.voice[:1] == ("offline",) else None


async def _render_ahead(flows: Iterable[Flow], speech: Speech) -> None:
    """Render the prompts that never vary while nobody calls yet; a call that is quicker renders its own."""
    for flow in sorted(flows, key=lambda each: len(each.states)):
        await prepare(flow, speech.prompts)
