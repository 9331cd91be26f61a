"""``flowrunner doctor``: try every part that a host needs, and say what to mend."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flowrunner.cli.places import USUAL
from flowrunner.config import load_settings
from flowrunner.doctor.examination import examine
from flowrunner.doctor.finding import Finding, Patient, Verdict
from flowrunner.server.flows import load_flows

EPILOG = """\
Examples:
  flowrunner doctor                       this machine, the settings of flowrunner.toml, and flows/ if it is here
  flowrunner doctor my_flows/             other flows: their languages, agents and mistakes
  flowrunner doctor --config /etc/flowrunner.toml
  flowrunner doctor --json                the same for programs: {"healthy": true, "findings": [...]}

What it says, one line a part:
  ✔ voice offline     first sound after 31 ms, 124 times as fast as it is heard
  ! open files        1024 may be open, too few for 2500 connections
      mend: raise the hard limit (`ulimit -Hn`, or LimitNOFILE= of the service), or ...
  ✘ recognizer google google answered UNAUTHENTICATED: it does not accept the credentials
      mend: look at the credentials, and whether the service is enabled and paid for (docs/google.md)
  - plivo             no account is needed to answer calls

  ✔ works   ! works, and may come to grief   ✘ does not work   - not set, which is no mistake

Each part is really used: every voice of the chain says a sentence, every recognizer must understand it, something is
written to the database and deleted again, Plivo and the language model are asked one question, base_url is called from
outside if it is set. A provider that costs money is asked once, for a sentence. Nothing is changed. Run it before the
first call, after each change of the settings, and when callers complain.

Exit status: 0 nothing is broken, 1 something is, 2 the settings or a path cannot be read, 3 a fault of flowrunner
itself. A warning breaks nothing.
"""

_MARKS: dict[Verdict, tuple[str, str, str]] = {
    "well": ("✔", "ok", "green"),
    "warning": ("!", "!!", "yellow"),
    "ill": ("✘", "no", "red"),
    "unused": ("-", "--", "dim"),
}
"""On a terminal that knows the sign, on others, and the colour."""
_WIDTH = 18


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a flow, or a folder of flows (flows/, if it is here)"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")
    parser.add_argument("--json", action="store_true", help="tell programs instead of people")


def run(args: argparse.Namespace) -> int:
    """Look at everything, and return 0, or 1 when something does not work; raises UsageError."""
    settings = load_settings(args.config, os.environ)
    paths = args.paths or ([USUAL] if USUAL.is_dir() else [])
    flows = load_flows(paths) if paths else None
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries complain of is among the findings
    findings = asyncio.run(_examined(Patient(settings, flows, os.environ, Path.home()), quiet=args.json))
    is_healthy = all(finding.verdict != "ill" for finding in findings)
    if args.json:
        print(json.dumps({"healthy": is_healthy, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        print(_summary(findings))
    return 0 if is_healthy else 1


async def _examined(patient: Patient, *, quiet: bool) -> list[Finding]:
    console = Console(highlight=False, soft_wrap=True)
    findings = []
    async for finding in examine(patient):
        findings.append(finding)
        if not quiet:
            _show(console, finding)
    return findings


def _show(console: Console, finding: Finding) -> None:
    sign, word, color = _MARKS[finding.verdict]
    line = Text(f"{sign if _knows(sign) else word} ", style=color)
    line.append(f"{finding.part:<{_WIDTH}} ", style="bold" if finding.verdict == "ill" else "")
    line.append(finding.text, style="dim" if finding.verdict == "unused" else "")
    console.print(line)
    if finding.mend:
        console.print(Text(f"    mend: {finding.mend}", style=color))


def _knows(sign: str) -> bool:
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _summary(findings: list[Finding]) -> str:
    broken = sum(finding.verdict == "ill" for finding in findings)
    warned = sum(finding.verdict == "warning" for finding in findings)
    told = [f"{broken} broken"] * bool(broken) + [f"{warned} warning{'s' * (warned != 1)}"] * bool(warned)
    return f"\n{', '.join(told) or 'all is well'}"
