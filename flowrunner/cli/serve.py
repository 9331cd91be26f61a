"""``flowrunner serve``: answer telephone calls."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console

from flowrunner.cli.bar import preparing
from flowrunner.cli.places import configure_paths, places
from flowrunner.config import Settings, load_settings
from flowrunner.errors import ModelError, UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.loader import Loaded
from flowrunner.flow.model import Flow
from flowrunner.server.app import Host, running_host
from flowrunner.server.catalog import FlowChange
from flowrunner.server.files import BESIDE_CONNECTIONS, allow_files
from flowrunner.server.fixed_prompts import prepare, warn_of_unsaid
from flowrunner.server.flows import FlowFiles
from flowrunner.server.lines import log_lines
from flowrunner.server.loop import hand_over_soon, new_loop
from flowrunner.server.needs import agents_of, languages_of
from flowrunner.server.signatures import in_one_line
from flowrunner.server.stopping import until_stopped
from flowrunner.speech.registry import Speech, open_speech, unknown_languages
from flowrunner.storage.registry import default_url

log = logging.getLogger(__name__)

EPILOG = """\
Examples:
  flowrunner serve flows/                                      every flow in a folder
  flowrunner serve flows/bank.yaml --port 9000                 one flow
  flowrunner serve flows/ --base-url https://bot.example.com   behind a proxy or a tunnel, for Plivo

A broken flow is shown with its mistakes, and the others are served. SIGHUP reads them again, and --watch does so when
one is saved; calls in progress keep what they began with. Settings are read from flowrunner.toml and from variables
such as FLOWRUNNER_PORT; what stands on the command line wins.

Exit status: 0 stopped in good order, 2 there is nothing to serve or nowhere to listen, 3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    configure_paths(parser)
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (8000); 0 picks a free one")
    parser.add_argument(
        "--base-url", metavar="URL", help="how Plivo reaches this host, such as https://bot.example.com"
    )
    parser.add_argument("--watch", action="store_true", help="let a flow that is saved serve the next call")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped and return 0; raises UsageError when that is not possible."""
    reload = "true" if args.watch else None
    options = {"host": args.host, "port": args.port, "base_url": args.base_url, "reload": reload}
    settings = with_database(load_settings(args.config, os.environ, options))
    files = FlowFiles(places(args.paths))
    found = files.load()
    errors = Console(stderr=True, highlight=False)
    show_mistakes(found.loaded, errors)
    if not found.flows:
        raise UsageError("none of the flows can be served; the mistakes are above")
    warn_of_languages(settings, found.flows.values(), errors)
    warn_of_agents(settings, found.flows.values(), errors)
    log_lines(sys.stderr)
    allow_connections(settings.limits.connections)
    hand_over_soon()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(serve(settings, files, Console(highlight=False)))
    return 0


def with_database(settings: Settings) -> Settings:
    """Return the settings with a database: the usual one, unless they name another or ``none``."""
    return replace(settings, database=settings.database or default_url(os.environ, Path.home()))


def allow_connections(connections: int) -> None:
    """Let this process have so many connections, or say in the log that it will not."""
    wanted = connections + BESIDE_CONNECTIONS
    allowed = allow_files(wanted)
    if allowed < wanted:
        log.warning("%d files may be open, too few for %d connections: see `ulimit -Hn`", allowed, connections)


def show_mistakes(loaded: Iterable[Loaded], console: Console) -> None:
    """Print what is wrong with the files."""
    for each in loaded:
        for diagnostic in each.diagnostics:
            console.out(to_text(diagnostic, each.lines, color=console.is_terminal), end="\n\n")


def warn_of_languages(settings: Settings, flows: Iterable[Flow], console: Console) -> None:
    """Tell which languages of the flows can be neither said nor understood with these settings."""
    for flow in flows:
        for what, names in (("voice", settings.voice), ("recognizer", settings.recognizer)):
            if missing := unknown_languages(names, languages_of(flow)):
                console.print(
                    f"warning: {flow.name} speaks {', '.join(missing)}, and the {names[0]} {what} knows English only: "
                    f'set `{what} = "google"`, or such calls go to the fallback',
                    soft_wrap=True,
                )


def warn_of_agents(settings: Settings, flows: Iterable[Flow], console: Console) -> None:
    """Tell which agents nobody can speak for with these settings."""
    for flow in flows if settings.model is None else ():
        if agents := agents_of(flow):
            console.print(
                f"warning: {flow.name} has an agent ({', '.join(agents)}), and no language model is set: set `url` and "
                "`model` under `[model]` (FLOWRUNNER_MODEL_URL, FLOWRUNNER_MODEL), or such calls go on by `error`",
                soft_wrap=True,
                markup=False,
            )


async def serve(settings: Settings, files: FlowFiles, console: Console) -> None:
    """Serve what was found in the files until a signal comes; raises UsageError."""
    flows = files.found.flows
    async with open_warm_speech(settings) as speech:
        await render_ahead(flows.values(), speech, console)
        async with running_host(settings, flows, speech, files) as host:
            # what was loaded stays: the collector need not walk through it in the middle of a call
            gc.collect()
            gc.freeze()
            announce(host, flows, settings, console)
            host.flows.subscribe(partial(warn_of_change, settings, Console(stderr=True, highlight=False)))
            await until_stopped(host, settings.limits.drain_s)


def warn_of_change(settings: Settings, console: Console, change: FlowChange) -> None:
    """Tell what flows that were changed cannot do with these settings."""
    flows = [served.flow for served in change.live]
    warn_of_languages(settings, flows, console)
    warn_of_agents(settings, flows, console)


@asynccontextmanager
async def open_warm_speech(settings: Settings, *, warm: bool = True) -> AsyncGenerator[Speech, None]:
    """Open the speech that the settings name, and load its models unless ``warm`` is off; raises UsageError."""
    try:
        speech = open_speech(settings.voice, settings.recognizer, settings.cache, settings.providers, settings.adapters)
        if warm:
            await speech.warm()
    except ModelError as error:
        raise UsageError(str(error)) from None
    try:
        yield speech
    finally:
        await speech.aclose()


async def render_ahead(flows: Iterable[Flow], speech: Speech, console: Console) -> None:
    """Load recordings and prompts that never vary, and make those that are not there; tell how many are ready.

    One that cannot be said fails when it is due.
    """
    with preparing(console) as bar:
        outcomes = [await prepare(flow, speech.prompts, bar.of(flow.name)) for flow in flows]
    for outcome in outcomes:
        warn_of_unsaid(outcome)
    ready = [each for outcome in outcomes for each in outcome.prepared.values() if each.failure is None]
    made = sum(each.is_new for each in ready)
    recordings = sum(isinstance(size, int) for outcome in outcomes for size in outcome.recordings.values())
    if ready or recordings:
        beside = f" and {recordings} recordings" if recordings else ""
        new = f", {made} of them made just now" if made else ""
        console.print(f"{len(ready)} prompts{beside} are ready{new}", soft_wrap=True)


def announce(host: Host, flows: Iterable[str], settings: Settings, console: Console) -> None:
    """Say where calls are answered."""
    console.print(f"flowrunner listens on {host.url}", soft_wrap=True)
    console.print("Answer URLs, to point the numbers of Plivo at:", soft_wrap=True)
    for name in flows:
        console.print(f"  {name}: {host.answer_url(name)}", soft_wrap=True)
    console.print(in_one_line(settings.plivo), soft_wrap=True)
    if settings.base_url is None:
        console.print("Plivo must reach this host: tell with --base-url how the outside world does.", soft_wrap=True)
