"""Measure speech: ``python -m benchmarks.speech``, or some tables by name; ``--write`` puts them into the page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.report import WIDTH
from benchmarks.speech.bench import Bench
from benchmarks.speech.page import PAGE, replaced
from benchmarks.speech.recordings import BESIDE, Half
from benchmarks.speech.tables import TABLES


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speech", description="What speech does, and costs.")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {', '.join(TABLES)}; all unless named")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/speech.md")
    parser.add_argument("--recordings", type=Path, default=BESIDE, metavar="FOLDER", help="default: ../shared/audio")
    parser.add_argument("--half", type=Half, default=Half.REPORT, help="of the recordings: report, tuning or whole")
    parser.add_argument("--clinc", type=Path, metavar="FILE", help="CLINC150's data_full.json, for the intents")
    read = parser.parse_args(arguments)
    if unknown := set(read.tables) - set(TABLES):
        parser.error(f"there is no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    return read


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write what was asked for."""
    asked = _options(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    bench = Bench(asked.recordings, asked.half, asked.clinc)
    if not bench.recordings.complete:
        console.print(f"no {asked.recordings}: people's words are the few clips of the tests, and there is no noise")
    for name in asked.tables or TABLES:
        table = TABLES[name](bench)
        console.print(f"[bold]{name}[/bold]", table.shown())
        if asked.write:
            PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), name, table), encoding="utf-8")
    bench.close()
    return 0


def run(*tables: str) -> None:
    """Measure these tables, with the options of the command line: what a table's own module does when it is run."""
    sys.exit(main([*tables, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
