"""``flowrunner build``: make every prompt that never varies, before anybody calls."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from flowrunner.cli.bar import preparing
from flowrunner.cli.places import configure_paths, places
from flowrunner.cli.serve import open_warm_speech, show_mistakes
from flowrunner.config import Settings, load_settings
from flowrunner.flow.model import Flow
from flowrunner.server.built import Totals, as_data, as_text, totals
from flowrunner.server.fixed_prompts import Outcome, prepare
from flowrunner.server.flows import FlowFiles
from flowrunner.speech.registry import prompts_folder

EPILOG = """\
Examples:
  flowrunner build                       the flows in flows/, or in this folder
  flowrunner build flows/bank.yaml       one flow, with those that it runs and its translations
  flowrunner build flows/ --check        make nothing; fail when something is missing
  flowrunner build flows/ --json         the report as an object, for scripts

What never varies is made with the voice of the settings, for every voice, language and codec that the flows name, and
kept in the folder of rendered prompts (`cache` in flowrunner.toml, FLOWRUNNER_CACHE). `flowrunner serve` then begins at
once: it makes what is missing by itself, so build is for images, and for finding out beforehand what cannot be said.
What is there already is not made again, an interrupted build keeps what it has, and several may run at once.

What varies is made while the caller waits, sentence by sentence: of "Your balance is {{ amount }}. Thank you." the
second sentence is made ahead. The report lists the places, so that you can put what never varies into sentences of its
own. Recordings (`audio:`) are decoded to their end; what cannot be played is told.

Exit status: 0 everything is there, 1 something cannot be said, is missing or has mistakes, 2 there is nothing to build,
3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    configure_paths(parser)
    parser.add_argument("--check", action="store_true", help="make nothing, and fail when something is missing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """Make the prompts, print what became of them, and return 0 or 1; raises UsageError."""
    settings = load_settings(args.config, os.environ, {})
    found = FlowFiles(places(args.paths)).load()
    errors = Console(stderr=True, highlight=False)
    show_mistakes(found.loaded, errors)
    try:
        outcomes = asyncio.run(_build(settings, found.flows.values(), errors, make=not args.check))
    except KeyboardInterrupt:
        print("flowrunner build: interrupted; what was made is kept", file=sys.stderr)
        raise
    total = totals(outcomes)
    _print(outcomes, total, prompts_folder(settings.cache), as_json=args.json)
    return int(not total.is_complete or any(each.has_errors for each in found.loaded))


def _print(outcomes: Sequence[Outcome], total: Totals, folder: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_data(outcomes, total, folder), indent=2, ensure_ascii=False))
    else:
        print("\n".join(as_text(outcomes, total, folder)))


async def _build(settings: Settings, flows: Iterable[Flow], console: Console, *, make: bool) -> list[Outcome]:
    """Prepare the flows. Nobody listens here, and a voice that is not to speak need not be loaded."""
    async with open_warm_speech(replace(settings, recognizer=("none",)), warm=make) as speech:
        with preparing(console) as bar:
            return [await prepare(flow, speech.prompts, bar.of(flow.name), make=make) for flow in flows]
