"""``flowrunner check``: every mistake in the flows at once, each with its place and how to mend it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from flowrunner.cli.garbage import looked_for_seldom
from flowrunner.cli.places import configure_paths, places
from flowrunner.errors import UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.files import flow_files
from flowrunner.flow.loader import Loaded, load_flows

EPILOG = """\
Examples:
  flowrunner check flows/                      every flow in a folder, and in the folders inside it
  flowrunner check flows/bank.yaml --strict    one file; warnings count as mistakes
  flowrunner check flows/ --format json        a list of objects, for scripts

What it says:
  flows/bank.yaml:38:9: there is no state `mneu` [unknown-target]
     38 |     go: mneu
        |         ^~~~
    hint: did you mean `menu`?

What stands in brackets is explained by `flowrunner explain unknown-target`. A comment silences a warning on its line:
`# flowrunner: ignore[long-menu]`.

Exit status: 0 no mistakes, 1 mistakes, 2 there is nothing to check at that path, 3 a fault of flowrunner itself.
A warning is no mistake: the flow is served. With --strict it is one.
"""

FORMATS = ("text", "json", "github", "sarif", "junit")
_MANY = 50
"""From how many files on a terminal is shown how far the run is."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    configure_paths(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="how to tell: text for people, the others for programs (text)"
    )
    parser.add_argument("--strict", action="store_true", help="let warnings count as mistakes")
    parser.add_argument("--info", action="store_true", help="show also what is merely good to know; json and sarif do")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="color the findings (auto: on a terminal)"
    )


def run(args: argparse.Namespace) -> int:
    """Check the files, print what is found, and return 0 or 1; raises UsageError."""
    with looked_for_seldom():
        loaded = _load(flow_files(places(args.paths)))
    if args.format == "text":
        _print_text(args, loaded)
    else:
        _print_for_programs(args, loaded)
    return int(any(each.has_errors or (args.strict and each.diagnostics) for each in loaded))


def _print_text(args: argparse.Namespace, loaded: Sequence[Loaded]) -> None:
    color = args.color == "always" or (args.color == "auto" and sys.stdout.isatty())
    for each in loaded:
        for diagnostic in each.findings if args.info else each.diagnostics:
            print(to_text(diagnostic, each.lines, color=color), end="\n\n")
    print(_summary(loaded, told=args.info))


def _print_for_programs(args: argparse.Namespace, loaded: Sequence[Loaded]) -> None:
    if args.format == "json":
        from flowrunner.flow.formats.listing import to_json

        print(to_json(loaded))
    elif args.format == "sarif":
        from flowrunner.flow.formats.sarif import to_sarif

        print(to_sarif(loaded))
    elif args.format == "junit":
        from flowrunner.flow.formats.junit import to_junit

        print(to_junit(loaded, strict=args.strict))
    else:
        from flowrunner.flow.formats.github import to_github

        print(to_github(loaded, info=args.info))


def _load(files: Sequence[Path]) -> list[Loaded]:
    try:
        return list(load_flows(_shown(files) if len(files) >= _MANY and sys.stderr.isatty() else files))
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {(error.strerror or str(error)).lower()}") from None


def _shown(files: Sequence[Path]) -> Iterable[Path]:
    from rich.console import Console
    from rich.progress import track

    return track(files, "Checking", console=Console(stderr=True), transient=True)


def _summary(loaded: Sequence[Loaded], *, told: bool) -> str:
    severities = [diagnostic.severity for each in loaded for diagnostic in each.findings]
    errors, warnings, notes = (severities.count(each) for each in ("error", "warning", "info"))
    found = [_count(errors, "error")] if errors else []
    found += [_count(warnings, "warning")] if warnings else []
    beside = f", {_count(notes, 'note')} (see --info)" if notes and not told else ""
    flows = sum(not each.is_translation for each in loaded)
    translations = len(loaded) - flows
    files = " and ".join(
        [*([_count(flows, "flow")] if flows else []), *([_count(translations, "translation")] if translations else [])]
    )
    return f"{files} checked{beside}: {' and '.join(found) or 'no mistakes'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
