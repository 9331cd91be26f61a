"""``flowrunner test``: hold the conversations of test files with their flows, without a telephone."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from flowrunner.cli.garbage import looked_for_seldom
from flowrunner.cli.places import configure_paths, places
from flowrunner.cli.understanding import understanding
from flowrunner.errors import UsageError
from flowrunner.script.case import Case
from flowrunner.script.junit import to_junit
from flowrunner.script.player import play
from flowrunner.script.report import Report
from flowrunner.script.results import Result, SuiteResult, coverages, totals
from flowrunner.script.suite import Shelf, Suite, open_suite, test_files

EPILOG = """\
Examples:
  flowrunner test flows/                     every *.test.yaml in a folder, and in the folders inside it
  flowrunner test flows/bank.yaml            the tests beside one flow: bank.test.yaml
  flowrunner test flows/ -k silent           only those with this word in their name
  flowrunner test flows/ --coverage          and what no test has walked

A test reads like the call:
  - test: balance by voice
    answers: {fetch_balance: {ok: {amount: 1200}}}
    call:
      - bot: For your balance*
      - caller: how much money do I have
      - bot: "*account number."
      - press: 12345678
      - bot: Your balance is*1,200*

Exit status: 0 all passed, 1 a test failed or a file cannot be run, 2 wrong usage, 3 a fault of flowrunner itself,
5 there are no tests.
"""

_MANY = 500
"""From how many conversations on a terminal is shown how far the run is."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    configure_paths(parser, "a test file, a flow with tests beside it, or a folder")
    parser.add_argument("-k", dest="word", metavar="WORD", help="run only tests with this in their name")
    parser.add_argument("--coverage", action="store_true", help="list states, choices and outcomes that no test walked")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results to a file as JUnit XML too")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="color the report (auto: on a terminal)"
    )


def run(args: argparse.Namespace) -> int:
    """Run the tests, print what came of them, and return 0, 1 or 5; raises UsageError."""
    began = time.perf_counter()
    with looked_for_seldom():
        suites = [_selected(suite, args.word) for suite in _suites(test_files(places(args.paths)))]
        results = _held(suites)
    took_s = time.perf_counter() - began
    color = args.color == "always" or (args.color == "auto" and sys.stdout.isatty())
    print(Report(color).whole(results, coverages(results) if args.coverage else None, took_s))
    if args.junit is not None:
        _write(args.junit, to_junit(results, took_s))
    return totals(results).exit_status


def _suites(files: Iterable[Path]) -> list[Suite]:
    shelf = Shelf(understanding())
    try:
        return [open_suite(file, shelf) for file in files]
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {(error.strerror or str(error)).lower()}") from None


def _selected(suite: Suite, word: str | None) -> Suite:
    if word is None:
        return suite
    cases = tuple(case for case in suite.cases if word.casefold() in case.conversation.name.casefold())
    return replace(suite, cases=cases)


def _held(suites: Sequence[Suite]) -> list[SuiteResult]:
    """Hold every conversation."""
    cases = [(number, case) for number, suite in enumerate(suites) for case in suite.cases]
    results: list[list[Result]] = [[] for _ in suites]
    for number, case in _shown(cases) if len(cases) >= _MANY and sys.stderr.isatty() else cases:
        results[number].append(_hold(case))
    return [SuiteResult(suite, tuple(each)) for suite, each in zip(suites, results, strict=True)]


def _hold(case: Case) -> Result:
    began = time.perf_counter()
    played = play(case)
    return Result(case, played, time.perf_counter() - began)


def _shown(cases: Sequence[tuple[int, Case]]) -> Iterable[tuple[int, Case]]:
    from rich.console import Console
    from rich.progress import track

    return track(cases, "Testing", console=Console(stderr=True), transient=True)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {file}: {(error.strerror or str(error)).lower()}") from None
